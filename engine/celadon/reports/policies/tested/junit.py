"""Tested policies as JUnit XML: a suite per policy, a case per example; what kept cases from running is an `error`."""

from xml.etree import ElementTree as ET

from celadon.reports.xml.writing import element
from celadon.reports.xml.writing import render as render_xml
from celadon.terms.errors import Problem
from celadon.terms.tested import CaseTested, Difference, Opinion, PolicyTested, TestReport


def render(report: TestReport) -> str:
    """Write the run; coverage below the threshold is a failing case named `coverage`."""
    root = element(None, "testsuites", name="celadon test")
    suites = [_suite(root, policy, report.min_coverage) for policy in report.policies]
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    return render_xml(root)


def _suite(root: ET.Element, tested: PolicyTested, min_coverage: float) -> ET.Element:
    suite = element(root, "testsuite", name=tested.name, file=tested.file)
    for case in tested.cases:
        _case(suite, tested, case)
    for problem in tested.problems:
        _problem(suite, tested, problem)
    if tested.coverage is not None:
        _coverage(suite, tested, min_coverage)
    if tested.opinion is not None:
        _opinion(suite, tested, tested.opinion)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    return suite


def _case(suite: ET.Element, tested: PolicyTested, case: CaseTested) -> None:
    name = f"{case.answer.value.replace('_', ' ')}: {case.title}"
    made = element(suite, "testcase", name=name, classname=tested.name, file=case.file, line=case.line)
    if case.differences:
        text = "\n".join(_line(difference) for difference in case.differences)
        element(made, "failure", text, message=case.differences[0].message, type="difference")


def _line(difference: Difference) -> str:
    where = f"{difference.file}:{difference.line}: " if difference.file else ""
    return f"{where}{difference.message}{f' (at {difference.pointer})' if difference.pointer else ''}"


def _problem(suite: ET.Element, tested: PolicyTested, problem: Problem) -> None:
    made = element(suite, "testcase", name=problem.message, classname=tested.name)
    where = f"{problem.location.file}:{problem.location.span.start.line}: " if problem.location else ""
    element(made, "error", f"{where}{problem.hint}", message=problem.message, type=problem.kind)


def _opinion(suite: ET.Element, tested: PolicyTested, opinion: Opinion) -> None:
    made = element(suite, "testcase", name="second opinion", classname=tested.name)
    doubted = [one for one in opinion.disagreements if not one.cause]
    if doubted:
        lines = (f"{one.location.file}:{one.location.span.start.line}: Celadon {one.ours}, cel-python {one.theirs}" for one in doubted)
        message = "cel-python says otherwise, and there is no known cause"
        element(made, "failure", "\n".join(lines), message=message, type="second-opinion")


def _coverage(suite: ET.Element, tested: PolicyTested, min_coverage: float) -> None:
    made = element(suite, "testcase", name="coverage", classname=tested.name)
    if tested.coverage is not None and not tested.is_covered(min_coverage):
        text = "\n".join(f"{gap.location.file}:{gap.location.span.start.line}: {gap.message}" for gap in tested.coverage.gaps)
        message = f"{tested.coverage.percent:.1f} % of the branches are tried, {min_coverage:g} % are asked for"
        element(made, "failure", text, message=message, type="coverage")
