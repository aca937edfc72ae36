import pytest
import torch
from safetensors.torch import save_file

from simlab.encoders.weights import load_state
from simlab.errors import WeightsError

WEIGHTS = {"a.weight": torch.arange(6.0).reshape(2, 3), "a.n": torch.tensor(3)}


class Trap:
    """Runs code when it is unpickled."""

    def __reduce__(self):
        return (print, ("code was run",))


def same(found) -> bool:
    return found.keys() == WEIGHTS.keys() and all(torch.equal(found[name], WEIGHTS[name]) for name in WEIGHTS)


def test_safetensors_and_pickled_weights_give_the_same(tmp_path):
    save_file(WEIGHTS, tmp_path / "a.safetensors")
    torch.save(WEIGHTS, tmp_path / "a.pt")
    assert same(load_state(tmp_path / "a.safetensors"))
    assert same(load_state(tmp_path / "a.pt"))


@pytest.mark.parametrize("wrapper", ["state_dict", "model", "teacher"])
def test_checkpoints_of_a_training_are_unwrapped(tmp_path, wrapper):
    parallel = {f"module.{name}": value for name, value in WEIGHTS.items()}
    torch.save({wrapper: parallel, "epoch": 3, "optimizer": {"lr": 0.1}}, tmp_path / "a.pth")
    assert same(load_state(tmp_path / "a.pth"))


def test_code_in_a_file_is_not_run(tmp_path, capsys):
    torch.save({**WEIGHTS, "trap": Trap()}, tmp_path / "a.bin")
    with pytest.raises(
        WeightsError, match=r"a.bin cannot be read as weights alone .*holds code, which SimLab never runs"
    ):
        load_state(tmp_path / "a.bin")
    assert "code was run" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a.safetensors", "a.bin"])
@pytest.mark.parametrize("content", [b"", b"<html>not found</html>" * 50])
def test_damaged_files_are_said_to_be_damaged(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=f"{name} cannot be read as"):
        load_state(tmp_path / name)


def test_a_file_that_is_cut_off_is_damaged(tmp_path):
    for name, save in (("a.safetensors", save_file), ("a.pt", torch.save)):
        save(WEIGHTS, tmp_path / name)
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-100])
        with pytest.raises(WeightsError, match="cannot be read as"):
            load_state(tmp_path / name)


def test_something_else_than_weights_is_refused(tmp_path):
    torch.save([1, 2, 3], tmp_path / "a.pt")
    with pytest.raises(WeightsError, match="holds no weights by name"):
        load_state(tmp_path / "a.pt")
