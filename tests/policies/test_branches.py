"""Every branch of every condition of the shipped policies is tried by a case."""

from pathlib import Path

from celadon.usecases.test import TestOptions, run_tests


def test_every_branch_is_tried() -> None:
    tested = list(run_tests(TestOptions(start=Path(__file__).parents[2], with_coverage=True)))
    untried = [
        f"{one.name}: {gap.message}" for one in tested for gap in (one.coverage.gaps if one.coverage else ()) if gap.kind == "branch"
    ]
    assert untried == []
    assert [one.name for one in tested if one.coverage is None or one.coverage.branches == 0] == []
