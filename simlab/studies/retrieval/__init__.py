"""Retrieval: which model finds the right images of a gallery first, and what lies nearest to any picture."""

from simlab.studies.retrieval.closed import is_open, matching_state
from simlab.studies.retrieval.matched_row import MatchedRow
from simlab.studies.retrieval.matching import compared, matching
from simlab.studies.retrieval.matching_result import Matching
from simlab.studies.retrieval.neighbour_list import Neighbours
from simlab.studies.retrieval.neighbours import neighbours
from simlab.studies.retrieval.row import RetrievalRow, rows_of
from simlab.studies.retrieval.task import RetrievalTask, task_named, task_of_query, tasks_of

__all__ = [
    "MatchedRow",
    "Matching",
    "Neighbours",
    "RetrievalRow",
    "RetrievalTask",
    "compared",
    "is_open",
    "matching",
    "matching_state",
    "neighbours",
    "rows_of",
    "task_named",
    "task_of_query",
    "tasks_of",
]
