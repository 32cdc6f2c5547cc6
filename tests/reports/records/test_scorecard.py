"""Rates that nobody can improve by an exemption."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import celadon
from celadon.reports.records.scorecard import as_scorecard, render_scorecard
from celadon.terms.severity import Severity
from celadon.terms.verdict import Judgement
from tests.reports.building import (
    KEY_POLICY,
    LENGTH_POLICY,
    PAYMENTS,
    SITUATIONS,
    document,
    finding,
    findings,
    policy_seen,
    report,
    verdict,
)

SCHEMA = json.loads((Path(celadon.__file__).parent / "schemas" / "scorecard.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_scorecard_keeps_to_the_published_schema(situation: str) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(render_scorecard(SITUATIONS[situation]())))


def test_the_schema_requires_whatever_it_names() -> None:
    loose = [part for part in _objects(SCHEMA) if part["required"] != list(part["properties"]) or part["additionalProperties"]]
    assert loose == []


def _objects(schema):
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


@pytest.mark.parametrize(
    ("judgement", "word"),
    [
        (Judgement.WAIVED, "waived"),
        (Judgement.INCONCLUSIVE, "inconclusive"),
        (Judgement.ERROR, "errors"),
        (Judgement.FAIL, "failed"),
    ],
)
def test_only_a_pass_counts_as_passed(judgement: Judgement, word: str) -> None:
    made = report(
        policies=(policy_seen(KEY_POLICY), policy_seen(LENGTH_POLICY)),
        verdicts=(verdict(judgement=Judgement.PASS), verdict(LENGTH_POLICY, judgement)),
    )
    score = as_scorecard(made)["score"]
    assert score["pass_rate"] == 0.5
    assert (score["concerned"], score["passed"], score[word]) == (2, 1, 1)


def test_what_concerns_no_subject_does_not_change_a_rate() -> None:
    made = report(verdicts=(verdict(judgement=Judgement.NOT_APPLICABLE),))
    assert as_scorecard(made)["score"]["pass_rate"] is None
    assert as_scorecard(made)["score"]["not_applicable"] == 1


def test_categories_come_from_bundle_tags_and_owasp() -> None:
    card = as_scorecard(findings())
    assert [(row["by"], row["name"]) for row in card["categories"]] == [
        ("bundle", "api-security"),
        ("bundle", "payments"),
        ("owasp", "API6:2023"),
        ("tag", "payments"),
    ]
    owasp = card["apis"][0]["categories"][2]
    assert (owasp["concerned"], owasp["failed"]) == (2, 2)


def test_each_api_has_its_own_rate_and_findings() -> None:
    made = report(
        documents=(document(PAYMENTS), document("specs/users.yaml")),
        verdicts=(verdict(), replace(verdict(judgement=Judgement.PASS), document="specs/users.yaml")),
        findings=(finding(), finding(severity=Severity.WARNING)),
    )
    first, second = as_scorecard(made)["apis"]
    assert (first["id"], first["score"]["pass_rate"], first["open_findings"]) == (
        PAYMENTS,
        0.0,
        {"error": 1, "warning": 1, "info": 0, "hint": 0},
    )
    assert (second["id"], second["score"]["pass_rate"], second["open_findings"]["error"]) == ("specs/users.yaml", 1.0, 0)
