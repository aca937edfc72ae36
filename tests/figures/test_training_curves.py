"""The course of runs as charts: what is drawn where, and that it stands still while a run goes on."""

import math

import pytest

from simlab.figures.training_curves import RunCourse, compared_curves, figure_name, figures_in, run_curves
from simlab.training.history import EpochRecord


def history(epochs: int, lift: float = 0.0) -> tuple[EpochRecord, ...]:
    return tuple(
        EpochRecord(n, 2.0 / n, 3.0 * n, {"local": 0.5 + 0.05 * n + lift, "validation": 0.6})
        for n in range(1, epochs + 1)
    )


def lines(figure) -> dict[str, object]:
    return {trace.name: trace for trace in figure.data if trace.mode != "markers"}


def test_figures_stand_above_the_loss_in_percent():
    figure = run_curves(RunCourse("<b>run</b>", history(3), 3), 10, "<b>run</b>")
    found = lines(figure)
    assert list(found) == ["local accuracy", "accuracy over all validation references", "loss"]
    assert list(found["local accuracy"].y) == pytest.approx([55, 60, 65])
    assert list(found["loss"].y) == pytest.approx([2, 1, 2 / 3])
    assert (found["local accuracy"].yaxis, found["loss"].yaxis) == ("y", "y2")
    assert figure.layout.title.text == "&lt;b&gt;run&lt;/b&gt;"
    assert {"best: epoch 3", "chance"} <= {note.text for note in figure.layout.annotations}


def test_the_axis_ends_at_the_planned_epochs_while_a_run_goes_on():
    ranges = [run_curves(RunCourse("run", history(n), n), 10, "run").layout.xaxis.range for n in (1, 4, 9)]
    assert ranges == [(0.5, 10.5)] * 3


def test_a_figure_keeps_its_colour_whatever_others_there_are():
    alone = tuple(EpochRecord(r.epoch, r.loss, r.seconds, {"validation": 0.6}) for r in history(2))
    name = figure_name("validation")
    colours = {lines(run_curves(RunCourse("run", of, 1), 2, "run"))[name].line.color for of in (alone, history(2))}
    assert len(colours) == 1


def test_a_run_without_figures_has_its_loss_alone():
    bare = (EpochRecord(1, math.nan, 1.0, {}), EpochRecord(2, 0.5, 2.0, {}))
    figure = run_curves(RunCourse("run", bare, None), 2, "run")
    assert list(lines(figure)) == ["loss"]
    assert list(figure.data[0].y) == [None, 0.5], "a loss that is no number is a gap"
    assert not figure.layout.annotations


def test_an_epoch_that_did_not_measure_a_figure_is_a_gap():
    some = (EpochRecord(1, 1.0, 1.0, {}), EpochRecord(2, 0.5, 2.0, {"view_retrieval": 0.25}))
    assert figures_in(some) == ("view_retrieval",)
    figure = run_curves(RunCourse("run", some, 2), 2, "run")
    assert list(lines(figure)["views recognised"].y) == [None, 25]
    assert "chance" not in {note.text for note in figure.layout.annotations}


def test_runs_over_one_another_with_their_best_epochs():
    runs = [
        RunCourse("first", history(3), 3),
        RunCourse("second", history(5, 0.1), 5),
        RunCourse("new", history(1), None),
    ]
    figure = compared_curves(runs, "local", "compared")
    upper = [trace for trace in figure.data if trace.yaxis == "y" and trace.mode != "markers"]
    assert [trace.name for trace in upper] == ["first", "second", "new"]
    assert len({trace.line.color for trace in upper}) == 3
    best = [trace for trace in figure.data if trace.marker.symbol == "diamond"]
    assert [(trace.x[0], round(trace.y[0], 6)) for trace in best] == [(3, 65), (5, 85)]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["first", "second", "new"]
    assert figure.layout.xaxis.range == (0.5, 5.5)


def test_runs_without_a_figure_are_compared_by_loss():
    figure = compared_curves(
        [RunCourse("first", history(3), None), RunCourse("second", history(2), None)], None, "loss"
    )
    assert [trace.name for trace in figure.data] == ["first", "second"]
    assert all(trace.showlegend for trace in figure.data)


def test_many_runs_differ_in_colour_or_dash():
    runs = [RunCourse(f"run-{n}", history(1), None) for n in range(23)]
    looks = {(t.line.color, t.line.dash) for t in compared_curves(runs, "local", "many").data if t.yaxis == "y"}
    assert len(looks) == 23
