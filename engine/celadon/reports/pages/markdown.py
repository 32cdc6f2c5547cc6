"""Markdown for a pull request comment: counts first, the worst first, readable at 2,000 findings, harmless wherever it is pasted."""

import re
from collections.abc import Iterator

from celadon.reports.choosing import advice, comparison, doubt, excused_findings, inconclusive, open_findings, worst_first
from celadon.reports.interface import RenderOptions
from celadon.reports.pages.prose import Block, blocks, spans
from celadon.reports.sanitising import clean, defuse
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement

LONGEST = 60_000
"""GitHub refuses a comment above 65,536 characters."""

PLACES = (10, 5, 2)
"""Places listed per policy: the first number with which the page is short enough; the rest is counted."""

MOST_ROWS = 50

_ENTITIES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_MARKUP = str.maketrans({character: f"&#x{ord(character):x};" for character in "\\`*_[]()!|~$"})
_SPECIAL = _ENTITIES | str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+!|~$"})
_REFERENCE = re.compile(r"(?:#|\bGH-)(?=\d)", re.IGNORECASE)  # noqa: TID251 - a pattern of our own
_ZERO_WIDTH = "\u200b"

_WORST_FIRST = [severity.value for severity in reversed(Severity)]
_HEADLINES = {"pass": "✅ Celadon: passed", "fail": "❌ Celadon: failed", "error": "⚠️ Celadon: no trustworthy verdict"}


def render(report: Report, options: RenderOptions) -> str:
    """Write the comment; what does not fit is counted, unless everything is asked for."""
    if options.show_all:
        return "".join((_head(report), *_sections(report, None)))
    for places in PLACES:
        text = "".join((_head(report), *_sections(report, places)))
        if len(text) <= LONGEST:
            return text
    return _cut(_head(report), list(_sections(report, PLACES[-1])))


def as_markdown(text: str) -> str:
    """Write prose of a policy as Markdown: its lists and code stay, anything else that could be markup is plain."""
    lines: list[str] = []
    before = ""
    for block in blocks(text):
        if lines and not (before == block.kind == "item"):
            lines.append("")
        lines += _block(block)
        before = block.kind
    return "\n".join(lines)


def escape(text: str) -> str:
    """Make text of any origin plain Markdown: no markup, no HTML, no mention, no reference, no link, no command of a CI log."""
    return _quiet(defuse(clean(text)).translate(_SPECIAL))


def code(text: str) -> str:
    """Write text as a code span, whatever backticks it holds."""
    safe = defuse(clean(text))
    fence = "`" * (_longest_run(safe) + 1)
    padding = " " if "`" in safe or not safe.strip() else ""
    return f"{fence}{padding}{safe}{padding}{fence}".replace("|", "\\|")


def _longest_run(text: str) -> int:
    runs = "".join(character if character == "`" else " " for character in text).split()
    return max(map(len, runs), default=0)


def _block(block: Block) -> list[str]:
    if block.kind == "code":
        fence = "`" * max(3, _longest_run(block.text) + 1)
        return [fence, *(defuse(clean(line)) for line in block.text.split("\n")), fence]
    text = _inline(block.text)
    if block.kind == "item":
        return [f"{block.number}. {text}" if block.number else f"- {text}"]
    return [f"\\{text}" if text.startswith(("-", "=")) else text]


def _inline(text: str) -> str:
    return "".join(code(part) if is_code else escape(part) for part, is_code in spans(text))


def _head(report: Report) -> str:
    found = [f"**{counted(count, severity)}**" for severity in _WORST_FIRST if (count := report.counts.findings.get(severity, 0))] or [
        "no open findings"
    ]
    verdicts = [
        f"{report.counts.verdicts.get(judgement.value, 0):,} {judgement.value.replace('_', ' ')}"
        for judgement in (Judgement.PASS, Judgement.FAIL, Judgement.INCONCLUSIVE, Judgement.WAIVED, Judgement.ERROR)
    ]
    decided = "; ".join(report.gate.decided_by)
    compared = comparison(report)
    changed = f"{escape(compared[0].upper() + compared[1:])}.\n" if compared else ""
    return (
        f"### {_HEADLINES[report.verdict]}\n\n"
        f"{', '.join(found)} in {counted(report.counts.documents, 'document')}.\n"
        f"{changed}Gate {code(report.gate.name)}{': ' + escape(decided) if decided else ''}. Verdicts: {', '.join(verdicts)}.\n"
    )


def _sections(report: Report, places: int | None) -> Iterator[str]:
    yield from _bullets("What kept the run from a verdict", map(_problem, report.problems))
    yield from _table(report)
    yield from _groups(report, places)
    yield from _excused(report)
    doubts = [*map(_problem, report.warnings), *(escape(doubt(verdict)) for verdict in inconclusive(report))]
    yield from _folded(f"Warnings and doubts: {len(doubts)}", doubts)
    relaxed = [escape(f"{item.policy}: {item.change}: {item.reason}") for item in report.disabled]
    relaxed += [escape(note) for note in report.notes] + [f"{code(item.path)} {escape(item.reason)}" for item in report.skipped]
    yield from _folded(f"Relaxed or not looked at: {len(relaxed)}", relaxed)


