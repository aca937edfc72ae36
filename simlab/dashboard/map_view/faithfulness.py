"""How far a map can be believed, in a line below it."""

from simlab.dashboard.map_view.nearness import unsupported_of
from simlab.dashboard.map_view.scene import Scene
from simlab.maps.support import shares_text

ABOUT_FAITHFULNESS = """
**Trustworthiness**: how far neighbours on the map are neighbours in the feature space. **Continuity**: how far
neighbours in the feature space are neighbours on the map. Both from 0 to 1.

**Placement error**: how far off a reference is placed that the map was not fitted on, as a share of the map's radius
(median). 0 is perfect, about 1.2 a random place.

**Unsupported**: farther, in the feature space, from its five nearest validation references than 99 % of the validation
references are from theirs. What is learned or drawn here says little about such references. They say so under the
pointer; colour one map by Map support to see them all.
""".strip()


def faithfulness_text(scene: Scene) -> str:
    """Trustworthiness, continuity and placement error of the map, and the share of unsupported references."""
    found = scene.reference_map
    figures = (
        f"trustworthiness {found.trustworthiness:.2f}, continuity {found.continuity:.2f}, placement error "
        f"{found.placement.median:.2f}."
    )
    shares = unsupported_of(scene.workspace, found.id)
    if shares is None:
        return f"{figures} Which references are unsupported is not known: the vectors of {found.features} have changed."
    return f"{figures} Unsupported, far from all validation references: {shares_text(shares)}."
