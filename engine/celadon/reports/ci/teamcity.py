"""TeamCity service messages: inspections."""

from celadon.reports.choosing import advice, doubt, inconclusive, open_findings, summary
from celadon.reports.interface import RenderOptions
from celadon.terms.report import Report
from celadon.terms.severity import Severity

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO", Severity.HINT: "WEAK WARNING"}

LONGEST_PROBLEM = 4000
"""TeamCity cuts the description of a build problem there."""

_ESCAPES = {"|": "||", "'": "|'", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Declare the inspections in use, then write one message per open finding; problems are build problems, doubts warnings."""
    findings = open_findings(report)
    used = {finding.policy for finding in findings}
    lines = [
        _message(
            "inspectionType", id=policy.name, name=policy.title, category=policy.name.split("/", maxsplit=1)[0], description=policy.why
        )
        for policy in report.policies
        if policy.name in used
    ]
    lines += [
        _message(
            "inspection",
            typeId=finding.policy,
            message=finding.message,
            file=finding.location.file,
            line=str(finding.location.span.start.line),
            SEVERITY=SEVERITIES[finding.severity],
        )
        for finding in findings
    ]
    lines += [_message("message", text=f"{problem.kind}: {advice(problem)}", status="WARNING") for problem in report.warnings]
    lines += [_message("message", text=doubt(verdict), status="WARNING") for verdict in inconclusive(report)]
    lines += [_message("buildProblem", description=f"{problem.kind}: {advice(problem)}"[:LONGEST_PROBLEM]) for problem in report.problems]
    lines.append(_message("buildStatus", text="{build.status.text} - celadon " + summary(report)))
    return "".join(f"{line}\n" for line in lines)


def _message(message: str, /, **attributes: str) -> str:
    written = " ".join(f"{key}='{_escape(value)}'" for key, value in attributes.items())
    return f"##teamcity[{message} {written}]"


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(character) or (character if " " <= character <= "~" else _unicode(character)) for character in text)


def _unicode(character: str) -> str:
    """Write a character as UTF-16 units, the only escape that TeamCity knows."""
    data = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"|0x{data[at]:02x}{data[at + 1]:02x}" for at in range(0, len(data), 2))
