"""Home: what a workspace is, whether its data are sound, and what to do next."""

import numpy as np

from simlab.maps import fit_map
from simlab.studies.workspace_health import workspace_health
from simlab.workspace import ModelEntry, Workspace


def texts(page) -> str:
    return "\n".join(part.value for kind in (page.markdown, page.caption, page.info, page.success) for part in kind)


def metrics(page) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_without_a_workspace_it_says_what_this_is_and_offers_to_import(home_page):
    page = home_page()
    assert "Start by importing images and answers" in texts(page)
    assert page.selectbox(key="home.source").value == "A table of my own"
    assert not page.metric


def test_a_workspace_at_a_glance(home_page, make_workspace):
    workspace = make_workspace()
    page = home_page()
    assert metrics(page) == {
        "Images": "36", "Training triples": "0", "Validation triples": "48", "Test triples": "0",
        "Models": "3", "Maps": "1", "Designs": "0",
    }  # fmt: skip
    shown = page.dataframe[0].value
    health = workspace_health(workspace)
    assert shown["what"].tolist() == [row.what for row in health]
    assert shown["found"].tolist() == [row.value for row in health]
    for row in health:
        if row.advice:
            assert f"**{row.what}: {row.value}** · {row.advice}" in texts(page)
    assert str(workspace.path) in "\n".join(text.value for text in page.text)


def test_synthetic_data_have_a_badge(home_page, make_workspace):
    make_workspace(models=False, mapped=False, pictures=False, synthetic=True)
    assert "SYNTHETIC DATA" in texts(home_page())


def test_data_health_follows_the_vectors(home_page, make_workspace):
    workspace = make_workspace(models=False, mapped=False, pictures=False)
    used = np.unique(workspace.triples[["reference", "a", "b"]].to_numpy())
    entry = ModelEntry("mine", "baseline")
    workspace.write_embedding(entry, np.ones((5, 2)), used[:5])
    assert f"5 of {len(used)} images in use" in home_page().dataframe[0].value["found"].tolist()
    workspace.write_embedding(entry, np.ones((len(used), 2)), used)
    assert f"{len(used)} of {len(used)} images in use" in home_page().dataframe[0].value["found"].tolist()


def test_steps_are_ticked_and_the_first_open_one_unfolds(home_page, make_workspace):
    make_workspace(models=False, mapped=False)
    page = home_page()
    steps = {expander.label: (expander.proto.expanded, expander.icon) for expander in page.expander}
    assert steps["Embed the images with a baseline"] == (True, ":material/radio_button_unchecked:")
    assert steps["Make context clusters"] == (False, ":material/check_circle:")
    assert not steps["Train context-sensitive models"][0]


def test_everything_done(home_page, make_workspace):
    make_workspace()
    page = home_page()
    assert "Everything is there. Look around on Explore, draw regions, and compare it all." in texts(page)


def test_labels_alone_want_vectors(home_page, make_workspace):
    workspace: Workspace = make_workspace(models=False, mapped=False, pictures=False)
    page = home_page()
    assert "This workspace has labels only." in texts(page)
    assert "Fit a map" in [expander.label for expander in page.expander]
    assert "Embed the images with a baseline" not in [expander.label for expander in page.expander]
    workspace.write_embedding(
        ModelEntry("mine", "features"), np.random.default_rng(0).normal(size=(36, 3)), np.arange(36)
    )
    fit_map(workspace, "mine", "pca")
    assert "Everything is there." in texts(home_page())


def test_embedding_starts_the_command(home_page, started, press, make_workspace):
    workspace = make_workspace(models=False, mapped=False)
    page = home_page()
    for label, spec, kind in (
        ("Perceptual hash", "hash:perceptual", "baseline"),
        ("HSV colour histogram", "histogram:hsv", "baseline"),
        ("DINO", "DINO", "baseline"),
        ("Small untrained network (features)", "scratch:resnet10t?size=96&seed=0", "features"),
    ):
        page.selectbox(key="home.encoder").select(label)
        press(page, "Embed")
        arguments = ["embed", str(workspace.path), "--encoder", spec, "--kind", kind]
        assert started.pop() == (arguments, f"Embed with {label}", workspace.path)
    assert not page.error


def test_contexts_start_the_command(home_page, started, press, make_workspace):
    workspace = make_workspace(mapped=False)
    page = home_page()
    assert "There are contexts already: indoor, city. They will be replaced." in texts(page)
    page.selectbox(key="home.features").select("city-model")
    page.number_input(key="home.k").set_value(3)
    press(page, "Make contexts")
    arguments = ["contexts", str(workspace.path), "--features", "city-model", "--k", "3", "--replace"]
    assert started == [(arguments, "Make context clusters", workspace.path)]


def test_training_is_led_to(home_page, make_workspace):
    make_workspace(mapped=False)
    assert "One model for each context, with settings that suit a small network from scratch." in texts(home_page())


def test_steps_that_wait_for_others_say_so(home_page, make_workspace):
    workspace = make_workspace(models=False, mapped=False)
    workspace.change_manifest(lambda manifest: type(manifest)(name="study"))
    shown = texts(home_page())
    assert "Embed the images first: contexts are clusters of their vectors." in shown
    assert "Make contexts first: each CS-model is trained on the triples of one." in shown


def test_a_job_that_cannot_start_is_a_message(home_page, press, make_workspace, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simlab.dashboard.home.next_steps.start_job", full)
    make_workspace(models=False, mapped=False)
    page = press(home_page(), "Embed")
    assert len(page.error) == 1
    assert "Traceback" not in page.error[0].value
