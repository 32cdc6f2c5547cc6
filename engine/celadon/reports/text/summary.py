"""Counts in words: the line of a document, the tally of a chapter, and the last lines of the page."""

from collections import Counter
from collections.abc import Iterable, Iterator

from celadon.reports.interface import RenderOptions
from celadon.reports.text.grouping import Group
from celadon.reports.text.painting import Ink, Line
from celadon.reports.text.wording import counted, kind_title, listed
from celadon.terms.report import DocumentCompared, DocumentSeen, DocumentView, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement

_HEADLINES = ("operation", "webhook", "schema", "listener", "route", "consumer")
"""Targets whose numbers tell a reader how big the document is."""

_SHOWN = ("pass", "fail", "not_applicable", "inconclusive", "waived", "error")
_LABEL = 11


def document_line(name: str, seen: DocumentSeen | None) -> Line:
    """Name a document and say what it is."""
    views = "; ".join(_view(view) for view in seen.views) if seen else ""
    return ((name, "strong"), (f"   {views}" if views else "", "dim"))


def _view(view: DocumentView) -> str:
    sizes = [counted(number, target) for target in _HEADLINES if (number := view.subjects.get(target))]
    return ", ".join([f"{kind_title(view.kind)} {view.version}".strip(), *sizes])


def tally(groups: Iterable[Group]) -> str:
    """Count findings by severity and the rest by word, such as `3 errors, 9 info, 1 waived`."""
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.word] += len(group.findings) or 1
    severities = [counted(counts[severity.value], severity.value) for severity in reversed(Severity) if counts[severity.value]]
    rest = [f"{counts[word]:,} {label}" for word, label in _TALLIES.items() if counts[word]]
    return ", ".join(severities + rest)


_TALLIES = {
    "unjudged": "without verdict",
    "inconclusive": "inconclusive",
    "existing": "existing",
    "baselined": "baselined",
    "waived": "waived",
}


def summary_lines(report: Report, options: RenderOptions) -> Iterator[Line]:
    """Say what was judged, what was found, what was left out, and how the gate decided."""
    counts = report.counts
    verdicts = "   ".join(f"{counts.verdicts.get(name, 0):,} {name.replace('_', ' ')}" for name in _SHOWN)
    spent = f", {options.elapsed:.2f} s" if options.elapsed is not None else ""
    ran = f"({counted(counts.policies, 'policy')}, {counted(counts.documents, 'document')}{spent})"
    yield _row("verdicts", f"{verdicts}      {ran}")
    yield _row("findings", "   ".join(counted(counts.findings.get(name, 0), name) for name in ("error", "warning", "info", "hint")))
    accepted = {"waived": counts.waived, "baselined": counts.baselined, "existing": counts.existing}
    if any(accepted.values()):
        yield _row("accepted", "   ".join(f"{number:,} {name}" for name, number in accepted.items()))
    yield from _compared(report, options)
    yield from _left_out(report, options)
    yield _gate(report)


def _compared(report: Report, options: RenderOptions) -> Iterator[Line]:
    """Say what is new since when, what became of the documents, and whose settings these are."""
    against, settings = report.against, report.configuration
    if against is not None:
        shown = "" if options.show_all or not report.counts.existing else " (--all shows them)"
        sums = f"{against.new:,} new, {against.mended:,} mended, {report.counts.existing:,} existing before{shown}"
        yield _row("compared", f"with {_revision(against.ref, against.commit)}: {sums}")
        states = Counter(document.state for document in against.documents)
        yield _row("documents", "   ".join(f"{states[state]:,} {state}" for state in _STATES if states[state] or state != "unclear"))
        told = [f"{document.id} {told}" for document in against.documents if (told := _told(document))]
        yield from (_row("", text) for text in (told if options.show_all else told[:_FEW]))
        if len(told) > _FEW and not options.show_all:
            yield _row("", f"... {len(told) - _FEW:,} more with --all")
    if settings.ref:
        edits = f"; the edits here to {listed(list(settings.edits), at_most=3)} have no effect yet" if settings.edits else ""
        yield _row("settings", f"of {_revision(settings.ref, settings.commit)}{edits}")


_FEW = 3
"""Documents of which more is told than their number."""

_STATES = ("changed", "renamed", "added", "same", "unclear")


def _told(document: DocumentCompared) -> str:
    if document.was and not document.reason:
        return f"was {document.was}"
    return f"counts as new: {document.reason}" if document.reason else ""


def _revision(ref: str, commit: str) -> str:
    return commit[:12] if commit.startswith(ref) else f"{ref} ({commit[:12]})"


def _left_out(report: Report, options: RenderOptions) -> Iterator[Line]:
    for item in report.disabled:
        yield _row("weakened", f"{item.policy} {item.change} ({item.reason})")
    if report.skipped and options.show_all:
        for skipped in report.skipped:
            yield _row("skipped", f"{skipped.path} ({skipped.reason})")
    elif report.skipped:
        paths = listed([item.path for item in report.skipped], at_most=2)
        yield _row("skipped", f"{counted(len(report.skipped), 'file')}: {paths} (--all says why)")
    for note in report.notes:
        yield _row("note", note)


def _gate(report: Report) -> Line:
    word, ink = _outcome(report)
    because = "".join(f", {reason}" for reason in report.gate.decided_by)
    unclear = report.counts.verdicts.get(Judgement.INCONCLUSIVE.value, 0)
    aside = f", {unclear:,} inconclusive" if unclear else ""
    name = f"{report.gate.name}{', on what is new' if report.gate.new_only else ''}: "
    return (("gate".ljust(_LABEL), "dim"), (name, "plain"), (word, ink), (f"{because}{aside}", "plain"))


def _outcome(report: Report) -> tuple[str, Ink]:
    if report.verdict == "error":
        return f"NO VERDICT, {counted(len(report.problems), 'problem')}", "error"
    return ("FAILED", "error") if report.verdict == "fail" else ("passed", "good")


def _row(label: str, text: str) -> Line:
    return ((label.ljust(_LABEL), "dim"), (text, "plain"))
