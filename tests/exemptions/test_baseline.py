import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.exemptions.baseline import Entry, apply_baseline, create, parse_baseline, prune, render
from celadon.terms.errors import InvalidUsage
from celadon.terms.finding import Disposition
from tests.exemptions.building import finding

FILES = frozenset({"apis/orders.yaml"})


def test_what_is_accepted_today_is_baselined_tomorrow() -> None:
    entries = create([finding(), finding(fingerprint="f1:bb")])
    applied = apply_baseline([finding(fingerprint="f1:bb"), finding()], entries, files=FILES)
    assert {item.disposition for item in applied.findings} == {Disposition.BASELINED}
    assert applied.stale == ()


def test_a_second_identical_violation_is_new() -> None:
    applied = apply_baseline([finding(), finding()], create([finding()]), files=FILES)
    assert [item.disposition for item in applied.findings] == [Disposition.BASELINED, Disposition.OPEN]


def test_a_mended_finding_leaves_a_stale_entry_that_prune_takes_away() -> None:
    entries = create([finding(), finding(), finding(fingerprint="f1:bb")])
    applied = apply_baseline([finding()], entries, files=FILES)
    assert [(entry.fingerprint, entry.count) for entry in applied.stale] == [("f1:aa", 1), ("f1:bb", 1)]
    assert [(entry.fingerprint, entry.count) for entry in prune(entries, applied.stale)] == [("f1:aa", 1)]


def test_entries_of_documents_that_were_not_read_are_not_stale() -> None:
    assert apply_baseline([], create([finding()]), files=frozenset()).stale == ()


def test_waived_findings_stay_out_of_a_baseline() -> None:
    assert create([finding(disposition=Disposition.WAIVED)]) == ()


@given(st.lists(st.tuples(st.sampled_from(["f1:aa", "f1:bb", "f1:cc"]), st.integers(1, 5)), unique_by=lambda pair: pair[0]))
def test_a_baseline_survives_writing_and_reading(pairs: list[tuple[str, int]]) -> None:
    entries = tuple(Entry(fingerprint=mark, count=count, policy="p/é", file="a b.yaml", place='/x"~1') for mark, count in pairs)
    assert parse_baseline(json.loads(render(entries)), file="b.json") == entries


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": "celadon.baseline/v9", "findings": []}',
        '{"schema": "celadon.baseline/v1", "findings": [{"fingerprint": "f1:a", "count": 0, "policy": "p", "file": "f"}]}',
        '{"schema": "celadon.baseline/v1", "findings": [7]}',
        "[]",
    ],
)
def test_a_baseline_that_cannot_be_trusted_is_refused(text: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        parse_baseline(json.loads(text), file="celadon-baseline.json")
    assert "celadon-baseline.json" in refused.value.problems[0].message
    assert refused.value.problems[0].hint
