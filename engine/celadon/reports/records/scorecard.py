"""`celadon.scorecard/v1`: how many policies each API keeps, by category, for portals (schemas/scorecard.schema.json).

Only a pass counts as passed. Waived, inconclusive and error are counted apart and stay in the denominator: an exemption does not
improve a score, and what could not be told is not good.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from celadon.reports.json import Json, gate_as_json, write_members
from celadon.terms.finding import Disposition
from celadon.terms.report import DocumentSeen, PolicySeen, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict

SCHEMA = "celadon.scorecard/v1"

_WORDS: Mapping[Judgement, str] = {
    Judgement.PASS: "passed",
    Judgement.FAIL: "failed",
    Judgement.WAIVED: "waived",
    Judgement.INCONCLUSIVE: "inconclusive",
    Judgement.ERROR: "errors",
    Judgement.NOT_APPLICABLE: "not_applicable",
}

Category = tuple[str, str]
"""Kind (`bundle`, `tag`, `owasp`) and name."""


def render_scorecard(report: Report) -> str:
    """Write the scorecard; an API on a line of its own."""
    return write_members(as_scorecard(report))


def as_scorecard(report: Report) -> dict[str, Json]:
    """Return the scorecard as plain data, in the order of the schema."""
    categories = {policy.name: _categories(policy) for policy in report.policies}
    by_document: dict[str, list[Verdict]] = {document.id: [] for document in report.documents}
    for verdict in report.verdicts:
        by_document.setdefault(verdict.document, []).append(verdict)
    opened = Counter((finding.document, finding.severity) for finding in report.findings if finding.disposition is Disposition.OPEN)
    return {
        "schema": SCHEMA,
        "tool": {"name": "celadon", "version": report.tool_version},
        "date": report.date,
        "verdict": report.verdict,
        "gate": gate_as_json(report.gate),
        "bundles": [{"name": bundle.name, "version": bundle.version, "digest": bundle.digest} for bundle in report.bundles],
        "score": _score(report.verdicts),
        "categories": _scores(report.verdicts, categories),
        "apis": [_api(document, by_document[document.id], categories, opened) for document in report.documents],
        "problems": [
            {"kind": problem.kind, "document": problem.document, "policy": problem.policy, "message": problem.message}
            for problem in report.problems
        ],
    }


def _api(
    document: DocumentSeen,
    verdicts: list[Verdict],
    categories: Mapping[str, tuple[Category, ...]],
    opened: Counter[tuple[str, Severity]],
) -> Json:
    return {
        "id": document.id,
        "views": [{"kind": view.kind, "version": view.version} for view in document.views],
        "digest": document.files[0].digest if document.files else "",
        "score": _score(verdicts),
        "open_findings": {severity.value: opened[document.id, severity] for severity in reversed(Severity)},
        "categories": _scores(verdicts, categories),
    }


def _categories(policy: PolicySeen) -> tuple[Category, ...]:
    return (
        ("bundle", policy.name.partition("/")[0]),
        *(("owasp", name) for name in policy.references.get("owasp", ())),
        *(("tag", name) for name in policy.tags),
    )


def _scores(verdicts: Iterable[Verdict], categories: Mapping[str, tuple[Category, ...]]) -> list[Json]:
    """Score each category that has a verdict, sorted; a policy counts in each of its categories."""
    by_category: dict[Category, list[Verdict]] = {}
    for verdict in verdicts:
        for category in categories.get(verdict.policy, ()):
            by_category.setdefault(category, []).append(verdict)
    return [{"by": by, "name": name, **_score(by_category[by, name])} for by, name in sorted(by_category)]


def _score(verdicts: Iterable[Verdict]) -> dict[str, Json]:
    counts = dict.fromkeys(_WORDS.values(), 0)
    for verdict in verdicts:
        counts[_WORDS[verdict.judgement]] += 1
    concerned = sum(counts.values()) - counts["not_applicable"]
    return {"pass_rate": round(counts["passed"] / concerned, 4) if concerned else None, "concerned": concerned, **counts}
