"""Findings and verdicts after waivers, baseline and the comparison with an earlier revision. Nothing disappears; it is marked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from celadon.frozen import dataclass, field
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.verdict import Verdict

if TYPE_CHECKING:
    from celadon.exemptions.baseline import Entry
    from celadon.exemptions.waivers import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """What a project excuses."""

    waivers: "tuple[Waiver, ...]" = ()
    entries: "tuple[Entry, ...]" = ()
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
    mended: int = 0
    """How many findings of the revision are gone."""


def dispose(
    findings: Sequence[Finding], verdicts: Sequence[Verdict], exemptions: Exemptions, *, files: Mapping[str, Collection[str]]
) -> Disposed:
    """Apply waivers, then the baseline, then what stood there before; fold the verdicts again.

    `files` are those that were read for each document: exemptions for others, and for policies that did not run, are left alone.
    """
    if not exemptions.waivers and not exemptions.entries and exemptions.before is None:
        return Disposed(findings=tuple(findings), verdicts=tuple(verdicts), stale=())
    from celadon.exemptions.aging import compare  # noqa: PLC0415 - most runs excuse nothing
    from celadon.exemptions.baseline import apply_baseline, stale_problem  # noqa: PLC0415 - the same
    from celadon.exemptions.looking import Looked  # noqa: PLC0415 - the same
    from celadon.exemptions.waivers import apply_waivers, unmatched_problem  # noqa: PLC0415 - the same

    looked = Looked(verdicts, files, exemptions.names)
    waived = apply_waivers(findings, exemptions.waivers, today=exemptions.today, names=exemptions.names)
    based = apply_baseline(waived.findings, exemptions.entries, judged=looked.at_entry)
    compared = compare(based.findings, exemptions.before)
    settled = compared.findings
    stale = [unmatched_problem(waiver) for waiver in waived.unmatched if looked.at_waiver(waiver)]
    stale += [stale_problem(entry) for entry in based.stale]
    return Disposed(findings=settled, verdicts=_fold_again(verdicts, settled), stale=tuple(stale), mended=compared.mended)


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
