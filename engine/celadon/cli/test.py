"""`celadon test`: the examples of policies are their tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from celadon.cli import options
from celadon.cli.exits import FAILED, NO_VERDICT, PASSED
from celadon.cli.speaking import page_options, say

if TYPE_CHECKING:
    from celadon.reports.text.painting import Line
    from celadon.usecases.test import PolicyTested


@click.command("test")
@click.argument("names", nargs=-1, metavar="[BUNDLE|POLICY]...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines, or everything for programs.")
@click.option("--coverage", "with_coverage", is_flag=True, help="Name the terms, parameters and versions that no case tries.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail below this share of branches, policy by policy."
)
@click.option("--verbose", "-v", is_flag=True, help="Name each case, passed ones too.")
@options.color
def command(names: tuple[str, ...], form: str, with_coverage: bool, min_coverage: float | None, verbose: bool, color: str) -> int:
    """Run the examples and cases of policies, and hold the verdicts and marked lines against what is found.

    A bundle is a built-in name or a folder; a policy is its file or its full name. Without a name: all built-in bundles.
    """
    from celadon.reports.text.painting import paint  # noqa: PLC0415 - `--help` does not need it
    from celadon.usecases.test import TestOptions, run_tests  # noqa: PLC0415 - the same

    tested: list[PolicyTested] = []
    colored = page_options(color=color).color
    measured = with_coverage or min_coverage is not None
    for policy in run_tests(TestOptions(names=names, start=Path.cwd(), with_coverage=measured)):
        tested.append(policy)
        if form == "text":
            say(paint((*_lines(policy, verbose=verbose), *_gaps(policy)), color=colored))
    if form == "json":
        say(json.dumps([_as_json(policy) for policy in tested], indent=2) + "\n", for_people=False)
    else:
        say(paint([_sum(tested)], color=colored))
    if not any(policy.results or policy.problems for policy in tested):
        return NO_VERDICT  # nothing was tested: not green
    return PASSED if all(policy.is_passed and policy.is_covered(min_coverage or 0) for policy in tested) else FAILED


def _lines(tested: "PolicyTested", *, verbose: bool) -> "Iterator[Line]":
    if tested.is_passed and not verbose:
        return
    yield (("ok      " if tested.is_passed else "FAILED  ", "good" if tested.is_passed else "error"), (tested.policy.name, "strong"))
    for problem in tested.problems:
        yield ((f"  {problem.message}", "plain"), (f"; {problem.hint}" if problem.hint else "", "dim"))
    for result in tested.results:
        if verbose or not result.is_passed:
            answer = result.case.example.answer.value.replace("_", " ")
            yield (
                (f"  {'ok' if result.is_passed else 'failed'}  ", "dim" if result.is_passed else "error"),
                (answer, "dim"),
                (f": {result.case.example.title}", "plain"),
            )
        for difference in result.differences:
            yield ((f"      {difference}", "plain"),)


def _gaps(tested: "PolicyTested") -> "Iterator[Line]":
    coverage = tested.coverage
    if coverage is None or not coverage.gaps:
        return
    yield (
        (f"{coverage.percent:5.1f} % ", "dim"),
        (tested.policy.name, "strong"),
        (f" ({coverage.covered} of {coverage.branches} branches)", "dim"),
    )
    for gap in coverage.gaps:
        start = gap.location.span.start
        yield ((f"      {gap.location.file}:{start.line}:{start.column}: ", "dim"), (gap.message, "plain"))


def _sum(tested: "list[PolicyTested]") -> "Line":
    from celadon.reports.text.wording import counted  # noqa: PLC0415 - `--help` does not need it

    cases = sum(len(policy.results) for policy in tested)
    failed = sum(not policy.is_passed for policy in tested)
    word = f"{counted(failed, 'policy')} FAILED" if failed else "all as they say"
    measured = [policy.coverage for policy in tested if policy.coverage is not None]
    branches, covered = sum(one.branches for one in measured), sum(one.covered for one in measured)
    share = f"; {100 * covered / branches:.1f} % of {branches:,} branches" if branches else ""
    return (
        (f"{counted(len(tested), 'policy')}, {counted(cases, 'case')}: ", "plain"),
        (word, "error" if failed else "good"),
        (share, "plain"),
    )


def _as_json(tested: "PolicyTested") -> dict[str, object]:
    return {
        "policy": tested.policy.name,
        "passed": tested.is_passed,
        "problems": [{"kind": problem.kind, "message": problem.message, "hint": problem.hint} for problem in tested.problems],
        "coverage": _coverage_as_json(tested),
        "cases": [
            {
                "title": result.case.example.title,
                "answer": result.case.example.answer.value,
                "passed": result.is_passed,
                "differences": list(result.differences),
            }
            for result in tested.results
        ],
    }


def _coverage_as_json(tested: "PolicyTested") -> dict[str, object] | None:
    coverage = tested.coverage
    if coverage is None:
        return None
    gaps = [{"kind": gap.kind, "message": gap.message, "line": gap.location.span.start.line} for gap in coverage.gaps]
    return {"branches": coverage.branches, "covered": coverage.covered, "gaps": gaps}
