"""GitLab Code Quality: a list of issues with fingerprints that are unique in the file."""

import json
from collections import Counter
from hashlib import sha256

from celadon.reports.choosing import advice, open_findings
from celadon.reports.interface import RenderOptions
from celadon.reports.sanitising import harmless_json
from celadon.terms.report import Report
from celadon.terms.severity import Severity

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "minor", Severity.HINT: "info"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - a machine reads everything
    """Write open findings, and problems of the run as blockers."""
    seen: Counter[str] = Counter()
    issues: list[dict[str, object]] = []
    for problem in report.problems:
        file = problem.location.file if problem.location else problem.document or "celadon.yaml"
        issues.append(
            {
                "description": advice(problem),
                "check_name": problem.kind,
                "fingerprint": _unique(seen, f"{problem.kind}\0{file}\0{problem.message}"),
                "severity": "blocker",
                "location": _place(file, problem.location.span.start.line if problem.location else 1),
            }
        )
    issues += [
        {
            "description": finding.message or finding.policy,
            "check_name": finding.policy,
            "fingerprint": _unique(seen, finding.fingerprint),
            "severity": SEVERITIES[finding.severity],
            "location": _place(finding.location.file, finding.location.span.start.line),
        }
        for finding in open_findings(report)
    ]
    return harmless_json("[" + ",".join(f"\n {json.dumps(issue)}" for issue in issues) + ("\n]\n" if issues else "]\n"))


def _unique(seen: Counter[str], mark: str) -> str:
    seen[mark] += 1
    return sha256(f"{mark}\0{seen[mark]}".encode("utf-8", "surrogatepass")).hexdigest()


def _place(file: str, line: int) -> dict[str, object]:
    return {"path": file.removeprefix("./"), "lines": {"begin": line}}
