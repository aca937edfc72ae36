"""The noise ceiling, and the triples that the published arrays lack."""

import numpy as np

from simlab.evaluation.noise_ceiling import votes_ceiling
from simlab.studies.demo.ceiling import noise_ceiling
from simlab.studies.demo.world import create_world
from simlab.studies.ensemble_evaluation import estimate_of, evaluate_ensemble
from simlab.studies.scoreboard import scoreboard
from simlab.studies.scoreboard.ceiling import ceiling_of
from simlab.studies.split_questions import split_questions
from simlab.studies.strategy_settings import StrategySettings
from simlab.workspace import ModelEntry
from tests.demo_stand_in import TINY


def test_the_ceiling_of_a_demo_world_is_its_annotator_without_noise(tmp_path):
    world = create_world(tmp_path / "world", 0, TINY)
    n_images = len(world.images)
    vectors = np.random.default_rng(0).normal(size=(n_images, 3))
    world.write_embedding(ModelEntry("noise", "baseline"), vectors, np.arange(n_images))
    asked = split_questions(world, "validation", ("noise",))
    found = ceiling_of(world, asked.triples)
    assert estimate_of(asked, found.scores) == noise_ceiling(world, asked.triples)
    np.testing.assert_array_equal(asked.questions.scores(found.margin), found.scores)


def test_elsewhere_it_comes_from_the_votes(board):
    votes = [board.asked.triples[name].to_numpy(np.float64) for name in ("votes_a", "votes_b")]
    np.testing.assert_array_equal(board.row("ceiling").scores, votes_ceiling(*votes))
    assert board.row("ceiling").margin is None


def test_every_row_keeps_to_the_published_arrays_where_they_are_known(own_study):
    triples = own_study.triples
    missing = np.flatnonzero(triples["split"] == "validation")[[0, 7, 8]]
    published = np.ones(len(triples), dtype=bool)
    published[missing] = False
    own_study.replace_tables(own_study.images, triples.assign(in_published_arrays=published))
    board = scoreboard(own_study, "validation")
    assert board.n_missing == 3
    assert len({row.estimate.n_triples for row in board.scored}) == 1
    settings = StrategySettings(mode="max", paper_compatible=True)
    alone = evaluate_ensemble(own_study, "credibility", "validation", settings=settings)
    assert board.row("published:max").estimate == alone.cross_fitted
