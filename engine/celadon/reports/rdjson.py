"""Reviewdog's rdjson: end exclusive, columns count UTF-8 bytes."""

from celadon.reports.choosing import advice, open_findings
from celadon.reports.interface import RenderOptions
from celadon.reports.json import Json, write_members
from celadon.terms.errors import Problem
from celadon.terms.location import Location, Position
from celadon.terms.report import Report
from celadon.terms.severity import Severity

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO", Severity.HINT: "INFO"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write open findings and problems as diagnostics."""
    links = {policy.name: next(iter(policy.references.get("links", ())), None) for policy in report.policies}
    diagnostics: list[Json] = []
    for finding in open_findings(report):
        code: dict[str, Json] = {"value": finding.policy}
        if links.get(finding.policy):
            code["url"] = links[finding.policy]
        diagnostics.append(_diagnostic(finding.message, finding.location, SEVERITIES[finding.severity], code))
    diagnostics += [_problem(problem) for problem in report.problems]
    return write_members({"source": {"name": "celadon"}, "diagnostics": diagnostics})


def _problem(problem: Problem) -> dict[str, Json]:
    message = advice(problem)
    if problem.location is None:
        path = problem.document or "celadon.yaml"
        return {"message": message, "location": {"path": path}, "severity": "ERROR", "code": {"value": problem.kind}}
    return _diagnostic(message, problem.location, "ERROR", {"value": problem.kind})


def _diagnostic(message: str, location: Location, severity: str, code: dict[str, Json]) -> dict[str, Json]:
    span = location.span
    place = {"start": _position(location, span.start), "end": _position(location, span.end)}
    return {"message": message, "location": {"path": location.file, "range": place}, "severity": severity, "code": code}


def _position(location: Location, position: Position) -> Json:
    """Give line and byte column; the column is left out where the report does not carry the line's text."""
    excerpt = location.excerpt
    row = position.line - excerpt.first_line if excerpt else -1
    if excerpt is None or not 0 <= row < len(excerpt.lines):
        return {"line": position.line, **({"column": 1} if position.column == 1 else {})}
    return {"line": position.line, "column": len(excerpt.lines[row][: position.column - 1].encode("utf-8", "surrogatepass")) + 1}
