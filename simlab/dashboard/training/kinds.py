"""What can be trained from the page: each with its command, its recipe, and what a workspace must have for it."""

from collections.abc import Callable
from dataclasses import dataclass

from simlab.training.recipes import ContrastiveRecipe, CSRecipe, PictureRecipe, ProxyRecipe
from simlab.workspace import Workspace


@dataclass(frozen=True)
class TrainingKind:
    """One way to train a network.

    Attributes:
        command: after `simlab train`; also the beginning of suggested names.
        label: what people call it.
        about: what it learns from, and what becomes of it.
        recipe: its settings.
        missing: what a workspace lacks for it and what to do about it, or "".
        first: settings of its own that the form always shows.
    """

    command: str
    label: str
    about: str
    recipe: type[PictureRecipe]
    missing: Callable[[Workspace], str]
    first: tuple[str, ...] = ()


def _no_contexts(workspace: Workspace) -> str:
    if not workspace.manifest.contexts:
        return (
            "This workspace has no context clusters. Make them on Home: each CS-model is trained on the triples of one."
        )
    return _no_triples(workspace)


def _no_triples(workspace: Workspace) -> str:
    if not (workspace.triples["split"] == "train").any():
        return "This workspace has no training triples. Import answers with split train, or train without answers."
    return ""


def _no_classes(workspace: Workspace) -> str:
    images = workspace.images
    if not ((images["split"] == "train") & images["label"].notna()).fillna(False).any():
        return "No picture of split train has a class label. Import folders of classes: `simlab import folders`."
    return ""


def _no_pictures(workspace: Workspace) -> str:
    of_split = (workspace.images["split"] == "train").fillna(False).any()
    if not of_split and not (workspace.triples["split"] == "train").any():
        return "This workspace has no training split. Import training triples, or unlabelled pictures with pairs."
    return ""


KINDS = (
    TrainingKind(
        "cs",
        "Context-sensitive",
        "Learns from the answers about one context cluster, and is a CS-model: a member of the ensembles.",
        CSRecipe,
        _no_contexts,
    ),
    TrainingKind(
        "global", "Global", "Learns from the answers of all context clusters together.", CSRecipe, _no_triples
    ),
    TrainingKind(
        "proxy",
        "Classes (proxies)",
        "Learns from class labels: each picture near the proxy of its class and those of the groups above it. It looks "
        "at no answer, and is a baseline.",
        ProxyRecipe,
        _no_classes,
        ("loss", "hierarchy", "per_class"),
    ),
    TrainingKind(
        "contrastive",
        "Pictures alone (contrastive)",
        "Learns from pictures alone: two changed views of one picture shall be alike. It looks at no answer, and is a "
        "baseline; other models can start from it.",
        ContrastiveRecipe,
        _no_pictures,
        ("temperature",),
    ),
)


def kind_of(command: str) -> TrainingKind | None:
    """The way of that command; None for one that the page does not offer."""
    return next((kind for kind in KINDS if kind.command == command), None)


def missing_for(workspace: Workspace, kind: TrainingKind) -> str:
    """What a workspace lacks for it and what to do about it, or ""."""
    if not workspace.has_picture.any():
        return "This workspace has no pictures, so that no network can be trained on it. Import a source with pictures."
    return kind.missing(workspace)
