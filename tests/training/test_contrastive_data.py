import re
from dataclasses import replace

import numpy as np
import pytest

from simlab.errors import NotFoundError
from simlab.training.contrastive_data import contrastive_data
from simlab.workspace import create_workspace


def used(data) -> list[int]:
    return np.sort(np.concatenate([data.training, data.held_out])).tolist()


def test_images_of_training_triples_and_of_no_other_are_used(mosaic_workspace):
    data = contrastive_data(mosaic_workspace, 0.05, seed=0)
    assert used(data) == list(range(70))
    assert data.left_out == 0


def test_the_asked_share_is_held_out_and_the_seed_draws_them(mosaic_workspace):
    one, two, other = (contrastive_data(mosaic_workspace, 0.05, seed).held_out.tolist() for seed in (0, 0, 1))
    assert len(one) == 4  # 5 % of 70, rounded
    assert len(contrastive_data(mosaic_workspace, 0.3, 0).held_out) == 21
    assert len(contrastive_data(mosaic_workspace, 0.001, 0).held_out) == 2
    assert one == two != other


def test_an_image_of_validation_or_test_triples_is_never_used(tmp_path, mosaics):
    triples = mosaics.triples.copy()
    triples.loc[triples["split"] == "validation", "a"] = 3
    triples.loc[triples["split"] == "test", "b"] = 60
    data = contrastive_data(create_workspace(tmp_path / "ws", replace(mosaics, triples=triples)), 0.05, seed=0)
    assert used(data) == [row for row in range(70) if row not in (3, 60)]
    assert data.left_out == 1  # of training triples; 60 occurs in none


def test_another_rendition_of_what_a_test_triple_shows_is_not_used(tmp_path, mosaics):
    images = mosaics.images.copy()
    images["object"] = [f"o{90 if number == 55 else number}" for number in range(100)]
    data = contrastive_data(create_workspace(tmp_path / "ws", replace(mosaics, images=images)), 0.05, seed=0)
    assert used(data) == [row for row in range(70) if row != 55]


def test_shared_images_leave_too_few_and_it_says_why(workspace):
    expected = (
        "0 image(s) of workspace 'toy' can be learned from without answers; at least 4 are needed. Of 32 images of "
        "the training split, 32 are measured on in validation or test too and 0 have no picture."
    )
    with pytest.raises(NotFoundError, match=re.escape(expected)):
        contrastive_data(workspace, 0.05, seed=0)


def test_without_training_triples_there_is_nothing_to_learn_from(tmp_path, mosaics):
    content = replace(mosaics, triples=mosaics.triples[mosaics.triples["split"] != "train"])
    with pytest.raises(NotFoundError, match=r"has neither training triples nor images of split train, which say what"):
        contrastive_data(create_workspace(tmp_path / "ws", content), 0.05, seed=0)


def test_without_triples_the_images_of_split_train_are_used(tmp_path, mosaics):
    images = mosaics.images.assign(split=["train"] * 60 + ["validation"] * 30 + [None] * 10)
    content = replace(mosaics, images=images, triples=mosaics.triples[:0])
    data = contrastive_data(create_workspace(tmp_path / "ws", content), 0.05, seed=0)
    assert used(data) == list(range(60))
    assert data.left_out == 0


@pytest.mark.parametrize("split", ["validation", "test"])
def test_what_is_measured_on_by_its_own_split_is_not_used_nor_its_copy_nor_its_object(tmp_path, mosaics, split):
    images = mosaics.images.assign(split=None, object=[f"o{number}" for number in range(100)])
    images.loc[7, "split"] = split
    images.loc[52, "object"] = "o7"
    files = list(mosaics.files)
    files[31].write_bytes(files[7].read_bytes())
    data = contrastive_data(create_workspace(tmp_path / "ws", replace(mosaics, images=images)), 0.05, seed=0)
    assert used(data) == [row for row in range(70) if row not in (7, 31, 52)]
    assert data.left_out == 2  # 52 is of no training triple
