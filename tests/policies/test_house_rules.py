"""Every shipped policy is as the house rules for policies say."""

from pathlib import Path

from celadon.usecases.lint import lint_bundles

AWAITED = {
    "rest-design/body-object",
    "rest-design/deprecated-doc",
    "rest-design/id-string",
    "rest-design/problem-json",
    "rest-design/server-present",
}
"""Policies that pages refer to and that are not written yet."""


def test_every_shipped_policy_keeps_to_the_house_rules() -> None:
    told = [
        f"{problem.location.file if problem.location else ''}: {problem.kind}: {problem.message}"
        for problem in lint_bundles((), start=Path(__file__).parents[2])
        if not any(problem.message == f"the related policy '{name}' is not there" for name in AWAITED)
    ]
    assert told == []
