"""One self-contained page for a design review: verdict first, then APIs, policies, findings, waivers. No network, strict CSP.

The findings travel as JSON in the page and are drawn 200 at a time by a small script that builds text nodes only; tables, verdicts,
policies and waivers are plain HTML and need no script.
"""

import base64
import json
from collections.abc import Iterable
from hashlib import sha256
from html import escape as html_escape
from importlib.resources import files

from celadon.reports.choosing import worst_first
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import clean, harmless_json, harmless_markup
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding
from celadon.terms.report import PolicySeen, Report
from celadon.terms.verdict import Judgement

HEADLINES = {"pass": "Passed", "fail": "Failed", "error": "No trustworthy verdict"}

FILTERS = """<form id="filters" class="filters" hidden aria-label="Filter findings">
<label>Severity <select name="severity"><option value="">all</option></select></label>
<label>State <select name="disposition"><option value="">all</option></select></label>
<label>Policy <select name="policy"><option value="">all</option></select></label>
<label>Document <select name="document"><option value="">all</option></select></label>
<label>Text (press /) <input name="text" type="search" autocomplete="off"></label>
<button type="reset">Clear</button>
</form>"""


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - the page holds everything and filters it itself
    """Write the page."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    findings = worst_first(report.findings)
    return harmless_markup(
        "".join(
            (
                '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n',
                f"<title>Celadon: {HEADLINES[report.verdict]}</title>\n<style>{style}</style>\n</head>\n<body>\n",
                '<a class="skip" href="#findings">Skip to the findings</a>\n',
                _header(report),
                "<main>\n",
                _problems("What kept the run from a verdict", report.problems),
                _verdicts(report),
                _findings(),
                _waivers(findings),
                _policies(report.policies),
                _relaxed(report),
                _problems("Warnings", report.warnings),
                "</main>\n",
                f'<footer class="soft">Celadon {_text(report.tool_version)}, {_text(report.date)}</footer>\n',
                f'<script type="application/json" id="data">{_json(_data(report, findings))}</script>\n',
                f"<script>{script}</script>\n</body>\n</html>\n",
            )
        )
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")  # door: a file of our own package


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _text(text: str) -> str:
    """Escape text of any origin for an element or a quoted attribute; controls and bidirectional marks become visible."""
    return html_escape(clean(text), quote=True)


def _block(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))


def _json(data: dict[str, object]) -> str:
    """Write JSON that cannot end its script element."""
    text = harmless_json(json.dumps(data))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(report: Report, findings: list[Finding]) -> dict[str, object]:
    return {
        "policies": [policy.name for policy in report.policies],
        "used": sorted({finding.policy for finding in findings}),
        "documents": sorted({finding.document for finding in findings}),
        "dispositions": sorted({finding.disposition.value for finding in findings}),
        "findings": [_row(finding) for finding in findings],
    }


def _row(finding: Finding) -> dict[str, object]:
    location, mark = finding.location, finding.waiver
    excerpt = location.excerpt
    waiver = ""
    if mark is not None:
        word = "waiver expired" if mark.expired else "waived by"
        waiver = f"{word} {mark.owner}, {mark.expires}: {mark.reason}"
    return {
        "policy": finding.policy,
        "severity": finding.severity.value,
        "disposition": finding.disposition.value,
        "document": finding.document,
        "file": clean(location.file),
        "line": location.span.start.line,
        "column": location.span.start.column,
        "pointer": clean(location.pointer),
        "message": clean(finding.message),
        "first": excerpt.first_line if excerpt else 0,
        "lines": [clean(line)[:400] for line in excerpt.lines] if excerpt else [],
        "used": [clean(use.label) for use in finding.used_by],
        "via": [clean(f"{hop.file}:{hop.line} {hop.ref}") for hop in location.via],
        "waiver": clean(waiver),
    }


def _header(report: Report) -> str:
    decided = "; ".join(report.gate.decided_by)
    counts = report.counts
    found = ", ".join(f"{count} {name}" for name, count in counts.findings.items() if count) or "no open findings"
    return (
        "<header>\n<h1>API policy review</h1>\n"
        f'<div class="verdict {report.verdict}" role="status"><strong>{HEADLINES[report.verdict]}</strong>'
        f"<span>gate {_text(report.gate.name)}{': ' + _text(decided) if decided else ''}</span>"
        f'<span class="soft">{_text(found)}; {counts.waived} waived, {counts.baselined} baselined; '
        f"{counted(counts.documents, 'document')}, {counts.policies} policies</span></div>\n</header>\n"
    )


def _problems(title: str, problems: Iterable[Problem]) -> str:
    rows = []
    for problem in problems:
        location = problem.location
        place = f"<code>{_text(f'{location.file}:{location.span.start.line}')}</code> " if location else ""
        hint = f'<br><span class="soft">{_text(problem.hint)}</span>' if problem.hint else ""
        rows.append(f"<li>{place}{_text(problem.message)}{hint}</li>\n")
    return f"<h2>{title}</h2>\n<ul>\n{''.join(rows)}</ul>\n" if rows else ""


def _verdicts(report: Report) -> str:
    head = "".join(f'<th scope="col" class="number">{judgement.value.replace("_", " ")}</th>' for judgement in Judgement)
    tally: dict[str, dict[Judgement, int]] = {document.id: dict.fromkeys(Judgement, 0) for document in report.documents}
    for verdict in report.verdicts:
        tally.setdefault(verdict.document, dict.fromkeys(Judgement, 0))[verdict.judgement] += 1
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th>{"".join(f"<td class=number>{count}</td>" for count in counts.values())}</tr>\n'
        for name, counts in tally.items()
    )
    title = "<h2>Verdicts per API</h2>\n"
    return f'{title}<table>\n<thead><tr><th scope="col">document</th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n'


def _findings() -> str:
    return (
        f'<h2>Findings</h2>\n{FILTERS}\n<p id="status" class="soft" aria-live="polite"></p>\n'
        "<noscript><p>This list needs the page's own script; the tables do not.</p></noscript>\n"
        '<div id="findings"></div>\n<button id="more" type="button" hidden>Show more</button>\n'
    )


def _waivers(findings: list[Finding]) -> str:
    rows = sorted(
        {
            (
                mark.expires,
                mark.owner,
                finding.policy,
                finding.location.file,
                mark.reason,
                mark.ticket,
                "expired" if mark.expired else mark.status,
            )
            for finding in findings
            if (mark := finding.waiver) is not None
        }
    )
    if not rows:
        return ""
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("until", "owner", "policy", "file", "reason", "ticket", "status"))
    return f"<h2>Waivers</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _policies(policies: tuple[PolicySeen, ...]) -> str:
    return "<h2>Policies that ran</h2>\n" + "".join(_policy(number, policy) for number, policy in enumerate(policies))


def _policy(number: int, policy: PolicySeen) -> str:
    references = ", ".join(name for key in sorted(policy.references) if key != "links" for name in policy.references[key])
    links = "".join(_link(address) for address in policy.references.get("links", ()))
    severity = policy.severity.value
    return (
        f'<details class="policy" id="policy-{number}"><summary><span class="severity {severity}">{severity}</span> '
        f"{_text(policy.name)}: {_text(policy.title)}</summary>\n<p>{_block(policy.why)}</p>\n<pre>{_block(policy.remediation)}</pre>\n"
        f'<p class="soft">{_text(references)}</p>{links}</details>\n'
    )


def _link(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return f"<p>{_text(address)}</p>"
    return f'<p><a href="{_text(address)}" rel="noopener noreferrer">{_text(address)}</a></p>'


def _relaxed(report: Report) -> str:
    rows = [f"<li>{_text(item.policy)}: {_text(item.change)} - {_text(item.reason)}</li>\n" for item in report.disabled]
    rows += [f"<li>{_text(note)}</li>\n" for note in report.notes]
    rows += [f"<li>{_text(item.path)} was not looked at: {_text(item.reason)}</li>\n" for item in report.skipped]
    return f"<h2>Relaxed or not looked at</h2>\n<ul>\n{''.join(rows)}</ul>\n" if rows else ""
