"""One question at a time, asked live: every model, every ensemble, and why."""

from simlab.studies.live.answer import LiveAnswer, Source
from simlab.studies.live.answers import live_answers
from simlab.studies.live.choosing import Disagreement, disagreements, random_triple
from simlab.studies.live.ensemble import live_ensemble
from simlab.studies.live.ensemble_answer import LiveEnsemble
from simlab.studies.live.query import LivePicture, LiveQuery, PeopleAnswer, people_of_triple, query_of_triple
from simlab.studies.live.subject import LiveSubject, fit_subject, subject_state, subjects

__all__ = [
    "Disagreement",
    "LiveAnswer",
    "LiveEnsemble",
    "LivePicture",
    "LiveQuery",
    "LiveSubject",
    "PeopleAnswer",
    "Source",
    "disagreements",
    "fit_subject",
    "live_answers",
    "live_ensemble",
    "people_of_triple",
    "query_of_triple",
    "random_triple",
    "subject_state",
    "subjects",
]
