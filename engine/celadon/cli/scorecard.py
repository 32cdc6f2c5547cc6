"""`celadon scorecard`: a run becomes pass rates for portals."""

from pathlib import Path
from typing import Unpack

import click

from celadon.cli import options
from celadon.cli.judging import Asked, judge, wanted
from celadon.cli.speaking import complain, say
from celadon.sources.files.writing import write_atomically


@click.command("scorecard")
@options.asking
@options.output
def command(file: Path | None, **asked: Unpack[Asked]) -> int:
    """Judge API documents, and write per API how many policies it keeps, by bundle, tag and OWASP category, as JSON for portals.

    Exit codes are those of check; with 2 the scorecard says `error` and why.
    """
    from celadon.reports.records.scorecard import render_scorecard  # noqa: PLC0415 - `--help` does not need it

    report = judge(wanted(asked))
    text = render_scorecard(report)
    if file is None:
        say(text, for_people=False)
    else:
        write_atomically(file, text)
    complain(report.problems)
    return report.exit_code
