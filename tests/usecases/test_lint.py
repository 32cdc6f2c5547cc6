"""Bundles against the house rules, whole: form, CEL and cases first, then the rules."""

import pytest

from celadon.usecases.lint import lint_bundles
from tests.bundles.building import POLICY, changed, write_bundle


def _told(start, *names):
    return [
        f"{problem.location.file}:{problem.location.span.start.line} {problem.message}" if problem.location else problem.message
        for problem in lint_bundles(names, start=start)
    ]


def test_a_good_bundle_is_silent(tmp_path):
    write_bundle(tmp_path)
    assert _told(tmp_path, "team") == []


def test_house_rules_are_told_with_file_and_line(tmp_path):
    write_bundle(tmp_path, named=changed("title: Every", "title: every"))
    assert _told(tmp_path, "team") == ["team/named.yaml:2 the title begins with a small letter"]


def test_what_keeps_a_bundle_from_being_used_comes_first(tmp_path):
    write_bundle(tmp_path, named=changed("title: Every", "title: every").replace("operation.label", "operation.lable"))
    assert _told(tmp_path, "team") == ["team/named.yaml:15 undefined field 'lable' on operation (did you mean 'label'?)"]


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ("refused: [{title: T, document: 'a: b'}]\n", "team/named.cases.yaml:1 the refused case 'T' marks no finding"),
        ("refusd: []\n", "team/named.cases.yaml:1 unknown key 'refusd'"),
        ("a: [\n", None),
    ],
)
def test_cases_are_read_too(tmp_path, cases, told):
    write_bundle(tmp_path, named=POLICY, named__cases=cases)
    found = _told(tmp_path, "team")
    assert len(found) == 1
    assert told is None or found == [told]


def test_a_reference_into_a_bundle_that_we_ship_is_looked_up(tmp_path):
    write_bundle(tmp_path, named=changed("references:", "related: [payments/idempotency-kye, elsewhere/thing]\nreferences:"))
    told = _told(tmp_path, "team")
    assert "team/named.yaml:17 the related policy 'payments/idempotency-kye' is not there" in told
    assert not any("elsewhere" in line for line in told)


def test_names_that_are_no_bundle_are_told_beside_the_others(tmp_path):
    write_bundle(tmp_path, named=changed("title: Every", "title: every"))
    assert _told(tmp_path, "taem", "team") == ["no bundle is named 'taem'", "team/named.yaml:2 the title begins with a small letter"]


def test_bundles_that_are_named_together_know_each_other(tmp_path):
    write_bundle(tmp_path, named=changed("references:", "related: [guild/nmaed, guild/named]\nreferences:"))
    (tmp_path / "guild").mkdir()
    for file in (tmp_path / "team").iterdir():
        text = file.read_text().replace("name: team", "name: guild").replace("related: [guild/nmaed, guild/named]\n", "")
        (tmp_path / "guild" / file.name).write_text(text)
    told = "team/named.yaml:17 the related policy 'guild/nmaed' is not there"
    assert told not in _told(tmp_path, "team")
    assert told in _told(tmp_path, "team", "guild")


def test_a_rule_can_be_left_out_by_its_name(tmp_path):
    write_bundle(tmp_path, named=changed("title: Every", "title: every").replace("an operationId\n", "an operationId.\n"))
    assert {problem.kind for problem in lint_bundles(("team",), start=tmp_path)} == {"titles"}
    assert lint_bundles(("team",), start=tmp_path, skip=("titles",)) == ()
