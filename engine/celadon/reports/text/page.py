"""The page for people: complaints about the run, documents with the worst first, and a summary as its last lines."""

from collections.abc import Iterable, Iterator

from celadon.frozen import replace
from celadon.reports.interface import RenderOptions
from celadon.reports.text.entries import (
    extent,
    finding_lines,
    further_line,
    heading,
    one_line,
    problem_lines,
    remediation_lines,
    word,
)
from celadon.reports.text.fitting import Need, Portion, rooms, share
from celadon.reports.text.grouping import Chapter, Group, chapters
from celadon.reports.text.measuring import cells
from celadon.reports.text.painting import BLANK, Line, paint
from celadon.reports.text.summary import document_line, summary_lines, tally
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.report import Report

_PROBLEMS = 10
"""Complaints shown without `show_all`; one cause often breaks many files."""

_FEW = 5
"""Up to so many documents are named even where there is nothing to say of them."""


def render(report: Report, options: RenderOptions) -> str:
    """Write the page."""
    summary = [] if options.quiet else list(summary_lines(report, options))
    page = list(_complaints(report, options))
    page.extend(_Body(report, options).lines(options.lines - len(page) - len(summary)))
    return paint([*page, *summary], color=options.color)


def render_problems(problems: Iterable[Problem], options: RenderOptions) -> str:
    """Write complaints alone, for a run that came to no report."""
    lines = (line for problem in problems for line in problem_lines(problem, title="error", ink="error", width=options.width))
    return paint(lines, color=options.color)


def _complaints(report: Report, options: RenderOptions) -> Iterator[Line]:
    shown = None if options.show_all else _PROBLEMS
    for problem in report.problems[:shown]:
        yield from problem_lines(problem, title="error", ink="error", width=options.width)
    for problem in report.warnings[:shown]:
        yield from problem_lines(problem, title="warning", ink="warning", width=options.width)
    hidden = sum(max(len(found) - _PROBLEMS, 0) for found in (report.problems, report.warnings)) if shown else 0
    if hidden:
        yield ((f"... {counted(hidden, 'complaint')} more with --all", "dim"),)
        yield BLANK


class _Body:
    """Lays out the documents; remembers which remediations were given, for each is given once."""

    def __init__(self, report: Report, options: RenderOptions) -> None:
        self._report = report
        self._options = options
        self._policies = {policy.name: policy for policy in report.policies}
        self._advised: set[str] = set()

    def lines(self, room: int) -> Iterator[Line]:
        """Yield the body in about `room` lines, or as many as it takes with `show_all`."""
        found = [self._told(chapter) for chapter in chapters(self._report)]
        found = [chapter for chapter in found if chapter.groups]
        silent = list(self._quiet_documents(found))
        yield from silent
        room -= len(silent)
        if self._options.show_all:
            allowed = [0] * len(found)
        else:
            allowed = rooms(len(found), room)
            if len(allowed) < len(found):
                allowed = rooms(len(found), room - 2)  # for the line that counts the rest
        unused = 0
        for chapter, lines in zip(found, allowed, strict=False):
            written = list(self._chapter(chapter, lines + unused))
            unused += lines - len(written)
            yield from written
        if len(allowed) < len(found):
            yield ((f"... {counted(len(found) - len(allowed), 'document')} more with findings, see them with --all", "dim"),)
            yield BLANK

    def _told(self, chapter: Chapter) -> Chapter:
        """Leave out what stood there before: who compares wants to see what is new."""
        if self._report.against is None or self._options.show_all:
            return chapter
        return replace(chapter, groups=tuple(group for group in chapter.groups if group.word != "existing"))

    def _quiet_documents(self, found: list[Chapter]) -> Iterator[Line]:
        spoken = {chapter.document for chapter in found}
        silent = [document for document in self._report.documents if document.id not in spoken]
        if silent and len(self._report.documents) <= _FEW and not self._options.quiet:
            for document in silent:
                yield document_line(document.id, document)
            yield BLANK

    def _chapter(self, chapter: Chapter, room: int) -> Iterator[Line]:
        if not self._options.quiet:
            yield document_line(chapter.document, chapter.seen)
            yield ((f"  {tally(chapter.groups)}", "dim"),)
            yield BLANK
        if self._options.show_all:
            portions = [Portion(group.is_open, len(group.findings)) for group in chapter.groups]
        else:
            portions = share([self._need(group) for group in chapter.groups], max(room - 5, 3))
        pairs = list(zip(chapter.groups, portions, strict=False))
        for group, portion in pairs:
            if portion.in_full:
                yield from self._in_full(group, portion.further)
                yield BLANK
        table = [group for group, portion in pairs if not portion.in_full]
        yield from self._table(table)
        hidden = chapter.groups[len(pairs) :]
        if hidden:
            yield ((f"... {counted(len(hidden), 'policy')} more with --all: {tally(hidden)}", "dim"),)
        if table or hidden:
            yield BLANK

    def _need(self, group: Group) -> Need:
        if not group.is_open:
            return Need(full=10**6, further=0)  # accepted and undecided ones stay in the table
        lines = sum(1 for _ in finding_lines(group.findings[0], ink=group.ink, width=self._options.width))
        further = len(group.findings) - 1
        return Need(full=lines + 4 + (further > 0), further=further)  # heading, two of remediation, blank, "more"

    def _in_full(self, group: Group, further: int) -> Iterator[Line]:
        options, findings = self._options, group.findings
        yield heading(group, self._policies.get(group.policy))
        for finding in findings if options.show_all else findings[:1]:
            yield from finding_lines(finding, ink=group.ink, width=options.width)
        if not options.show_all:
            for finding in findings[1 : 1 + further]:
                yield further_line(finding, width=options.width)
            if len(findings) > 1 + further:
                yield ((f"     ... {len(findings) - 1 - further:,} more with --all", "dim"),)
        if group.policy not in self._advised:
            self._advised.add(group.policy)
            yield from remediation_lines(group.policy, findings[0].remediation, whole=options.show_all, width=options.width)

    def _table(self, groups: list[Group]) -> Iterator[Line]:
        rows = [(group, self._policies.get(group.policy)) for group in groups]
        columns = (
            max((cells(word(group)) for group in groups), default=0),
            max((cells(group.policy) for group in groups), default=0),
            max((cells(extent(group, policy)) for group, policy in rows), default=0),
        )
        for group, policy in rows:
            yield one_line(group, policy, columns)
            if self._options.show_all:
                for finding in group.findings[1:]:
                    yield further_line(finding, width=self._options.width)
