"""Types of plain scalars are those of YAML 1.2's core schema; what looks like YAML 1.1 is text."""

import math

import pytest

from celadon.terms.unknown import Tagged
from tests.sources.building import document, place, problem


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None), ("Null", None), ("NULL", None), ("~", None), ("nULL", "nULL"),
        ("true", True), ("False", False), ("TRUE", True), ("tRUE", "tRUE"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("Off", "Off"), ("y", "y"),
        ("0", 0), ("-0", 0), ("+12", 12), ("010", 10), ("0o17", 15), ("0xFf", 255), ("-0x1", "-0x1"), ("0b11", "0b11"), ("1_000", "1_000"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("-1e3", -1000.0), ("1E+2", 100.0), ("1.2.3", "1.2.3"), (".", "."), ("-", "-"), ("e3", "e3"),
        (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), (".nan.", ".nan."), ("inf", "inf"),
        ("1:30", "1:30"), ("190:20:30", "190:20:30"), ("2020-01-01", "2020-01-01"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("\u0661", "\u0661"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_a_plain_scalar_has_the_type_of_the_core_schema(written: str, value: object) -> None:
    if written == "-":
        written = "'-'"
    found = document(f"k: {written}\n").value(("k",))
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number_that_is_none() -> None:
    found = document("k: .NaN").value(("k",))
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize("written", ["'12'", '"12"', "|-\n  12", ">-\n  12", "! 12", "!!str 12", "&a ! 12", "&a '12'"])
def test_quotes_blocks_and_tags_make_text(written: str) -> None:
    assert document(f"k: {written}\n").tree == {"k": "12"}


def test_a_tag_on_one_scalar_does_not_change_the_next_of_the_same_spelling() -> None:
    assert document("[! 12, 12, &a 12, '12']").tree == ["12", 12, 12, "12"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!int '12'", 12),
        ("!!float 1", 1.0),
        ("!!float 1e400", math.inf),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!str null", "null"),
    ],
)
def test_core_tags_are_applied(written: str, value: object) -> None:
    found = document(f"k: {written}\n").value(("k",))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("written", ["!!int x", "!!bool 1", "!!null x", "!!float true", "!!int 1.5"])
def test_a_core_tag_that_does_not_fit_its_text_is_an_error_at_its_place(written: str) -> None:
    found = problem(f"a: 1\nk: {written}\n")
    assert "does not fit its tag" in found.message
    assert place(found) == (2, 4)


@pytest.mark.parametrize(
    ("written", "tag", "inner"),
    [
        ("!Ref Bucket", "!Ref", "Bucket"), ("!Sub '${A}'", "!Sub", "${A}"), ("!!binary aGk=", "!!binary", "aGk="),
        ("!!timestamp 2020-01-01", "!!timestamp", "2020-01-01"), ("!!python/object/apply:os.system [id]", "!!python/object/apply:os.system", ["id"]),
        ("!GetAtt {a: 1}", "!GetAtt", {"a": 1}), ("!!set {a, b}", "!!set", {"a": None, "b": None}), ("!<tag:x.org,2020:y> 1", "tag:x.org,2020:y", "1"),
    ],
)  # fmt: skip
def test_other_tags_are_kept_as_data_and_never_constructed(written: str, tag: str, inner: object) -> None:
    found = document(f"k: {written}\n").value(("k",))
    assert isinstance(found, Tagged)
    assert (found.tag, found.value) == (tag, inner)


@pytest.mark.parametrize("written", ["!!map [a]", "!!seq {a: 1}", "!!str {a: 1}", "!!int [1]"])
def test_a_core_tag_before_the_wrong_sort_of_node_is_an_error(written: str) -> None:
    assert "stands before a" in problem(f"k: {written}\n").message


def test_core_tags_of_collections_change_nothing() -> None:
    assert document("k: !!map {a: !!seq [1], b: ! [2]}\n").tree == {"k": {"a": [1], "b": [2]}}


def test_an_integer_of_six_thousand_digits_is_a_limit_at_its_place() -> None:
    found = problem("a: 1\nk: " + "9" * 6_000)
    assert found.kind == "limit-exceeded"
    assert place(found) == (2, 4)
    assert problem("k: 0x" + "f" * 6_000).kind == "limit-exceeded"
    assert document("k: " + "9" * 4_300).value(("k",)) == int("9" * 4_300)


@pytest.mark.parametrize(
    ("written", "key"),
    [("200", "200"), ("'200'", "200"), ("1.0", "1.0"), ("null", "null"), ("no", "no"), ("2020-01-01", "2020-01-01"), ("!!int 1", "1")],
)
def test_keys_are_text_as_written(written: str, key: str) -> None:
    assert document(f"{written}: x\n").tree == {key: "x"}
