"""`simlab encoders list|show`."""

from typing import Annotated

import typer

from simlab.cli.options import JsonOption
from simlab.cli.reporting import print_json, print_table, say

app = typer.Typer(help="What can turn pictures into vectors: presets, specs, names.", no_args_is_help=True)
_SHOWN = 60


@app.command("list")
def list_encoders(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="List the networks in whose spec every word occurs, e.g. timm dinov3."),
    ] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help=f"All that match, not only {_SHOWN}.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Presets and the forms of specs; with words, every network of open_clip and timm that matches."""
    from simlab.encoders.catalogue import matching_specs
    from simlab.encoders.presets import PRESETS
    from simlab.encoders.spec import SPEC_FORMS

    if words:
        matching = matching_specs(" ".join(words))
        shown = matching if all_of_them or as_json else matching[:_SHOWN]
        if as_json:
            print_json({"words": words, "specs": list(shown)})
            return
        for spec in shown:
            typer.echo(spec)
        more = f"; {len(matching) - len(shown):,} more with --all" if len(shown) < len(matching) else ""
        say(f"{len(matching):,} networks match{more}. `simlab encoders show SPEC` tells more about one.")
        return
    if as_json:
        print_json(
            {
                "presets": [vars(preset) for preset in PRESETS],
                "forms": [
                    {"prefix": name, "form": form.form, "about": form.about} for name, form in SPEC_FORMS.items()
                ],
            }
        )
        return
    print_table("Presets", ["name", "spec", "what it is"], [[one.label, one.spec, one.about] for one in PRESETS])
    print_table("Specs", ["form", "what it names"], [[form.form, form.about] for form in SPEC_FORMS.values()])
    say(
        "`simlab encoders list WORD …` searches the names of open_clip and timm. Join specs with '+' to concatenate "
        "their unit vectors."
    )


@app.command("show")
def show(
    spec: Annotated[str, typer.Argument(metavar="SPEC", help="An encoder spec, or a preset's name.")],
    workspace: Annotated[
        str | None, typer.Option(metavar="WS", help="Where checkpoint: looks for models by name.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What an encoder does to pictures, and whether its weights are here; those that are here are opened."""
    from simlab.encoders.profile import encoder_profile
    from simlab.progress import size_text
    from simlab.workspace import Workspace

    profiles = encoder_profile(spec, Workspace.open(workspace) if workspace else None)
    if as_json:
        print_json({"spec": "+".join(one.spec for one in profiles), "parts": [one.to_json() for one in profiles]})
        return
    for one in profiles:
        facts = [[name.replace("_", " "), _text(value)] for name, value in one.preprocessing.items()]
        if one.dimensions is not None:
            facts.append(["dimensions", f"{one.dimensions:,}"])
            facts.append(["weights in memory", size_text(one.n_bytes or 0)])
        if one.weights is not None:
            facts.append(["weights here", str(one.weights.here or "no")])
        print_table(one.spec, ["what", "value"], facts)
        if one.weights is not None and one.weights.here is None:
            say(f"Expected: {one.weights.expected}. {one.weights.problem}".rstrip())


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
