from simlab.evaluation import Estimate
from simlab.figures.top_n_curves import TopNLine, top_n_curves


def line(key: str, colour: str = "#4477aa", *, start: float = 0.2, quiet: bool = False, ends: bool = True) -> TopNLine:
    curve = tuple(
        Estimate(
            start + 0.03 * n, start + 0.03 * n - 0.1 if ends else None, start + 0.03 * n + 0.1 if ends else None, 50, 50
        )
        for n in range(1, 16)
    )
    return TopNLine(key, f"row {key}", colour, curve, quiet)


def test_each_row_is_a_line_with_a_band():
    figure = top_n_curves([line("a"), line("b", "#ee6677")], "photos, pairs, validation")
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == ["row a", "row b"]
    curve = figure.data[1]
    assert list(curve.x) == list(range(1, 16))
    assert curve.y[0] == 0.23
    assert curve.customdata[0][1] == "23.0 % [13.0, 33.0]"
    band = figure.data[0]
    assert band.fill == "toself"
    assert (band.x[0], band.x[15], band.y[0], round(band.y[15], 2)) == (1, 15, 0.33, 0.55)
    assert figure.layout.title.text == "photos, pairs, validation"


def test_rows_of_one_colour_differ_in_dashes_and_quiet_ones_have_no_band():
    figure = top_n_curves([line("a"), line("b"), line("c", quiet=True)], "t")
    curves = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [trace.line.dash for trace in curves] == ["solid", "dash", "dot"]
    assert len([trace for trace in figure.data if trace.fill == "toself"]) == 2


def test_chance_and_limits_and_what_has_no_interval():
    figure = top_n_curves([line("a", ends=False)], "t", gallery=10)
    chance = figure.data[-1]
    assert chance.name == "chance"
    assert list(chance.y) == [n / 10 for n in range(1, 11)] + [1.0] * 5
    assert figure.data[0].x is None or len(figure.data[0].x) == 0
    low, high = figure.layout.yaxis.range
    assert 0 <= low < 0.23
    assert 0.65 < high <= 1.02


def test_labels_are_escaped():
    figure = top_n_curves([TopNLine("a", "<b>x</b>", "#4477aa", line("a").curve)], "t")
    assert "&lt;b&gt;x" in figure.data[1].hovertemplate
    assert figure.data[1].name == "&lt;b&gt;x&lt;/b&gt;"
