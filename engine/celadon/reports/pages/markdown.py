"""Markdown for a pull request comment: counts first, the worst first, readable at 2,000 findings, harmless wherever it is pasted."""

from collections.abc import Iterable

from celadon.reports.choosing import excused_findings, open_findings, plural, worst_first
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.terms.verdict import Judgement

LONGEST = 60_000
"""GitHub refuses a comment above 65,536 characters."""

MOST_PLACES = 10
"""Places listed per policy; the rest is counted."""

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+!|~$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_ZERO_WIDTH = "\u200b"

_HEADLINES = {"pass": "✅ passed", "fail": "❌ failed", "error": "⚠️ no trustworthy verdict"}


def render(report: Report, options: RenderOptions) -> str:
    """Write the comment; sections that do not fit are counted, unless everything is asked for."""
    head = _head(report)
    sections = [*_problems(report.problems), *_findings(report, show_all=options.show_all), *_excused(report)]
    text = head
    for number, section in enumerate(sections):
        if not options.show_all and len(text) + len(section) > LONGEST:
            text += f"\n… and {plural(len(sections) - number, 'section')} more; see the full report.\n"
            break
        text += section
    return text


def escape(text: str) -> str:
    """Make text of any origin plain Markdown: no markup, no HTML, no mention, no reference, no link."""
    safe = clean(text).translate(_SPECIAL)
    return safe.replace("@", "@" + _ZERO_WIDTH).replace("://", ":" + _ZERO_WIDTH + "//").replace("www.", "www" + _ZERO_WIDTH + ".")


def code(text: str) -> str:
    """Write text as a code span, whatever backticks it holds."""
    safe = clean(text)
    longest = max((len(run) for run in "".join(character if character == "`" else " " for character in safe).split()), default=0)
    fence = "`" * (longest + 1)
    padding = " " if "`" in safe else ""
    return f"{fence}{padding}{safe}{padding}{fence}".replace("|", "\\|")


def _head(report: Report) -> str:
    verdicts = report.counts.verdicts
    row = " | ".join(str(verdicts.get(judgement.value, 0)) for judgement in Judgement)
    decided = "; ".join(report.gate.decided_by)
    return (
        f"### Celadon: {_HEADLINES[report.verdict]}\n\n"
        f"Gate {code(report.gate.name)}{': ' + escape(decided) if decided else ''}. "
        f"{plural(report.counts.policies, 'policy').replace('policys', 'policies')}, {plural(report.counts.documents, 'document')}.\n\n"
        f"| {' | '.join(judgement.value.replace('_', ' ') for judgement in Judgement)} |\n|{'---|' * len(Judgement)}\n| {row} |\n"
    )


def _problems(problems: Iterable[Problem]) -> list[str]:
    lines = [f"- {_place(problem)}{escape(problem.message)}{_hint(problem)}\n" for problem in problems]
    return ["\n#### What kept the run from a verdict\n\n" + "".join(lines)] if lines else []


def _place(problem: Problem) -> str:
    if problem.location is None:
        return ""
    start = problem.location.span.start
    return f"{code(f'{problem.location.file}:{start.line}:{start.column}')} "


def _hint(problem: Problem) -> str:
    return f" - {escape(problem.hint)}" if problem.hint else ""


def _findings(report: Report, *, show_all: bool) -> list[str]:
    groups: dict[str, list[Finding]] = {}
    for finding in worst_first(open_findings(report)):
        groups.setdefault(finding.policy, []).append(finding)
    return [_group(policy, found, show_all=show_all) for policy, found in groups.items()]


def _group(policy: str, found: list[Finding], *, show_all: bool) -> str:
    first = found[0]
    shown = found if show_all else found[:MOST_PLACES]
    lines = [_line(finding) for finding in shown]
    if len(found) > len(shown):
        lines.append(f"- … and {len(found) - len(shown)} more\n")
    title = f"<b>{first.severity.value}</b> <code>{_html(policy)}</code> - {plural(len(found), 'finding')}"
    opened = " open" if first.severity.value == "error" else ""
    remediation = "\n".join(f"    {line}".rstrip() for line in map(clean, first.remediation.strip().splitlines()))
    return f"\n<details{opened}><summary>{title}</summary>\n\n{''.join(lines)}\n{remediation}\n\n</details>\n"


def _line(finding: Finding) -> str:
    start = finding.location.span.start
    uses = [use.label for use in finding.used_by if use.disposition is Disposition.OPEN]
    used = f" (used by {code(uses[0])}{f' and {len(uses) - 1} more' if len(uses) > 1 else ''})" if len(uses) > 1 else ""
    return f"- {code(f'{finding.location.file}:{start.line}')} {escape(finding.message)}{used}\n"


def _excused(report: Report) -> list[str]:
    excused = excused_findings(report)
    if not excused:
        return []
    waived = [finding for finding in excused if finding.waiver is not None and finding.disposition is Disposition.WAIVED]
    rows = [
        f"| {code(finding.policy)} | {code(finding.location.file)} | {escape(finding.waiver.owner)} "
        f"| {escape(finding.waiver.expires)} | {escape(finding.waiver.reason)} |\n"
        for finding in waived[:50]
        if finding.waiver is not None
    ]
    table = f"\n| policy | file | owner | until | reason |\n|---|---|---|---|---|\n{''.join(rows)}" if rows else ""
    counts = report.counts
    line = f"{counts.waived} waived, {counts.baselined} baselined, {counts.existing} existing before"
    return [f"\n<details><summary>Excused: {line}</summary>\n{table}\n</details>\n"]


def _html(text: str) -> str:
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
