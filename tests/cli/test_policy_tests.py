"""`celadon test` and `celadon bundle lint` through the real command, for a bundle in a folder of one's own."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

import celadon as package
from tests.bundles.building import POLICY, changed, write_bundle
from tests.cli.running import celadon

SCHEMAS = Path(package.__file__).parent / "schemas"


def held_to(name: str, text: str) -> dict:
    """Read JSON and hold it against a published schema."""
    value = json.loads(text)
    jsonschema.Draft7Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))).validate(value)
    return value


WRONG = changed("operation.operation_id != null", "operation.deprecated")
"""Accuses the accepted example: the rule is another one."""


def test_a_difference_reads_as_one_with_the_line_to_look_at(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=WRONG)
    answer = celadon("test", "team", cwd=tmp_path)
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == (
        "FAILED  team/named\n"
        "  failed  accepted: One is written   team/named.yaml:27\n"
        "    ! the verdict is fail, pass is expected\n"
        "    + team/named.yaml:30 | paths: {/a: {get: {operationId: readA}}}\n"
        "      found and not expected: named: GET /a has no operationId\n"
        "      at openapi.yaml#/paths/~1a/get\n"
        "1 policy, 3 cases: 1 policy FAILED\n"
    )


def test_a_mark_that_finds_nothing_is_told_with_its_line(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("operation.operation_id != null", 'operation.method == "get"'))
    out = celadon("test", "team", cwd=tmp_path).out
    assert "    - team/named.yaml:25 | get: {}  # finds: named\n      expected and not found: named\n" in out


def test_a_rule_that_is_not_written_yet_is_told_before_the_differences(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("operation.operation_id != null", "'true'"))
    answer = celadon("test", "team", cwd=tmp_path)
    assert answer.code == 1
    assert "team/named.yaml:14: the rule is not written yet: `must` is true whatever the document says" in answer.out


@pytest.mark.parametrize(("policy", "code"), [(POLICY, 0), (WRONG, 1)], ids=["green", "red"])
def test_the_answer_for_programs_keeps_to_its_schema(tmp_path: Path, policy: str, code: int) -> None:
    write_bundle(tmp_path, named=policy)
    answer = celadon("test", "team", "--coverage", "--format", "json", cwd=tmp_path)
    report = held_to("tests", answer.out)
    assert (answer.code, report["passed"]) == (code, code == 0)
    assert (report["policies"][0]["coverage"] is None) == (code == 1)


def test_junit_has_a_suite_per_policy_and_a_case_per_example(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=WRONG)
    answer = celadon("test", "team", "--output", "junit=tests.xml", "--output", "json=tests.json", cwd=tmp_path)
    assert answer.out.endswith("1 policy, 3 cases: 1 policy FAILED\n")
    root = ET.fromstring((tmp_path / "tests.xml").read_text(encoding="utf-8"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "0")
    [suite] = root
    assert suite.get("name") == "team/named"
    [failure] = suite.findall("testcase/failure")
    assert failure.get("message") == "the verdict is fail, pass is expected"
    assert "team/named.yaml:30: found and not expected" in (failure.text or "")
    assert held_to("tests", (tmp_path / "tests.json").read_text(encoding="utf-8"))["passed"] is False


def test_junit_tells_what_keeps_cases_from_being_run_as_an_error(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("operation.label", "operation.lable"))
    root = ET.fromstring(celadon("test", "team", "--format", "junit", cwd=tmp_path).out)
    assert root.get("errors") == "1"
    [error] = root.iter("error")
    assert "lable" in (error.get("message") or "")


def test_coverage_names_what_no_case_tries(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("must: operation", "must: params.methods.size() > 9 || operation"))
    answer = celadon("test", "team", "--coverage", cwd=tmp_path)
    assert answer.code == 0
    assert "team/named.yaml:14:7: no case makes `params.methods.size() > 9` true" in answer.out
    assert "no case sets the parameter 'methods'" in answer.out
    assert "no case is an OpenAPI 2.0 document" in answer.out
    assert answer.out.endswith("1 policy, 3 cases: all as they say; 87.5 % of 8 branches\n")


def test_coverage_below_the_threshold_is_exit_1_in_every_format(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("must: operation", "must: params.methods.size() > 9 || operation"))
    assert celadon("test", "team", "--min-coverage", "80", cwd=tmp_path).code == 0
    answer = celadon("test", "team", "--min-coverage", "90", cwd=tmp_path)
    assert answer.code == 1
    assert "3 cases: 1 policy below 90 % of branches; 87.5 % of 8 branches\n" in answer.out
    junit = ET.fromstring(celadon("test", "team", "--min-coverage", "90", "--format", "junit", cwd=tmp_path).out)
    assert [failure.get("message") for failure in junit.iter("failure")] == [
        "87.5 % of the branches are tried, 90 % are asked for",
    ]


@pytest.mark.parametrize("name", ["team", "team/named.yaml", "team/named", "team/named.cases.yaml"])
def test_a_bundle_a_file_and_a_policy_can_be_named(tmp_path: Path, name: str) -> None:
    write_bundle(
        tmp_path, named=POLICY, named__cases="accepted: [{title: T, document: 'openapi: 3.1.0\n\npaths: {/: {get: {operationId: a}}}'}]\n"
    )
    assert celadon("test", name, cwd=tmp_path).out == "1 policy, 4 cases: all as they say\n"


def test_an_unknown_format_of_an_output_is_a_usage_error(tmp_path: Path) -> None:
    answer = celadon("test", "--output", "sarif=x", cwd=tmp_path)
    assert answer.code == 2
    assert "'sarif=x' is not NAME=FILE with NAME one of json, junit" in answer.err


def test_lint_tells_each_complaint_with_its_rule_place_and_next_step(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("title: Every", "title: every"))
    answer = celadon("bundle", "lint", "team", cwd=tmp_path)
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == (
        "error[titles]   team/named.yaml:2:1   team/named\n"
        "  the title begins with a small letter\n"
        "    2 | title: every operation has an operationId\n"
        "      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  begin with a capital\n\n"
        "1 complaint\n"
    )
    assert celadon("bundle", "lint", "team", "--skip", "titles", cwd=tmp_path).out == "every policy is as the house rules say\n"


def test_lint_speaks_json_that_keeps_to_its_schema(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("title: Every", "title: every"))
    answer = celadon("bundle", "lint", "team", "--format", "json", cwd=tmp_path)
    report = held_to("lint", answer.out)
    assert (answer.code, report["passed"]) == (1, False)
    assert [(problem["kind"], problem["location"]["start"]["line"]) for problem in report["problems"]] == [("titles", 2)]


def test_lint_answers_a_slip_in_the_name_of_a_rule(tmp_path: Path) -> None:
    answer = celadon("bundle", "lint", "--skip", "title", cwd=tmp_path)
    assert answer.code == 2
    assert "'title' is not a rule; they are key-order, " in answer.err
