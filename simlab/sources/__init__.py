"""From outside formats to a workspace: one importer per source, each checked as a whole before anything is kept."""

from simlab.sources.cosis import import_cosis
from simlab.sources.data_health import contradictory_questions, health_rows, repeated_questions, split_overlaps
from simlab.sources.embedding_arrays import import_embeddings
from simlab.sources.folders import import_folders
from simlab.sources.import_summary import ImportSummary
from simlab.sources.material import import_material
from simlab.sources.pairs import import_pairs
from simlab.sources.table import import_table

__all__ = [
    "ImportSummary",
    "contradictory_questions",
    "health_rows",
    "import_cosis",
    "import_embeddings",
    "import_folders",
    "import_material",
    "import_pairs",
    "import_table",
    "repeated_questions",
    "split_overlaps",
]
