"""A trained network becomes a model: its files, and the vectors of all images."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simlab.encoders import StoredAs, extract, open_encoder
from simlab.progress import Progress
from simlab.workspace import ModelEntry, Workspace

if TYPE_CHECKING:
    from simlab.encoders.embedding_network import EmbeddingNetwork


@dataclass(frozen=True)
class NetworkRegister:
    """Makes a trained network a model of a workspace.

    Attributes:
        workspace: where.
        entry: name, kind and context.
        device: on which images are embedded.
        store: the numbers of the vectors.
        progress: hears one step per image.
    """

    workspace: Workspace
    entry: ModelEntry
    device: str
    store: StoredAs
    progress: Progress

    def write(self, network: "EmbeddingNetwork", description: dict[str, Any]) -> None:
        """Write the model's files."""
        from simlab.encoders.model_files import write_model

        write_model(self.workspace.path / "models" / self.entry.name, network, description)

    def register(self) -> None:
        """Embed all images by the written model, and add it to the workspace's models, as far as that is not done."""
        name = self.entry.name
        extract(
            self.workspace,
            open_encoder(f"checkpoint:{name}", self.workspace),
            self.entry,
            device=self.device,
            store=self.store,
            checkpoint=f"models/{name}",
            progress=self.progress,
        )
