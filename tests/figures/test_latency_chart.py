"""Charts of times: a mark for every measurement in the row of its model, and names as text."""

import pytest

from simlab.figures.latency_chart import QueryMark, SpeedLine, query_chart, speed_chart

MARKS = [
    QueryMark("<b>hash</b>", "cpu", "fp32", "#6f6f6f", 0.001, 0.001, 0.002, "a note"),
    QueryMark("city", "cpu", "fp32", "#4477aa", 0.2, 0.01, 0.3, "a note"),
    QueryMark("city", "cuda", "bf16", "#4477aa", 0.02, 0.01, 0.05, "a note"),
    QueryMark("2 members", "cpu", "fp32", "#7b61d6", 0.201, 0.011, None, "a sum"),
]


def test_a_row_a_label_and_a_mark_a_place():
    figure = query_chart(MARKS, "<i>cpu</i>")
    marks = {trace.name: trace for trace in figure.data if trace.name != "of it preparing pictures"}
    assert list(marks) == ["cpu fp32", "cuda bf16"]
    processor, gpu = marks.values()
    assert (processor.marker.symbol, gpu.marker.symbol) == ("circle", "square-open")
    assert list(processor.x) == pytest.approx([1, 200, 201])
    assert list(processor.error_x.array) == pytest.approx([1, 100, 0])
    assert [round(row) for row in processor.y] == [0, 1, 2]
    assert [round(row) for row in gpu.y] == [1]
    assert processor.y[1] < gpu.y[0], "they lie beside each other"
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;hash&lt;/b&gt; ", "city ", "2 members "]
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.ticktext) == [
        "1",
        "2",
        "5",
        "10",
        "20",
        "50",
        "100",
        "200",
        "500",
        "1,000",
        "2,000",
        "5,000",
    ]
    assert "&lt;i&gt;cpu&lt;/i&gt;" in figure.layout.title.text
    assert processor.customdata[0] == "<b>&lt;b&gt;hash&lt;/b&gt;</b><br>a note"
    strokes = [trace for trace in figure.data if trace.name == "of it preparing pictures"]
    assert [list(trace.x) for trace in strokes] == [pytest.approx([1, 10, 11]), pytest.approx([10])]
    assert [trace.showlegend for trace in strokes] == [True, False]


def test_lines_of_a_model_share_an_entry_and_half_precision_is_broken():
    long = "open_clip:ViT-B-32/laion2b_s34b_b79k"
    figure = speed_chart(
        [
            SpeedLine(long, "cuda", "fp32", "#4477aa", (1, 4), (10.0, 30.0)),
            SpeedLine(long, "cuda", "fp16", "#4477aa", (1, 4, 16), (20.0, 60.0, 90.0)),
        ],
        "a GPU",
    )
    first, second = figure.data
    assert (first.line.dash, second.line.dash) == ("solid", "dot")
    assert (first.showlegend, second.showlegend) == (True, False)
    assert first.name == f"{long[:29]}…"
    assert f"{long}, cuda fp16" in second.hovertemplate
    assert list(second.y) == [20, 60, 90]
    assert list(figure.layout.xaxis.tickvals) == [1, 4, 16]


def test_a_wide_axis_is_marked_at_powers_of_ten():
    wide = QueryMark("city", "cpu", "fp32", "#4477aa", 90.0, 0.00005, 95.0, "a note")
    ticks = query_chart([wide], "cpu").layout.xaxis.ticktext
    assert list(ticks) == ["0.01", "0.1", "1", "10", "100", "1,000", "10,000", "100,000"]
