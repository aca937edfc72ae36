"""Every step kept and reached, and every look remembered."""

import pytest

from simlab.errors import ConflictError, NotFoundError
from simlab.workspace.database import design_looks, open_database
from simlab.workspace.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path, "w1")


def test_a_hundred_steps_back_and_forth(store):
    store.create_design("d", {"n": 0})
    for number in range(100):
        store.add_step("d", {"n": number + 1}, f"step {number + 1}", after=number)
    assert [(step.step, step.action) for step in store.history("d")] == [
        (0, "created"),
        *((n, f"step {n}") for n in range(1, 101)),
    ]
    for at in range(100, 0, -1):
        assert store.undo("d", at=at).state == {"n": at - 1}
    assert store.next_action("d") == "step 1"
    for at in range(100):
        assert store.redo("d", at=at).state == {"n": at + 1}
    assert store.next_action("d") is None


def test_any_step_is_reached_and_none_forgotten(store):
    store.create_design("d", {"n": 0})
    for number in range(5):
        store.add_step("d", {"n": number + 1}, "on", after=number)
    gone = store.go_to("d", 2, at=5)
    assert (gone.step, gone.last_step, gone.state) == (2, 5, {"n": 2})
    assert store.go_to("d", 4, at=2).state == {"n": 4}
    assert store.undo("d", at=4).step == 3
    with pytest.raises(ConflictError, match="it is at step 3"):
        store.go_to("d", 0, at=4)
    with pytest.raises(NotFoundError, match="Design 'd' has no step 9"):
        store.go_to("d", 9, at=3)
    assert store.design("d").step == 3
    store.add_step("d", {"n": 9}, "another way", after=3)
    assert [step.step for step in store.history("d")] == [0, 1, 2, 3, 6]


def test_looks_are_kept_in_order_and_go_with_a_copy(store, tmp_path):
    for name in ("d", "e", "other"):
        store.create_design(name, {})
    first = store.looks.add("d", "check", "aa", step=0)
    second = store.looks.add("d", "test", "bb", step=3, reason=" finished ")
    store.looks.add("other", "check", "cc", step=0)
    assert second.reason == "finished"
    assert Store(tmp_path, "w1").looks.of("d") == [first, second]
    store.looks.copy("d", "e")
    assert store.looks.of("e") == [first, second]
    with pytest.raises(NotFoundError):
        store.looks.add("none", "check", "aa", step=0)
    store.delete_design("d")
    assert store.looks.of("e") == [first, second]


def test_a_database_without_the_table_gets_it(tmp_path):
    store = Store(tmp_path, "w1")
    store.create_design("d", {"n": 1})
    store.close()
    engine = open_database(tmp_path)
    design_looks.drop(engine)
    engine.dispose()
    again = Store(tmp_path, "w1")
    assert again.looks.of("d") == []
    assert again.design("d").state == {"n": 1}
