"""What several formats ask of a report: which findings they show, how they sum up the rest."""

from collections.abc import Iterator

from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity


def open_findings(report: Report) -> tuple[Finding, ...]:
    """Return the findings that nobody excused, in the report's order."""
    return tuple(finding for finding in report.findings if finding.disposition is Disposition.OPEN)


def excused_findings(report: Report) -> tuple[Finding, ...]:
    """Return the findings that a waiver or the baseline covers, or that stood there before."""
    return tuple(finding for finding in report.findings if finding.disposition is not Disposition.OPEN)


def worst_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """Sort by severity, worst first; within one severity the report's order stays."""
    return sorted(findings, key=lambda finding: finding.severity, reverse=True)


def fails_gate(report: Report, severity: Severity) -> bool:
    """Tell whether an open finding of this severity fails the gate of this report."""
    threshold = report.gate.fail_on
    return threshold is not None and severity >= threshold


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summary(report: Report) -> str:
    """Sum a run up in one line, with what was excused and what was not judged."""
    return ", ".join(_parts(report))


def _parts(report: Report) -> Iterator[str]:
    counts = report.counts
    found = [plural(counts.findings.get(severity.value, 0), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    yield f"{report.verdict}: {' and '.join(found)} in {plural(counts.documents, 'document')}"
    for word, count in (("waived", counts.waived), ("baselined", counts.baselined), ("existing", counts.existing)):
        if count:
            yield f"{count} {word}"
    if inconclusive := counts.verdicts.get("inconclusive", 0):
        yield f"{plural(inconclusive, 'verdict')} inconclusive"
    if report.problems:
        yield f"{plural(len(report.problems), 'problem')} kept the run from a trustworthy verdict"