def _bullets(title: str, lines: Iterator[str]) -> Iterator[str]:
    rows = [f"- {line}\n" for line in lines]
    if rows:
        yield f"\n#### {title}\n\n{''.join(rows[:MOST_ROWS])}{_further(rows)}"


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    rows = [f"- {line}\n" for line in lines]
    if rows:
        yield f"\n<details><summary>{title}</summary>\n\n{''.join(rows[:MOST_ROWS])}{_further(rows)}\n</details>\n"


def _further(rows: list[str]) -> str:
    return f"- … and {len(rows) - MOST_ROWS:,} more\n" if len(rows) > MOST_ROWS else ""


def _problem(problem: Problem) -> str:
    location = problem.location
    place = f"{code(f'{location.file}:{location.span.start.line}:{location.span.start.column}')} " if location else ""
    return place + _inline(advice(problem))


def _by_policy(report: Report) -> dict[str, list[Finding]]:
    """Group what is open, the most severe and the most frequent first."""
    groups: dict[str, list[Finding]] = {}
    for finding in worst_first(open_findings(report)):
        groups.setdefault(finding.policy, []).append(finding)
    return dict(sorted(groups.items(), key=lambda group: (group[1][0].severity, len(group[1])), reverse=True))


def _table(report: Report) -> Iterator[str]:
    """Give the overview that is read first; of one or two policies the sections below say as much."""
    groups = _by_policy(report)
    if len(groups) < 3:
        return
    rows = "".join(
        f"| {found[0].severity.value} | {code(policy)} | {len(found):,} | {len({finding.document for finding in found}):,} |\n"
        for policy, found in groups.items()
    )
    yield f"\n| severity | policy | findings | documents |\n|---|---|--:|--:|\n{rows}"


def _groups(report: Report, places: int | None) -> Iterator[str]:
    titles = {policy.name: policy.title for policy in report.policies}
    for number, (policy, found) in enumerate(_by_policy(report).items()):
        shown = found[:places]
        lines = [_line(finding) for finding in shown]
        if len(found) > len(shown):
            lines.append(f"- … and {len(found) - len(shown):,} more\n")
        title = f" {_html(titles[policy])}" if titles.get(policy) else ""
        yield (
            f"\n<details{'' if number else ' open'}><summary><b>{found[0].severity.value}</b> <code>{_html(policy)}</code>{title}: "
            f"{counted(len(found), 'finding')}</summary>\n\n{''.join(lines)}\n{as_markdown(found[0].remediation)}\n\n</details>\n"
        )


def _line(finding: Finding) -> str:
    start = finding.location.span.start
    uses = [use.label for use in finding.used_by if use.disposition is Disposition.OPEN]
    used = f" (used by {code(uses[0])}{f' and {len(uses) - 1:,} more' if len(uses) > 1 else ''})" if len(uses) > 1 else ""
    return f"- {code(f'{finding.location.file}:{start.line}')} {_inline(finding.message)}{used}\n"


def _excused(report: Report) -> Iterator[str]:
    excused = excused_findings(report)
    if not excused:
        return
    rows = [
        f"| {code(finding.policy)} | {code(finding.location.file)} "
        f"| {escape(mark.owner)} | {escape(mark.expires)} | {escape(mark.reason)} |\n"
        for finding in excused
        if (mark := finding.waiver) is not None and finding.disposition is Disposition.WAIVED
    ]
    table = f"\n| policy | file | owner | until | reason |\n|---|---|---|---|---|\n{''.join(rows[:MOST_ROWS])}" if rows else ""
    further = f"\n… and {len(rows) - MOST_ROWS:,} more\n" if len(rows) > MOST_ROWS else ""
    counts = report.counts
    words = (("waived", counts.waived), ("baselined", counts.baselined), ("there before", counts.existing))
    line = ", ".join(f"{count:,} {word}" for word, count in words if count)
    yield f"\n<details><summary>Excused: {line}</summary>\n{table}{further}\n</details>\n"


def _cut(text: str, sections: list[str]) -> str:
    """Take the sections in order while they fit, and say how many do not."""
    for number, section in enumerate(sections):
        if len(text) + len(section) > LONGEST:
            return f"{text}\n… and {counted(len(sections) - number, 'section')} more; see the full report.\n"
        text += section
    return text


def _html(text: str) -> str:
    """Escape for a line of HTML, where Markdown is read by some and mentions by all."""
    return _quiet(defuse(clean(text)).translate(_ENTITIES | _MARKUP))


def _quiet(text: str) -> str:
    """Part what a forge would link or notify: mentions, numbers of issues, addresses. They look for these in the finished page."""
    for word in ("@", "www.", "://"):
        text = text.replace(word, word[0] + _ZERO_WIDTH + word[1:])
    if "#" in text or "-" in text:
        text = _REFERENCE.sub(lambda found: found[0] + _ZERO_WIDTH, text)
    return text
