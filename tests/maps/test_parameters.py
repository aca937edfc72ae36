import pytest

from simlab.errors import InputError
from simlab.maps import (
    MapParameters,
    PCAParameters,
    TSNEParameters,
    UMAPParameters,
    default_parameters,
    parameters_from_json,
    parameters_to_json,
)


@pytest.mark.parametrize(
    "parameters",
    [PCAParameters(), TSNEParameters(perplexity=12.0, metric="euclidean"), UMAPParameters(n_neighbors=7, seed=4)],
)
def test_parameters_survive_json(parameters: MapParameters) -> None:
    assert parameters_from_json(parameters.method, parameters_to_json(parameters)) == parameters


def test_whole_and_decimal_perplexity_are_one_choice() -> None:
    assert parameters_to_json(TSNEParameters(perplexity=30)) == parameters_to_json(TSNEParameters(perplexity=30.0))
    assert isinstance(TSNEParameters(perplexity=30).perplexity, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"perplexity": 0.5}, r"perplexity is 0.5; choose a number from 1 to 10,000\."),
        ({"perplexity": float("nan")}, r"perplexity is nan; choose a number"),
        ({"perplexity": "30"}, r"perplexity is '30'; choose a number"),
        ({"iterations": 0}, r"iterations is 0; choose a whole number from 1 to 100,000\."),
        ({"seed": True}, r"seed is True; choose a whole number"),
        ({"metric": "manhattan"}, r"metric is 'manhattan'; choose one of cosine, euclidean\."),
        ({"speed": 3}, r"tsne has no parameter 'speed'\. It takes: perplexity, iterations,"),
    ],
)
def test_values_out_of_range_are_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parameters_from_json("tsne", values)


def test_umap_values_are_refused() -> None:
    with pytest.raises(InputError, match=r"n_neighbors is 1; choose a whole number from 2"):
        UMAPParameters(n_neighbors=1)
    with pytest.raises(InputError, match=r"min_dist is 1.5; choose a number from 0 to 1\."):
        UMAPParameters(min_dist=1.5)


def test_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match=r"'isomap' is no way to make a map; the ways are pca, tsne, umap\."):
        default_parameters("isomap")


def test_too_few_references_name_the_value_that_works() -> None:
    with pytest.raises(
        InputError, match=r"needs more than 90 references, and 90 have vectors. Choose .* of 29 or less"
    ):
        TSNEParameters().require_references(90)
    TSNEParameters(perplexity=29).require_references(90)
    with pytest.raises(
        InputError, match=r"needs more than 15 references, and 15 have vectors. Choose .* of 14 or less"
    ):
        UMAPParameters().require_references(15)
    UMAPParameters(n_neighbors=14).require_references(15)


def test_parameters_are_lowered_to_what_references_bear() -> None:
    assert TSNEParameters().for_references(72).perplexity == 23
    assert TSNEParameters().for_references(1000) == TSNEParameters()
    assert UMAPParameters().for_references(4).n_neighbors == 3
