from itertools import pairwise

from simlab.training.loop import learning_rate
from simlab.training.recipes import LoopRecipe


def test_the_warm_up_is_a_share_of_all_steps():
    recipe = LoopRecipe(learning_rate=1.0, warm_up=0.2)
    rates = [learning_rate(recipe, step, 50) for step in range(50)]
    assert rates[:10] == [(step + 1) / 10 for step in range(10)]
    assert rates[10] == 1.0
    assert all(later < earlier for earlier, later in pairwise(rates[10:]))


def test_without_warm_up_one_step_still_begins_at_the_top():
    recipe = LoopRecipe(learning_rate=1.0, warm_up=0.0)
    assert [learning_rate(recipe, step, 4) for step in range(2)] == [1.0, 1.0]
