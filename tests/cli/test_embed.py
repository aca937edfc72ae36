"""`simlab embed` with several encoders; what one of them does is in `test_models_and_maps.py`."""

import numpy as np

from simlab.workspace import Workspace

SMALL = {"train": 6, "validation": 8, "test": 2}
BOTH = ("--encoder", "histogram:hsv", "--encoder", "hash:perceptual")


def test_several_encoders_become_several_models_in_one_run(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    ran = simlab("embed", workspace.path, *BOTH, "--kind", "features", "--first", "validation", "--store", "fp16")
    assert ran.status == 0, ran.err
    for name in ("histogram-hsv", "hash-perceptual"):
        assert f"Model {name}: {len(workspace.images):,} images embedded." in ran.said
        after = Workspace.open(workspace.path)
        assert (after.model(name).kind, after.embedding(name).vectors.dtype) == ("features", np.float16)
    assert "embedding with histogram:hsv and hash:perceptual" in ran.err


def test_names_are_given_in_the_order_of_encoders(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    assert simlab("embed", workspace.path, *BOTH, "--name", "colours", "--name", "shapes").status == 0
    models = Workspace.open(workspace.path).manifest.models
    assert {"colours": "histogram:hsv", "shapes": "hash:perceptual"}.items() <= {
        m.name: m.encoder for m in models
    }.items()
    ran = simlab("embed", workspace.path, *BOTH, "--name", "colours")
    assert ran.status == 1
    assert "2 encoder(s) and 1 name(s) were given. Give one --name for each." in ran.said
