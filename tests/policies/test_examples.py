"""Every shipped policy says of its examples and cases exactly what they are marked with."""

import pytest

from celadon.bundles.loading import load_bundle
from celadon.bundles.shipped import built_in_bundles
from celadon.usecases.test import run_policy

BUNDLES = {name: load_bundle(folder) for name, folder in built_in_bundles().items()}
POLICIES = {policy.name: (policy, built_in_bundles()[name]) for name, bundle in BUNDLES.items() for policy in bundle.policies}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_holds_on_its_examples(name: str) -> None:
    policy, folder = POLICIES[name]
    tested = run_policy(policy, folder)
    assert tested.is_passed, "\n".join(str(problem) for problem in tested.problems) + "\n".join(
        f"{case.file}:{case.line} {case.title}: {difference.message} {difference.file}:{difference.line}"
        for case in tested.cases
        for difference in case.differences
    )
