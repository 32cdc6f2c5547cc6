"""Azure Pipelines logging commands."""

from collections.abc import Iterator

from celadon.reports.choosing import advice, doubt, inconclusive, open_findings, summary
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean, defuse
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write problems, open findings and what could not be told; Azure knows errors and warnings, so infos and hints are plain lines."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from (_problem("error", problem) for problem in report.problems)
    yield from (_finding(finding) for finding in open_findings(report))
    yield from (_problem("warning", problem) for problem in report.warnings)
    for verdict in inconclusive(report):
        yield _command({"type": "warning", "sourcepath": verdict.document, "code": "inconclusive"}, doubt(verdict))
    yield defuse(clean(f"celadon {summary(report)}"))


def _problem(level: str, problem: Problem) -> str:
    place = {"type": level, "code": problem.kind}
    if problem.location is not None:
        place |= {"sourcepath": problem.location.file, "linenumber": str(problem.location.span.start.line)}
    return _command(place, advice(problem))


def _finding(finding: Finding) -> str:
    start, file = finding.location.span.start, finding.location.file
    if finding.severity < Severity.WARNING:
        return defuse(clean(f"{finding.severity.value}: {file}:{start.line}: {finding.policy}: {finding.message}"))
    place = {"type": finding.severity.value, "sourcepath": file, "linenumber": str(start.line), "columnnumber": str(start.column)}
    return _command({**place, "code": finding.policy}, finding.message)


def _command(properties: dict[str, str], message: str) -> str:
    written = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {written}]{_data(message)}"


def _data(text: str) -> str:
    return defuse(clean(text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")))


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
