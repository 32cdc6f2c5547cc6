"""Checkstyle XML: what many CI servers and review bots read."""

from celadon.frozen import dataclass
from celadon.reports.choosing import advice, open_findings
from celadon.reports.interface import RenderOptions
from celadon.reports.xml.writing import element
from celadon.reports.xml.writing import render as render_xml
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info", Severity.HINT: "info"}


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    column: int
    severity: str
    message: str
    source: str


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write open findings by file; problems of the run are errors of the file that they concern, warnings are warnings of theirs."""
    rows = [_finding(finding) for finding in open_findings(report)]
    rows += [_problem(problem, "error") for problem in report.problems]
    rows += [_problem(problem, "warning") for problem in report.warnings]
    by_file: dict[str, list[_Row]] = {}
    for row in rows:
        by_file.setdefault(row.file, []).append(row)
    root = element(None, "checkstyle", version="4.3")
    for file in sorted(by_file):
        parent = element(root, "file", name=file)
        for row in by_file[file]:
            element(
                parent,
                "error",
                line=row.line,
                column=row.column,
                severity=row.severity,
                message=row.message,
                source=f"celadon.{row.source}",
            )
    return render_xml(root)


def _finding(finding: Finding) -> _Row:
    start = finding.location.span.start
    return _Row(finding.location.file, start.line, start.column, SEVERITIES[finding.severity], finding.message, finding.policy)


def _problem(problem: Problem, severity: str) -> _Row:
    location = problem.location
    if location is None:
        return _Row(problem.document or "celadon", 1, 1, severity, advice(problem), problem.kind)
    return _Row(location.file, location.span.start.line, location.span.start.column, severity, advice(problem), problem.kind)
