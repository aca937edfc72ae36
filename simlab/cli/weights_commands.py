"""`simlab weights list|fetch|path`."""

from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import JsonOption
from simlab.cli.reporting import print_json, print_table, reporting, say

if TYPE_CHECKING:
    from simlab.encoders.weights import WeightsState

app = typer.Typer(help="Weights that others trained: on this machine, and from the hub.", no_args_is_help=True)
SpecsArgument = Annotated[
    list[str],
    typer.Argument(metavar="SPEC", help="Encoder specs or presets, e.g. CLIP, timm:vit_small_patch16_224.dino."),
]


@app.command("list")
def list_states(
    specs: Annotated[list[str] | None, typer.Argument(metavar="SPEC", help="All presets by default.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the hub for the size of what is not here.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Which files the encoders need, and which of them are on this machine."""
    from simlab.encoders.presets import PRESETS
    from simlab.encoders.weights import weights_of, weights_state

    wanted = specs or [preset.label for preset in PRESETS]
    states = [(spec, weights_state(file, ask_hub=ask)) for spec in wanted for file in weights_of(spec)]
    if as_json:
        print_json({"weights": [_as_json(spec, state) for spec, state in states]})
        return
    if not states:
        say("These encoders need no weights.")
        return
    rows = [[spec, state.file.spec, _standing(state), _size(state)] for spec, state in states]
    print_table("Weights", ["asked for", "encoder", "on this machine", "size"], rows)
    for _, state in states:
        if state.here is None:
            say(f"{state.file.spec}: expected is {state.expected}. {state.problem}".rstrip())
    if any(state.here is None and state.file.repo is not None for _, state in states):
        say("Fetch them: simlab weights fetch SPEC")


@app.command("fetch")
def fetch(specs: SpecsArgument) -> None:
    """Fetch what is missing; goes on where it was interrupted."""
    from simlab.encoders.weights import fetch_weights

    with reporting() as progress:
        fetched = [(spec, fetch_weights(spec, progress)) for spec in specs]
    for spec, paths in fetched:
        say(f"{spec}: {', '.join(str(path) for path in paths) or 'needs no weights'}")


@app.command("path")
def path(specs: SpecsArgument) -> None:
    """Where the weights lie on this machine, one line each."""
    from simlab.encoders.weights import require_weights, weights_of

    for found in [require_weights(file) for spec in specs for file in weights_of(spec)]:
        typer.echo(found)


def _standing(state: "WeightsState") -> str:
    from simlab.progress import size_text

    if state.here is not None:
        return "yes"
    return f"{size_text(state.partial_bytes)} so far" if state.partial_bytes else "no"


def _size(state: "WeightsState") -> str:
    from simlab.progress import size_text

    return "not known" if state.n_bytes is None else size_text(state.n_bytes)


def _as_json(spec: str, state: "WeightsState") -> dict[str, object]:
    return {
        "asked_for": spec,
        "encoder": state.file.spec,
        "repo": state.file.repo,
        "revision": state.file.revision,
        "names": list(state.file.names),
        "path": None if state.here is None else str(state.here),
        "n_bytes": state.n_bytes,
        "partial_bytes": state.partial_bytes,
        "expected": state.expected,
        "problem": state.problem,
    }
