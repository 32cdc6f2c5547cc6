"""`celadon config`: what a run goes by, and why."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from celadon.cli import options
from celadon.cli.speaking import page_options, say
from celadon.frozen import replace

if TYPE_CHECKING:
    from celadon.reports.text.painting import Line
    from celadon.usecases.configuration import Configuration

_FORMAT = "CELADON_FORMAT"


@click.group("config")
def command() -> None:
    """See what a run goes by."""


@command.command("show")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--origin", is_flag=True, help="Say of each value where it comes from: a flag, the environment, file and line, or default.")
@options.bundles
@options.profile
@options.exclude
@options.config
@options.gating
@options.comparing
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@options.color
@click.pass_context
def show(
    context: click.Context,
    paths: tuple[str, ...],
    origin: bool,
    bundles: tuple[str, ...],
    profile: str | None,
    exclude: tuple[str, ...],
    config: Path | None,
    gate: str,
    fail_on: str | None,
    against: str | None,
    config_from: str | None,
    form: str,
    color: str,
) -> int:
    """Show every setting as `celadon check` with the same PATHs and flags would find it.

    Settings with mistakes are refused, each mistake with its place.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.terms.severity import Severity  # noqa: PLC0415 - the same
    from celadon.usecases.checking.options import CheckOptions  # noqa: PLC0415 - the same
    from celadon.usecases.configuration import Value, configuration  # noqa: PLC0415 - the same

    asked = CheckOptions(
        paths=paths,
        start=Path.cwd(),
        today=date.today(),  # noqa: DTZ011, TID251 - the face opens the clock
        config=config,
        bundles=bundles,
        profile=profile,
        gate=gate,
        fail_on=Severity(fail_on) if fail_on else None,
        exclude=exclude,
        against=against,
        config_from=config_from,
    )
    found = configuration(asked, dict(_given(context)))
    said = os.environ.get(_FORMAT)
    found = replace(found, values=(*found.values, Value("format", said or "text", f"environment {_FORMAT}" if said else "default")))
    if form == "json":
        say(json.dumps(_as_json(found), indent=2, ensure_ascii=False) + "\n", for_people=False)
    else:
        say(paint(_lines(found, with_origin=origin), color=page_options(color=color).color))
    return 0


def _given(context: click.Context) -> Iterator[tuple[str, str]]:
    """Name each option that somebody gave, and how."""
    for parameter in context.command.params:
        name = parameter.name or ""
        match context.get_parameter_source(name):
            case ParameterSource.COMMANDLINE if context.params[name]:
                flag = "argument PATH" if isinstance(parameter, click.Argument) else f"flag {parameter.opts[0]}"
                yield {"paths": "documents"}.get(name, name), flag
            case ParameterSource.ENVIRONMENT:
                yield name, f"environment {parameter.envvar}"
            case _:
                pass


def _lines(found: "Configuration", *, with_origin: bool) -> "Iterator[Line]":
    shown = "none: every value is a default or was given" if found.file is None else str(found.file)
    yield (("settings   ", "dim"), (shown, "place"))
    for note in found.notes:
        yield (("note       ", "dim"), (note, "plain"))
    keys = max(len(value.key) for value in found.values)
    texts = [json.dumps(value.value, ensure_ascii=False) if not isinstance(value.value, str) else value.value for value in found.values]
    width = min(max(map(len, texts)), 40)
    for value, text in zip(found.values, texts, strict=True):
        aside = f"   {value.origin}" if with_origin else ""
        yield ((f"{value.key:<{keys}}   ", "strong"), (text.ljust(width) if with_origin else text, "plain"), (aside, "dim"))


def _as_json(found: "Configuration") -> dict[str, object]:
    return {
        "file": None if found.file is None else str(found.file),
        "root": str(found.root),
        "settings": [{"key": value.key, "value": value.value, "origin": value.origin} for value in found.values],
    }
