"""One group, finding or problem as lines. Which of them are shown, and in which order, is decided elsewhere."""

from collections.abc import Iterator

from celadon.reports.text.excerpting import excerpt_lines
from celadon.reports.text.grouping import Group
from celadon.reports.text.measuring import cells, flow, pad, shorten, wrap
from celadon.reports.text.painting import BLANK, Ink, Line
from celadon.reports.text.wording import counted, listed, target_noun
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.location import Location
from celadon.terms.report import PolicySeen

_WORDS = {"unjudged": "no verdict"}


def place(location: Location) -> str:
    """Write a place as terminals and editors make it a link: `file:line:column`."""
    return f"{location.file}:{location.span.start.line}:{location.span.start.column}"


def heading(group: Group, policy: PolicySeen | None) -> Line:
    """Write the line above a group in full."""
    return ((f"{word(group):<8} ", group.ink), (group.policy, "strong"), (f"   {extent(group, policy)}{_later(group, policy)}", "dim"))


def _later(group: Group, policy: PolicySeen | None) -> str:
    """Tell of a severity that is still to come."""
    if policy is None or policy.severity_then is None or not group.is_open:
        return ""
    return f"   {policy.severity_then.value} from {policy.effective_on}"


def word(group: Group) -> str:
    """Return the word that a reader sees for the group's state."""
    return _WORDS.get(group.word, group.word)


def extent(group: Group, policy: PolicySeen | None) -> str:
    """Say how much of the document is affected, such as `1 of 3 operations` or `9 findings, 14 of 120 schemas`."""
    verdict, noun = group.verdict, target_noun(policy.target if policy else "")
    if verdict is None or not verdict.subjects:
        return counted(len(group.findings), "finding")
    affected = {"unjudged": verdict.errors, "inconclusive": verdict.inconclusive}.get(group.word, verdict.failed)
    subjects = f"{affected:,} of {counted(verdict.subjects, noun)}"
    return subjects if len(group.findings) in {0, affected} else f"{counted(len(group.findings), 'finding')}, {subjects}"


def one_line(group: Group, policy: PolicySeen | None, columns: tuple[int, int, int]) -> Line:
    """Write the group as a row of a table whose first columns (word, policy, extent) have the given widths."""
    where = place(group.findings[0].location) if group.findings else ""
    return (
        (pad(word(group), columns[0] + 1), group.ink),
        (pad(group.policy, columns[1] + 2), "plain"),
        (pad(extent(group, policy), columns[2] + 2), "dim"),
        (where, "place"),
        (_aside(group), "dim"),
    )


def _aside(group: Group) -> str:
    if group.findings and (waiver := group.findings[0].waiver) and group.word == "waived":
        return f"  until {waiver.expires}, {waiver.owner}: {waiver.reason}"
    return f"  {listed(list(group.verdict.reasons), at_most=2)}" if group.verdict and not group.findings else ""


def finding_lines(finding: Finding, *, ink: Ink, width: int) -> Iterator[Line]:
    """Write a finding in full: message, place, who uses it, the way to it, the source."""
    for text in wrap(finding.message, width - 2):
        yield ((f"  {text}", "plain"),)
    yield (("     --> ", "dim"), (place(finding.location), "place"), (_uses(finding), "dim"))
    if finding.location.file != finding.document:
        for hop in finding.location.via[-2:]:
            yield ((f"         by $ref {hop.ref} in {hop.file}:{hop.line}:{hop.column}", "dim"),)
    yield from excerpt_lines(finding.location, ink=ink, width=width)
    if finding.related:
        yield ((f"         see also {listed([place(one) for one in finding.related], at_most=3)}", "dim"),)
    for expression, value in finding.explanation:
        known = shorten(value, width // 2)
        yield ((f"         {shorten(expression, width - 12 - cells(known))} = {known}", "dim"),)
    if finding.waiver and finding.waiver.expired:
        yield ((f"         its waiver expired on {finding.waiver.expires} (owner {finding.waiver.owner})", "warning"),)


def _uses(finding: Finding) -> str:
    labels = [use.label for use in finding.used_by]
    if not labels:
        return ""
    return f"   {labels[0]}" if len(labels) == 1 else f"   used by {listed(labels, at_most=3)}"


def further_line(finding: Finding, *, width: int) -> Line:
    """Write a finding on one line, below the first of its group."""
    where = place(finding.location)
    return (("     --> ", "dim"), (where, "place"), (f"   {shorten(finding.message, max(width - 12 - cells(where), 20))}", "plain"))


def remediation_lines(policy: str, text: str, *, whole: bool, width: int) -> Iterator[Line]:
    """Say what to do: the first paragraph and where the rest is, on one line if they fit, or all of it as written."""
    more = f"celadon explain {policy}"
    if whole:
        for line in flow(text, width - 2):
            yield ((f"  {line}", "plain"),)
        yield ((f"  {more}", "dim"),)
        return
    first = f"  {_beginning(text)}"
    if cells(first) + cells(more) + 4 <= width:
        yield ((first, "plain"), (f"    {more}", "dim"))
    else:
        yield ((shorten(first, width), "plain"),)
        yield ((f"  {more}", "dim"),)


def _beginning(text: str) -> str:
    """Take the first step of a list of steps, else the first paragraph."""
    first, _, rest = text.strip().partition("\n2. ")
    if rest and first.startswith("1. "):
        return " ".join(first[3:].split()) + " ..."
    paragraph = " ".join(text.strip().split("\n\n", 1)[0].split())
    return f"{paragraph[:-1]} ..." if paragraph.endswith(":") else paragraph


def problem_lines(problem: Problem, *, title: str, ink: Ink, width: int) -> Iterator[Line]:
    """Write a complaint about an input, a setting or a policy: what, where, what next."""
    about = place(problem.location) if problem.location else problem.document or ""
    policy = f"   {problem.policy}" if problem.policy else ""
    yield ((f"{title}[{problem.kind}]", ink), (f"   {about}" if about else "", "place"), (policy, "strong"))
    for text in wrap(problem.message, width - 2):
        yield ((f"  {text}", "plain"),)
    if problem.location:
        yield from excerpt_lines(problem.location, ink=ink, width=width)
    for text in wrap(problem.hint, width - 2):
        yield ((f"  {text}", "dim"),)
    yield BLANK
