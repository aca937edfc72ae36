import re

import numpy as np
import pandas as pd
import pytest

from simlab.errors import ConflictError, InputError, NotFoundError
from simlab.studies.context_clusters import cluster_contexts
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace

REFERENCES = 30


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """References in two clear groups of 20 and 10, with three triples a row; the last image has no vector."""
    rng = np.random.default_rng(0)
    rows = []
    for number in range(240):
        reference = number // 3 % REFERENCES
        a, b = rng.choice(np.arange(REFERENCES, 40), 2, replace=False)
        split = ("train", "validation", "test")[min(reference % 5, 2)] if reference % 5 < 2 else "train"
        rows.append({"id": f"t{number}", "split": split, "row": number // 3, "reference": reference, "a": a, "b": b})
    triples = pd.DataFrame(rows).assign(choice="A", source="toy")
    triples = triples.drop_duplicates(["reference", "a", "b"])
    images = pd.DataFrame({"id": [f"i{n}" for n in range(40)], "pool": "toy"})
    content = WorkspaceContent(Manifest("toy"), images, triples, [None] * 40, "toy")
    workspace = create_workspace(tmp_path / "ws", content)
    centres = np.where(np.arange(40)[:, None] < 20, [[1.0, 0.0]], [[0.0, 1.0]])
    vectors = (centres + 0.05 * rng.standard_normal((40, 2))) * rng.uniform(0.1, 10, (40, 1))
    workspace.write_embedding(ModelEntry("seen", "features"), vectors[:39], np.arange(39))
    return workspace


def test_references_of_all_splits_take_the_nearest_context(workspace):
    made = cluster_contexts(workspace, "seen", k=2, seed=0)
    context = Workspace.open(workspace.path).images["context"]
    assert context[:20].eq("cluster-1").all()
    assert context[20:30].eq("cluster-2").all()
    assert context[30:].isna().all()
    assert workspace.manifest.contexts == Workspace.open(workspace.path).manifest.contexts == ("cluster-1", "cluster-2")
    assert made.without_vector == 0
    assert [cluster.references + cluster.other_references for cluster in made.clusters] == [20, 10]


def test_only_training_triples_get_a_cluster_and_whole_rows_are_held_out(workspace):
    made = cluster_contexts(workspace, "seen", k=2, seed=0, held_out=0.25)
    triples = workspace.triples
    training = triples["split"] == "train"
    assert triples.loc[~training, "cluster"].isna().all()
    assert not triples.loc[~training, "held_out"].any()
    own = workspace.images["context"].to_numpy()[triples.loc[training, "reference"]]
    assert (triples.loc[training, "cluster"].to_numpy() == own).all()
    assert (triples[training].groupby("row")["held_out"].nunique() == 1).all()
    for cluster in made.clusters:
        rows = triples[triples["cluster"] == cluster.name].groupby("row")["held_out"].first()
        assert rows.sum() == round(0.25 * len(rows))
        assert cluster.held_out == triples.loc[triples["cluster"] == cluster.name, "held_out"].sum()
        assert cluster.triples == (triples["cluster"] == cluster.name).sum()


def test_a_seed_repeats_contexts_and_held_out_rows(workspace):
    cluster_contexts(workspace, "seen", k=3, seed=4)
    first = workspace.triples.copy()
    cluster_contexts(workspace, "seen", k=3, seed=4, replace_known=True)
    pd.testing.assert_frame_equal(first, workspace.triples)


def test_answers_do_not_matter(workspace):
    cluster_contexts(workspace, "seen", k=2, seed=0)
    first = workspace.images["context"].tolist()
    workspace.replace_tables(workspace.images, workspace.triples.assign(choice="B"))
    cluster_contexts(workspace, "seen", k=2, seed=0, replace_known=True)
    assert workspace.images["context"].tolist() == first


def test_known_contexts_are_kept_unless_replacing_is_asked_for(workspace):
    cluster_contexts(workspace, "seen", k=2, seed=0)
    expected = r"Workspace 'toy' has contexts already \(cluster-1, cluster-2; \d+ training triples\)\. .* Use --replace"
    with pytest.raises(ConflictError, match=expected):
        cluster_contexts(workspace, "seen", k=2, seed=0)


@pytest.mark.parametrize(
    ("k", "share", "message"),
    [
        (1, 0.1, "k must be 2 to 24, the number of training references with different vectors in 'seen'; it is 1."),
        (25, 0.1, "it is 25."),
        (2, 1.0, "The held-out share must be at least 0 and below 1; it is 1.0."),
    ],
)
def test_impossible_numbers_are_refused(workspace, k, share, message):
    with pytest.raises(InputError, match=re.escape(message)):
        cluster_contexts(workspace, "seen", k=k, seed=0, held_out=share)


def test_a_model_without_vectors_of_references_is_refused(workspace):
    workspace.write_embedding(ModelEntry("candidates", "features"), np.ones((2, 3)), np.array([35, 36]))
    with pytest.raises(NotFoundError, match=r"has a vector of no reference of the training split\. Run `simlab embed`"):
        cluster_contexts(workspace, "candidates", k=2, seed=0)


def test_references_without_a_vector_have_no_context_and_are_counted(workspace):
    known = np.arange(25)
    workspace.write_embedding(ModelEntry("some", "features"), workspace.embedding("seen").take(known), known)
    made = cluster_contexts(workspace, "some", k=2, seed=0)
    assert made.without_vector == 5
    assert workspace.images["context"][25:].isna().all()
    assert workspace.triples.loc[workspace.triples["reference"] >= 25, "cluster"].isna().all()
