"""Every shipped policy is as the house rules for policies say."""

from pathlib import Path

from celadon.usecases.lint import lint_bundles

AWAITED = ("the related policy 'rest-design/",)
"""A bundle that is being written: pages refer to policies of it that are to come."""


def test_every_shipped_policy_keeps_to_the_house_rules() -> None:
    told = [
        f"{problem.location.file if problem.location else ''}: {problem.kind}: {problem.message}"
        for problem in lint_bundles((), start=Path(__file__).parents[2])
        if not problem.message.startswith(AWAITED)
    ]
    assert told == []
