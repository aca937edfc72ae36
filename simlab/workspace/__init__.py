"""What a study looks like on disk: manifest, tables, embeddings, and the SQL store of designs."""

from simlab.workspace.creation import WorkspaceContent, create_workspace
from simlab.workspace.embeddings import Embedding, EmbeddingSidecar
from simlab.workspace.locations import new_workspace_folder, user_folder, workspace_folders
from simlab.workspace.manifest import MODEL_KINDS, Manifest, ModelEntry, ModelKind, check_name
from simlab.workspace.triple_table import CHOICES, SPLITS
from simlab.workspace.workspace import Workspace

__all__ = [
    "CHOICES",
    "MODEL_KINDS",
    "SPLITS",
    "Embedding",
    "EmbeddingSidecar",
    "Manifest",
    "ModelEntry",
    "ModelKind",
    "Workspace",
    "WorkspaceContent",
    "check_name",
    "create_workspace",
    "new_workspace_folder",
    "user_folder",
    "workspace_folders",
]
