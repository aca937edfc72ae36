"""The Training page: the form that starts runs, the list of runs, one run, several compared."""

import json
import time
from pathlib import Path

import psutil
import pytest

from simlab.dashboard.training.comparison import best_table, curves_table, settings_table
from simlab.dashboard.training.run_jobs import command_of, job_of, resume, training_jobs
from simlab.dashboard.training.run_table import run_table
from simlab.dashboard.training.run_words import best_words, planned_epochs, remaining_words, share_done
from simlab.jobs import Job
from simlab.training import CSRecipe
from simlab.training.runs import compare_runs, find_run, list_runs


def texts(page) -> str:
    kinds = (page.markdown, page.caption, page.info, page.warning)
    return "\n".join(part.value for kind in kinds for part in kind)


def buttons(page) -> dict[str, object]:
    return {button.label: button for button in page.main.button}


def press(page, label: str):
    buttons(page)[label].click().run()
    assert not page.exception
    return page


def write_job(home: Path, arguments: list[str], workspace: Path, log: str = "", outcome: dict | None = None) -> Path:
    folder = home / "jobs" / "one"
    folder.mkdir(parents=True)
    about = {"title": "Title", "arguments": arguments, "workspace": str(workspace), "created": time.time()}
    (folder / "job.json").write_text(json.dumps(about), encoding="utf-8")
    me = psutil.Process()
    process = {"pid": me.pid, "created": me.create_time()}
    (folder / "process.json").write_text(json.dumps(process), encoding="utf-8")
    (folder / "log.txt").write_text(log, encoding="utf-8")
    if outcome:
        (folder / "outcome.json").write_text(json.dumps(outcome), encoding="utf-8")
    return folder


def test_the_first_visit_begins_with_the_form(training_page, make_workspace, started):
    workspace = make_workspace(split="train", mapped=False)
    page = training_page()
    assert page.selectbox(key=f"training.context-{workspace.manifest.id}").value == "every context, one model each"
    assert buttons(page)["Start training"].disabled is False
    press(page, "Start training")
    arguments = ["train", "cs", str(workspace.path), "--each-context"]
    assert started == [(arguments, "Train a CS-model for every context", workspace.path)]


def test_every_setting_reaches_the_command(training_page, make_workspace, started):
    workspace = make_workspace(split="train", mapped=False)
    page = training_page()
    page.selectbox(key=f"training.context-{workspace.manifest.id}").select("city").run()
    page.text_input(key="training.name-cs-city").set_value("mine")
    page.number_input(key="training.epochs-cs").set_value(3)
    page.number_input(key="training.cs-full-own-learning_rate").set_value(1e-3)
    page.text_input(key="training.cs-full-own-crop_scale").set_value("0.5, 1")
    page.selectbox(key="training.cs-full-own-ranking_inputs").select("interaction")
    page.checkbox(key=f"training.register-cs-{workspace.manifest.id}").uncheck()
    page.selectbox(key="training.device").select("cpu")
    press(page, "Estimate its time")
    (estimate, title, where) = started.pop()
    assert (estimate[-2:], title, where) == (["--estimate", "--json"], "Estimate the time of mine", workspace.path)
    press(page, "Start training")
    (train, title, where) = started.pop()
    assert (train, title) == (estimate[:-2], "Train mine")
    assert train[:6] == ["train", "cs", str(workspace.path), "--name", "mine", "--context"]
    settings = dict(text.split("=", 1) for text in train if "=" in text)
    recipe = CSRecipe.from_json({name: json.loads(value) for name, value in settings.items()})
    assert recipe == CSRecipe(
        epochs=3, learning_rate=1e-3, crop_scale=(0.5, 1.0), ranking_inputs="interaction", size=64
    )
    assert train[-1] == "--no-register"


