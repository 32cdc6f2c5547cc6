"""The gate: which conditions a run broke, and what the process answers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from celadon.frozen import dataclass
from celadon.terms.finding import Disposition, Finding
from celadon.terms.gate import GateSettings, Inconclusive
from celadon.terms.report import Counts, GateResult
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of a run."""

    verdict: str
    """`pass`, `fail` or `error`."""
    exit_code: int
    gate: GateResult


def decide(gate: GateSettings, counts: Counts, *, bundles: Iterable[str], is_trustworthy: bool) -> Decision:
    """Hold the counts against the gate; a run that is not trustworthy is an error whatever the gate says.

    `bundles` are those of which some policy ran: one that is loaded and wholly skipped is not what a gate requires.
    """
    broken = tuple(_broken(gate, counts, frozenset(bundles)))
    verdict = "error" if not is_trustworthy else "fail" if broken else "pass"
    result = GateResult(
        name=gate.name,
        fail_on=gate.fail_on,
        new_only=gate.new_only,
        inconclusive=gate.inconclusive.value,
        max_warnings=gate.max_warnings,
        max_waivers=gate.max_waivers,
        max_waiver_days=gate.max_waiver_days,
        required_bundles=gate.required_bundles,
        decided_by=broken,
    )
    return Decision(verdict=verdict, exit_code={"pass": 0, "fail": 1, "error": 2}[verdict], gate=result)


def _broken(gate: GateSettings, counts: Counts, bundles: frozenset[str]) -> Iterator[str]:
    """Name each condition that does not hold, the worst first."""
    for severity in reversed(Severity):
        found = counts.findings.get(severity.value, 0)
        if found and gate.fail_on is not None and severity >= gate.fail_on:
            kind = "new" if gate.new_only else "open"
            yield f"{found} {kind} finding{'' if found == 1 else 's'} of severity {severity.value}"
    inconclusive = counts.verdicts.get(Judgement.INCONCLUSIVE.value, 0)
    if inconclusive and gate.inconclusive is Inconclusive.FAIL:
        yield f"{inconclusive} inconclusive verdict{'' if inconclusive == 1 else 's'}"
    warnings = counts.findings.get(Severity.WARNING.value, 0)
    if gate.max_warnings is not None and warnings > gate.max_warnings:
        yield f"{warnings} {'new' if gate.new_only else 'open'} warning{'' if warnings == 1 else 's'}, {gate.max_warnings} allowed"
    if gate.max_waivers is not None and counts.waived > gate.max_waivers:
        yield f"{counts.waived} waived finding{'' if counts.waived == 1 else 's'}, {gate.max_waivers} allowed"
    for name in sorted(set(gate.required_bundles) - bundles):
        yield f"the bundle {name} is required and no policy of it ran"


def count(verdicts: Sequence[Verdict], findings: Sequence[Finding], *, documents: int, policies: int) -> Counts:
    """Count what a report states; only open findings count by severity."""
    dispositions = Counter([id(finding.disposition) for finding in findings])  # of members there is one each, and their hashes are slow
    severities = Counter([id(finding.severity) for finding in findings if finding.disposition is Disposition.OPEN])
    by_judgement = dict.fromkeys((judgement.value for judgement in Judgement), 0)
    for verdict in verdicts:
        by_judgement[verdict.judgement.value] += 1
    return Counts(
        documents=documents,
        policies=policies,
        verdicts=by_judgement,
        findings={severity.value: severities[id(severity)] for severity in reversed(Severity)},
        waived=dispositions[id(Disposition.WAIVED)],
        baselined=dispositions[id(Disposition.BASELINED)],
        existing=dispositions[id(Disposition.EXISTING)],
    )
