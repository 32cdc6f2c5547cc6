"""Findings and verdicts after waivers, baseline and the comparison with an earlier revision. Nothing disappears; it is marked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from celadon.exemptions.baseline import Entry, apply_baseline, stale_problem
from celadon.exemptions.looking import Looked
from celadon.exemptions.waivers import Waiver, apply_waivers, unmatched_problem
from celadon.frozen import dataclass
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """What a project excuses."""

    waivers: tuple[Waiver, ...] = ()
    entries: tuple[Entry, ...] = ()
    before: tuple[Finding, ...] | None = None
    """What was found at the revision of `--against`; None without one."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Aliases to full policy names."""
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """What is left open, what is excused, and which exemptions no longer excuse anything."""

    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    stale: tuple[Problem, ...]


def dispose(
    findings: Sequence[Finding], verdicts: Sequence[Verdict], exemptions: Exemptions, *, files: Mapping[str, Collection[str]]
) -> Disposed:
    """Apply waivers, then the baseline, then what stood there before; fold the verdicts again.

    `files` are those that were read for each document: exemptions for others, and for policies that did not run, are left alone.
    """
    looked = Looked(verdicts, files, exemptions.names)
    waived = apply_waivers(findings, exemptions.waivers, today=exemptions.today, names=exemptions.names)
    based = apply_baseline(waived.findings, exemptions.entries, judged=looked.at_entry)
    settled = based.findings if exemptions.before is None else _mark_existing(based.findings, exemptions.before)
    stale = [unmatched_problem(waiver) for waiver in waived.unmatched if looked.at_waiver(waiver)]
    stale += [stale_problem(entry) for entry in based.stale]
    return Disposed(findings=settled, verdicts=_fold_again(verdicts, settled), stale=tuple(stale))


def _mark_existing(findings: Sequence[Finding], before: Iterable[Finding]) -> tuple[Finding, ...]:
    """Mark as many open findings of each fingerprint as there were before; one more of the same is new."""
    left = Counter(finding.fingerprint for finding in before)
    marked = []
    for finding in findings:
        if finding.disposition is Disposition.OPEN and left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            marked.append(replace(finding, disposition=Disposition.EXISTING))
        else:
            marked.append(finding)
    return tuple(marked)


def _fold_again(verdicts: Sequence[Verdict], findings: Iterable[Finding]) -> tuple[Verdict, ...]:
    covered: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        covered[finding.policy, finding.document] += _covered_subjects(finding)
    return tuple(verdict.with_waived(count) if (count := covered[verdict.policy, verdict.document]) else verdict for verdict in verdicts)


def _covered_subjects(finding: Finding) -> int:
    """Count the subjects that are excused; of a shared node, where each use is a subject, those whose use is waived."""
    if finding.disposition in (Disposition.WAIVED, Disposition.BASELINED):
        return finding.subjects
    if len(finding.used_by) != finding.subjects:
        return 0
    return sum(use.disposition is Disposition.WAIVED for use in finding.used_by)
