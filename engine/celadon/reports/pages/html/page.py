"""One self-contained page for a design review: verdict first, then APIs, policies, findings, waivers. No network, strict CSP.

The findings travel as JSON in the page and are drawn a hundred at a time by a small script that builds text nodes only. Everything else
is plain HTML and needs no script. Nothing has an inline style: the policy of the page admits one style sheet and one script, by digest.
"""

import base64
import json
from hashlib import sha256
from importlib.resources import files

from celadon.reports.choosing import worst_first
from celadon.reports.interface import RenderOptions
from celadon.reports.pages.html import sections
from celadon.reports.pages.html.escaping import prose, text
from celadon.reports.pages.html.rows import Findings
from celadon.reports.sanitising import harmless_json, harmless_markup
from celadon.terms.report import PolicySeen, Report

FINDINGS = """<section id="findings">
<h2 id="findings-title" tabindex="-1">Findings</h2>
<form id="filters" class="filters" hidden aria-label="Filter findings">
<label>Search <kbd>/</kbd><input name="text" type="search" autocomplete="off" placeholder="message, file, operation"></label>
<label>Severity <select name="severity"><option value="">all</option></select></label>
<label>State <select name="state"><option value="">all</option></select></label>
<label>Policy <select name="policy"><option value="">all</option></select></label>
<label>API <select name="document"><option value="">all</option></select></label>
<button type="reset">Clear</button>
</form>
<p id="status" class="soft" role="status"></p>
<noscript><p>This list needs the page's own script; the rest of the page does not.</p></noscript>
<div id="list"></div>
<button id="more" type="button" hidden>Show more</button>
</section>
"""


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - the page holds everything and filters it itself
    """Write the page."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    ran = _policies_that_ran(report)
    found = Findings(policy.name for policy in ran)
    for finding in worst_first(report.findings):
        found.add(finding)
    body = "".join(
        (
            sections.verdict(report),
            sections.problems("What kept the run from a verdict", report.problems, kind="error"),
            sections.apis(report),
            sections.policies(report, ran),
            FINDINGS if found.rows else "",
            sections.waivers(report),
            sections.problems("Warnings", report.warnings, kind="warning"),
            sections.run(report),
        )
    )
    target = "findings-title" if found.rows else "verdict-title"
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{sections.HEADLINES[report.verdict]} - Celadon review</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#{target}">Skip to the {target.removesuffix("-title")}</a>\n'
        f"{_header(report, body)}<main>\n{body}</main>\n"
        f"<footer>Celadon {text(report.tool_version)}, judged as of {text(report.date)}. "
        "This page loads nothing and sends nothing.</footer>\n"
        f"{_remedies(found)}"
        f'<script type="application/json" id="data">{_json(found)}</script>\n<script>{script}</script>\n</body>\n</html>\n'
    )
    return harmless_markup(page)


def _policies_that_ran(report: Report) -> list[PolicySeen]:
    names = {verdict.policy for verdict in report.verdicts} | {finding.policy for finding in report.findings}
    return [policy for policy in report.policies if policy.name in names]


def _header(report: Report, body: str) -> str:
    titles = {"apis": "APIs", "policies": "Policies", "findings": "Findings", "waivers": "Waivers", "run": "The run"}
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title in titles.items() if f'<section id="{name}"' in body)
    gate = f'gate <strong>{text(report.gate.name)}</strong> <span class="soft">{text(report.date)}</span>'
    nav = f'<nav aria-label="Sections">{links}</nav>' if links else ""
    return f'<header class="top"><span class="brand">Celadon review</span><span>{gate}</span>{nav}</header>\n'


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")  # door: a file of our own package


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(sha256(content.encode("utf-8")).digest()).decode("ascii")


def _remedies(found: Findings) -> str:
    """Write each remedy once, for the script to copy beside the findings that it mends."""
    return "".join(f'<template id="remedy-{number}">{prose(remedy)}</template>\n' for number, remedy in enumerate(found.remedies.names))


def _json(found: Findings) -> str:
    """Write JSON that cannot end its script element."""
    written = harmless_json(json.dumps(found.as_data()))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
