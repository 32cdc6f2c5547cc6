"""`celadon init`: the first settings of a project."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.speaking import page_options, say

if TYPE_CHECKING:
    from celadon.reports.text.painting import Line
    from celadon.usecases.init import Begun

_SHOWN = 12


@click.command("init")
@click.option("--profile", default="recommended", show_default=True, help="starter, recommended or strict.")
@click.option("--force", is_flag=True, help="Replace settings that are there.")
@options.color
def command(profile: str, force: bool, color: str) -> int:
    """Write a commented celadon.yaml into this folder, for the OpenAPI documents and gateway configurations below it.

    Settings that are there already are left alone unless --force is given.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.init import begin  # noqa: PLC0415 - the same

    today = date.today()  # noqa: DTZ011, TID251 - the face opens the clock
    begun = begin(Path.cwd(), today=today, profile=profile, is_forced=force)
    say(paint(_lines(begun), color=page_options(color=color).color))
    return 0


def _lines(begun: "Begun") -> "Iterator[Line]":
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - `--help` does not need it

    for document in begun.documents[:_SHOWN]:
        yield (("found      ", "dim"), (document.path, "place"), (f"   {document.kind}", "dim"))
    if len(begun.documents) > _SHOWN:
        yield (("           ", "dim"), (f"and {counted(len(begun.documents) - _SHOWN, 'document')} more", "dim"))
    if not begun.documents:
        yield (("found      ", "dim"), ("no OpenAPI document and no gateway configuration below this folder", "warning"))
    for problem in begun.unreadable[:_SHOWN]:
        yield (("unreadable ", "warning"), (problem.location.file if problem.location else problem.document or "", "place"))
    yield (("written    ", "dim"), (begun.file.name, "place"))
    yield (("next       ", "dim"), ("celadon check" if begun.documents else "name your documents in it, then celadon check", "plain"))
