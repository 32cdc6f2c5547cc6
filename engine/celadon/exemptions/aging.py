"""Which findings stood there before: today's, held one by one against those of an earlier revision."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from celadon.frozen import dataclass, replace
from celadon.terms.finding import Disposition, Finding

_NAMES: tuple[Callable[[Finding], Hashable], ...] = (
    lambda finding: (finding.fingerprint, finding.document, finding.location.pointer),
    lambda finding: (finding.fingerprint, finding.document),
    lambda finding: finding.fingerprint,
)
"""By what a finding is known again, the closest first: of two with one fingerprint, the one at the old place is the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Findings, each new or not, and how many of the earlier ones are gone."""

    findings: tuple[Finding, ...]
    mended: int


def compare(findings: Sequence[Finding], before: Sequence[Finding] | None) -> Aged:
    """Mark open findings that stood there before, as many of each fingerprint as there were: one more of the same is new.

    One that is excused takes its place too, so that it does not hide a new one. Without an earlier revision nothing is marked.
    """
    if before is None:
        return Aged(findings=tuple(findings), mended=0)
    existing: set[int] = set()
    left = list(before)
    for name in _NAMES:
        counts = Counter(name(finding) for finding in left)
        for index, finding in enumerate(findings):
            if index not in existing and counts[name(finding)] > 0:
                counts[name(finding)] -= 1
                existing.add(index)
        left = _without(left, name, counts)
    marked = [
        replace(finding, disposition=Disposition.EXISTING) if index in existing and finding.disposition is Disposition.OPEN else finding
        for index, finding in enumerate(findings)
    ]
    return Aged(findings=tuple(marked), mended=len(left))


def _without(left: Sequence[Finding], name: Callable[[Finding], Hashable], counts: Counter[Hashable]) -> list[Finding]:
    """Keep those of the earlier findings that nothing of today was held against."""
    kept = []
    for finding in left:
        if counts[name(finding)] > 0:
            counts[name(finding)] -= 1
            kept.append(finding)
    return kept
