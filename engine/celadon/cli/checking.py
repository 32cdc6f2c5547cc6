"""What `check` does once its options are read: a `Report` becomes text, once for each format. Nothing is judged here."""

import os
import time
from collections.abc import Callable
from typing import NoReturn, Unpack

from celadon.cli.exits import NO_VERDICT
from celadon.cli.judging import Asked, judge, wanted
from celadon.cli.speaking import complain, page_options, say
from celadon.cli.summaries import Output, write_summaries
from celadon.frozen import replace
from celadon.reports.catalogue import FORMATS, reporter
from celadon.reports.interface import RenderOptions
from celadon.sources.files.writing import write_atomically
from celadon.sources.reading import Begun
from celadon.terms.errors import UnwritableOutput
from celadon.terms.report import Report
from celadon.usecases.checking.options import CheckOptions


class Given(Asked):
    """What `celadon check` is given: one key per option."""

    form: str
    files: tuple[Output, ...]
    show_all: bool
    why: bool
    quiet: bool
    color: str
    watch: bool


def checked(begun: Begun | None = None, **given: Unpack[Given]) -> int:
    """Judge, write every report, and give the exit code; `begun` is the one document, where another process reads a part of it already."""
    outputs = (Output(given["form"], None), *given["files"])
    why, quiet = given["why"], given["quiet"]
    show_all = given["show_all"] or why

    def once(asks: CheckOptions) -> tuple[Report, int]:
        started = time.perf_counter()
        report = judge(asks, quiet=quiet)
        seen = page_options(color=given["color"], show_all=show_all, quiet=quiet)
        return report, _speak(report, outputs, replace(seen, elapsed=time.perf_counter() - started))

    places_all = show_all or not all(FORMATS[output.format].for_people for output in outputs)
    asks = replace(wanted(given), why=why, begun=begun, places_all=places_all)
    if given["watch"]:
        _watch(asks, lambda asks: once(asks)[0], outputs)
    return once(asks)[1]


def _watch(asks: CheckOptions, check: Callable[[CheckOptions], Report], outputs: tuple[Output, ...]) -> NoReturn:
    """Check for ever. A report that others read must be whole; a page on the terminal may be of the documents that changed."""
    import click  # noqa: PLC0415 - few runs watch

    from celadon.cli.watching import watch  # noqa: PLC0415 - the same

    if "-" in asks.paths:
        raise click.UsageError("--watch looks at files, and standard input is none")
    own = frozenset(output.path.resolve() for output in outputs if output.path is not None)
    watch(asks, check, own=own, may_narrow=not own and FORMATS[outputs[0].format].for_people)


def _speak(report: Report, outputs: tuple[Output, ...], seen: RenderOptions) -> int:
    """Write every report, and return the exit code: a report that could not be written leaves no trustworthy verdict."""
    written = [_write(report, output, seen) for output in outputs]
    return report.exit_code if all([*written, _summarised(report, outputs)]) else NO_VERDICT


def _write(report: Report, output: Output, seen: RenderOptions) -> bool:
    """Write one report; a page for people that goes to a file has no screen to fit."""
    render, form = reporter(output.format), FORMATS[output.format]
    try:
        if output.path is None:
            say(render(report, seen), for_people=form.for_people)
        else:
            write_atomically(output.path, render(report, RenderOptions(show_all=seen.show_all or form.for_people)))
    except UnwritableOutput as error:
        complain(error.problems)
        return False
    return True


def _summarised(report: Report, outputs: tuple[Output, ...]) -> bool:
    try:
        for line in write_summaries(report, outputs, os.environ):
            say(line, for_people=False)
    except UnwritableOutput as error:
        complain(error.problems)
        return False
    return True
