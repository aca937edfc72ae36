"""The steps of the tour: on which page each is, what it prepares there, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simlab.dashboard.explore.look_controls import look_at
from simlab.dashboard.explore.selection_panel import select
from simlab.dashboard.explore.triple_controls import list_worst_first
from simlab.dashboard.map_view.selection import Selection
from simlab.dashboard.opened import figures_of, session_of
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.map_look import colour_by_accuracy_of
from simlab.dashboard.tour import first_design
from simlab.dashboard.tour.places import Place
from simlab.dashboard.tour.story import Story
from simlab.evaluation.wording import accuracy_text, difference_text
from simlab.studies.demo.designs import GOOD, NAIVE
from simlab.studies.designs.named import open_design
from simlab.workspace import Workspace

TourPage = Literal["explore", "regions"]
DRAWING = 3
"""Index of the step in which the reader draws."""


@dataclass(frozen=True)
class TourStep:
    """One step.

    Attributes:
        page: where it is.
        prepare: makes the page show what it is about; called once, when the step is entered.
        says: its text as Markdown, computed anew in every run.
        hints: whether A and B are outlined: neither, both, or B alone.
    """

    page: TourPage
    prepare: Callable[[Workspace, Story], None]
    says: Callable[[Workspace, Story], str]
    hints: Literal["", "AB", "B"] = ""


def _show_first(_: Workspace, story: Story) -> None:
    look_at(story.map_id, story.first)
    select(None)


def _say_first(_: Workspace, story: Story) -> str:
    return (
        f"Each point is a reference image; its colour is how often **{story.first}** agrees with the annotator there. "
        f"Around **A** ({_place(story.a)}) it is right in {_accuracy(story, story.first, 'A')} of the triples, around "
        f"**B** ({_place(story.b)}) in {_accuracy(story, story.first, 'B')}."
    )


def _show_second(_: Workspace, story: Story) -> None:
    look_at(story.map_id, story.second)
    select(None)


def _say_second(_: Workspace, story: Story) -> str:
    told_apart = all(lead.distinguishable for lead in story.lead.values())
    lesson = "Which model to trust depends on where you are" if told_apart else "Too few references to tell them apart"
    return (
        f"The same map, coloured by **{story.second}**. At **B** it is right in "
        f"{_accuracy(story, story.second, 'B')}; against {story.first} that is {difference_text(story.lead['B'])}. At "
        f"**A** it is right in {_accuracy(story, story.second, 'A')}, and {story.first} is ahead: "
        f"{difference_text(story.lead['A'])}. {lesson}; both places were picked because these two differ most there."
    )


def _show_triples(_: Workspace, story: Story) -> None:
    look_at(story.map_id, story.first)
    select(Selection.of_polygon(story.scene.reference_map.fingerprint, story.b.polygon))
    list_worst_first(story.first)


def _say_triples(_: Workspace, story: Story) -> str:
    return (
        f"**B is selected**: {int(story.b.members.sum()):,} references. Beside the map is every model's accuracy "
        f"there; below are the triples behind it, those that {story.first} gets most wrong first. Scroll down and see "
        "for yourself, or draw around another part of the map with the lasso."
    )


def _open_empty_design(workspace: Workspace, story: Story) -> None:
    colour_by_accuracy_of(story.second)
    first_design.start_afresh(workspace, story.map_id)


def _say_draw(_: Workspace, story: Story) -> str:
    return (
        f"An ensemble may trust another model in every place. **Draw around the dashed outline** with the lasso, then "
        f"choose **{story.second}** as the rule of the new region, in the list beside the map: it says what each rule "
        "would change. Now the mean of all members answers everywhere."
    )


def _keep(_: Workspace, __: Story) -> None:
    """The page shows already what the step is about."""


def _say_gain(workspace: Workspace, _: Story) -> str:
    design = open_design(workspace, first_design.name()).design
    figures = figures_of(workspace, design)
    before = session_of(workspace, design).baseline_accuracy("mean")
    chosen = ", ".join(f"{region.rule.text} in {region.name}" for region in first_design.with_a_model(design))
    return (
        f"Before, with the mean of all members everywhere: {accuracy_text(before)}. "
        f"With {chosen or 'no region'}: **{accuracy_text(figures.accuracy)}**, a difference of "
        f"**{difference_text(figures.differences['mean'])}**. These are the figures beside the map; draw more regions, "
        "change rules, undo."
    )


def _open_saved_design(workspace: Workspace, _: Story) -> None:
    if GOOD in workspace.store.design_names():
        editing.choose_design(GOOD)


def _say_end(workspace: Workspace, _: Story) -> str:
    known = workspace.store.design_names()
    said = [
        f"**{name}**, {what}: {accuracy_text(figures_of(workspace, open_design(workspace, name).design).accuracy)}"
        for name, what in ((GOOD, "which follows where models are good"), (NAIVE, "which cuts another map in four"))
        if name in known
    ]
    compared = f"Two designs came with the demo: {'; '.join(said)}. " if len(said) == 2 else ""
    return (
        f"{compared}All of this is synthetic, and drawn and scored on the same validation answers. The test split "
        "stays closed until you reveal it, with a reason, under Test. Next: bring your own images and answers, on Home."
    )


STEPS: tuple[TourStep, ...] = (
    TourStep("explore", _show_first, _say_first, "AB"),
    TourStep("explore", _show_second, _say_second, "AB"),
    TourStep("explore", _show_triples, _say_triples, "AB"),
    TourStep("regions", _open_empty_design, _say_draw, "B"),
    TourStep("regions", _keep, _say_gain),
    TourStep("regions", _open_saved_design, _say_end),
)


def _place(place: Place) -> str:
    return f"{place.where}" + (f", mostly {place.shows} pictures" if place.shows else "")


def _accuracy(story: Story, model: str, place: str) -> str:
    return accuracy_text(story.accuracy[model, place])
