"""`celadon check`: options become `CheckOptions`, a `Report` becomes text. Nothing is judged here."""

import gc
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from celadon.cli import options
from celadon.cli.exits import NO_VERDICT
from celadon.cli.options import Output
from celadon.cli.speaking import complain, page_options, say
from celadon.cli.waiting import Waiting
from celadon.reports.catalogue import FORMATS, reporter
from celadon.reports.interface import RenderOptions
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import CeladonError, UnwritableOutput
from celadon.terms.report import Report
from celadon.terms.severity import Severity
from celadon.usecases.check import check
from celadon.usecases.checking.options import CheckOptions
from celadon.usecases.checking.refusing import refused

COLLECTOR = (200_000, 50, 50)
"""Thresholds of the garbage collector: nearly everything that a check makes lives until its end, and looking through it costs a third."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.choosing
@options.reading
@options.deciding
@options.showing
def command(  # a table: one row per option
    paths: tuple[str, ...],
    bundles: tuple[str, ...],
    policies: tuple[str, ...],
    skip: tuple[str, ...],
    profile: str | None,
    exclude: tuple[str, ...],
    stdin_filepath: str | None,
    skip_unknown: bool,
    validation: str,
    pairs: tuple[str, ...],
    config: Path | None,
    date: str | None,
    gate: str,
    fail_on: str | None,
    no_waivers: bool,
    no_baseline: bool,
    strict_waivers: bool,
    exit_zero: bool,
    form: str,
    files: tuple[Output, ...],
    show_all: bool,
    quiet: bool,
    color: str,
) -> int:
    """Judge API documents by policies.

    PATH is a file, a folder, a glob in quotes, or - for standard input. Without PATH the settings' documents are judged, else this folder.
    """
    started = time.perf_counter()
    gc.set_threshold(*COLLECTOR)
    wanted = CheckOptions(
        paths=paths,
        start=Path.cwd(),
        today=_day(date),
        read_stdin=sys.stdin.buffer.read,
        stdin_name=stdin_filepath or "",
        config=config,
        bundles=bundles,
        policies=policies,
        skip=skip,
        profile=profile,
        gate=gate,
        fail_on=Severity(fail_on) if fail_on else None,
        pairs=tuple(_pair(pair) for pair in pairs),
        exclude=exclude,
        skip_unknown=skip_unknown,
        validation=validation,
        use_waivers=not no_waivers,
        use_baseline=not no_baseline,
        strict_waivers=strict_waivers,
        exit_zero=exit_zero,
    )
    with Waiting("judging", quiet=quiet):
        try:
            report = check(wanted)
        except CeladonError as error:
            report = refused(error, wanted)
    seen = replace(page_options(color=color, show_all=show_all, quiet=quiet), elapsed=time.perf_counter() - started)
    return _speak(report, (Output(form, None), *files), seen)


def _day(written: str | None) -> date:
    if written is None:
        return date.today()  # noqa: DTZ011, TID251 - the face opens the clock; waivers end on a day of the reader's own calendar
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"'{written}' is not a date such as 2026-11-23", param_hint="--date") from None


def _pair(written: str) -> tuple[str, str]:
    document, sign, gateway = written.partition("=")
    if not (document and sign and gateway):
        raise click.BadParameter(f"'{written}' is not SPEC=GATEWAY", param_hint="--pair")
    return document, gateway


def _speak(report: Report, outputs: tuple[Output, ...], seen: RenderOptions) -> int:
    """Write every report, and return the exit code: a report that could not be written leaves no trustworthy verdict."""
    code = report.exit_code
    for output in outputs:
        render = reporter(output.format)
        try:
            if output.path is None:
                say(render(report, seen), for_people=FORMATS[output.format].for_people)
            else:
                write_atomically(output.path, render(report, RenderOptions(show_all=True)))
        except UnwritableOutput as error:
            complain(error.problems)
            code = NO_VERDICT
    return code
