"""The parts of the page that need no script: verdict, problems, APIs, policies, waivers, and what the run was."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from celadon.reports.choosing import comparison
from celadon.reports.pages.html.escaping import inline, link, prose, text
from celadon.reports.text.wording import counted, kind_title, plural
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import DocumentSeen, PolicySeen, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict

HEADLINES = {"pass": "Passed", "fail": "Failed", "error": "No trustworthy verdict"}

SHOWN = (Judgement.ERROR, Judgement.FAIL, Judgement.INCONCLUSIVE, Judgement.WAIVED, Judgement.PASS, Judgement.NOT_APPLICABLE)

STANDINGS = ("broken", "inconclusive", "waived", "kept")
"""Columns of the table of APIs, in policies."""

CHAPTERS = {
    Judgement.ERROR: "Could not be evaluated",
    Judgement.FAIL: "Broken",
    Judgement.INCONCLUSIVE: "Inconclusive",
    Judgement.WAIVED: "Broken and waived",
    Judgement.PASS: "Kept",
    Judgement.NOT_APPLICABLE: "Concerned nothing",
}


def verdict(report: Report) -> str:
    """Write the banner: what the gate said and why, and the numbers that everybody asks for."""
    decided = "".join(f"<li>{text(reason)}</li>" for reason in report.gate.decided_by)
    said = f"<ul>{decided}</ul>" if decided else f"<p>{_nothing_decided(report)}</p>"
    compared = comparison(report)
    said += f'<p class="soft">{text(compared[0].upper() + compared[1:])}.</p>' if compared else ""
    return (
        f'<section id="verdict" class="verdict {report.verdict}" aria-labelledby="verdict-title">\n'
        f'<h1 id="verdict-title">{HEADLINES[report.verdict]}</h1>\n{said}\n<dl class="tiles">{"".join(_tiles(report))}</dl>\n</section>\n'
    )


def _nothing_decided(report: Report) -> str:
    if report.problems:
        return f"{counted(len(report.problems), 'problem')} kept the run from a verdict; nothing below can be relied on."
    return f"No condition of the gate {text(report.gate.name)} was broken."


def _tiles(report: Report) -> Iterator[str]:
    counts = report.counts
    for severity in reversed(Severity):
        if severity is not Severity.HINT or counts.findings.get("hint"):
            count = counts.findings.get(severity.value, 0)
            yield _tile(count, f"open {severity.value if count == 1 else plural(severity.value)}", severity.value)
    for word, count in (("existing before", counts.existing), ("waived", counts.waived), ("baselined", counts.baselined)):
        if count:
            yield _tile(count, word, "excused")
    yield _tile(counts.verdicts.get("inconclusive", 0), "inconclusive", "inconclusive")
    yield _tile(counts.documents, "API" if counts.documents == 1 else "APIs", "")
    yield _tile(counts.policies, "policy" if counts.policies == 1 else "policies", "")


def _tile(count: int, word: str, kind: str) -> str:
    return f'<div class="tile {kind if count else "none"}"><dt>{word}</dt><dd>{count:,}</dd></div>'


def problems(title: str, found: Iterable[Problem], *, kind: str) -> str:
    """Write complaints about the run, each with its place and its next step."""
    rows = [f"<li>{_place(problem)}{inline(problem.message)}{_hint(problem)}</li>\n" for problem in found]
    return f'<section class="complaints {kind}">\n<h2>{title}</h2>\n<ul>\n{"".join(rows)}</ul>\n</section>\n' if rows else ""


def _place(problem: Problem) -> str:
    location = problem.location
    named = f"{location.file}:{location.span.start.line}:{location.span.start.column}" if location else problem.document or ""
    return f"<code>{text(named)}</code> " if named else ""


def _hint(problem: Problem) -> str:
    return f'<br><span class="soft">{inline(problem.hint)}</span>' if problem.hint else ""


def apis(report: Report) -> str:
    """Write a row per document: what it is, how the policies stand, what is open."""
    if not report.documents:
        return ""
    by_document: dict[str, list[Verdict]] = {}
    for one in report.verdicts:
        by_document.setdefault(one.document, []).append(one)
    opened: dict[str, dict[Severity, int]] = {}
    for finding in report.findings:
        if finding.disposition is Disposition.OPEN:
            row = opened.setdefault(finding.document, {})
            row[finding.severity] = row.get(finding.severity, 0) + 1
    rows = "".join(_api(document, by_document.get(document.id, []), opened.get(document.id, {})) for document in report.documents)
    heads = "".join(f'<th scope="col" class="number">{word}</th>' for word in STANDINGS)
    return (
        '<section id="apis">\n<h2>APIs</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="Verdicts per API">\n'
        '<table class="stacked">\n'
        f'<thead><tr><th scope="col">API</th><th scope="col">policies</th>{heads}<th scope="col">open findings</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n</section>\n"
    )


def _api(document: DocumentSeen, verdicts: list[Verdict], opened: Mapping[Severity, int]) -> str:
    counts = _tally(verdicts)
    kinds = ", ".join(f"{kind_title(view.kind)} {view.version}".strip() for view in document.views)
    failed = counts[Judgement.FAIL] + counts[Judgement.ERROR]
    numbers = (failed, counts[Judgement.INCONCLUSIVE], counts[Judgement.WAIVED], counts[Judgement.PASS])
    cells = "".join(f'<td class="number" data-label="{word}">{number:,}</td>' for word, number in zip(STANDINGS, numbers, strict=True))
    chips = "".join(
        f'<span class="chip {severity.value}">{counted(opened[severity], severity.value)}</span> '
        for severity in reversed(Severity)
        if opened.get(severity)
    )
    return (
        f'<tr><th scope="row"><button type="button" class="plain" data-document="{text(document.id)}">{text(document.id)}</button>'
        f'<span class="soft">{text(kinds)}</span></th><td>{_bar(counts)}</td>{cells}'
        f'<td data-label="open findings">{chips or "none"}</td></tr>\n'
    )


def _tally(verdicts: Iterable[Verdict]) -> dict[Judgement, int]:
    counts = dict.fromkeys(SHOWN, 0)
    for one in verdicts:
        counts[one.judgement] += 1
    return counts


def _bar(counts: Mapping[Judgement, int]) -> str:
    """Draw the shares; the numbers beside it say the same to those who do not see it."""
    concerned = [judgement for judgement in SHOWN if judgement is not Judgement.NOT_APPLICABLE]
    total = sum(counts[judgement] for judgement in concerned) or 1
    left, pieces = 0.0, []
    for judgement in concerned:
        width = 100 * counts[judgement] / total
        if width:
            pieces.append(f'<rect class="{judgement.value}" x="{left:.2f}" width="{width:.2f}" height="10"/>')
        left += width
    return f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{"".join(pieces)}</svg>'


def policies(report: Report, ran: list[PolicySeen]) -> str:
    """Write every policy that ran, by what became of it, the worst first; those that are kept are folded away."""
    by_policy: dict[str, list[Verdict]] = {policy.name: [] for policy in ran}
    for one in report.verdicts:
        by_policy.setdefault(one.policy, []).append(one)
    findings: dict[str, list[Finding]] = {}
    for finding in report.findings:
        findings.setdefault(finding.policy, []).append(finding)
    chapters: dict[Judgement, list[str]] = {judgement: [] for judgement in SHOWN}
    numbered = sorted(enumerate(ran), key=lambda item: (item[1].severity, len(findings.get(item[1].name, ()))), reverse=True)
    for number, policy in numbered:
        verdicts = by_policy[policy.name]
        judgement = next((one for one in SHOWN if any(verdict.judgement is one for verdict in verdicts)), Judgement.NOT_APPLICABLE)
        chapters[judgement].append(_policy(number, policy, verdicts, findings.get(policy.name, [])))
    body = "".join(_chapter(judgement, found) for judgement, found in chapters.items() if found)
    return f'<section id="policies">\n<h2>Policies</h2>\n{body}</section>\n' if body else ""


def _chapter(judgement: Judgement, found: list[str]) -> str:
    title = f'{CHAPTERS[judgement]} <span class="count">{len(found):,}</span>'
    if judgement in (Judgement.PASS, Judgement.NOT_APPLICABLE):
        return f'<details class="chapter"><summary><h3>{title}</h3></summary>\n{"".join(found)}</details>\n'
    return f"<h3>{title}</h3>\n{''.join(found)}"


def _policy(number: int, policy: PolicySeen, verdicts: list[Verdict], found: list[Finding]) -> str:
    severity = policy.severity.value
    opened = sum(finding.disposition is Disposition.OPEN for finding in found)
    excused = len(found) - opened
    counts = ", ".join(part for part in (f"{opened:,} open" if opened else "", f"{excused:,} excused" if excused else "") if part)
    button = f'<button type="button" data-policy="{number}">Show {counted(len(found), "finding")}</button>' if found else ""
    remediation = found[0].remediation if found else policy.remediation
    return (
        f'<details class="policy" id="policy-{number}"><summary><span class="chip {severity}">{severity}</span> '
        f'<span class="name">{text(policy.name)}</span> <span class="title">{text(policy.title)}</span> '
        f'<span class="count">{counts}</span></summary>\n<div class="body">\n{prose(policy.why)}'
        f"<h4>What to do</h4>\n{prose(remediation)}{_stated_in(policy)}{_documents(verdicts)}{button}</div></details>\n"
    )


def _stated_in(policy: PolicySeen) -> str:
    names = [name for key in sorted(policy.references) if key != "links" for name in policy.references[key]]
    links = [link(address) for address in policy.references.get("links", ())]
    entries = [*map(text, names), *links]
    return f'<p class="soft">See {", ".join(entries)}</p>\n' if entries else ""


def _documents(verdicts: list[Verdict]) -> str:
    rows = [
        f"<li><strong>{one.judgement.value.replace('_', ' ')}</strong> in {text(one.document)}: {one.passed:,} of "
        f"{counted(one.subjects, 'subject')} {'keeps' if one.subjects == 1 else 'keep'} it{_reasons(one)}</li>"
        for one in verdicts
        if one.judgement is not Judgement.NOT_APPLICABLE
    ]
    return f'<ul class="soft">{"".join(rows)}</ul>\n' if rows else ""


def _reasons(one: Verdict) -> str:
    return f"; {text('; '.join(one.reasons))}" if one.reasons else ""


def waivers(report: Report) -> str:
    """Write what is excused by whom until when, what ends first at the top."""
    rows: dict[tuple[str, ...], int] = {}
    for finding in report.findings:
        mark = finding.waiver
        if mark is not None:
            state = "ended" if mark.expired else mark.status.replace("-", " ") or "waived"
            key = (mark.expires, mark.owner, finding.policy, finding.document, mark.reason, mark.ticket, state)
            rows[key] = rows.get(key, 0) + 1
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("until", "owner", "policy", "API", "reason", "state", "findings"))
    body = "".join(_waiver(key, rows[key], report.date) for key in sorted(rows))
    return (
        '<section id="waivers">\n<h2>Waivers</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="Waivers">\n'
        '<table class="stacked">\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n</section>\n"
    )


def _waiver(key: tuple[str, ...], count: int, today: str) -> str:
    expires, owner, policy, document, reason, ticket, state = key
    why = f"{text(reason)}{f' ({text(ticket)})' if ticket else ''}"
    cells = (
        ("owner", text(owner)),
        ("policy", f"<code>{text(policy)}</code>"),
        ("API", text(document)),
        ("reason", why),
        ("state", text(state)),
    )
    told = "".join(f'<td data-label="{label}">{value}</td>' for label, value in cells)
    left = f'<span class="soft">{_days_left(expires, today)}</span>'
    return f'<tr><th scope="row">{text(expires)}{left}</th>{told}<td class="number" data-label="findings">{count:,}</td></tr>\n'


def _days_left(expires: str, today: str) -> str:
    try:
        days = (date.fromisoformat(expires) - date.fromisoformat(today)).days
    except ValueError:
        return ""
    return f"{counted(days, 'day')} left" if days >= 0 else f"ended {counted(-days, 'day')} ago"


def run(report: Report) -> str:
    """Write what was relaxed or not looked at, and what decided, with digests."""
    relaxed = [f"<li><code>{text(item.policy)}</code> {text(item.change)}: {text(item.reason)}</li>\n" for item in report.disabled]
    relaxed += [f"<li>{text(note)}</li>\n" for note in report.notes]
    if report.configuration.edits:
        edits = ", ".join(f"<code>{text(name)}</code>" for name in report.configuration.edits)
        relaxed.append(
            f"<li>settings and exemptions are those of {text(report.configuration.ref)}; edits here do not count: {edits}</li>\n"
        )
    relaxed += [f"<li><code>{text(item.path)}</code> was not looked at: {text(item.reason)}</li>\n" for item in report.skipped]
    first = f"<h3>Relaxed or not looked at</h3>\n<ul>\n{''.join(relaxed)}</ul>\n" if relaxed else ""
    sources = [("bundle", f"{bundle.name} {bundle.version}", bundle.digest) for bundle in report.bundles]
    sources += [(file.role, file.path, file.digest) for file in report.governed_by]
    sources += [("document", file.path, file.digest) for document in report.documents for file in document.files]
    rows = "".join(
        f'<tr><td>{text(role)}</td><th scope="row">{text(name)}</th><td><code>{text(digest)}</code></td></tr>\n'
        for role, name, digest in dict.fromkeys(sources)
    )
    table = (
        '<details class="chapter"><summary><h3>Digests of what was judged and what judged it</h3></summary>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Digests"><table><tbody>\n{rows}</tbody></table></div></details>\n'
    )
    return f'<section id="run">\n<h2>The run</h2>\n{first}{table if rows else ""}</section>\n' if first or rows else ""
