"""`celadon.report/v1`: the whole report for programs (schemas/report.schema.json). Never truncated; the same report gives the same bytes.

Plain ASCII, so that no console can spoil it and no terminal acts on it. One finding stands on one line: greppable, and quick to write.
"""

import json
from collections.abc import Mapping

from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import harmless_json
from celadon.terms.errors import Problem
from celadon.terms.finding import Finding, WaiverMark
from celadon.terms.location import Location, Position
from celadon.terms.report import Compared, ConfigurationSeen, Counts, DocumentSeen, GateResult, PolicySeen, Report
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement, Verdict

SCHEMA = "celadon.report/v1"

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - programs get everything, whatever people asked to see
    """Write the report as one JSON object."""
    return write_members(as_json(report))


def write_members(members: Mapping[str, Json]) -> str:
    """Write an object with a member per line, and the items of a list each on a line of its own."""
    body = ",\n".join(f"  {_dump(key)}: {_member(value)}" for key, value in members.items())
    return harmless_json("{\n" + body + "\n}\n")


def as_json(report: Report) -> dict[str, Json]:
    """Return the report as plain data, in the order of the schema."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "celadon", "version": report.tool_version},
        "date": report.date,
        "verdict": report.verdict,
        "exit_code": report.exit_code,
        "gate": gate_as_json(report.gate),
        "bundles": [{"name": bundle.name, "version": bundle.version, "digest": bundle.digest} for bundle in report.bundles],
        "policies": [_policy(policy) for policy in report.policies],
        "governed_by": [{"role": file.role, "path": file.path, "digest": file.digest} for file in report.governed_by],
        "configuration": _configuration(report.configuration),
        "against": _compared(report.against),
        "documents": [_document(document) for document in report.documents],
        "verdicts": [_verdict(verdict) for verdict in report.verdicts],
        "findings": [finding_as_json(finding) for finding in report.findings],
        "problems": [problem_as_json(problem) for problem in report.problems],
        "warnings": [problem_as_json(problem) for problem in report.warnings],
        "disabled": [{"policy": item.policy, "change": item.change, "reason": item.reason} for item in report.disabled],
        "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
        "notes": list(report.notes),
        "counts": _counts(report.counts),
    }


def finding_as_json(finding: Finding) -> dict[str, Json]:
    """Return one finding as plain data."""
    return {
        "policy": finding.policy,
        "block": finding.block,
        "document": finding.document,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "disposition": finding.disposition.value,
        "location": _location(finding.location),
        "related": [_location(location) for location in finding.related],
        "via": [
            {"file": hop.file, "pointer": hop.pointer, "line": hop.line, "column": hop.column, "ref": hop.ref}
            for hop in finding.location.via
        ],
        "used_by": [{"label": use.label, "disposition": use.disposition.value} for use in finding.used_by],
        "subjects": finding.subjects,
        "message": finding.message,
        "remediation": finding.remediation,
        "fingerprint": finding.fingerprint,
        "references": _lists(finding.references),
        "security_severity": finding.security_severity,
        "waiver": _waiver(finding.waiver),
        "explanation": [{"expression": expression, "value": value} for expression, value in finding.explanation],
    }


def gate_as_json(gate: GateResult) -> Json:
    """Return the gate and what decided as plain data."""
    return {
        "name": gate.name,
        "fail_on": gate.fail_on.value if gate.fail_on else None,
        "new_only": gate.new_only,
        "inconclusive": gate.inconclusive,
        "max_warnings": gate.max_warnings,
        "max_waivers": gate.max_waivers,
        "max_waiver_days": gate.max_waiver_days,
        "required_bundles": list(gate.required_bundles),
        "decided_by": list(gate.decided_by),
    }


def _policy(policy: PolicySeen) -> Json:
    return {
        "name": policy.name,
        "title": policy.title,
        "severity": policy.severity.value,
        "confidence": policy.confidence,
        "target": policy.target,
        "applies_to": policy.applies_to,
        "effective_on": policy.effective_on or None,
        "severity_then": policy.severity_then.value if policy.severity_then else None,
        "tags": list(policy.tags),
        "why": policy.why,
        "remediation": policy.remediation,
        "references": _lists(policy.references),
        "security_severity": policy.security_severity,
    }


def _configuration(seen: ConfigurationSeen) -> Json:
    source = "revision" if seen.ref else "worktree"
    return {"from": source, "ref": seen.ref or None, "commit": seen.commit or None, "edits": list(seen.edits)}


def _compared(against: Compared | None) -> Json:
    if against is None:
        return None
    return {
        "ref": against.ref,
        "commit": against.commit,
        "new": against.new,
        "mended": against.mended,
        "documents": [
            {"id": document.id, "state": document.state, "was": document.was or None, "reason": document.reason}
            for document in against.documents
        ],
    }


def _document(document: DocumentSeen) -> Json:
    return {
        "id": document.id,
        "files": [{"path": file.path, "digest": file.digest} for file in document.files],
        "views": [{"kind": view.kind, "version": view.version, "subjects": dict(sorted(view.subjects.items()))} for view in document.views],
    }


def _verdict(verdict: Verdict) -> Json:
    return {
        "policy": verdict.policy,
        "document": verdict.document,
        "severity": verdict.severity.value,
        "verdict": verdict.judgement.value,
        "subjects": verdict.subjects,
        "passed": verdict.passed,
        "failed": verdict.failed,
        "waived": verdict.waived,
        "inconclusive": verdict.inconclusive,
        "errors": verdict.errors,
        "reasons": list(verdict.reasons),
    }


def problem_as_json(problem: Problem) -> Json:
    """Return one complaint as plain data."""
    return {
        "kind": problem.kind,
        "policy": problem.policy,
        "document": problem.document,
        "location": _location(problem.location) if problem.location else None,
        "message": problem.message,
        "hint": problem.hint,
    }


def _location(location: Location) -> Json:
    return {
        "file": location.file,
        "index": location.index,
        "pointer": location.pointer,
        "start": _position(location.span.start),
        "end": _position(location.span.end),
    }


def _position(position: Position) -> Json:
    return {"line": position.line, "column": position.column}


def _waiver(waiver: WaiverMark | None) -> Json:
    if waiver is None:
        return None
    return {
        "owner": waiver.owner,
        "reason": waiver.reason,
        "expires": waiver.expires,
        "ticket": waiver.ticket,
        "status": waiver.status,
        "expired": waiver.expired,
    }


def _counts(counts: Counts) -> Json:
    return {
        "documents": counts.documents,
        "policies": counts.policies,
        "verdicts": {judgement.value: counts.verdicts.get(judgement.value, 0) for judgement in Judgement},
        "findings": {severity.value: counts.findings.get(severity.value, 0) for severity in reversed(Severity)},
        "existing": counts.existing,
        "waived": counts.waived,
        "baselined": counts.baselined,
    }


def _lists(references: Mapping[str, tuple[str, ...]]) -> Json:
    return {name: list(references[name]) for name in sorted(references)}


def _member(value: Json) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_dump(item)}" for item in value) + "\n  ]"
    return _dump(value)


def _dump(value: Json) -> str:
    return json.dumps(value)  # no `indent`: that would leave the encoder written in C, 8 times slower on 10,000 findings
