"""`celadon test`: the examples of policies are their tests."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, NO_VERDICT, PASSED
from celadon.cli.speaking import page_options, say
from celadon.cli.summaries import Output

if TYPE_CHECKING:
    from celadon.terms.tested import PolicyTested, TestReport

FORMATS = ("json", "junit")
"""What `--format` and `--output` write for programs."""
_OUTPUT = "A further report in a file, json or junit; repeatable."


@click.command("test")
@click.argument("names", nargs=-1, metavar="[BUNDLE|POLICY]...")
@click.option("--format", "form", type=click.Choice(["text", *FORMATS]), default="text", help="Lines, or everything for programs.")
@click.option("--output", "files", multiple=True, metavar="NAME=FILE", callback=options.outputs_of(FORMATS), help=_OUTPUT)
@click.option("--coverage", "with_coverage", is_flag=True, help="Name the terms, parameters and versions that no case tries.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail below this share of branches, policy by policy."
)
@click.option(
    "--second-opinion", is_flag=True, help="Let cel-python evaluate the portable expressions too; fail where it differs unexplained."
)
@click.option("--verbose", "-v", is_flag=True, help="Name each case, passed ones too.")
@options.color
def command(
    names: tuple[str, ...],
    form: str,
    files: tuple[Output, ...],
    with_coverage: bool,
    min_coverage: float | None,
    second_opinion: bool,
    verbose: bool,
    color: str,
) -> int:
    """Run the examples and cases of policies, and hold the verdicts and marked lines against what is found.

    A bundle is a built-in name or a folder; a policy is its file or its full name. Without a name: all built-in bundles.
    """
    from celadon.reports.policies.tested.opinion import opinion_lines  # noqa: PLC0415 - `--help` does not need it
    from celadon.reports.policies.tested.text import policy_lines, sum_line  # noqa: PLC0415 - `--help` does not need it
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - the same
    from celadon.terms.tested import TestReport  # noqa: PLC0415 - the same
    from celadon.usecases.test import TestOptions, run_tests  # noqa: PLC0415 - the same

    page = page_options(color=color)
    speaks = form == "text"
    measured = with_coverage or min_coverage is not None
    tested: list[PolicyTested] = []
    wanted = TestOptions(names=names, start=Path.cwd(), with_coverage=measured, with_second_opinion=second_opinion)
    for policy in run_tests(wanted):
        tested.append(policy)
        if speaks:
            say(paint(policy_lines(policy, verbose=verbose, width=page.width), color=page.color))
    report = TestReport(policies=tuple(tested), min_coverage=min_coverage or 0)
    if speaks:
        opinions = [policy.opinion for policy in tested if policy.opinion is not None]
        say(paint([*opinion_lines(opinions), sum_line(report)], color=page.color))
    for output in (*(() if speaks else (Output(form, None),)), *files):
        _write(report, output)
    if report.is_empty:
        return NO_VERDICT  # nothing was tested: not green
    return PASSED if report.is_passed else FAILED


def _write(report: "TestReport", output: Output) -> None:
    from celadon.reports.policies.tested import json, junit  # noqa: PLC0415 - lines need neither
    from celadon.sources.files.writing import write_atomically  # noqa: PLC0415 - the same

    text = junit.render(report) if output.format == "junit" else json.render(report)
    if output.path is None:
        say(text, for_people=False)
    else:
        write_atomically(output.path, text)
