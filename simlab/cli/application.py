"""The tree of commands."""

import typer

from simlab.cli import (
    answer_commands,
    comparison_commands,
    credibility_commands,
    demo_commands,
    design_commands,
    difference_commands,
    encoder_commands,
    ensemble_commands,
    evaluation_commands,
    explanation_commands,
    import_commands,
    job_commands,
    latency_commands,
    map_commands,
    model_commands,
    pretraining_commands,
    recall_commands,
    relation_commands,
    report_commands,
    retrieval_commands,
    run_commands,
    training_commands,
    version_commands,
    weights_commands,
)
from simlab.cli import workspace_commands as workspaces

app = typer.Typer(
    name="simlab",
    help="Compare image-similarity models on maps of reference images, and combine them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(import_commands.app, name="import")
training_commands.app.command("contrastive")(pretraining_commands.contrastive)
training_commands.app.command("proxy")(pretraining_commands.proxy)
app.add_typer(training_commands.app, name="train")
app.add_typer(run_commands.app, name="runs")
map_commands.app.command("credibility")(credibility_commands.credibility)
app.add_typer(map_commands.app, name="map")
design_commands.app.command("versions")(version_commands.versions)
design_commands.app.command("save-version")(version_commands.save_version)
design_commands.app.command("restore")(version_commands.restore)
design_commands.app.command("duplicate")(version_commands.duplicate)
design_commands.app.command("archive")(version_commands.archive)
design_commands.app.command("compare")(version_commands.compare)
design_commands.app.command("explain")(explanation_commands.explain)
design_commands.app.command("best-rules")(explanation_commands.best_rules)
app.add_typer(design_commands.app, name="design")
app.add_typer(demo_commands.app, name="demo")
app.add_typer(job_commands.app, name="jobs")
app.add_typer(encoder_commands.app, name="encoders")
app.add_typer(weights_commands.app, name="weights")
app.command("paint")(demo_commands.paint)
app.command("embed")(model_commands.embed)
app.command("contexts")(model_commands.contexts)
app.command("evaluate")(evaluation_commands.evaluate)
app.command("recall")(recall_commands.recall)
app.command("retrieve")(retrieval_commands.retrieve)
app.command("matching")(retrieval_commands.matching)
app.command("ensemble")(ensemble_commands.ensemble)
app.command("scoreboard")(comparison_commands.scoreboard)
app.command("relations")(relation_commands.relations)
app.command("answer")(answer_commands.answer)
app.command("differences")(difference_commands.differences)
app.command("latency")(latency_commands.latency)
app.command("precision")(latency_commands.precision)
app.command("report")(report_commands.report)
app.command("suggest")(design_commands.suggest)
app.command("check-set")(evaluation_commands.check_set)
app.command("reveals")(evaluation_commands.reveals)
app.command("health")(workspaces.health)
app.command("workspaces")(workspaces.workspaces)