def test_a_global_model_with_lora_begins_with_the_rates_of_the_paper(training_page, make_workspace, started):
    workspace = make_workspace(split="train", mapped=False)
    page = training_page()
    page.segmented_control[0].set_value("global").run()
    page.selectbox(key=f"training.start-global-{workspace.manifest.id}").select("DINO, published weights")
    page.selectbox(key=f"training.tuning-global-{workspace.manifest.id}").select("lora").run()
    assert page.number_input(key="training.global-lora-published-learning_rate").value == 1e-4
    press(page, "Start training")
    settings = [text for text in started[0][0] if "=" in text]
    assert 'backbone="timm:vit_small_patch16_224.dino"' in settings
    assert 'tuning="lora"' in settings
    assert "batch=8" in settings


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "training.cs-full-own-crop_scale",
            "a lot",
            "crop_scale is 'a lot'; it must be a list of 2 values, each a number.",
        ),
        ("training.cs-full-own-crop_scale", "0.5, 2", "crop_scale is (0.5, 2); it must be two shares"),
        ("training.cs-full-own-warm_up", 2.0, "warm_up is 2.0; it must be between 0 and 1"),
        ("training.name-cs-city", "city-model", "city-model exists already. Choose another name."),
        ("training.name-cs-city", "a/b", "'a/b' cannot be the name of a model"),
    ],
)
def test_what_cannot_be_trained_is_said_before_it_is_started(training_page, make_workspace, key, value, message):
    workspace = make_workspace(split="train", mapped=False)
    page = training_page()
    page.selectbox(key=f"training.context-{workspace.manifest.id}").select("city").run()
    fields = [*page.text_input, *page.number_input]
    next(field for field in fields if field.key == key).set_value(value).run()
    assert message in texts(page)
    assert buttons(page)["Start training"].disabled
    assert buttons(page)["Estimate its time"].disabled


def test_what_a_workspace_lacks_is_said_with_the_next_step(training_page, make_workspace):
    make_workspace()
    page = training_page()
    assert "This workspace has no training triples." in texts(page)
    page.segmented_control[0].set_value("proxy").run()
    assert "No picture of split train has a class label." in texts(page)
    page.segmented_control[0].set_value("contrastive").run()
    assert "This workspace has no training split." in texts(page)
    assert "Start training" not in buttons(page)


def test_labels_alone_cannot_train_a_network(training_page, make_workspace):
    make_workspace(pictures=False, mapped=False, models=False)
    assert "This workspace has no pictures" in texts(training_page())


def test_an_estimate_is_shown_for_exactly_what_was_estimated(training_page, make_workspace):
    workspace = make_workspace(split="train", mapped=False)
    home = workspace.path.parents[1]
    arguments = ["train", "cs", str(workspace.path), "--each-context", "--estimate", "--json"]
    found = {"seconds": 200, "seconds_per_epoch": 8.0, "epochs": 25, "measured_steps": 3, "device": "cpu"}
    write_job(home, arguments, workspace.path, f"noise\n{json.dumps(found)}\n", {"state": "done", "message": ""})
    page = training_page()
    assert "It takes about **3 min**: 25 epochs of 8 s on cpu, from 3 steps timed here." in texts(page)
    page.number_input(key="training.epochs-cs").set_value(3).run()
    assert "It takes about" not in texts(page)


def test_an_estimate_that_failed_says_why(training_page, make_workspace):
    workspace = make_workspace(split="train", mapped=False)
    arguments = ["train", "cs", str(workspace.path), "--each-context", "--estimate", "--json"]
    write_job(workspace.path.parents[1], arguments, workspace.path, "", {"state": "failed", "message": "No room."})
    assert "The time could not be estimated (failed). No room." in texts(training_page())


def test_runs_are_listed_newest_first_and_the_newest_is_shown(training_page, make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "older", finished=True, started=1.6e9)
    write_training_run(workspace, "newer")
    page = training_page()
    assert page.dataframe[0].value["Run"].tolist() == ["newer", "older"]
    assert page.dataframe[0].value["State"].tolist() == ["■ stopped", "✓ trained"]
    assert page.dataframe[0].value["Epochs"].tolist() == ["3 of 5", "3 of 3"]
    assert "#### newer :small[:gray[learns from answers, context indoor]]" in texts(page)
    assert "Stopped after 3 of 5 epochs." in texts(page)
    assert "epoch 3: local accuracy **80.0 %**" in texts(page)
    assert [label for label in buttons(page) if label in ("Resume", "Stop", "Delete …")] == ["Resume", "Delete …"]


