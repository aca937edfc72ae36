"""`simlab design explain`, `simlab design best-rules`."""

from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import JsonOption, MembersOption, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, print_table, say

if TYPE_CHECKING:
    from simlab.studies.explanations.explained_reference import ReferenceExplanation
    from simlab.studies.explanations.surroundings import NearReference

DesignOption = Annotated[str, typer.Option("--design", metavar="DESIGN", help="Name of a saved design.")]


def explain(
    workspace: WorkspaceArgument,
    design: DesignOption,
    reference: Annotated[str, typer.Option(metavar="IMAGE_ID", help="Id of the image in question.")],
    members: MembersOption = "",
    as_json: JsonOption = False,
) -> None:
    """Why a design answers as it does before one reference: region, rule, weights, neighbours, its own triples.

    Triples of the check set stay closed, and those of the test split until this state of the design was revealed.
    """
    from simlab.studies.explanations.explanation import explain_design
    from simlab.workspace import Workspace

    found = explain_design(Workspace.open(workspace), design, reference, names_in(members))
    if as_json:
        print_json({"design": design, **found.to_json()})
        return
    _print_explanation(design, found)


def best_rules(
    workspace: WorkspaceArgument,
    design: DesignOption,
    members: MembersOption = "",
    as_json: JsonOption = False,
) -> None:
    """For every region of a design the one model that answers best there, where that can be told.

    A model is proposed only where its paired differences to every other member and to the present rule, corrected for
    all comparisons, lie above 0. Gains are cross-fitted: the model is chosen anew without the references it is judged
    on. Nothing is changed.
    """
    from simlab.evaluation.wording import counts_text, difference_text
    from simlab.studies.designs.best_rules import design_best_rules
    from simlab.workspace import Workspace

    found = design_best_rules(Workspace.open(workspace), design, names_in(members))
    if as_json:
        print_json({"design": design, **found.to_json()})
        return
    print_table(
        f"The best rule of every region of {design}",
        ["region", "now", "proposed", "gain there, cross-fitted", "why", "of"],
        [
            [
                region.name,
                region.now.text,
                region.proposed.text if region.proposed else "–",
                difference_text(region.gain) if region.gain and not region.leads_already else "–",
                region.account,
                counts_text(region.n_triples, region.n_references),
            ]
            for region in found.regions
        ],
    )
    if found.together is None:
        say(f"Nothing is proposed; {found.n_comparisons} comparisons were made.")
    else:
        say(
            f"All {len(found.proposed)} proposals together: {difference_text(found.together)} for the whole ensemble, "
            f"cross-fitted; {found.n_comparisons} comparisons were made."
        )


def _print_explanation(design: str, found: "ReferenceExplanation") -> None:
    from simlab.evaluation.wording import accuracy_text, counts_text, percent

    also = f", and in {', '.join(found.also_in)}, which come after it" if found.also_in else ""
    say(f"{found.id} falls in {found.region} of {design}{also}. There answers: {found.rule_text}.")
    print_table(
        f"Models before {found.id}" + (" (voting)" if found.vote else ""),
        ["model", "weight", "believed near it", "accuracy in the region", "own triples right"],
        [
            [
                model.model,
                percent(model.weight),
                percent(model.believed),
                accuracy_text(model.in_region),
                "–" if model.right is None else f"{model.right:g} of {found.n_answered}",
            ]
            for model in found.models
        ],
    )
    if found.grounds:
        counted = counts_text(found.grounds.n_triples or 0, found.grounds.n_references or 0)
        say(f"The weights stand on {found.grounds.place}: {counted}.")
    say(_placement_text(found))
    _print_near("Nearest in the feature space", found.near_features or ())
    _print_near("Nearest on the map (distance in radii of the map)", found.near_map)
    if found.closed:
        say(f"{found.closed} Its triples are not shown.")
        return
    seen = " The rule has learned from these answers, too: in-sample." if found.in_sample else ""
    say(f"The ensemble answers {found.right:g} of {found.n_answered} triples as people did.{seen}")


def _print_near(title: str, near: "tuple[NearReference, ...]") -> None:
    if near:
        rows = [[one.id, f"{one.distance:.3g}", one.region] for one in near]
        print_table(title, ["reference", "distance", "region"], rows)


def _placement_text(found: "ReferenceExplanation") -> str:
    from simlab.evaluation.wording import percent

    placement = found.placement
    said = {
        "fitted": "The map was laid out with it.",
        "placed": f"It was placed on the map out of sample; of references placed so, half are off by more than "
        f"{percent(placement.median)} of the map's radius.",
        "none": "It has no place on the map, so that the fallback answers.",
    }[placement.kind]
    if placement.distance is None or placement.limit is None:
        return said
    known = "UNSUPPORTED: unlike all validation references" if placement.unsupported else "supported"
    return f"{said} Mean distance to its five nearest: {placement.distance:.3g}, limit {placement.limit:.3g}: {known}."
