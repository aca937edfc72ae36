import numpy as np
import torch

from simlab.training.proxies.balanced_batches import balanced_batches

CLASSES = np.repeat(np.arange(7), [1, 2, 5, 9, 30, 4, 6])


def drawn(seed: int, steps: int = 20) -> list[torch.Tensor]:
    return list(balanced_batches(CLASSES, 12, 3, steps, torch.Generator().manual_seed(seed)))


def test_classes_come_equally_often_whatever_their_size():
    batches = drawn(0)
    assert [len(batch) for batch in batches] == [12] * 20
    turns = np.bincount(CLASSES[torch.cat(batches)], minlength=7) / 3
    assert turns.sum() == 80
    assert turns.max() - turns.min() <= 1


def test_a_class_shows_all_its_pictures_before_any_comes_again():
    shown = torch.cat(drawn(1)).numpy()
    for number in range(7):
        counts = np.bincount(shown, minlength=len(CLASSES))[number == CLASSES]
        assert counts.max() - counts.min() <= 1


def test_a_turn_holds_pictures_of_one_class():
    for batch in drawn(2):
        assert all(len(set(turn)) == 1 for turn in CLASSES[batch.numpy()].reshape(4, 3).tolist())


def test_the_generator_decides_everything():
    assert all(torch.equal(a, b) for a, b in zip(drawn(3), drawn(3), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(drawn(3), drawn(4), strict=True))
