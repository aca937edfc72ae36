"""Why a reference is answered as it is, as HTML: its place, the rule there, the weights. All text is escaped.

Its style comes with the pictures below it (`js/picture_strip.css`), once a page and not with every edit.
"""

from collections.abc import Mapping
from html import escape

from simlab.dashboard.picture_tile import Picture, tile_html
from simlab.ensembles import FALLBACK, Grounds
from simlab.evaluation.wording import accuracy_text, counts_text, percent
from simlab.studies.explanations.explained_reference import ModelBefore, ReferenceExplanation
from simlab.studies.explanations.surroundings import Placement

_WARNING = "#c2571a"


def why_html(
    explanation: ReferenceExplanation, picture: Picture, colours: Mapping[str, str], region_colour: str
) -> str:
    """The picture with what is said of it, and the models below.

    Args:
        explanation: of the reference.
        picture: of it.
        colours: of the models, '#rrggbb' each.
        region_colour: of its region, or any for the fallback.
    """
    lines = [
        f"<b>{escape(explanation.id)}</b>",
        _where(explanation, region_colour),
        f"There answers <b>{escape(explanation.rule_text)}</b>.{_window(explanation.grounds)}",
        _outcome(explanation),
        _placement(explanation.placement),
    ]
    said = "".join(f"<p>{line}</p>" for line in lines)
    rows = "".join(_model(model, explanation, colours[model.model]) for model in explanation.models)
    counts = explanation.models[0].in_region if explanation.models else None
    there = counts_text(counts.n_triples, counts.n_references) if counts else ""
    where = "fallback" if explanation.region_id == FALLBACK else "region"
    weight = "has a vote" if explanation.vote else "weight"
    near = "<th>believed near it</th>" if explanation.grounds else ""
    return (
        f"<div class='sl-why'><div>{tile_html(picture)}</div><div>{said}</div></div>"
        f"<table class='sl-why-models'><tr><th>model</th><th>{weight}</th>{near}"
        f"<th>right in the {where} <small>({escape(there)})</small></th><th>right here</th></tr>{rows}</table>"
    )


def _where(explanation: ReferenceExplanation, colour: str) -> str:
    if explanation.region_id == FALLBACK:
        return "It lies in no region: the <b>fallback</b> answers."
    dot = f"<span class='sl-why-dot' style='background:{escape(colour)}'></span>"
    also = ""
    if explanation.also_in:
        also = f" <small>It lies in {escape(', '.join(explanation.also_in))}, too, later in priority.</small>"
    return f"It falls in {dot}<b>{escape(explanation.region)}</b>.{also}"


def _window(grounds: Grounds | None) -> str:
    if grounds is None:
        return ""
    counts = counts_text(grounds.n_triples or 0, grounds.n_references or 0)
    return f" <small>Weights stand on {escape(grounds.place)}: {counts}.</small>"


def _outcome(explanation: ReferenceExplanation) -> str:
    if explanation.closed:
        return escape(explanation.closed)
    if not explanation.n_answered:
        return "People were undecided on all of its triples."
    seen = " The rule has learned from these answers, too: in-sample." if explanation.in_sample else ""
    return (
        f"The ensemble answers <b>{explanation.right:g} of {explanation.n_answered}</b> of its triples as people did "
        f"<small>({percent(explanation.right / explanation.n_answered)})</small>.{seen}"
    )


def _placement(placement: Placement) -> str:
    said = {
        "fitted": "The map was laid out with it.",
        "placed": f"It was placed on the finished map; half of the references placed so are off by more than "
        f"{percent(placement.median)} of the map's radius, one in ten by more than {percent(placement.percentile_90)}.",
        "none": "It has no place on the map.",
    }[placement.kind]
    if placement.distance is None or placement.limit is None:
        return f"<small>{said}</small>"
    near = f"Mean distance to its five nearest {placement.distance:.3g}, 99 of 100 lie within {placement.limit:.3g}"
    if placement.unsupported:
        return f"<small>{said}</small> <b style='color:{_WARNING}'>⚠ Unlike all others.</b> <small>{near}.</small>"
    return f"<small>{said} {near}.</small>"


def _model(model: ModelBefore, explanation: ReferenceExplanation, colour: str) -> str:
    filled = f"<i style='width:{100 * model.weight:.1f}%;background:{escape(colour)}'></i>" if model.weight > 0 else ""
    bar = f"<span class='sl-why-bar'>{filled}</span>"
    weight = "–" if model.weight == 0 else "✓" if explanation.vote else f"{100 * model.weight:.0f} %"
    right = "–" if model.right is None else f"{model.right:g} of {explanation.n_answered}"
    near = f"<td>{percent(model.believed)}</td>" if explanation.grounds else ""
    idle = "" if model.weight > 0 else " class='sl-why-idle'"
    dot = f"<span class='sl-why-dot' style='background:{escape(colour)}'></span>"
    return (
        f"<tr{idle}><td>{dot}{escape(model.model)}</td><td>{bar}{weight}</td>{near}"
        f"<td>{escape(accuracy_text(model.in_region))}</td><td>{right}</td></tr>"
    )
