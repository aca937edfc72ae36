import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.workspace.answer_table import answer_table
from simlab.workspace.image_table import COLUMNS as IMAGE_COLUMNS
from simlab.workspace.image_table import image_table
from simlab.workspace.triple_table import COLUMNS as TRIPLE_COLUMNS
from simlab.workspace.triple_table import question_keys, require_split, triple_table


def test_images_get_every_column_and_keep_metadata(images):
    table = image_table(images.assign(weather=["dry"] * 5), "x")
    assert list(table) == [*IMAGE_COLUMNS, "weather"]
    assert table["width"].dtype == "Int32"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"id": ["p", "q", "p", "q", "t"]}, "2 image id(s) come more than once (first: p, q)"),
        ({"id": ["p", None, "r", "s", "t"]}, "image row 1 has no id"),
        ({"id": ["p", "q", "", "s", "t"]}, "image row 2 has no id"),
        ({"pool": ["m", "m", "m", None, "m"]}, "image 's' has no pool"),
        ({"path": ["a.png", "../b.png", None, None, None]}, "1 image path(s) leave the workspace (first: ../b.png)"),
        ({"path": ["/a.png", "x\\..\\..\\b", "C:/c", "", "d.png"]}, "4 image path(s) leave the workspace"),
        (
            {"split": ["train", "dev", None, "check", "test"]},
            "2 image(s) have a split that is none of train, validation, test (first: dev, check)",
        ),
    ],
)
def test_bad_images_are_refused(images, change, text):
    with pytest.raises(InputError) as caught:
        image_table(images.assign(**change), "study.csv")
    assert text in str(caught.value)
    assert str(caught.value).startswith("study.csv: ")


def test_image_columns_must_be_there(images):
    with pytest.raises(InputError, match=r"lacks the column\(s\) pool"):
        image_table(images.drop(columns="pool"), "x")


def test_triples_get_every_column_in_its_type(images, triples):
    table = triple_table(triples.assign(note="n"), images, "x")
    assert list(table) == [*TRIPLE_COLUMNS, "note"]
    assert {column: str(dtype) for column, dtype in table.dtypes.items() if column in TRIPLE_COLUMNS} == TRIPLE_COLUMNS
    assert not table["held_out"].any()


def test_held_out_may_be_partly_unknown(images, triples):
    table = triple_table(triples.assign(held_out=[True, None, None, None, None, False]), images, "x")
    assert table["held_out"].tolist() == [True] + [False] * 5


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {"split": ["train", "dev"] * 3},
            "3 of 6 triples have a split other than train, validation, test (first: row 11",
        ),
        ({"choice": ["A", "C"] * 3}, "a choice other than A, B, tie"),
        ({"choice": ["A", None] * 3}, "3 of 6 triples have a choice other than"),
        ({"listed_first": ["A", "x", None, None, None, None]}, "1 of 6 triples have a listed_first other than A or B"),
        ({"id": ["t0", "t1", "t0", "t3", "t4", "t5"]}, "an id that another triple has (first: row 12 of study.csv)"),
        ({"b": [2, 3, 5, 4, 1, 4]}, "an image row in 'b' that is not among the 5 images (first: row 12"),
        ({"a": [-1, 2, 0, 3, 0, 1]}, "an image row in 'a' that is not among the 5 images (first: row 10"),
        ({"a": [0, 2, 0, 3, 0, 1]}, "a reference that is its own candidate (R = A or R = B) (first: row 10"),
        ({"b": [2, 2, 4, 4, 1, 4]}, "two equal candidates (A = B) (first: row 11"),
        ({"votes_a": [1, 0, 2, 1, 0, 2], "votes_b": [2, 2, 1, 1, 1, 1]}, "1 of 6 triples have votes that contradict"),
        ({"votes_a": [-1] * 6, "votes_b": [None] * 6}, "a negative number of votes"),
    ],
)
def test_bad_triples_are_refused(images, triples, change, text):
    with pytest.raises(InputError) as caught:
        triple_table(triples.assign(**change), images, "study.csv")
    assert text in str(caught.value)
    assert "Correct or remove them and import again" in str(caught.value)


def test_triple_columns_must_be_there(images, triples):
    with pytest.raises(InputError, match=r"lacks the column\(s\) reference, choice"):
        triple_table(triples.drop(columns=["reference", "choice"]), images, "x")


def test_a_question_in_two_splits_is_refused_in_either_order(images, triples):
    twice = triples.assign(reference=[0, 0, 1, 1, 2, 0], a=[1, 2, 0, 3, 0, 2], b=[2, 3, 4, 4, 1, 1])
    with pytest.raises(InputError) as caught:
        triple_table(twice, images, "study.csv")
    assert "1 question(s) stand in two splits, in the same or the other order of candidates" in str(caught.value)
    assert "(first: reference p with q and r" in str(caught.value)
    assert "train (row 10 of study.csv) and test (row 15 of study.csv)" in str(caught.value)


def test_question_keys_equal_a_loop():
    rng = np.random.default_rng(0)
    triples = pd.DataFrame(rng.integers(0, 4, (200, 3)), columns=["reference", "a", "b"])
    keys = question_keys(triples).to_numpy()
    names = [(t.reference, *sorted((t.a, t.b))) for t in triples.itertuples()]
    for i in range(200):
        for j in range(i):
            assert (keys[i] == keys[j]) == (names[i] == names[j])


def test_an_empty_split_is_refused_with_what_there_is(images, triples):
    table = triple_table(triples[triples["split"] != "test"], images, "x")
    assert len(require_split(table, "train", "Here")) == 2
    with pytest.raises(NotFoundError, match=r"no triples in its test split. .*: train \(2\), validation \(2\)"):
        require_split(table, "test", "Here")
    with pytest.raises(NotFoundError, match="Splits with triples: none"):
        require_split(table[:0], "test", "Here")
    with pytest.raises(InputError, match="'dev' is no split; the splits are train, validation, test"):
        require_split(table, "dev", "Here")


def test_answers(images, triples):
    table = triple_table(triples, images, "x")
    answers = answer_table(pd.DataFrame({"triple": ["t0", "t1"], "choice": ["A", "tie"]}), table, "x")
    assert answers["annotator"].isna().all()
    for frame, text in (
        ({"triple": ["t0"]}, "lacks the column"),
        ({"triple": ["zz"], "choice": ["A"]}, r"1 unknown triple\(s\) \(first: zz\)"),
        ({"triple": ["t0"], "choice": ["C"]}, "choices must be A, B, tie; found C"),
    ):
        with pytest.raises(InputError, match=text):
            answer_table(pd.DataFrame(frame), table, "x")
