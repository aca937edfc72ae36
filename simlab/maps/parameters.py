"""What a person chooses before a map is computed: one frozen dataclass per method."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from simlab.errors import InputError

MapMethod: TypeAlias = Literal["pca", "tsne", "umap"]
MAP_METHODS: tuple[MapMethod, ...] = get_args(MapMethod)
Metric: TypeAlias = Literal["cosine", "euclidean"]
METRICS: tuple[Metric, ...] = get_args(Metric)
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True)
class PCAParameters:
    """Principal component analysis has nothing to choose: the first two components of the vectors as they are."""

    method: ClassVar[MapMethod] = "pca"
    metric: ClassVar[Metric] = "euclidean"

    def require_references(self, count: int) -> None:
        """Any number of references will do."""

    def for_references(self, count: int) -> "PCAParameters":
        """The same parameters, whatever the number of references."""
        return self


@dataclass(frozen=True)
class TSNEParameters:
    """t-SNE (van der Maaten & Hinton 2008) as openTSNE computes it.

    Attributes:
        perplexity: effective number of neighbours, 1 or more and under a third of the fitted references.
        iterations: gradient steps after early exaggeration; 250 to 1,000 are usual.
        exaggeration: attraction during those steps; 1 is plain t-SNE, up to 4 draws clusters tighter.
        early_iterations: gradient steps with early exaggeration.
        early_exaggeration: attraction during those, 4 to 32.
        metric: distance between vectors.
        seed: 0 to 2³² − 1; the same seed and vectors give the same map.

    Raises:
        InputError: a value lies outside its range.
    """

    method: ClassVar[MapMethod] = "tsne"
    perplexity: float = 30.0
    iterations: int = 500
    exaggeration: float = 1.0
    early_iterations: int = 250
    early_exaggeration: float = 12.0
    metric: Metric = "cosine"
    seed: int = 0

    def __post_init__(self) -> None:
        _set_number(self, "perplexity", 1, 10_000)
        _require_whole("iterations", self.iterations, 1, 100_000)
        _set_number(self, "exaggeration", 1, 100)
        _require_whole("early_iterations", self.early_iterations, 1, 100_000)
        _set_number(self, "early_exaggeration", 1, 100)
        _require_metric(self.metric)
        _require_whole("seed", self.seed, 0, LARGEST_SEED)

    def require_references(self, count: int) -> None:
        """Refuse a perplexity that so few references cannot bear.

        Raises:
            InputError: the perplexity is not under a third of `count`.
        """
        if 3 * self.perplexity >= count:
            raise InputError(
                f"t-SNE with perplexity {self.perplexity:g} needs more than {3 * self.perplexity:g} references, and "
                f"{count} have vectors. Choose a perplexity of {(count - 1) // 3} or less, or add references."
            )

    def for_references(self, count: int) -> "TSNEParameters":
        """The same parameters with the perplexity lowered, if need be, to what `count` references bear."""
        return replace(self, perplexity=min(self.perplexity, float(max(1, (count - 1) // 3))))


@dataclass(frozen=True)
class UMAPParameters:
    """UMAP (McInnes, Healy & Melville 2018) as umap-learn computes it.

    Attributes:
        n_neighbors: how many neighbours make the local picture, 2 or more and under the fitted references; 5 to 50 are
            usual.
        min_dist: how close points may come, 0 to 1.
        metric: distance between vectors.
        seed: 0 to 2³² − 1; the same seed and vectors give the same map.

    Raises:
        InputError: a value lies outside its range.
    """

    method: ClassVar[MapMethod] = "umap"
    n_neighbors: int = 15
    min_dist: float = 0.1
    metric: Metric = "cosine"
    seed: int = 0

    def __post_init__(self) -> None:
        _require_whole("n_neighbors", self.n_neighbors, 2, 10_000)
        _set_number(self, "min_dist", 0, 1)
        _require_metric(self.metric)
        _require_whole("seed", self.seed, 0, LARGEST_SEED)

    def require_references(self, count: int) -> None:
        """Refuse more neighbours than there are.

        Raises:
            InputError: `n_neighbors` is not under `count`.
        """
        if self.n_neighbors >= count:
            raise InputError(
                f"UMAP with n_neighbors {self.n_neighbors} needs more than {self.n_neighbors} references, and {count} "
                f"have vectors. Choose n_neighbors of {count - 1} or less, or add references."
            )

    def for_references(self, count: int) -> "UMAPParameters":
        """The same parameters with `n_neighbors` lowered, if need be, to what `count` references bear."""
        return replace(self, n_neighbors=min(self.n_neighbors, max(2, count - 1)))


MapParameters: TypeAlias = PCAParameters | TSNEParameters | UMAPParameters
_CLASSES: dict[str, type[MapParameters]] = {
    "pca": PCAParameters,
    "tsne": TSNEParameters,
    "umap": UMAPParameters,
}


def default_parameters(method: str) -> MapParameters:
    """The default parameters of a method.

    Raises:
        InputError: there is no such method.
    """
    if method not in _CLASSES:
        raise InputError(f"{method!r} is no way to make a map; the ways are {', '.join(MAP_METHODS)}.")
    return _CLASSES[method]()


def parameters_to_json(parameters: MapParameters) -> dict[str, Any]:
    """All fields by name, ready for JSON; the method is not among them."""
    return asdict(parameters)


def parameters_from_json(method: str, values: dict[str, Any]) -> MapParameters:
    """Parameters of `method` from (some of) their fields by name; the rest take their defaults.

    Raises:
        InputError: no such method, an unknown field, or a value outside its range.
    """
    kind = type(default_parameters(method))
    known = [field.name for field in fields(kind)]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise InputError(
            f"{method} has no parameter {', '.join(map(repr, unknown))}. "
            f"It takes: {', '.join(known) if known else 'none'}."
        )
    return kind(**values)


def _require_whole(name: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InputError(f"{name} is {value!r}; choose a whole number from {low:,} to {high:,}.")


def _set_number(parameters: object, name: str, low: float, high: float) -> None:
    """Check a number, and make it a float, so that 30 and 30.0 are one choice with one fingerprint."""
    value = getattr(parameters, name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise InputError(f"{name} is {value!r}; choose a number from {low:,} to {high:,}.")
    object.__setattr__(parameters, name, float(value))


def _require_metric(value: object) -> None:
    if value not in METRICS:
        raise InputError(f"metric is {value!r}; choose one of {', '.join(METRICS)}.")
