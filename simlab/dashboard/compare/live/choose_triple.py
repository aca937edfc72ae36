"""Which triple of the study is asked: a click on the map, any one, one where two disagree, or one by its id."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.live.desk import live_desk
from simlab.dashboard.compare.live.picture_grid import pictures_html
from simlab.dashboard.compare.live.question_map import forget_selection, show_question_map, take_clicked
from simlab.dashboard.compare.live.triple_line import TripleLine, line_in_hand, show_steps, take_line
from simlab.dashboard.compare.live.who_answers import Ensemble
from simlab.dashboard.guard import guarded
from simlab.dashboard.map_view.scene import scene_of
from simlab.dashboard.opened import first_map, part_key
from simlab.dashboard.picture_tile import Picture, picture_of
from simlab.dashboard.thumbnails import data_uri
from simlab.dashboard.triple_cards import human_answer
from simlab.errors import NotFoundError
from simlab.studies.live import PeopleAnswer, disagreements, people_of_triple, random_triple
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

PART: Part = "validation"
"""Triples on the map are of this part: the check set and the test split stay out of sight."""
_RIVAL = state.key("compare", "live-rival")
_WANTED = state.key("compare", "live-rival-wanted")
_ID = state.key("compare", "live-id")
_SIDE = 240
_MOST = 40


def choose_triple(workspace: Workspace, ensemble: Ensemble | None, rivals: tuple[str, ...]) -> str | None:
    """The id of the triple that is asked, with its pictures; None until one is chosen.

    Args:
        workspace: the study.
        ensemble: that answers, too; None where there is none.
        rivals: models that the ensemble can be held against.
    """
    map_id = first_map(workspace)
    scene = None if map_id is None else scene_of(workspace, PART, map_id)
    if scene is not None:
        take_clicked(scene)
    left, right = st.columns([6, 5], gap="medium")
    with right:
        _show_ways(workspace, ensemble, rivals)
        line = line_in_hand(workspace)
        with guarded():
            _show_question(workspace, line)
    with left:
        if scene is None:
            st.info("There is no map yet; Explore makes one. Until then, choose a triple on the right.")
        else:
            show_question_map(scene)
    return None if line is None else line.id


def _show_ways(workspace: Workspace, ensemble: Ensemble | None, rivals: tuple[str, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Surprise me",
            icon=":material/casino:",
            type="primary",
            key=state.key("compare", "live-surprise"),
            on_click=_surprise,
            args=(workspace,),
            help="Any triple of the validation split",
        )
        if ensemble is not None and rivals:
            st.selectbox(
                "Where we disagree with",
                rivals,
                index=None,
                placeholder="Where we disagree with …",
                label_visibility="collapsed",
                key=_RIVAL,
                on_change=_want_disagreement,
                width=215,
                help=f"Triples that {ensemble.label} and another model answer differently, the widest apart first. "
                "Models are offered that were run over the whole split.",
            )
        with st.popover("By id", key=state.key("compare", "live-by-id")):
            st.text_input("Triple id", key=_ID, on_change=_by_id, args=(workspace,))
    wanted = st.session_state.pop(_WANTED, None)
    if ensemble is not None and wanted in rivals:
        with guarded():
            _disagree(workspace, ensemble, wanted)


def _take(workspace: Workspace, line: TripleLine) -> None:
    take_line(workspace, line)
    forget_selection()


def _surprise(workspace: Workspace) -> None:
    with guarded():
        _take(workspace, TripleLine("A triple at random", (random_triple(workspace, PART),)))


def _want_disagreement() -> None:
    """Looked for when the page is drawn, where a spinner can be seen."""
    st.session_state[_WANTED] = st.session_state.get(_RIVAL)
    st.session_state[_RIVAL] = None  # so that the same one can be chosen again


def _disagree(workspace: Workspace, ensemble: Ensemble, rival: str) -> None:
    ids = _differing(workspace, ensemble, rival, f"{part_key(workspace, PART, (rival,))}|{ensemble}")
    if not ids:
        raise NotFoundError(f"{ensemble.label} and {rival} answer every triple alike. Choose another model.")
    _take(workspace, TripleLine(f"{ensemble.label} against {rival}, the widest apart first", ids))


def _by_id(workspace: Workspace) -> None:
    asked = str(st.session_state.get(_ID, "")).strip()
    if not asked:
        return
    with guarded():
        people_of_triple(workspace, asked)  # refuses what does not exist
        _take(workspace, TripleLine(f"Triple {asked}", (asked,)))


def _show_question(workspace: Workspace, line: TripleLine | None) -> None:
    if line is None:
        st.markdown("**Which candidate is closer to the reference?**")
        st.caption(
            "Click a reference on the map, or let a triple be chosen: every model, each baseline and the ensemble are "
            "asked now, side by side. The first question loads the models, which takes a while; from then on they "
            "stay loaded."
        )
        return
    people = people_of_triple(workspace, line.id)
    pictures = triple_pictures(workspace, line.id)
    show_steps(workspace, line)
    reference, a, b = pictures
    chosen = people.choice if people.choice in ("A", "B") else None
    st.html(pictures_html([("A", a), ("R", reference), ("B", b)], chosen))
    st.caption(f"{line.id} · {_people_text(people)}")


def triple_pictures(workspace: Workspace, triple: str) -> tuple[Picture, ...]:
    """Reference, A and B of a triple, larger than on cards."""
    triples = workspace.triples
    found = triples[triples["id"].astype(str) == triple].iloc[0]
    pictures = []
    for column in ("reference", "a", "b"):
        row = int(found[column])
        small = picture_of(workspace, row)
        pictures.append(Picture(small.name, data_uri(workspace, row, _SIDE), small.context))
    return tuple(pictures)


def _people_text(people: PeopleAnswer) -> str:
    if people.choice is None:
        return people.closed
    return f"people chose {human_answer(people.choice, people.votes)}"  # type: ignore[arg-type]


@st.cache_resource(max_entries=16, show_spinner="Looking for triples that they answer differently …")
def _differing(_workspace: Workspace, _ensemble: Ensemble, rival: str, key: str) -> tuple[str, ...]:
    subject = live_desk().subject(_workspace, _ensemble.key, _ensemble.state)
    return tuple(found.triple for found in disagreements(_workspace, subject, rival, PART, _MOST))
