"""What several formats ask of a report: which findings they show, how they sum up the rest."""

from collections.abc import Iterator

from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict


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


def inconclusive(report: Report) -> tuple[Verdict, ...]:
    """Return the verdicts where a document could not tell, in the report's order."""
    return tuple(verdict for verdict in report.verdicts if verdict.judgement is Judgement.INCONCLUSIVE)


def doubt(verdict: Verdict) -> str:
    """Say what an inconclusive verdict could not tell, in one line."""
    return f"{verdict.policy} is inconclusive for {counted(verdict.inconclusive, 'subject')}: {'; '.join(verdict.reasons)}"


def advice(problem: Problem) -> str:
    """Write a complaint with its next step as one paragraph."""
    return f"{problem.message}. {problem.hint}" if problem.hint else problem.message


def comparison(report: Report) -> str:
    """Say what changed since the revision of `--against`, without a full stop; empty without one."""
    against = report.against
    if against is None:
        return ""
    return f"compared with {against.ref} ({against.commit[:10]}): {against.new:,} new, {against.mended:,} mended"


def summary(report: Report) -> str:
    """Sum a run up in one line, with what was excused and what was not judged."""
    return ", ".join(_parts(report))


def _parts(report: Report) -> Iterator[str]:
    counts = report.counts
    found = [counted(counts.findings.get(severity.value, 0), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    yield f"{report.verdict}: {' and '.join(found)} in {counted(counts.documents, 'document')}"
    for word, count in (("waived", counts.waived), ("baselined", counts.baselined), ("existing", counts.existing)):
        if count:
            yield f"{count:,} {word}"
    if unsure := counts.verdicts.get("inconclusive", 0):
        yield f"{counted(unsure, 'verdict')} inconclusive"
    if report.problems:
        yield f"{counted(len(report.problems), 'problem')} kept the run from a trustworthy verdict"
