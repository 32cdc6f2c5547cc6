"""SARIF against its own schema and code scanning's limits."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from celadon.reports.interface import RenderOptions
from celadon.reports.sarif import render
from tests.reports.building import SITUATIONS, broken, clean, complete, findings, policy_seen, verdict, waived
from tests.reports.building import finding as build_finding
from tests.reports.building import location as build_location
from tests.reports.building import report as build_report


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("show_all", [False, True])
def test_sarif_is_valid_against_its_schema(situation: str, show_all: bool, conformance: Path) -> None:
    schema = json.loads((conformance / "sarif" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    document = json.loads(render(SITUATIONS[situation](), RenderOptions(show_all=show_all)))
    jsonschema.validators.validator_for(schema)(schema).validate(document)


def test_a_result_has_what_code_scanning_reads() -> None:
    run = json.loads(render(findings(), RenderOptions()))["runs"][0]
    first = run["results"][0]
    assert first["partialFingerprints"]["primaryLocationLineHash"].startswith("f1:")
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 31, "startColumn": 5, "endLine": 31, "endColumn": 10}
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert rule["id"] == first["ruleId"]
    assert rule["properties"]["security-severity"] == "7.5"
    assert rule["help"]["text"]


def test_waived_findings_are_left_out_unless_everything_is_asked_for() -> None:
    assert json.loads(render(waived(), RenderOptions()))["runs"][0]["results"] == []
    shown = json.loads(render(waived(), RenderOptions(show_all=True)))["runs"][0]["results"]
    assert "payments-team" in shown[0]["suppressions"][0]["justification"]


@pytest.mark.parametrize("file", ["../x.yaml", "/etc/a b.yaml", "C:/specs/x.yaml", "a/../../x.yaml"])
def test_a_path_outside_of_the_project_does_not_climb(file: str) -> None:
    outside = build_report(findings=(build_finding(location=build_location(file=file)),))
    artifact = json.loads(render(outside, RenderOptions()))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] in ("x.yaml", "a%20b.yaml")


def test_results_beyond_the_limit_are_cut_from_the_least_severe_end_and_said() -> None:
    many = build_report(findings=(build_finding(),) * 25_003)
    run = json.loads(render(many, RenderOptions()))["runs"][0]
    assert len(run["results"]) == 25_000
    assert "3 results beyond 25,000" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_ten_megabytes_of_gzip_hold_as_many_results_as_are_allowed() -> None:
    many = build_report(findings=tuple(build_finding(location=build_location(line)) for line in range(1, 25_001)))
    assert len(gzip.compress(render(many, RenderOptions()).encode(), 6)) < 10_000_000


def test_text_and_tags_keep_to_the_limits_of_code_scanning() -> None:
    wordy = replace(policy_seen(), title="t" * 3_000, why="w" * 3_000, tags=tuple(f"tag-{number}" for number in range(40)))
    rule = json.loads(render(build_report(policies=(wordy,), verdicts=(verdict(),)), RenderOptions()))["runs"][0]["tool"]["driver"][
        "rules"
    ][0]
    assert (len(rule["shortDescription"]["text"]), len(rule["fullDescription"]["text"])) == (1024, 1024)
    assert len(rule["properties"]["tags"]) == 20
    assert len(rule["name"]) <= 255


def test_a_result_has_at_most_a_thousand_locations() -> None:
    far = build_finding(related=tuple(build_location(line) for line in range(1, 2_001)))
    result = json.loads(render(build_report(findings=(far,)), RenderOptions()))["runs"][0]["results"][0]
    assert len(result["locations"]) + len(result["relatedLocations"]) == 1_000


@pytest.mark.parametrize(("severity", "written"), [(0.0, None), (0.1, "0.1"), (10.0, "10.0"), (None, None)])
def test_a_security_severity_is_one_that_code_scanning_knows(severity: float | None, written: str | None) -> None:
    policy = replace(policy_seen(), security_severity=severity)
    run = json.loads(render(build_report(policies=(policy,), verdicts=(verdict(),)), RenderOptions()))["runs"][0]
    assert run["tool"]["driver"]["rules"][0]["properties"].get("security-severity") == written


def test_no_required_text_is_empty() -> None:
    silent = replace(policy_seen(), why="", remediation="", references={})
    run = json.loads(render(build_report(policies=(silent,), findings=(build_finding(message=""),)), RenderOptions()))["runs"][0]
    assert run["results"][0]["message"]["text"] == "payments/idempotency-key"
    assert run["tool"]["driver"]["rules"][0]["help"]["text"] == silent.title


def test_only_policies_that_ran_are_rules() -> None:
    made = build_report(policies=(policy_seen(), policy_seen("gateway/other")), verdicts=(verdict(),))
    assert [rule["id"] for rule in json.loads(render(made, RenderOptions()))["runs"][0]["tool"]["driver"]["rules"]] == [policy_seen().name]


def test_an_invocation_says_what_kept_it_from_a_verdict_what_was_doubtful_and_what_was_relaxed() -> None:
    failed = json.loads(render(broken(), RenderOptions()))["runs"][0]["invocations"][0]
    assert (failed["executionSuccessful"], failed["exitCode"]) == (False, 2)
    assert [(said["level"], said["descriptor"]["id"]) for said in failed["toolExecutionNotifications"]] == [
        ("error", "syntax-error"),
        ("error", "policy-error"),
        ("warning", "stale-waiver"),
    ]
    assert json.loads(render(clean(), RenderOptions()))["runs"][0]["invocations"][0]["executionSuccessful"] is True
    whole = json.loads(render(complete(), RenderOptions()))["runs"][0]["invocations"][0]
    assert "rest-design/health is inconclusive for 2 subjects" in whole["toolExecutionNotifications"][-1]["message"]["text"]
    assert len(whole["toolConfigurationNotifications"]) == 3


def test_help_is_markdown_with_the_lists_and_code_of_the_remediation() -> None:
    policy = replace(policy_seen(), remediation="1. Do `this`.\n2. Then <b>that</b>.\n\n    a: {b: c}\n")
    run = json.loads(render(build_report(policies=(policy,), verdicts=(verdict(),)), RenderOptions()))["runs"][0]
    markdown = run["tool"]["driver"]["rules"][0]["help"]["markdown"]
    assert markdown.endswith("1. Do `this`.\n2. Then &lt;b&gt;that&lt;/b&gt;.\n\n```\na: {b: c}\n```")
