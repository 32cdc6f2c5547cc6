"""Tested policies for people: what differs, line by line, as a difference reads; what no case tries; one line that sums up."""

from collections.abc import Iterator

from celadon.reports.policies.tested.opinion import disagreement_lines
from celadon.reports.text.measuring import wrap
from celadon.reports.text.painting import Ink, Line
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.tested import CaseTested, Difference, PolicyTested, TestReport

_SIGNS: dict[str, tuple[str, Ink]] = {"missing": ("-", "error"), "unexpected": ("+", "good")}


def policy_lines(tested: PolicyTested, *, verbose: bool, width: int) -> Iterator[Line]:
    """Write one policy as soon as it was tested; nothing for one that passed, unless `verbose` or something is not tried."""
    if verbose or not tested.is_passed:
        yield (("ok      " if tested.is_passed else "FAILED  ", "good" if tested.is_passed else "error"), (tested.name, "strong"))
        for problem in tested.problems:
            yield from _problem(problem, width)
        for case in tested.cases:
            if verbose or not case.is_passed:
                yield from case_lines(case, width)
    yield from _gaps(tested)
    yield from disagreement_lines(tested.opinion, verbose=verbose, width=width)


def sum_line(report: TestReport) -> Line:
    """Write the last line: policies, cases, how it ended, and the share of branches where it was measured."""
    cases = sum(len(policy.cases) for policy in report.policies)
    failed = sum(not policy.is_passed for policy in report.policies)
    thin = sum(policy.is_passed and not policy.is_covered(report.min_coverage) for policy in report.policies)
    words = [f"{counted(failed, 'policy')} FAILED"] if failed else []
    words += [f"{counted(thin, 'policy')} below {report.min_coverage:g} % of branches"] if thin else []
    measured = [policy.coverage for policy in report.policies if policy.coverage is not None]
    branches, covered = sum(one.branches for one in measured), sum(one.covered for one in measured)
    return (
        (f"{counted(len(report.policies), 'policy')}, {counted(cases, 'case')}: ", "plain"),
        (", ".join(words) or "all as they say", "error" if words else "good"),
        (f"; {100 * covered / branches:.1f} % of {branches:,} branches" if branches else "", "plain"),
    )


def _problem(problem: Problem, width: int) -> Iterator[Line]:
    where = f"{problem.location.file}:{problem.location.span.start.line}: " if problem.location else ""
    for text in wrap(f"{where}{problem.message}", width - 4):
        yield ((f"  {text}", "plain"),)
    if problem.hint:
        yield ((f"    {problem.hint}", "dim"),)


def case_lines(case: CaseTested, width: int) -> Iterator[Line]:
    """Write one case with its differences."""
    where = f"   {case.file}:{case.line}" if case.file else ""
    yield (
        (f"  {'ok' if case.is_passed else 'failed'}  ", "dim" if case.is_passed else "error"),
        (case.answer.value.replace("_", " "), "dim"),
        (f": {case.title}", "plain"),
        (where, "dim"),
    )
    for difference in case.differences:
        yield from _difference(difference, width)


def _difference(difference: Difference, width: int) -> Iterator[Line]:
    sign, ink = _SIGNS.get(difference.kind, ("!", "error"))
    if difference.file:
        yield ((f"    {sign} ", ink), (f"{difference.file}:{difference.line}", "place"), (f" | {difference.source}", "plain"))
    for number, text in enumerate(wrap(difference.message, width - 8)):
        lead = f"    {sign} " if not difference.file and number == 0 else "      "
        yield ((lead, ink), (text, "plain"))
    if difference.pointer:
        yield ((f"      at {difference.pointer}", "dim"),)


def _gaps(tested: PolicyTested) -> Iterator[Line]:
    coverage = tested.coverage
    if coverage is None or not coverage.gaps:
        return
    yield (
        (f"{coverage.percent:5.1f} % ", "dim"),
        (tested.name, "strong"),
        (f" ({coverage.covered} of {coverage.branches} branches)", "dim"),
    )
    for gap in coverage.gaps:
        start = gap.location.span.start
        yield ((f"      {gap.location.file}:{start.line}:{start.column}: ", "dim"), (gap.message, "plain"))