def test_resume_goes_on_with_the_same_settings(training_page, make_workspace, write_training_run, started):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "newer", recipe=CSRecipe(epochs=5, size=32, crop_scale=(0.5, 1.0)))
    press(training_page(), "Resume")
    ((arguments, title, _),) = started
    assert title == "Train newer"
    assert arguments[:7] == ["train", "cs", str(workspace.path), "--name", "newer", "--context", "indoor"]
    settings = [text for text in arguments if "=" in text]
    assert sorted(settings) == ["crop_scale=[0.5, 1.0]", "epochs=5", "size=32"]


def test_resume_takes_the_job_that_was_stopped(training_page, make_workspace, write_training_run, started, monkeypatch):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "newer")
    arguments = ["train", "cs", str(workspace.path), "--name", "newer", "--context", "indoor"]
    write_job(workspace.path.parents[1], arguments, workspace.path, "", {"state": "cancelled", "message": "Cancelled."})
    resumed: list[Job] = []
    monkeypatch.setattr("simlab.dashboard.training.run_jobs.resume_job", resumed.append)
    page = training_page()
    next(button for button in page.button if button.key == "training.resume-newer").click().run()
    assert [job.id for job in resumed] == ["one"]
    assert started == []


def test_one_click_registers_a_trained_model(training_page, make_workspace, write_training_run, started):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "newer", finished=True)
    page = training_page()
    assert "Trained for 3 epochs in 30 s. Kept: epoch 3: local accuracy **80.0 %**" in texts(page)
    press(page, "Add to the workspace")
    arguments = ["runs", "register", str(workspace.path), "newer"]
    assert started == [(arguments, "Add newer to the workspace", workspace.path)]


def test_a_registered_model_is_led_to(training_page, make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "city-model", finished=True)
    page = training_page()
    assert page.dataframe[0].value["State"].tolist() == ["● in the workspace"]
    assert "Add to the workspace" not in buttons(page)


def test_deleting_asks_first(training_page, make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    folder = write_training_run(workspace, "newer", finished=True)
    page = press(training_page(), "Delete …")
    assert "Its settings, its curves and the trained weights are lost. This cannot be undone." in texts(page)
    assert folder.is_dir()
    assert {"Delete it", "Keep it"} <= {button.label for button in page.button}


def test_a_running_run_shows_how_far_and_can_be_stopped(training_page, make_workspace, write_training_run, monkeypatch):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "newer")
    monkeypatch.setattr("simlab.training.runs.run.is_at_work", lambda *_: True)
    home = workspace.path.parents[1]
    job = write_job(home, ["train", "cs", str(workspace.path), "--name", "newer"], workspace.path)
    page = training_page()
    bars = [str(bar.proto.text) for bar in page.get("progress")]
    assert any(bar.startswith("epoch 4 of 5 · about 20 s left · best so far epoch 3") for bar in bars), bars
    next(button for button in page.button if button.key == "training.stop-newer").click().run()
    assert (job / "cancel").exists()


def test_a_damaged_run_is_a_message(training_page, make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    (write_training_run(workspace, "newer") / "run.json").write_text("{", encoding="utf-8")
    page = training_page()
    assert len(page.error) == 1
    assert "run.json is damaged" in page.error[0].value


def test_runs_side_by_side(make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "a", finished=True)
    write_training_run(workspace, "b", epochs=2, recipe=CSRecipe(epochs=5, seed=1))
    runs = [find_run(workspace, name) for name in ("a", "b")]
    found = compare_runs(runs)
    assert settings_table(found).to_dict("list") == {"Setting": ["seed"], "a": ["0"], "b": ["1"]}
    best = best_table(runs, found)
    assert best["Best epoch"].tolist() == [3, 2]
    assert best["local accuracy"].round(1).tolist() == [80.0, 70.0]
    curves = curves_table(found)
    assert len(curves) == 4 * (3 + 2)
    assert curves[(curves["run"] == "b") & (curves["figure"] == "local")]["value"].round(1).tolist() == [0.6, 0.7]


def test_words_of_a_run(make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "new", epochs=0)
    write_training_run(workspace, "half", epochs=2)
    new, half = find_run(workspace, "new"), find_run(workspace, "half")
    assert (planned_epochs(new), best_words(new), remaining_words(new)) == (5, "", "")
    assert remaining_words(half) == "about 30 s left"
    write_training_run(workspace, "hasty", epochs=2, recipe=CSRecipe(epochs=100, max_minutes=0.5))
    hasty = find_run(workspace, "hasty")
    assert remaining_words(hasty) == "about 10 s left"
    assert [round(share_done(run), 2) for run in (new, half, hasty)] == [0, 0.4, 0.67]
    assert run_table([new])["Best"].tolist() == [None]
    assert command_of(half) == ("cs", CSRecipe)


def test_estimates_are_no_training(make_workspace, write_training_run):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "cs-indoor")
    write_job(
        workspace.path.parents[1],
        ["train", "cs", str(workspace.path), "--each-context", "--estimate", "--json"],
        workspace.path,
    )
    assert training_jobs(workspace) == []
    assert job_of(list_runs(workspace)[0], training_jobs(workspace)) is None


