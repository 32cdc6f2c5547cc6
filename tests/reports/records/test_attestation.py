"""What a statement says of a run, and of which runs it says nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from celadon.reports.records.attestation import PREDICATE, STATEMENT, render_statement, statement
from celadon.terms.finding import Disposition
from celadon.terms.report import Governing
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement
from tests.reports.building import DIGEST, PAYMENTS, broken, clean, complete, findings, nothing, report, verdict, waived
from tests.reports.building import finding as build_finding
from tests.reports.test_injection import poisoned, texts


def predicate(made) -> dict:
    written = json.loads(render_statement(statement(made)))
    assert written["_type"] == STATEMENT
    assert written["predicateType"] == PREDICATE
    return written["predicate"]


def test_a_clean_run_is_passed_and_names_every_file_that_was_read() -> None:
    made = statement(clean())
    assert made["subject"] == [{"name": PAYMENTS, "digest": {"sha256": "0" * 64}}]
    said = predicate(clean())
    assert (said["result"], said["warnedTests"], said["failedTests"]) == ("PASSED", [], [])
    assert said["passedTests"] == [f"payments/idempotency-key: {PAYMENTS}"]


def test_what_fails_the_gate_is_failed_and_the_rest_is_warned() -> None:
    said = predicate(findings())
    assert said["result"] == "FAILED"
    assert said["failedTests"] == [f"payments/idempotency-key: {PAYMENTS}"]
    assert said["warnedTests"] == [f"api-security/in-string-maxlength: {PAYMENTS}", f"rest-design/health: {PAYMENTS}"]
    assert said["passedTests"] == []


def test_what_was_waived_is_warned_and_its_owner_named() -> None:
    made = replace(waived(), governed_by=(Governing(role="waivers", path="celadon-waivers.yaml", digest=DIGEST),))
    said = predicate(made)
    assert (said["result"], said["passedTests"]) == ("WARNED", [])
    waivers = said["configuration"][-1]
    assert waivers["digest"] == {"sha256": "0" * 64}
    assert waivers["annotations"]["granted"] == [
        {"policy": "payments/idempotency-key", "document": PAYMENTS, "owner": "payments-team", "expires": "2026-12-31", "findings": 1}
    ]


def test_inconclusive_is_warned_and_failed_where_the_gate_says_so() -> None:
    made = report(verdicts=(verdict(judgement=Judgement.INCONCLUSIVE),))
    assert predicate(made)["warnedTests"] == [f"payments/idempotency-key: {PAYMENTS}"]
    strict = replace(made, verdict="fail", gate=replace(made.gate, inconclusive="fail"))
    assert predicate(strict)["failedTests"] == [f"payments/idempotency-key: {PAYMENTS}"]


def test_a_failure_that_stood_there_before_is_warned_under_a_gate_for_new_ones() -> None:
    old = build_finding(disposition=Disposition.EXISTING)
    made = report(verdicts=(verdict(),), findings=(old,), verdict="pass")
    assert predicate(made)["result"] == "WARNED"


def test_a_gate_that_fails_on_nothing_warns_only() -> None:
    made = findings()
    lenient = replace(made, verdict="pass", gate=replace(made.gate, fail_on=None, decided_by=()))
    assert predicate(lenient)["failedTests"] == []
    strict = replace(made, gate=replace(made.gate, fail_on=Severity.WARNING))
    assert len(predicate(strict)["failedTests"]) == 2


@pytest.mark.parametrize("made", [broken(), nothing()])
def test_a_run_without_a_trustworthy_verdict_has_no_statement(made) -> None:
    assert statement(made) is None


def test_every_resource_has_an_address_or_a_digest() -> None:
    made = statement(waived())
    for resource in (*made["subject"], *made["predicate"]["configuration"]):
        assert resource.keys() & {"uri", "digest"}, resource


@given(text=texts)
def test_text_of_any_origin_stays_inside_the_statement(text: str) -> None:
    made = replace(poisoned(text), verdict="fail", problems=())
    written = render_statement(statement(made, url=text))
    assert written.isascii()
    assert "##[" not in written
    assert json.loads(written)["predicate"]["result"] == "FAILED"


def test_the_revisions_of_a_comparison_are_named() -> None:
    made = replace(complete(), verdict="fail", problems=())
    tool = predicate(made)["configuration"][0]["annotations"]
    assert tool["against"] == {
        "ref": made.against.ref,
        "commit": made.against.commit,
        "new": made.against.new,
        "mended": made.against.mended,
    }
    assert tool["configuration_from"]["commit"] == made.configuration.commit
    assert predicate(clean())["configuration"][0]["annotations"]["against"] is None
