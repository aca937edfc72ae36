"""Maps: two-dimensional projections of one feature space, fitted on validation references and stored for good."""

from simlab.maps.faithfulness import Faithfulness, map_faithfulness
from simlab.maps.map_fitting import fit_map, map_id_of, place_vectors
from simlab.maps.map_store import delete_map, list_map_ids, list_maps, load_map, map_exists
from simlab.maps.neighbourhoods import Neighbourhoods, map_neighbourhoods
from simlab.maps.parameters import (
    MAP_METHODS,
    METRICS,
    MapMethod,
    MapParameters,
    Metric,
    PCAParameters,
    TSNEParameters,
    UMAPParameters,
    default_parameters,
    parameters_from_json,
    parameters_to_json,
)
from simlab.maps.placement import PlacementError, placement_error
from simlab.maps.reference_map import ReferenceMap
from simlab.maps.support import Support, UnsupportedShare, map_support, unsupported_shares

__all__ = [
    "MAP_METHODS",
    "METRICS",
    "Faithfulness",
    "MapMethod",
    "MapParameters",
    "Metric",
    "Neighbourhoods",
    "PCAParameters",
    "PlacementError",
    "ReferenceMap",
    "Support",
    "TSNEParameters",
    "UMAPParameters",
    "UnsupportedShare",
    "default_parameters",
    "delete_map",
    "fit_map",
    "list_map_ids",
    "list_maps",
    "load_map",
    "map_exists",
    "map_faithfulness",
    "map_id_of",
    "map_neighbourhoods",
    "map_support",
    "parameters_from_json",
    "parameters_to_json",
    "place_vectors",
    "placement_error",
    "unsupported_shares",
]
