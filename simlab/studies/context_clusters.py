"""Context clusters by k-means, for studies whose source names no contexts."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int

from simlab.errors import ConflictError, InputError, NotFoundError
from simlab.progress import SILENT, Progress
from simlab.workspace import Workspace

HELD_OUT = 0.1


@dataclass(frozen=True)
class ContextCluster:
    """One context that was made.

    Attributes:
        name: of the context and its cluster.
        references: references of the training split in it.
        other_references: references of validation and test placed in it.
        triples: training triples in it, held-out ones included.
        held_out: triples of it that are held out from training.
    """

    name: str
    references: int
    other_references: int
    triples: int
    held_out: int


@dataclass(frozen=True)
class ContextClusters:
    """The contexts that were made, and the references that have none because the model has no vector for them."""

    clusters: tuple[ContextCluster, ...]
    without_vector: int


def cluster_contexts(
    workspace: Workspace,
    features: str,
    k: int,
    seed: int,
    *,
    held_out: float = HELD_OUT,
    replace_known: bool = False,
    progress: Progress = SILENT,
) -> ContextClusters:
    """Make k contexts from the features of references, and write them to the workspace.

    Centres are fitted on references of the training split; every reference of every split then takes the context of
    the nearest centre, which looks at features only and at no answer. Training triples take their reference's context
    as their cluster, and a random share of the annotation rows of each cluster is held out from training. Contexts are
    named `cluster-1`, `cluster-2`, … from the one with most training triples down.

    Args:
        workspace: whose references.
        features: the model whose vectors are clustered; they are made unit vectors where its distance is the cosine.
        k: how many contexts, 2 or more.
        seed: of k-means and of the held-out rows.
        held_out: share of each cluster's rows, at least 0 and below 1.
        replace_known: throw away the contexts that the workspace has.
        progress: hears of the stages.

    Raises:
        NotFoundError: no such model, or it has no vectors.
        ConflictError: the workspace has contexts already.
        InputError: k or the share is out of range, or there are fewer different references than contexts.
    """
    if not 0 <= held_out < 1:
        raise InputError(f"The held-out share must be at least 0 and below 1; it is {held_out}.")
    _refuse_known_contexts(workspace, replace_known)
    triples, images = workspace.triples, workspace.images
    embedding = workspace.embedding(features)
    references = np.unique(triples["reference"].to_numpy())
    known = references[embedding.has(references)]
    training = np.unique(triples.loc[triples["split"] == "train", "reference"].to_numpy())
    vectors = embedding.take(known).astype(np.float64)
    if embedding.sidecar.distance == "cosine":
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    progress.stage("clustering references", None)
    clusters = _k_means(vectors, np.isin(known, training), k, seed, features)

    cluster_of_image = np.full(len(images), -1)
    cluster_of_image[known] = clusters
    cluster_of_triple = cluster_of_image[triples["reference"].to_numpy()]
    cluster_of_triple[(triples["split"] != "train").to_numpy()] = -1
    names = _names_by_size(cluster_of_triple, k)
    triples = triples.assign(
        cluster=pd.Series(names[cluster_of_triple], index=triples.index, dtype="string"),
        held_out=_held_out_rows(triples, cluster_of_triple, held_out, seed),
    )
    contexts = pd.Series(names[cluster_of_image], index=images.index, dtype="string")
    workspace.replace_tables(images.assign(context=contexts), triples)
    ordered = tuple(f"cluster-{number}" for number in range(1, k + 1))
    workspace.change_manifest(lambda manifest: replace(manifest, contexts=ordered))
    made = tuple(_describe(name, workspace, training) for name in ordered)
    return ContextClusters(made, len(references) - len(known))


def _refuse_known_contexts(workspace: Workspace, replace_known: bool) -> None:
    labelled = int(workspace.triples["cluster"].notna().sum())
    if not replace_known and (workspace.manifest.contexts or labelled or workspace.images["context"].notna().any()):
        names = ", ".join(workspace.manifest.contexts) or "without names in the manifest"
        raise ConflictError(
            f"Workspace {workspace.manifest.name!r} has contexts already ({names}; {labelled:,} training triples). "
            "Models trained on them would no longer fit. Use --replace to throw them away."
        )


def _k_means(
    vectors: Float[np.ndarray, "references d"],
    fitted: Bool[np.ndarray, " references"],
    k: int,
    seed: int,
    features: str,
) -> Int[np.ndarray, " references"]:
    """The number of the nearest centre of each reference; centres come from the fitted ones."""
    from sklearn.cluster import KMeans

    different = len(np.unique(vectors[fitted], axis=0)) if fitted.any() else 0
    if not different:
        raise NotFoundError(
            f"Model {features!r} has a vector of no reference of the training split. Run `simlab embed` for it."
        )
    if not 2 <= k <= different:
        raise InputError(
            f"k must be 2 to {different}, the number of training references with different vectors in {features!r}; "
            f"it is {k}."
        )
    means = KMeans(n_clusters=k, n_init=10, random_state=seed).fit(vectors[fitted])
    result: np.ndarray = means.predict(vectors)
    return result


def _names_by_size(cluster_of_triple: Int[np.ndarray, " triples"], k: int) -> np.ndarray:
    """Per cluster number its name, and None in the last place, which −1 points to."""
    sizes = np.bincount(cluster_of_triple[cluster_of_triple >= 0], minlength=k)
    names = np.full(k + 1, None, dtype=object)
    for place, number in enumerate(np.argsort(-sizes, kind="stable"), start=1):
        names[number] = f"cluster-{place}"
    return names


def _held_out_rows(
    triples: pd.DataFrame, cluster_of_triple: Int[np.ndarray, " triples"], share: float, seed: int
) -> Bool[np.ndarray, " triples"]:
    """Whole annotation rows, drawn within each cluster; at least one row where there are two."""
    row = triples.groupby(["source", "row"]).ngroup().to_numpy()
    rng = np.random.default_rng(seed)
    held_out = np.zeros(len(triples), dtype=bool)
    for cluster in range(cluster_of_triple.max() + 1):
        rows = np.unique(row[cluster_of_triple == cluster])
        count = max(round(share * len(rows)), int(share > 0 and len(rows) > 1))
        held_out |= (cluster_of_triple == cluster) & np.isin(row, rng.permutation(rows)[:count])
    return held_out


def _describe(name: str, workspace: Workspace, training: Int[np.ndarray, " k"]) -> ContextCluster:
    of_context = np.flatnonzero((workspace.images["context"] == name).fillna(False))
    of_cluster = workspace.triples[(workspace.triples["cluster"] == name).fillna(False)]
    in_training = int(np.isin(of_context, training).sum())
    return ContextCluster(
        name, in_training, len(of_context) - in_training, len(of_cluster), int(of_cluster["held_out"].sum())
    )
