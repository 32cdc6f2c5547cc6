"""`celadon attest`: a run becomes the review record. Where there is no trustworthy verdict, nothing is written."""

from pathlib import Path
from typing import Unpack

import click

from celadon.cli import options
from celadon.cli.exits import NO_VERDICT
from celadon.cli.judging import Asked, judge, wanted
from celadon.cli.speaking import chatter, complain, say
from celadon.sources.files.writing import write_atomically


@click.command("attest")
@options.asking
@options.output
@click.option("--url", default="", metavar="URL", help="Where this run can be seen, such as the address of the CI job.")
def command(file: Path | None, url: str, **asked: Unpack[Asked]) -> int:
    """Judge API documents, and write the verdict as an in-toto statement (test-result v0.1) over the digests of all that was judged.

    The statement is not signed; give it to what signs. Exit codes are those of check; with 2 nothing is written, and an old file stays.
    """
    from celadon.reports.choosing import summary  # noqa: PLC0415 - `--help` does not need it
    from celadon.reports.records.attestation import render_statement, statement  # noqa: PLC0415 - the same

    report = judge(wanted(asked))
    made = statement(report, url=url)
    if made is None:
        complain(report.problems)
        chatter("celadon: there is no trustworthy verdict, so nothing is attested")
        return NO_VERDICT
    text = render_statement(made)
    if file is None:
        say(text, for_people=False)
    else:
        write_atomically(file, text)
    chatter(f"celadon: {summary(report)}")
    return report.exit_code