def test_a_finished_run_is_one_that_others_can_start_from(training_page, make_workspace, write_training_run, started):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "first", finished=True, recipe=CSRecipe(epochs=3, size=32))
    page = training_page(training__tab="New run")
    page.segmented_control[0].set_value("global").run()
    page.selectbox(key=f"training.start-global-{workspace.manifest.id}").select("Model first of this workspace").run()
    assert page.number_input(key="training.size-global-Model first of this workspace").disabled
    press(page, "Start training")
    settings = [text for text in started[0][0] if "=" in text]
    assert settings == ["size=32", 'start_from="first"']


def test_names_of_every_context_that_are_taken_are_named(training_page, make_workspace, write_training_run, started):
    workspace = make_workspace(split="train", mapped=False)
    write_training_run(workspace, "cs-city", finished=True)
    page = training_page(training__tab="New run")
    context = page.selectbox(key=f"training.context-{workspace.manifest.id}")
    assert context.value == "indoor", "every context would be refused"
    assert page.text_input(key="training.name-cs-indoor").value == "cs-indoor"
    context.select("every context, one model each").run()
    assert "cs-city exists already. Choose one context: its model gets a name of its own." in texts(page)
    context = page.selectbox(key=f"training.context-{workspace.manifest.id}").select("city").run()
    assert page.text_input(key="training.name-cs-city-2").value == "cs-city-2"


def test_an_image_free_run_goes_on_without_a_device(workspace_of_runs, started):
    workspace, run = workspace_of_runs("OrdinalRecipe", "global")
    resume(workspace, run)
    assert started[0][0] == ["train", "ordinal", str(workspace.path), "--name", "mine"]


@pytest.mark.parametrize(("recipe", "command"), [("ContrastiveRecipe", "contrastive"), ("ProxyRecipe", "proxy")])
def test_a_run_without_answers_stays_of_its_kind(workspace_of_runs, started, recipe, command):
    workspace, run = workspace_of_runs(recipe, "features")
    resume(workspace, run)
    assert started[0][0] == ["train", command, str(workspace.path), "--name", "mine", "--kind", "features"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("timm:vit_small_patch16_224.dino", "Its weights are fetched before training begins: model.safetensors"),
        ("timm:no_such_network", "no_such_network"),
        ("timm:vit_small_patch16_224.dino@/nowhere/file.safetensors", "/nowhere/file.safetensors"),
        ("test_vit", "Training goes on when this page is closed"),
    ],
)
def test_any_network_may_be_named_and_its_weights_are_told_of(
    training_page, make_workspace, monkeypatch, tmp_path, spec, said
):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    workspace = make_workspace(split="train", mapped=False)
    key = f"training.start-cs-{workspace.manifest.id}"
    page = training_page(**{key.replace(".", "__"): spec})
    assert page.selectbox(key=key).value == spec
    assert said in texts(page)
    assert buttons(page)["Start training"].disabled == (spec not in ("test_vit", "timm:vit_small_patch16_224.dino"))
    assert "Advanced settings" in [expander.label for expander in page.expander]
