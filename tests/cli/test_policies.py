"""`celadon explain`, `celadon policies` and `celadon test` through the real command."""

import json
from pathlib import Path

import pytest

from tests.cli.running import celadon
from tests.cli.test_bad_input import BUNDLE, POLICY, write

ROOT = Path(__file__).resolve().parents[2]
COUNT = sum(path.name != "bundle.yaml" and not path.name.endswith(".cases.yaml") for path in (ROOT / "policies").glob("*/*.yaml"))

ACCEPTED = """\
  accepted:
    - title: Ours
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths: {/ours: {get: {}}}
  not_concerned:
    - title: Nothing there
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths: {}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a bundle of one policy that is as it should be."""
    write(tmp_path, team__bundle=BUNDLE, team__ours=POLICY.replace("MUST", 'operation.path == "/ours"') + ACCEPTED)
    return tmp_path


def test_explain_shows_why_what_to_do_the_rule_and_examples(tmp_path: Path) -> None:
    answer = celadon("explain", "payments/idempotency-key", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    titles = ("Why\n", "What to do\n", "Concerns\n", "Rule\n", "Parameters\n", "Refused: ", "Accepted: ", "Not concerned: ", "References\n")
    places = [answer.out.index(f"\n{title}") for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["idempotency-key", "payments/idempotency-key"])
def test_explain_knows_a_policy_by_its_short_name_too(tmp_path: Path, name: str) -> None:
    assert celadon("explain", name, cwd=tmp_path).out.startswith("payments/idempotency-key ")


def test_explain_knows_a_policy_by_an_alias_in_another_bundle(tmp_path: Path) -> None:
    assert celadon("explain", "pagination/query-length", cwd=tmp_path).out.startswith("api-security/in-string-maxlength ")


def test_explain_answers_a_slip_with_the_nearest_name(tmp_path: Path) -> None:
    answer = celadon("explain", "payments/idempotency-kye", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'payments/idempotency-key'?" in answer.err


def test_policies_lists_every_policy_that_we_ship(tmp_path: Path) -> None:
    answer = celadon("policies", cwd=tmp_path)
    assert answer.code == 0
    assert f"{COUNT} of {COUNT} policies" in answer.out


def test_policies_narrows_by_profile_and_tag(tmp_path: Path) -> None:
    rows = json.loads(celadon("policies", "--format", "json", "--profile", "starter", "--tag", "payments", cwd=tmp_path).out)
    assert rows
    assert all("starter" in row["profiles"] and "payments" in row["tags"] for row in rows)


def test_policies_of_a_bundle_of_our_own(team: Path) -> None:
    answer = celadon("policies", "--bundle", "team", cwd=team)
    assert "team 1.0.0" in answer.out
    assert "Every operation is ours" in answer.out


def test_a_policy_that_says_what_its_examples_say_is_green(team: Path) -> None:
    answer = celadon("test", "team", cwd=team)
    assert (answer.code, answer.out, answer.err) == (0, "1 policy, 3 cases: all as they say\n", "")


def test_a_policy_that_contradicts_an_example_is_exit_1_and_says_how(team: Path) -> None:
    write(team, team__ours=POLICY.replace("MUST", 'operation.path != ""') + ACCEPTED)
    answer = celadon("test", "team", cwd=team)
    assert answer.code == 1
    assert "FAILED  team/ours" in answer.out
    assert "the verdict is pass, fail is expected" in answer.out
    assert "- team/ours.yaml:" in answer.out
    assert "expected and not found: ours" in answer.out


def test_a_policy_that_shows_no_accepted_document_is_exit_1(team: Path) -> None:
    write(team, team__ours=POLICY.replace("MUST", 'operation.path == "/ours"'))
    answer = celadon("test", "team", cwd=team)
    assert answer.code == 1
    assert "shows no document that is accepted" in answer.out


def test_a_bundle_without_policies_is_not_green(tmp_path: Path) -> None:
    write(tmp_path, team__bundle=BUNDLE)
    assert celadon("test", "team", cwd=tmp_path).code == 2


def test_the_answer_for_programs_is_json_and_nothing_else(team: Path) -> None:
    report = json.loads(celadon("test", "team", "--format", "json", cwd=team).out)
    assert report["counts"] == {"policies": 1, "failed_policies": 0, "cases": 3, "failed_cases": 0}
    [row] = report["policies"]
    assert row["policy"] == "team/ours"
    assert [case["answer"] for case in row["cases"]] == ["refused", "accepted", "not_concerned"]
    assert row["passed"] is True


def test_explain_knows_the_bundles_of_the_projects_settings(team: Path) -> None:
    write(team, **{"celadon.yaml": "bundles: [{use: team}]\n"})
    (team / "deeper").mkdir()
    assert celadon("explain", "team/ours", cwd=team / "deeper").out.startswith("team/ours ")
    assert "team 1.0.0" in celadon("policies", cwd=team).out


def test_a_bundle_is_named_from_where_the_command_is_typed(team: Path) -> None:
    (team / ".git").mkdir()
    write(team, apis__a="openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/ours: {get: {}}}\n")
    assert celadon("check", "a.yaml", "--bundle", "../team", cwd=team / "apis").code == 0
    assert celadon("policies", "--bundle", "../team", cwd=team / "apis").code == 0


def test_explain_lists_the_functions_by_library(tmp_path: Path) -> None:
    answer = celadon("explain", "--functions", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    libraries = ("standard   ", "strings   ", "text   ", "http   ", "places   ", "gateways   ", "macros\n")
    places = [answer.out.index(f"\n{library}") if library != "standard   " else 0 for library in libraries]
    assert places == sorted(places)
    assert "  isNamed " in answer.out


def test_explain_shows_one_function_with_signatures_meaning_and_example(tmp_path: Path) -> None:
    answer = celadon("explain", "--functions", "lowerAscii", cwd=tmp_path)
    assert answer.out.startswith("string.lowerAscii() -> string\n    Lowers the letters A to Z")
    assert "library strings, version" in answer.out


@pytest.mark.parametrize(("name", "told"), [("isNamd", "did you mean 'isNamed'?"), ("exists", "write list.exists(item, ")])
def test_explain_knows_what_function_was_meant(tmp_path: Path, name: str, told: str) -> None:
    answer = celadon("explain", "--functions", name, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
