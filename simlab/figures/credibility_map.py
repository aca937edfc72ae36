"""A credibility map as one Plotly figure: a heat map a model, who is ahead, by how much, and on how many triples."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simlab.ensembles.credibility import EMPTY, UNDECIDED, CredibilityLayer
from simlab.figures.colours import ACCURACY, COUNT, LEAD, UNDECIDED_NAME, Stops
from simlab.figures.colours import UNDECIDED as UNDECIDED_COLOUR

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_COLUMNS = 4
_SIDE = 300  # pixels from one map to the next below it
_ABOVE, _BELOW = 120, 150  # pixels for title, and for scales and legend
_COUNTS = "%{customdata[0]:,d} references, %{customdata[1]:,d} triples<extra></extra>"


def credibility_figure(layer: CredibilityLayer, model_colours: Mapping[str, str], title: str) -> "Figure":
    """Heat maps of a layer: the accuracy of each model, the winner, the lead of the best, the number of triples.

    Args:
        layer: what is drawn; empty windows stay blank. With a single member there is neither winner nor lead.
        model_colours: '#rrggbb' of each member.
        title: of the whole figure; says which study it is of, and whether that is synthetic.
    """
    from plotly.subplots import make_subplots

    panels = [_accuracy(layer, number) for number in range(len(layer.models))]
    if len(layer.members) > 1:
        panels += [_winner(layer, model_colours), _lead(layer)]
    panels.append(_triples(layer))
    rows = -(-len(panels) // _COLUMNS)
    figure = make_subplots(
        rows,
        _COLUMNS,
        subplot_titles=[str(panel["name"]) for panel in panels],
        horizontal_spacing=0.02,
        vertical_spacing=0.12 / rows,
    )
    x, y = (layer.cells.low[axis] + (np.arange(layer.cells.count) + 0.5) * layer.cells.side[axis] for axis in (0, 1))
    counts = np.stack([layer.references, layer.triples], axis=-1)
    for number, panel in enumerate(panels):
        row, column = divmod(number, _COLUMNS)
        figure.add_heatmap(x=x, y=y, customdata=counts, hoverongaps=False, row=row + 1, col=column + 1, **panel)
    if len(layer.members) > 1:
        _add_legend(figure, layer, model_colours)
    figure.update_layout(
        title={"text": title, "x": 0.01, "y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 16}},
        template="plotly_white",
        height=_SIDE * rows + _ABOVE + _BELOW,
        margin={"l": 40, "r": 20, "t": _ABOVE, "b": _BELOW},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        coloraxis=_colour_axis(ACCURACY, 1.0, "accuracy (0.5 is chance)", 0.0, ".0%"),
        coloraxis2=_colour_axis(LEAD, float(np.nan_to_num(100 * layer.margin).max()), "lead, points", 0.36, ".0f"),
        coloraxis3=_colour_axis(COUNT, float(layer.triples.max()), "triples in the window", 0.72, ",d"),
    )
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(matches="x", **bare)
    figure.update_yaxes(matches="y", **bare)
    figure.update_layout(xaxis={"matches": None}, yaxis={"matches": None, "scaleanchor": "x"})
    return figure


def _accuracy(layer: CredibilityLayer, number: int) -> dict[str, Any]:
    hover = f"%{{z:.1%}} in the window<br>{_COUNTS}"
    values = layer.believed[number].astype(np.float32)
    return {"name": layer.models[number], "z": values, "coloraxis": "coloraxis", "hovertemplate": hover}


def _winner(layer: CredibilityLayer, model_colours: Mapping[str, str]) -> dict[str, Any]:
    names = [*layer.members, UNDECIDED_NAME]
    number_of = {layer.models.index(name): float(number) for number, name in enumerate(layer.members)}
    number_of |= {UNDECIDED: float(len(layer.members)), EMPTY: np.nan}
    numbers = np.vectorize(number_of.__getitem__, otypes=[np.float32])(layer.winner)
    text = np.array([*names, ""], dtype=object)[np.where(np.isnan(numbers), len(names), numbers).astype(int)]
    steps = np.linspace(0, 1, len(names) + 1)
    colours = [*(model_colours[name] for name in layer.members), UNDECIDED_COLOUR]
    return {
        "name": "winner",
        "z": numbers,
        "zmin": -0.5,
        "zmax": len(names) - 0.5,
        "colorscale": [(steps[end], colour) for at, colour in enumerate(colours) for end in (at, at + 1)],
        "showscale": False,
        "text": text,
        "hovertemplate": f"%{{text}}<br>{_COUNTS}",
    }


def _lead(layer: CredibilityLayer) -> dict[str, Any]:
    hover = f"the best is %{{z:.1f}} points ahead of the second<br>{_COUNTS}"
    values = (100 * layer.margin).astype(np.float32)
    return {"name": "lead of the best", "z": values, "coloraxis": "coloraxis2", "hovertemplate": hover}


def _triples(layer: CredibilityLayer) -> dict[str, Any]:
    values = np.where(layer.references > 0, layer.triples, np.nan).astype(np.float32)
    return {"name": "number of triples", "z": values, "coloraxis": "coloraxis3", "hovertemplate": _COUNTS}


def _add_legend(figure: "Figure", layer: CredibilityLayer, model_colours: Mapping[str, str]) -> None:
    """The colours of the winners, as traces without a point: a heat map has no legend of its own."""
    for name, colour in [*((name, model_colours[name]) for name in layer.members), (UNDECIDED_NAME, UNDECIDED_COLOUR)]:
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=name, marker={"symbol": "square", "size": 12, "color": colour}
        )


def _colour_axis(stops: Stops, high: float, title: str, x: float, tickformat: str) -> dict[str, Any]:
    return {
        "colorscale": [list(stop) for stop in stops],
        "cmin": 0.0,
        "cmax": max(high, 1e-9),
        "colorbar": {
            "title": {"text": title, "side": "top"},
            "orientation": "h",
            "x": x,
            "xanchor": "left",
            "y": 0.06,
            "yref": "container",
            "yanchor": "bottom",
            "len": 0.28,
            "thickness": 12,
            "tickformat": tickformat,
        },
    }
