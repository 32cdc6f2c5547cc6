"""`celadon.tests/v1`: tested policies for programs (schemas/tests.schema.json)."""

import json

from celadon.reports.json import Json, problem_as_json
from celadon.terms.tested import CaseTested, Difference, Disagreement, Opinion, PolicyTested, TestReport

SCHEMA = "celadon.tests/v1"


def render(report: TestReport) -> str:
    """Write the whole run as one JSON object, in ASCII."""
    return json.dumps(as_json(report), indent=2) + "\n"


def as_json(report: TestReport) -> dict[str, Json]:
    """Return the run as plain data, in the order of the schema."""
    return {
        "schema": SCHEMA,
        "passed": report.is_passed and not report.is_empty,
        "min_coverage": report.min_coverage,
        "counts": {
            "policies": len(report.policies),
            "failed_policies": sum(not policy.is_passed for policy in report.policies),
            "cases": sum(len(policy.cases) for policy in report.policies),
            "failed_cases": sum(not case.is_passed for policy in report.policies for case in policy.cases),
        },
        "policies": [_policy(policy) for policy in report.policies],
    }


def _policy(tested: PolicyTested) -> Json:
    return {
        "policy": tested.name,
        "file": tested.file,
        "passed": tested.is_passed,
        "problems": [problem_as_json(problem) for problem in tested.problems],
        "coverage": _coverage(tested),
        "second_opinion": _opinion(tested.opinion),
        "cases": [_case(case) for case in tested.cases],
    }


def _opinion(opinion: Opinion | None) -> Json:
    if opinion is None:
        return None
    return {
        "expressions": opinion.expressions,
        "portable": opinion.portable,
        "beyond": [list(found) for found in opinion.beyond],
        "compared": opinion.compared,
        "left_out": opinion.left_out,
        "disagreements": [_disagreement(one) for one in opinion.disagreements],
    }


def _disagreement(one: Disagreement) -> Json:
    start = one.location.span.start
    return {
        "expression": one.expression,
        "file": one.location.file,
        "line": start.line,
        "column": start.column,
        "example": one.example,
        "ours": one.ours,
        "theirs": one.theirs,
        "cause": one.cause or None,
        "times": one.times,
    }


def _case(case: CaseTested) -> Json:
    return {
        "title": case.title,
        "answer": case.answer.value,
        "file": case.file,
        "line": case.line,
        "passed": case.is_passed,
        "differences": [_difference(difference) for difference in case.differences],
    }


def _difference(difference: Difference) -> Json:
    return {
        "kind": difference.kind,
        "message": difference.message,
        "file": difference.file,
        "line": difference.line,
        "source": difference.source,
        "pointer": difference.pointer,
    }


def _coverage(tested: PolicyTested) -> Json:
    coverage = tested.coverage
    if coverage is None:
        return None
    gaps: list[Json] = [
        {
            "kind": gap.kind,
            "message": gap.message,
            "file": gap.location.file,
            "line": gap.location.span.start.line,
            "column": gap.location.span.start.column,
        }
        for gap in coverage.gaps
    ]
    return {"branches": coverage.branches, "covered": coverage.covered, "percent": round(coverage.percent, 2), "gaps": gaps}
