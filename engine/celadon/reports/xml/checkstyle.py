"""Checkstyle XML: what many CI servers and review bots read."""

from itertools import groupby
from xml.etree import ElementTree as ET

from celadon.reports.choosing import open_findings
from celadon.reports.interface import RenderOptions
from celadon.reports.xml.writing import element
from celadon.reports.xml.writing import render as render_xml
from celadon.terms.errors import Problem
from celadon.terms.report import Report
from celadon.terms.severity import Severity

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info", Severity.HINT: "info"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write open findings by file; problems of the run are errors of the file that they concern."""
    root = element(None, "checkstyle", version="4.3")
    findings = sorted(open_findings(report), key=lambda finding: finding.location.file)
    for file, here in groupby(findings, key=lambda finding: finding.location.file):
        parent = element(root, "file", name=file)
        for finding in here:
            start = finding.location.span.start
            severity = SEVERITIES[finding.severity]
            source = f"celadon.{finding.policy}"
            element(parent, "error", line=start.line, column=start.column, severity=severity, message=finding.message, source=source)
    for problem in report.problems:
        _problem(root, problem)
    return render_xml(root)


def _problem(root: ET.Element, problem: Problem) -> None:
    file = problem.location.file if problem.location else problem.document or "celadon"
    line = problem.location.span.start.line if problem.location else 1
    parent = element(root, "file", name=file)
    element(
        parent, "error", line=line, severity="error", message=f"{problem.message}. {problem.hint}".strip(), source=f"celadon.{problem.kind}"
    )
