"""SARIF against its own schema and code scanning's limits."""

import json
from pathlib import Path

import jsonschema
import pytest

from celadon.reports.interface import RenderOptions
from celadon.reports.sarif import render
from tests.reports.building import SITUATIONS, findings, waived
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
    assert "3 results beyond 25000" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
