"""GitHub workflow commands: annotations within GitHub's limits, then a line that says what was cut."""

from collections.abc import Iterator

from celadon.reports.choosing import advice, doubt, inconclusive, open_findings, summary
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean, defuse
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Verdict

MOST_PER_LEVEL = 10
"""GitHub shows ten annotations of each level of one step."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice", Severity.HINT: "notice"}

Row = tuple[str, str]
"""Level and command."""


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - the log holds what GitHub shows
    """Write problems, open findings, warnings about the run and what could not be told, each level up to its limit."""
    left = dict.fromkeys(("error", "warning", "notice"), MOST_PER_LEVEL)
    cut = dict.fromkeys(left, 0)
    lines = []
    for level, line in _rows(report):
        if left[level]:
            left[level] -= 1
            lines.append(line)
        else:
            cut[level] += 1
    hidden = [counted(count, level) for level, count in cut.items() if count]
    if hidden:
        lines.append(f"celadon: {', '.join(hidden)} more than GitHub shows; see the step summary or the SARIF report")
    lines.append(defuse(clean(f"celadon {summary(report)}")))
    return "".join(f"{line}\n" for line in lines)


def _rows(report: Report) -> Iterator[Row]:
    yield from (_problem("error", problem) for problem in report.problems)
    yield from (_annotation(finding) for finding in open_findings(report))
    yield from (_problem("warning", problem) for problem in report.warnings)
    yield from (_doubt(verdict) for verdict in inconclusive(report))


def _annotation(finding: Finding) -> Row:
    start, end = finding.location.span.start, finding.location.span.end
    place: dict[str, str | int] = {"file": finding.location.file, "line": start.line, "endLine": end.line, "title": finding.policy}
    if end.line == start.line:  # GitHub takes columns on one line only
        place |= {"col": start.column, "endColumn": end.column}
    return _command(LEVELS[finding.severity], finding.message, place)


def _problem(level: str, problem: Problem) -> Row:
    place: dict[str, str | int] = {"title": f"celadon: {problem.kind}"}
    if problem.location is not None:
        place |= {"file": problem.location.file, "line": problem.location.span.start.line}
    return _command(level, advice(problem), place)


def _doubt(verdict: Verdict) -> Row:
    return _command("warning", doubt(verdict), {"title": "celadon: inconclusive", "file": verdict.document})


def _command(level: str, message: str, place: dict[str, str | int]) -> Row:
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    return level, f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return defuse(clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
