"""`celadon check`: a `Report` becomes text, once for each format that was asked for. Nothing is judged here."""

import os
import time
from dataclasses import replace
from typing import Unpack

import click

from celadon.cli import options
from celadon.cli.exits import NO_VERDICT
from celadon.cli.judging import Asked, asking, judge, wanted
from celadon.cli.options import Output
from celadon.cli.speaking import complain, page_options, say
from celadon.cli.summaries import write_summaries
from celadon.reports.catalogue import FORMATS, reporter
from celadon.reports.interface import RenderOptions
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import UnwritableOutput
from celadon.terms.report import Report


@click.command("check")
@asking
@options.showing
def command(form: str, files: tuple[Output, ...], show_all: bool, why: bool, quiet: bool, color: str, **asked: Unpack[Asked]) -> int:
    """Judge API documents by policies.

    PATH is a file, a folder, a glob in quotes, or - for standard input. Without PATH the settings' documents are judged, else this folder.
    """
    started = time.perf_counter()
    report = judge(replace(wanted(asked), why=why), quiet=quiet)
    seen = replace(page_options(color=color, show_all=show_all or why, quiet=quiet), elapsed=time.perf_counter() - started)
    return _speak(report, (Output(form, None), *files), seen)


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
