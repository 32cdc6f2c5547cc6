"""Azure Pipelines logging commands."""

from celadon.reports.choosing import open_findings, summary
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean, defuse
from celadon.terms.report import Report
from celadon.terms.severity import Severity


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write problems and open findings; Azure knows errors and warnings, so infos and hints are plain lines."""
    lines = []
    for problem in report.problems:
        location = problem.location
        place = {"type": "error", "code": problem.kind}
        if location is not None:
            place |= {"sourcepath": location.file, "linenumber": str(location.span.start.line)}
        lines.append(_command(place, f"{problem.message}. {problem.hint}".strip()))
    for finding in open_findings(report):
        start = finding.location.span.start
        if finding.severity < Severity.WARNING:
            lines.append(
                defuse(clean(f"{finding.severity.value}: {finding.location.file}:{start.line}: {finding.policy}: {finding.message}"))
            )
            continue
        place = {"type": finding.severity.value, "sourcepath": finding.location.file, "linenumber": str(start.line)}
        lines.append(_command({**place, "columnnumber": str(start.column), "code": finding.policy}, finding.message))
    lines.append(defuse(clean(f"celadon {summary(report)}")))
    return "".join(f"{line}\n" for line in lines)


def _command(properties: dict[str, str], message: str) -> str:
    written = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {written}]{_data(message)}"


def _data(text: str) -> str:
    return defuse(clean(text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")))


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
