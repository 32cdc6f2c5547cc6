"""Every shipped policy is as the house rules for policies say."""

from pathlib import Path

from celadon.usecases.lint import lint_bundles


def test_every_shipped_policy_keeps_to_the_house_rules() -> None:
    told = [
        f"{problem.location.file if problem.location else ''}: {problem.kind}: {problem.message}"
        for problem in lint_bundles((), start=Path(__file__).parents[2])
    ]
    assert told == []
