import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import celadon
from celadon.reports.interface import RenderOptions
from celadon.reports.json import as_json, render
from tests.reports.building import SITUATIONS, complete, finding, report

SCHEMA = json.loads((Path(celadon.__file__).parent / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x7f\x1b\ud800\udc00\u202e#[\\d8")))


def write(made) -> str:
    return render(made, RenderOptions())


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_report_keeps_to_the_published_schema(situation: str) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(write(SITUATIONS[situation]())))


def test_the_schema_knows_each_key_and_no_other() -> None:
    """Held together: a key that is written and not described, or described and never written, is red."""
    written: set[str] = set()
    _collect(as_json(complete()), written)
    described: set[str] = set()
    _described(SCHEMA, described)
    free = {"owasp", "cwe", "stride", "links", "operation"}  # keys of open maps
    assert written - free == described - {"operation"}


def _collect(value, keys: set[str]) -> None:
    if isinstance(value, dict):
        keys.update(value)
        for inner in value.values():
            _collect(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, keys)


def _described(schema, keys: set[str]) -> None:
    if isinstance(schema, dict):
        keys.update(schema.get("properties", {}))
        if "properties" in schema:
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
        for inner in schema.values():
            _described(inner, keys)
    elif isinstance(schema, list):
        for inner in schema:
            _described(inner, keys)


def test_a_finding_stands_on_a_line_of_its_own() -> None:
    lines = write(report(findings=(finding(),))).splitlines()
    [line] = [line for line in lines if '"fingerprint"' in line]
    assert json.loads(line)["policy"] == "payments/idempotency-key"


@given(HOSTILE)
def test_any_text_survives_as_ascii_that_no_console_and_no_runner_acts_on(text: str) -> None:
    written = write(report(findings=(finding(message=text),)))
    assert written.isascii()
    assert all(character.isprintable() or character == "\n" for character in written)
    assert "##[" not in written
    [found] = json.loads(written)["findings"]
    found["message"].encode()  # no lone surrogate is left
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert found["message"] == text


def test_text_that_looks_like_an_escape_is_kept() -> None:
    [found] = json.loads(write(report(findings=(finding(message=r"a \ud800 b"),))))["findings"]
    assert found["message"] == r"a \ud800 b"


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    [found] = json.loads(write(report(findings=(finding(message="a \ud800 \U0001f600"),))))["findings"]
    assert found["message"] == "a \ufffd \U0001f600"
