"""JUnit XML: a suite per document, a case per policy. A pass is listed, `error` is not `failure`, waived is `skipped`."""

from xml.etree import ElementTree as ET

from celadon.reports.choosing import fails_gate, summary
from celadon.reports.interface import RenderOptions
from celadon.reports.xml.writing import element
from celadon.reports.xml.writing import render as render_xml
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.terms.verdict import Judgement, Verdict


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write every verdict but `not_applicable`, which is counted in the suite's properties."""
    root = element(None, "testsuites", name="celadon")
    findings: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        findings.setdefault((finding.document, finding.policy), []).append(finding)
    by_document: dict[str, list[Verdict]] = {document.id: [] for document in report.documents}
    for verdict in report.verdicts:
        by_document.setdefault(verdict.document, []).append(verdict)
    suites = [_suite(root, report, document, verdicts, findings) for document, verdicts in by_document.items()]
    if report.problems:
        suites.append(_problems(root, report))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    return render_xml(root)


def _suite(
    root: ET.Element, report: Report, document: str, verdicts: list[Verdict], findings: dict[tuple[str, str], list[Finding]]
) -> ET.Element:
    suite = element(root, "testsuite", name=document)
    absent = sum(verdict.judgement is Judgement.NOT_APPLICABLE for verdict in verdicts)
    properties = element(suite, "properties")
    element(properties, "property", name="not_applicable", value=absent)
    for verdict in verdicts:
        if verdict.judgement is not Judgement.NOT_APPLICABLE:
            _case(suite, report, verdict, findings.get((document, verdict.policy), []))
    return _counted(suite)


def _case(suite: ET.Element, report: Report, verdict: Verdict, findings: list[Finding]) -> None:
    case = element(suite, "testcase", name=verdict.policy, classname=verdict.document, file=verdict.document)
    open_here = [finding for finding in findings if finding.disposition is Disposition.OPEN]
    listing = "\n".join(_line(finding) for finding in open_here)
    reasons = "; ".join(verdict.reasons)
    match verdict.judgement:
        case Judgement.ERROR:
            element(case, "error", listing, message=reasons or "could not be judged", type=verdict.policy)
        case Judgement.FAIL if open_here and fails_gate(report, verdict.severity):
            element(case, "failure", listing, message=open_here[0].message, type=verdict.policy)
        case Judgement.FAIL:
            element(case, "system-out", listing or "every finding stood there before")
        case Judgement.INCONCLUSIVE if report.gate.inconclusive == "fail":
            element(case, "failure", reasons, message=f"inconclusive: {reasons}", type="inconclusive")
        case Judgement.INCONCLUSIVE:
            element(case, "skipped", message=f"inconclusive: {reasons}")
        case Judgement.WAIVED:
            element(case, "skipped", message=_excuse(findings))
        case Judgement.PASS | Judgement.NOT_APPLICABLE:
            pass


def _line(finding: Finding) -> str:
    start = finding.location.span.start
    return f"{finding.location.file}:{start.line}:{start.column}: {finding.message}"


def _excuse(findings: list[Finding]) -> str:
    marks = [finding.waiver for finding in findings if finding.waiver is not None]
    return f"waived by {marks[0].owner} until {marks[0].expires}: {marks[0].reason}" if marks else "baselined"


def _problems(root: ET.Element, report: Report) -> ET.Element:
    suite = element(root, "testsuite", name="celadon")
    for number, problem in enumerate(report.problems, 1):
        case = element(suite, "testcase", name=f"{problem.kind} {number}", classname=problem.document or "celadon")
        element(case, "error", problem.hint, message=problem.message, type=problem.kind)
    element(suite, "system-out", summary(report))
    return _counted(suite)


def _counted(suite: ET.Element) -> ET.Element:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    return suite
