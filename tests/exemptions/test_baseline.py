from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.exemptions.baseline import Entry, apply_baseline, create, create_anew, parse_baseline, prune, render
from celadon.sources.document import Document
from celadon.sources.reading import Reader
from celadon.terms.errors import InvalidUsage
from celadon.terms.finding import Disposition
from tests.exemptions.building import finding, mark

A, B, C = mark("a"), mark("b"), mark("c")


def read(text: str) -> tuple[Entry, ...]:
    document: Document = Reader(Path.cwd()).read_text(text.encode(), name="celadon-baseline.json")[0]
    return parse_baseline(document)


def everything(_: Entry) -> bool:
    return True


def nothing(_: Entry) -> bool:
    return False


def test_what_is_accepted_today_is_baselined_tomorrow() -> None:
    entries = create([finding(), finding(fingerprint=B)])
    applied = apply_baseline([finding(fingerprint=B), finding()], entries, judged=everything)
    assert {item.disposition for item in applied.findings} == {Disposition.BASELINED}
    assert applied.stale == ()


def test_a_second_identical_violation_is_new() -> None:
    applied = apply_baseline([finding(), finding()], create([finding()]), judged=everything)
    assert [item.disposition for item in applied.findings] == [Disposition.BASELINED, Disposition.OPEN]


def test_a_violation_in_a_shared_file_is_accepted_for_the_document_that_had_it() -> None:
    shared = finding().location
    entries = create([finding(document="apis/a.yaml", location=shared)])
    applied = apply_baseline([finding(document="apis/a.yaml"), finding(document="apis/b.yaml")], entries, judged=everything)
    assert [item.disposition for item in applied.findings] == [Disposition.BASELINED, Disposition.OPEN]


def test_the_order_of_a_yaml_stream_does_not_matter() -> None:
    entries = create([finding(document="apis/orders.yaml#1")])
    assert (
        apply_baseline([finding(document="apis/orders.yaml")], entries, judged=everything).findings[0].disposition is Disposition.BASELINED
    )


def test_a_mended_finding_leaves_a_stale_entry_that_prune_takes_away() -> None:
    entries = create([finding(), finding(), finding(fingerprint=B)])
    applied = apply_baseline([finding()], entries, judged=everything)
    assert [(entry.fingerprint, entry.count) for entry in applied.stale] == [(A, 1), (B, 1)]
    assert [(entry.fingerprint, entry.count) for entry in prune(entries, applied.stale)] == [(A, 1)]


def test_two_entries_for_one_violation_as_a_merge_leaves_them_are_added_up() -> None:
    entries = (*create([finding()]), *create([finding(), finding()]))
    applied = apply_baseline([finding()] * 2, entries, judged=everything)
    assert {item.disposition for item in applied.findings} == {Disposition.BASELINED}
    assert sum(entry.count for entry in prune(entries, applied.stale)) == 2


def test_what_was_not_judged_is_not_stale() -> None:
    assert apply_baseline([], create([finding()]), judged=nothing).stale == ()


def test_waived_findings_stay_out_of_a_baseline() -> None:
    assert create([finding(disposition=Disposition.WAIVED)]) == ()


def test_a_baseline_made_anew_keeps_what_was_not_looked_at_and_drops_what_was() -> None:
    old = (*create([finding()] * 3), *create([finding(fingerprint=B)]), *create([finding(fingerprint=C)]))
    anew = create_anew([finding()], old, lambda entry: entry.fingerprint != C)
    assert {entry.fingerprint: entry.count for entry in anew} == {A: 1, C: 1}


@given(
    st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(1, 5), st.sampled_from(["a b.yaml", "d"])), unique_by=lambda item: item[0])
)
def test_a_baseline_survives_writing_and_reading(rows: list[tuple[str, int, str]]) -> None:
    entries = tuple(
        Entry(fingerprint=fingerprint, count=count, policy="p/é", document=document, file="a b.yaml", place='/x"~1\u2028')
        for fingerprint, count, document in rows
    )
    assert read(render(entries)) == entries


ENTRY = f'"fingerprint": "{A}", "count": 1, "policy": "p/a", "file": "a.yaml"'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"schema": "celadon.baseline/v9",\n "findings": []}', 1, "'celadon.baseline/v9'"),
        ('{\n"findings": []}', 1, "names no schema"),
        ("[]", 1, "names no schema"),
        ('{"schema": "celadon.baseline/v1"}', 1, "'findings'"),
        ('{"schema": "celadon.baseline/v1", "findings": [\n7]}', 2, "a mapping is expected"),
        ('{"schema": "celadon.baseline/v1", "findings": 7}', 1, "a list is expected"),
        ('{"schema": "celadon.baseline/v1", "findings": [\n{' + ENTRY.replace("1, ", "0, ") + "}]}", 2, "at least 1"),
        ('{"schema": "celadon.baseline/v1", "findings": [\n{' + ENTRY.replace("f1:aa", "f1:") + "}]}", 2, "not a fingerprint"),
        ('{"schema": "celadon.baseline/v1", "findings": [\n{' + ENTRY + ', "note": 1}]}', 2, "unknown key 'note'"),
        ('{"schema": "celadon.baseline/v1", "findings": [\n{' + ENTRY + ', "count": 9}]}', 2, "stands twice"),
    ],
)
def test_a_baseline_that_cannot_be_trusted_is_refused_at_its_place(text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        read(text)
    (problem,) = refused.value.problems
    assert words in problem.message
    assert problem.hint
    assert problem.location is not None
    assert (problem.location.file, problem.location.span.start.line) == ("celadon-baseline.json", line)
