"""SARIF 2.1.0 for code scanning: rules that ran with their help, fingerprints, related places.

GitHub takes the first location and `primaryLocationLineHash` only, shows an alert on a pull request when every line of its region is
in the diff, and ignores `suppressions`: so the region is a finding's first line (the whole node is the context region), and waived
findings are left out unless everything is asked for.
"""

import json
from functools import lru_cache
from urllib.parse import quote

from celadon.reports.choosing import advice, doubt, inconclusive, open_findings, worst_first
from celadon.reports.interface import RenderOptions
from celadon.reports.pages.markdown import as_markdown
from celadon.reports.sanitising import harmless_json
from celadon.reports.text.wording import counted
from celadon.terms.errors import Problem
from celadon.terms.finding import Disposition, Finding
from celadon.terms.location import Location
from celadon.terms.report import PolicySeen, Report
from celadon.terms.severity import Severity

MOST_RESULTS = 25_000
"""Code scanning refuses a run with more results."""

LONGEST_TEXT = 1024
MOST_TAGS = 20
URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
"""What may stand in an address as it is (RFC 3986)."""
MOST_LOCATIONS = 1_000
LOWEST_SECURITY_SEVERITY = 0.1
"""Code scanning knows "0.1" to "10.0"; zero is no security matter."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}
PROBLEM_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
    Severity.HINT: "recommendation",
}

Json = dict[str, object]


def render(report: Report, options: RenderOptions) -> str:
    """Write one run; `show_all` adds waived and baselined findings with their suppressions."""
    findings = list(report.findings) if options.show_all else list(open_findings(report))
    kept = worst_first(tuple(findings))[:MOST_RESULTS]
    policies = _policies_that_ran(report)
    index = {policy.name: number for number, policy in enumerate(policies)}
    notifications = [_notification(problem, "error") for problem in report.problems]
    notifications += [_notification(problem, "warning") for problem in report.warnings]
    notifications += [{"level": "note", "message": {"text": doubt(verdict)}} for verdict in inconclusive(report)]
    if len(kept) < len(findings):
        cut = f"{counted(len(findings) - len(kept), 'result')} beyond {MOST_RESULTS:,} were left out, the least severe ones"
        notifications.append({"level": "warning", "message": {"text": cut}})
    invocation: Json = {
        "executionSuccessful": not report.problems,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": [{"level": "note", "message": {"text": text}} for text in _relaxed(report)],
    }
    run: Json = {
        "tool": {"driver": _driver(report, policies)},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "celadon/"},
        "originalUriBaseIds": {"PROJECTROOT": {"description": {"text": "The project's root folder."}}},
        "invocations": [invocation],
        "properties": {"verdict": report.verdict, "waived": report.counts.waived, "baselined": report.counts.baselined},
    }
    return _write(run, [json.dumps(_result(finding, index)) for finding in kept])


def _write(run: Json, results: list[str]) -> str:
    """Write the log with one result per line; no `indent`, which would leave the encoder written in C."""
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{**run, "results": []}]}
    before, after = json.dumps(document).rsplit('"results": []', 1)
    return harmless_json(f'{before}\n"results": [{",".join(f"{chr(10)} {result}" for result in results)}]{after}\n')


def _policies_that_ran(report: Report) -> list[PolicySeen]:
    """Leave out policies that speak of other kinds of documents."""
    names = {verdict.policy for verdict in report.verdicts} | {finding.policy for finding in report.findings}
    return [policy for policy in report.policies if policy.name in names]


def _relaxed(report: Report) -> list[str]:
    weakened = [f"{item.policy} was changed by settings ({item.change}): {item.reason}" for item in report.disabled]
    skipped = [f"{item.path} was not looked at: {item.reason}" for item in report.skipped]
    return [*weakened, *report.notes, *skipped]


def _driver(report: Report, policies: list[PolicySeen]) -> Json:
    return {
        "name": "Celadon",
        "semanticVersion": report.tool_version,
        "informationUri": "https://pypi.org/project/celadon/",
        "rules": [_rule(policy) for policy in policies],
    }


def _rule(policy: PolicySeen) -> Json:
    properties: Json = {
        "tags": _tags(policy),
        "precision": policy.confidence,
        "problem.severity": PROBLEM_SEVERITIES[policy.severity],
    }
    if policy.security_severity is not None and policy.security_severity >= LOWEST_SECURITY_SEVERITY:
        properties["security-severity"] = f"{policy.security_severity:.1f}"
    why = policy.why.strip() or policy.title
    help_text = f"{why}\n\n{policy.remediation.strip()}".strip()
    links = [link for link in policy.references.get("links", ()) if link.startswith(("https://", "http://"))]
    return {
        "id": policy.name,
        "name": "".join(part.capitalize() for part in policy.name.replace("/", "-").split("-"))[:255],
        "shortDescription": {"text": _short(policy.title)},
        "fullDescription": {"text": _short(" ".join(why.split()))},
        "help": {"text": help_text, "markdown": as_markdown(help_text)},
        **({"helpUri": quote(links[0], safe=URI_CHARACTERS, errors="replace")} if links else {}),
        "defaultConfiguration": {"level": LEVELS[policy.severity]},
        "properties": properties,
    }


def _tags(policy: PolicySeen) -> list[str]:
    references = [name for key in sorted(policy.references) if key != "links" for name in policy.references[key]]
    external = [f"external/cwe/{name.lower()}" if name.startswith("CWE-") else name for name in references]
    security = ["security"] if policy.security_severity is not None and "security" not in policy.tags else []
    return list(dict.fromkeys([*security, *policy.tags, *external]))[:MOST_TAGS]


def _result(finding: Finding, index: dict[str, int]) -> Json:
    result: Json = {
        "ruleId": finding.policy,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message or finding.policy},
        "locations": [_location(finding.location, whole=False)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint, "celadonFingerprint/v1": finding.fingerprint},
    }
    if finding.policy in index:
        result["ruleIndex"] = index[finding.policy]
    related = [_location(location, whole=True) for location in finding.related]
    related += [
        {
            "physicalLocation": {"artifactLocation": _artifact(hop.file), "region": {"startLine": hop.line, "startColumn": hop.column}},
            "message": {"text": f"reached through $ref {hop.ref}"},
        }
        for hop in finding.location.via
    ]
    if related:
        result["relatedLocations"] = [{"id": number, **location} for number, location in enumerate(related[: MOST_LOCATIONS - 1], 1)]
    if finding.used_by:
        result["properties"] = {"used_by": [use.label for use in finding.used_by]}
    if finding.disposition is not Disposition.OPEN:
        result["suppressions"] = [_suppression(finding)]
    return result


def _suppression(finding: Finding) -> Json:
    suppression: Json = {"kind": "external", "status": "accepted"}
    if finding.waiver is not None and finding.waiver.reason:
        suppression["justification"] = f"{finding.waiver.reason} (owner {finding.waiver.owner}, until {finding.waiver.expires})"
    else:
        suppression["justification"] = finding.disposition.value
    return suppression


def _location(location: Location, *, whole: bool) -> Json:
    start, end = location.span.start, location.span.end
    context = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    region = context
    if not whole and end.line > start.line:
        text = location.excerpt.lines[0] if location.excerpt and location.excerpt.first_line == start.line else ""
        region = {**context, "endLine": start.line, "endColumn": max(len(text.rstrip()) + 1, start.column + 1)}
    physical: Json = {"artifactLocation": _artifact(location.file), "region": region}
    if region is not context:
        physical["contextRegion"] = context
    logical = [{"fullyQualifiedName": location.pointer, "kind": "member"}] if location.pointer else []
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


@lru_cache(maxsize=256)
def _artifact(file: str) -> Json:
    """Name a file below the project's root; what stands outside is named without its folders, for no path may climb."""
    parts = [part for part in file.split("/") if part not in ("", ".")]
    if file.startswith("/") or ".." in parts or ":" in (parts[0] if parts else ""):
        parts = parts[-1:] or ["document"]
    return {"uri": "/".join(quote(part, errors="replace") for part in parts), "uriBaseId": "PROJECTROOT"}


def _notification(problem: Problem, level: str) -> Json:
    notification: Json = {"level": level, "message": {"text": advice(problem)}, "descriptor": {"id": problem.kind}}
    if problem.location is not None:
        notification["locations"] = [_location(problem.location, whole=False)]
    return notification


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
