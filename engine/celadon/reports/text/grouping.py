"""A report's findings and verdicts sorted into documents and, in them, policies: the worst first."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from celadon.frozen import dataclass
from celadon.reports.text.painting import Ink
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import DocumentSeen, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict

_ACCEPTED = {Disposition.EXISTING: "existing", Disposition.BASELINED: "baselined", Disposition.WAIVED: "waived"}
_SEVERITIES = frozenset(severity.value for severity in Severity)
_KIND = attrgetter("document", "policy", "disposition", "severity")
_ORDER = ("error", "warning", "info", "hint", "unjudged", "inconclusive", "existing", "baselined", "waived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one policy has to say of one document, under one word."""

    word: str
    """A severity for open findings, else a disposition, `inconclusive`, or `unjudged` for a verdict `error`."""
    policy: str
    document: str
    findings: tuple[Finding, ...]
    """In the report's order; empty for verdicts without findings."""
    verdict: Verdict | None

    @property
    def ink(self) -> Ink:
        """The colour of its word."""
        inks: dict[str, Ink] = {"error": "error", "warning": "warning", "info": "info", "hint": "hint", "unjudged": "error"}
        return inks.get(self.word, "dim")

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sorts the worst first, then the most, then by name."""
        return _ORDER.index(self.word), -len(self.findings), self.policy

    @property
    def is_open(self) -> bool:
        """Whether somebody has to act on its findings."""
        return self.word in _SEVERITIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A document with something to say of it."""

    document: str
    seen: DocumentSeen | None
    groups: tuple[Group, ...]


def chapters(report: Report) -> list[Chapter]:
    """Return the documents that have findings, errors or inconclusive verdicts; the worst document first."""
    seen = {document.id: document for document in report.documents}
    groups = sorted((*_found(report), *_unclear(report.verdicts)), key=lambda group: (group.document, group.rank))
    found = [
        Chapter(document=name, seen=seen.get(name), groups=tuple(members))
        for name, members in groupby(groups, key=lambda group: group.document)
    ]
    return sorted(found, key=lambda chapter: (_ORDER.index(chapter.groups[0].word), -_open(chapter), chapter.document))


def _open(chapter: Chapter) -> int:
    return sum(len(group.findings) for group in chapter.groups if group.is_open)


def _found(report: Report) -> Iterable[Group]:
    verdicts = {(verdict.document, verdict.policy): verdict for verdict in report.verdicts}
    kept: dict[tuple[str, str, str], list[Finding]] = {}
    for (document, policy, disposition, severity), alike in groupby(report.findings, _KIND):  # in runs: to hash an enumeration is slow
        kept.setdefault((document, policy, _ACCEPTED.get(disposition, severity.value)), []).extend(alike)
    for (document, policy, word), findings in kept.items():
        yield Group(word=word, policy=policy, document=document, findings=tuple(findings), verdict=verdicts.get((document, policy)))


_UNCLEAR: Mapping[Judgement, str] = {Judgement.ERROR: "unjudged", Judgement.INCONCLUSIVE: "inconclusive"}


def _unclear(verdicts: Iterable[Verdict]) -> Iterable[Group]:
    for verdict in verdicts:
        if verdict.judgement in _UNCLEAR:
            word = _UNCLEAR[verdict.judgement]
            yield Group(word=word, policy=verdict.policy, document=verdict.document, findings=(), verdict=verdict)
