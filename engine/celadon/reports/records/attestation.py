"""The review record: an in-toto Statement v1 with the predicate test-result v0.1. It is not signed here; what signs takes it as it is.

A test is one policy on one document. The predicate knows passed, warned and failed only, so whatever is neither a pass nor fails the
gate is a warning: waived, inconclusive, and failures below the gate's threshold. It has no word for a run without a trustworthy verdict,
so such a run has no statement.
"""

from collections.abc import Iterable

from celadon.reports.choosing import open_findings
from celadon.reports.json import Json, gate_as_json, write_members
from celadon.terms.finding import Disposition, Finding
from celadon.terms.report import BundleSeen, Governing, Report
from celadon.terms.verdict import Judgement, Verdict

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"


def statement(report: Report, *, url: str = "") -> dict[str, Json] | None:
    """Return the statement of a run, or None where the run has no trustworthy verdict; `url` leads to the run."""
    if report.verdict == "error" or not report.documents:
        return None
    tests = _tests(report)
    return {
        "_type": STATEMENT,
        "subject": _subjects(report),
        "predicateType": PREDICATE,
        "predicate": {
            "result": "FAILED" if report.verdict == "fail" else "WARNED" if tests["warned"] else "PASSED",
            "configuration": [_tool(report), *map(_bundle, report.bundles), *(_governing(file, report) for file in report.governed_by)],
            **({"url": url} if url else {}),
            "passedTests": tests["passed"],
            "warnedTests": tests["warned"],
            "failedTests": tests["failed"],
        },
    }


def render_statement(made: dict[str, Json]) -> str:
    """Write a statement; the same run gives the same bytes."""
    predicate = made["predicate"]
    if not isinstance(predicate, dict):
        return write_members(made)
    inner = write_members(predicate).rstrip().replace("\n", "\n  ")
    outer = write_members({**made, "predicate": None})
    return outer.replace('"predicate": null', f'"predicate": {inner}')


def _subjects(report: Report) -> list[Json]:
    """Name every file that was read for a document, by path."""
    files = {file.path: file.digest for document in report.documents for file in document.files}
    return [{"name": path, "digest": _sha256(files[path])} for path in sorted(files)]


def _tests(report: Report) -> dict[str, list[Json]]:
    counted = {(finding.document, finding.policy) for finding in open_findings(report)}
    tests: dict[str, list[Json]] = {"passed": [], "warned": [], "failed": []}
    for verdict in report.verdicts:
        word = _word(report, verdict, is_open=(verdict.document, verdict.policy) in counted)
        if word:
            tests[word].append(f"{verdict.policy}: {verdict.document}")
    return tests


def _word(report: Report, verdict: Verdict, *, is_open: bool) -> str:
    threshold = report.gate.fail_on
    match verdict.judgement:
        case Judgement.PASS:
            return "passed"
        case Judgement.FAIL:
            return "failed" if is_open and threshold is not None and verdict.severity >= threshold else "warned"
        case Judgement.INCONCLUSIVE:
            return "failed" if report.gate.inconclusive == "fail" else "warned"
        case Judgement.WAIVED:
            return "warned"
        case Judgement.ERROR:
            return "failed"
        case Judgement.NOT_APPLICABLE:
            return ""


def _tool(report: Report) -> Json:
    counts = report.counts
    return {
        "name": "celadon",
        "uri": f"pkg:pypi/celadon@{report.tool_version}",
        "annotations": {
            "role": "tool",
            "date": report.date,
            "gate": gate_as_json(report.gate),
            "verdicts": {judgement.value: counts.verdicts.get(judgement.value, 0) for judgement in Judgement},
            "findings": {"waived": counts.waived, "baselined": counts.baselined, "existing": counts.existing},
            "weakened": [{"policy": item.policy, "change": item.change, "reason": item.reason} for item in report.disabled],
            "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
            "relaxed": list(report.notes),
            **_revisions(report),
        },
    }


def _revisions(report: Report) -> dict[str, Json]:
    """Name the revision that was compared with, and the one from which settings and exemptions were read; null without one."""
    read, against = report.configuration, report.against
    return {
        "against": None
        if against is None
        else {"ref": against.ref, "commit": against.commit, "new": against.new, "mended": against.mended},
        "configuration_from": {"ref": read.ref, "commit": read.commit, "edits": list(read.edits)} if read.commit else None,
    }


def _bundle(bundle: BundleSeen) -> Json:
    """Name a bundle; its digest is over the folder's files, so it goes by a name of its own and not as the SHA-256 of one file."""
    algorithm, _, rest = bundle.digest.partition(":")
    return {
        "name": bundle.name,
        "digest": {f"celadonBundle_{algorithm}": rest.removeprefix("sha256:")},
        "annotations": {"role": "bundle", "version": bundle.version},
    }


def _governing(file: Governing, report: Report) -> Json:
    annotations: dict[str, Json] = {"role": file.role}
    if file.role == "waivers":
        annotations["granted"] = _granted(report.findings)
    return {"name": file.path, "digest": _sha256(file.digest), "annotations": annotations}


def _granted(findings: Iterable[Finding]) -> list[Json]:
    """List what was waived: whose word stands for it, and until when."""
    granted: dict[tuple[str, str, str, str], int] = {}
    for finding in findings:
        if finding.waiver is not None and finding.disposition is Disposition.WAIVED:
            key = (finding.policy, finding.document, finding.waiver.owner, finding.waiver.expires)
            granted[key] = granted.get(key, 0) + 1
    return [
        {"policy": policy, "document": document, "owner": owner, "expires": expires, "findings": granted[policy, document, owner, expires]}
        for policy, document, owner, expires in sorted(granted)
    ]


def _sha256(digest: str) -> Json:
    return {"sha256": digest.removeprefix("sha256:")}
