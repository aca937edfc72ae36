"""The tab from top to bottom: who is asked what, the answers as they come in, why, and what is in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.live.answers_view import show_answers
from simlab.dashboard.compare.live.choose_triple import choose_triple
from simlab.dashboard.compare.live.desk import live_desk
from simlab.dashboard.compare.live.memory import show_memory
from simlab.dashboard.compare.live.missing_weights import MissingWeights, fetched_count, show_missing
from simlab.dashboard.compare.live.run import LiveRun
from simlab.dashboard.compare.live.tray_view import show_tray
from simlab.dashboard.compare.live.who_answers import Ensemble, choose_ensemble, choose_models, rivals
from simlab.dashboard.compare.live.why import show_why
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import vectors_stamp
from simlab.studies.live import LiveQuery, PeopleAnswer, people_of_triple, query_of_triple
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_SOURCE = state.key("compare", "live-source")
_RUN = state.key("compare", "live-run")
_STUDY, _OWN = "A triple of the study", "Pictures of your own"
_LOOK_AGAIN = 0.4
"""Seconds between two looks at what has come in."""


@dataclass(frozen=True)
class _Asked:
    key: str
    query: Callable[[], LiveQuery]
    n_candidates: int
    people: PeopleAnswer | None


@st.fragment
def show_live(workspace: Workspace, split: Part) -> None:
    """One question and all answers to it.

    Args:
        workspace: the study.
        split: that the page compares on; questions of the study are of its validation triples whatever it is.
    """
    with guarded():
        with st.container(horizontal=True, vertical_alignment="bottom", key=state.key("compare", "live-controls")):
            source = st.segmented_control(
                "Question",
                (_STUDY, _OWN),
                default=_STUDY,
                required=True,
                label_visibility="collapsed",
                key=_SOURCE,
                persist_state="session",
            )
            ensemble = choose_ensemble(workspace)
            models = choose_models(workspace)
        if split != "validation" and source == _STUDY:
            st.caption(
                "Live questions are validation triples; the check set and the test split stay out of sight here."
            )
        asked = _asked_own() if source == _OWN else _asked_triple(workspace, ensemble)
        if asked is not None:
            run = _run_of(workspace, asked, models, ensemble)
            _show_run(workspace, run, asked, ensemble)
        show_memory(live_desk().encoders)


def _asked_triple(workspace: Workspace, ensemble: Ensemble | None) -> _Asked | None:
    triple = choose_triple(workspace, ensemble, rivals(workspace))
    if triple is None:
        return None
    return _Asked(triple, partial(query_of_triple, workspace, triple), 2, people_of_triple(workspace, triple))


def _asked_own() -> _Asked | None:
    tray = show_tray()
    return _Asked(tray.key, tray.query, len(tray.pictures) - 1, None) if tray.complete else None


def _run_of(workspace: Workspace, asked: _Asked, models: tuple[str, ...], ensemble: Ensemble | None) -> LiveRun:
    """The question on its way; another one starts when anything that its answers depend on has changed."""
    studied = (str(workspace.path), str(vectors_stamp(workspace)), fetched_count(workspace))
    key = fingerprint(asked.key, *models, *studied)
    run: LiveRun | None = st.session_state.get(_RUN)
    if run is None or run.key != key:
        if run is not None:
            run.give_up()
        run = LiveRun(key, workspace, asked.query, models, live_desk())
        st.session_state[_RUN] = run
    run.answer(ensemble)
    return run


def _show_run(workspace: Workspace, run: LiveRun, asked: _Asked, ensemble: Ensemble | None) -> None:
    working = run.working

    @st.fragment(run_every=_LOOK_AGAIN if working else None)
    def answers() -> None:
        if working and not run.working:
            st.rerun()
        with guarded():
            if run.failure:
                st.error(run.failure, icon=":material/error:")
                return
            show_answers(workspace, run, ensemble, asked.n_candidates, asked.people)
            found = run.ensembles.get(ensemble) if ensemble else None
            if found is not None and found.rule:
                with st.container(border=True):
                    show_why(workspace, found)
            show_missing(
                workspace,
                [
                    MissingWeights(answer.model, answer.spec, run.weights.get(answer.model))
                    for answer in run.answers
                    if answer.weights_missing and answer.spec is not None
                ],
            )

    answers()
