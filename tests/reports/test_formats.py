"""What programs read from the other formats."""

import json
from xml.etree import ElementTree as ET

from celadon.reports.catalogue import reporter
from celadon.reports.interface import RenderOptions
from tests.reports.building import broken, findings, waived
from tests.reports.building import finding as build_finding
from tests.reports.building import location as build_location
from tests.reports.building import report as build_report


def test_junit_tells_failures_from_errors_and_lists_what_passed() -> None:
    suite = ET.fromstring(reporter("junit")(findings(), RenderOptions()))
    assert suite.get("failures") == "1"
    assert suite.get("errors") == "0"
    warned = suite.find(".//testcase[@name='api-security/in-string-maxlength']")
    assert warned is not None
    assert warned.find("failure") is None
    assert "n0" in (warned.findtext("system-out") or "")
    broken_suite = ET.fromstring(reporter("junit")(broken(), RenderOptions()))
    assert broken_suite.get("errors") == "3"
    waived_suite = ET.fromstring(reporter("junit")(waived(), RenderOptions()))
    assert "payments-team" in (waived_suite.find(".//skipped").get("message") or "")


def test_gitlab_fingerprints_are_unique_in_the_file() -> None:
    twice = build_report(findings=(build_finding(), build_finding()))
    marks = [issue["fingerprint"] for issue in json.loads(reporter("gitlab")(twice, RenderOptions()))]
    assert len(set(marks)) == 2


def test_rdjson_counts_columns_in_bytes() -> None:
    place = build_location(31, 4, length=3, text="äöü: x")
    shown = json.loads(reporter("rdjson")(build_report(findings=(build_finding(location=place),)), RenderOptions()))
    assert shown["diagnostics"][0]["location"]["range"] == {"start": {"line": 31, "column": 7}, "end": {"line": 31, "column": 10}}


def test_checkstyle_groups_by_file_and_names_the_policy() -> None:
    root = ET.fromstring(reporter("checkstyle")(findings(), RenderOptions()))
    assert [file.get("name") for file in root] == ["specs/payments.yaml"]
    assert len(root[0]) == 10
    assert root[0][0].get("source") == "celadon.payments/idempotency-key"
