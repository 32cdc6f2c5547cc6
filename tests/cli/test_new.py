"""`celadon new policy`: valid by the format, red until the rule is written, green once it is."""

from pathlib import Path

import pytest

from celadon.bundles.loading import load_bundle
from celadon.models.declarations import FAMILIES, vocabulary_of
from celadon.terms.policy import Answer
from celadon.usecases.authoring.scaffolding import NewPolicy, write_policy
from celadon.usecases.lint import lint_bundles
from celadon.usecases.test import run_policy
from tests.bundles.building import MANIFEST, POLICY, write_bundle
from tests.cli.running import celadon

TARGETS = sorted({"node", *(target for family in FAMILIES for target in vocabulary_of(family).targets)})


def test_a_new_policy_is_written_with_its_cases_and_its_bundle(tmp_path: Path) -> None:
    answer = celadon("new", "policy", "policies/team/has-owner", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        "written: policies/team/bundle.yaml\n"
        "written: policies/team/has-owner.yaml\n"
        "written: policies/team/has-owner.cases.yaml\n"
        "next: write `must` and what says TODO in policies/team/has-owner.yaml, then run: celadon test policies/team/has-owner.yaml\n"
    )


def test_it_is_red_with_a_reason_until_the_rule_is_written_and_green_then(tmp_path: Path) -> None:
    celadon("new", "policy", "team/has-owner", "--title", "Every operation: its owner", "--severity", "error", cwd=tmp_path)
    red = celadon("test", "team", cwd=tmp_path)
    assert red.code == 1
    assert "team/has-owner.yaml:14: the rule is not written yet: `must` is true whatever the document says" in red.out
    assert "- team/has-owner.yaml:27 | get:  # finds: has-owner" in red.out
    page = tmp_path / "team" / "has-owner.yaml"
    text = page.read_text(encoding="utf-8").replace('must: "true" ', "must: '\"x-owner\" in operation.extensions'")
    first, second = text.split("  accepted:\n")
    page.write_text(
        f"{first}  accepted:\n{second.replace('get:', 'get:' + chr(10) + '              x-owner: orders', 1)}", encoding="utf-8"
    )
    green = celadon("test", "team", "--min-coverage", "100", cwd=tmp_path)
    assert green.out == "1 policy, 6 cases: all as they say; 100.0 % of 2 branches\n"
    assert 'title: "Every operation: its owner"\n' in text
    assert "severity: error\n" in text


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_a_sample_that_is_valid_and_red(tmp_path: Path, target: str) -> None:
    write_policy(NewPolicy(name="team/thing", start=tmp_path, target=target))
    folder = tmp_path / "team"
    [policy] = load_bundle(folder, shown="team").policies
    tested = run_policy(policy, folder)
    assert [problem.kind for problem in tested.problems] == ["unwritten-rule"]
    for case in tested.cases:
        assert case.is_passed == (case.answer is not Answer.REFUSED), case
        if not case.is_passed:
            assert {difference.kind for difference in case.differences} == {"verdict", "missing"}


def test_what_waits_to_be_written_is_all_that_lint_complains_of(tmp_path: Path) -> None:
    write_policy(NewPolicy(name="team/thing", start=tmp_path))
    told = {(problem.kind, problem.message) for problem in lint_bundles(("team",), start=tmp_path)}
    keys = ("why", "message", "remediation", "examples")
    assert told == {("written-texts", f"`{key}` says TODO") for key in keys}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=POLICY)
    before = (tmp_path / "team" / "named.yaml").read_bytes()
    answer = celadon("new", "policy", "team/named", cwd=tmp_path)
    assert answer.code == 2
    assert "team/named.yaml is there already" in answer.err
    assert (tmp_path / "team" / "named.yaml").read_bytes() == before
    assert not (tmp_path / "team" / "named.cases.yaml").exists()


def test_a_bundle_that_has_profiles_is_told_to_name_the_policy(tmp_path: Path) -> None:
    write_bundle(tmp_path, MANIFEST + "profiles: {recommended: {policies: [named]}}\n", named=POLICY)
    answer = celadon("new", "policy", "team/other", "--target", "schema", cwd=tmp_path)
    assert answer.out.endswith("no profile holds the policy yet: name it in bundle.yaml, or check with --policy\n")
    assert "since: 1.0.0\n" in (tmp_path / "team" / "other.yaml").read_text(encoding="utf-8")
    assert "bundle.yaml" not in answer.out.split("next:")[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("has-owner", "'has-owner' names no bundle\n  name it as in 'team/has-owner'"),
        ("team/Has_Owner", "'Has_Owner' is not the name of a policy"),
        ("my team/has-owner", "'my team' is not the name of a bundle"),
        ("payments/more", "'payments' is a bundle that Celadon ships"),
    ],
)
def test_names_that_cannot_be_are_refused_before_anything_is_written(tmp_path: Path, name: str, said: str) -> None:
    answer = celadon("new", "policy", name, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_slip_in_the_target_is_answered_with_the_nearest(tmp_path: Path) -> None:
    answer = celadon("new", "policy", "team/x", "--target", "opration", cwd=tmp_path)
    assert answer.code == 2
    assert "there is no target 'opration'\n  did you mean 'operation'?" in answer.err
