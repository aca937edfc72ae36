"""The views of model relations: a figure on the left, what it means on the right."""

from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.relation_chart import show_chart
from simlab.dashboard.compare.relation_tables import added_table, agreement_table, slice_table
from simlab.evaluation.relation_wording import consistency_text
from simlab.evaluation.wording import accuracy_text, counts_text, percent
from simlab.figures.added_bars import AddedBy, added_bars
from simlab.figures.agreement_map import Measure, agreement_map
from simlab.figures.colours import model_colours
from simlab.figures.slice_map import SliceMeasure, slice_map
from simlab.figures.vote_chart import VotedModel, vote_chart
from simlab.studies.related_models import ModelRelations
from simlab.workspace import Workspace

_MEASURES: dict[Measure, tuple[str, str]] = {
    "equal": (
        "Equal",
        "**Equal answers**: share of triples where two models give the same answer. Two good models agree often just "
        "because both are right, and two coins agree on half of them.",
    ),
    "consistency": (
        "Consistency",
        "**Error consistency κ**: equal answers beyond what two models of these accuracies would share if their "
        "mistakes were independent. 0: they fail independently; 1: on the same triples; below 0: one fails rather "
        "where the other does not.",
    ),
    "both wrong": (
        "Both wrong",
        "**Both wrong**: share of triples where both fail, so that no choice between the two helps. The lower, the "
        "more an ensemble of them can gain.",
    ),
}
_SLICE_MEASURES: dict[SliceMeasure, str] = {"difference": "Difference", "accuracy": "Accuracy"}


def show_agreement(workspace: Workspace, found: ModelRelations) -> None:
    """The matrix of every two models."""
    left, right = st.columns([2, 1], gap="medium")
    with right:
        measure = _choose_measure("measure", {name: label for name, (label, _) in _MEASURES.items()})
        st.markdown(_MEASURES[measure][1])
        ranked = sorted(found.pairs, key=lambda pair: pair.consistency.value)
        for title, pair in (("Most alike", ranked[-1]), ("Least alike", ranked[0])):
            st.markdown(
                f"**{title}**: {found.names[pair.first]} and {found.names[pair.second]}  \n"
                f"{percent(pair.equal.value)} equal answers, κ {consistency_text(pair.consistency)}, "
                f"both wrong {percent(pair.both_wrong.value)}"
            )
        st.caption("Point at a cell for all three figures with their 95 % intervals.")
    with left:
        show_chart(
            agreement_map(found.names, found.pairs, measure, _subject(workspace, found)),
            f"agreement-{measure.replace(' ', '-')}",
            agreement_table,
            found,
        )


def show_added(workspace: Workspace, found: ModelRelations) -> None:
    """What each model adds to the others."""
    colours = model_colours(workspace.models())
    left, right = st.columns([2, 1], gap="medium")
    with left:
        show_chart(
            added_bars(
                [
                    AddedBy(
                        related.model.name,
                        colours[related.model.name],
                        related.model.kind == "baseline",
                        related.added_to_oracle,
                        related.added_to_mean,
                        related.corrected_p,
                    )
                    for related in found.models
                ],
                _subject(workspace, found),
            ),
            "added",
            added_table,
            found,
        )
    with right:
        st.markdown(
            f"**Oracle {accuracy_text(found.oracle)}**: always picks a right model where there is one, the most that "
            "any choice among these can reach. *Left*: what it loses without a model, the triples that only this model "
            "gets right."
        )
        st.markdown(
            f"**Mean of all {accuracy_text(found.mean)}**: averages their distances on one scale. *Right*: what a "
            "model brings to it. Below 0 the mean is better without; faint: not distinguishable after correction for "
            f"{len(found.models)} models."
        )
        st.caption("With many models there is little that only one of them gets right: switch some off above.")


def show_votes(workspace: Workspace, found: ModelRelations) -> None:
    """The vote-weighted score beside accuracy, where there are votes."""
    if found.most_agreed is None:
        st.info(
            "The triples of this split have no vote counts, so there is no vote-weighted score (–). Import a table "
            "with the columns votes_a and votes_b to have one.",
            icon=":material/info:",
        )
        return
    colours = model_colours(workspace.models())
    left, right = st.columns([2, 1], gap="medium")
    with left:
        rows = [
            VotedModel(related.model.name, colours[related.model.name], related.accuracy, related.vote_score)
            for related in found.models
            if related.vote_score is not None
        ]
        show_chart(vote_chart(rows, found.most_agreed, _subject(workspace, found)), "votes", added_table, found)
    with right:
        st.markdown(
            "**Vote-weighted score**: the share of voters that a model agrees with, averaged over triples (2AFC score "
            "of Zhang et al., CVPR 2018). Where 4 of 5 people chose A, answering A scores 0.8 and B 0.2; in accuracy 1 "
            "and 0. A model that is wrong only where people are divided loses little here."
        )
        st.markdown(
            f"Nobody can score more than **{percent(found.most_agreed.value)}**: always answering as the majority did."
        )
        st.caption(
            f"{counts_text(found.most_agreed.n_triples, found.most_agreed.n_references)} with votes, human ties (½) "
            "included."
        )


def show_slices(workspace: Workspace, found: ModelRelations, *, chosen: bool) -> None:
    """Every model in every slice.

    Args:
        workspace: the study.
        found: with slices.
        chosen: the model compared with was chosen on the very answers that are shown.
    """
    left, right = st.columns([3, 1], gap="medium")
    with right:
        measure = _choose_measure("slice-measure", _SLICE_MEASURES)
        compared = [one for part in found.slices for one in part.models if one.distinguishable and one.difference]
        ahead = sum(one.difference.value > 0 for one in compared if one.difference)
        st.markdown(
            f"Points ahead of **{found.against}** (its own accuracy in brackets). Coloured and starred where they "
            f"hold after correction for all {found.n_comparisons:,} comparisons shown (Holm): **{ahead:,}** ahead, "
            f"**{len(compared) - ahead:,}** behind."
        )
        if chosen:
            st.markdown(
                f"{found.against} was picked as the best single model on these very answers, which flatters it."
            )
        st.caption(
            "Beside each slice its number of references; fewer than 5 are not compared. Slices that you looked at "
            "before and took away are not corrected for. Point at a cell for intervals."
        )
    with left:
        show_chart(
            slice_map(found.names, found.slices, found.against, measure, _subject(workspace, found)),
            f"slices-{measure}",
            slice_table,
            found,
        )


def _subject(workspace: Workspace, found: ModelRelations) -> str:
    return f"{workspace.manifest.name}, {found.split} split" + (", SYNTHETIC" if found.synthetic else "")


def _choose_measure(name: str, labels: dict[Any, str]) -> Any:
    return st.segmented_control(
        "Cells show",
        list(labels),
        default=next(iter(labels)),
        required=True,
        format_func=labels.__getitem__,
        key=state.key("compare", name),
        persist_state="session",
    )
