"""Aliases share nodes and are never expanded: what they stand for is counted, in nodes and in depth."""

import pytest

from celadon.sources.limits import Limits
from tests.sources.building import document, documents, place, problem


def bomb(levels: int, width: int, last: str = "[x, x]") -> str:
    lines = [f"a0: &a0 {last}"]
    lines += [f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * width) + "]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


def test_an_alias_is_the_very_node_that_was_anchored() -> None:
    read = document("a: &x [1]\nb: *x\nc: {d: *x}\n")
    assert read.value(("a",)) is read.value(("b",)) is read.value(("c", "d"))


def test_an_anchor_may_be_set_again_and_ends_with_its_document() -> None:
    assert document("a: &x 1\nb: &x 2\nc: *x\n").tree == {"a": 1, "b": 2, "c": 2}
    assert "no anchor" in problem("a: &x 1\n---\nb: *x\n").message


def test_an_alias_may_be_a_key_where_it_names_a_text() -> None:
    assert document("a: &x name\n*x : 1\n").tree == {"a": "name", "name": 1}
    assert "key is a mapping" in problem("a: &x [1]\n*x : 1\n").message


def test_an_anchored_null_and_an_anchored_tag_are_shared_too() -> None:
    read = document("a: &x\nb: *x\nc: &y !Ref z\nd: *y\n")
    assert read.value(("b",)) is None
    assert read.value(("c",)) is read.value(("d",))


@pytest.mark.parametrize(("levels", "width"), [(10, 9), (20, 3), (60, 2)])
def test_a_bomb_of_aliases_is_refused_by_what_it_stands_for(levels: int, width: int) -> None:
    found = problem(bomb(levels, width))
    assert found.kind == "limit-exceeded"
    assert "stand for more than 2000000 nodes" in found.message
    assert found.location is not None


def test_a_few_aliases_of_something_large_are_counted_exactly() -> None:
    text = bomb(2, 4, "[1, 2, 3]")
    assert document(text, limits=Limits(nodes=16)).value(("a1",)) == [[1, 2, 3]] * 4
    assert problem(text, limits=Limits(nodes=15)).kind == "limit-exceeded"


def test_more_aliases_than_a_document_may_have_are_refused() -> None:
    text = "a: &a 1\nb: [" + ", ".join(["*a"] * 1_001) + "]\n"
    assert "more than 1000 aliases" in problem(text).message
    assert len(documents(text.replace(", *a]", "]") + "---\n" + text.replace(", *a]", "]"))) == 2


def test_depth_counts_what_aliases_would_add() -> None:
    chain = "a0: &a0 [1]\n" + "".join(f"a{at}: &a{at} [[[[*a{at - 1}]]]]\n" for at in range(1, 60))
    found = problem(chain)
    assert "nested deeper than 200 levels" in found.message
    assert place(found)[0] == 51


@pytest.mark.parametrize(("depth", "is_read"), [(200, True), (201, False)])
@pytest.mark.parametrize("form", [("[", "]"), ("{a: ", "}"), ("- ", ""), ("!t [", "]")])
def test_nesting_is_held_to_the_limit(form: tuple[str, str], depth: int, is_read: bool) -> None:
    text = form[0] * depth + "1" + form[1] * depth
    if is_read:
        assert document(text)
    else:
        assert problem(text).kind == "limit-exceeded"


def test_merge_keys_take_what_is_not_written_the_earlier_first() -> None:
    read = document("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b, {w: 0, x: 9}]\n  z: 3\n")
    assert read.value(("c",)) == {"x": 1, "y": 1, "w": 0, "z": 3}
    assert list(read.value(("c",))) == ["x", "y", "w", "z"]
    assert read.span(("c", "w")).start.line == 4


def test_a_merged_mapping_may_be_merged_again() -> None:
    read = document("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n")
    assert read.value(("c",)) == {"x": 1, "y": 2, "z": 3}
    assert read.span(("c", "x")).start.line == 1


def test_a_quoted_merge_sign_is_an_ordinary_key() -> None:
    assert document("a: {'<<': 1, b: 2}\n").tree == {"a": {"<<": 1, "b": 2}}


def test_the_bomb_of_merge_keys_is_read_in_no_time_or_refused() -> None:
    lines = ["a0: &a0 {k: v}"] + [f"a{at}: &a{at} {{<<: [" + ", ".join([f"*a{at - 1}"] * 9) + "]}" for at in range(1, 10)]
    assert document("\n".join(lines)).value(("a9",)) == {"k": "v"}


def test_merging_something_large_many_times_is_charged() -> None:
    large = "a: &a {" + ", ".join(f"k{at}: 1" for at in range(5_000)) + "}\n"
    assert problem(large + "".join(f"b{at}: {{<<: *a}}\n" for at in range(900))).kind == "limit-exceeded"


def test_a_text_above_the_limit_is_refused_and_one_below_is_not() -> None:
    limits = Limits(scalar_bytes=1_000)
    assert problem("a: " + "x" * 1_001, limits=limits).kind == "limit-exceeded"
    assert problem("a: |\n" + "  xxxxxxxxx\n" * 120, limits=limits).kind == "limit-exceeded"
    assert document("a: " + "x" * 1_000, limits=limits)


def test_more_documents_than_a_stream_may_have_are_refused() -> None:
    assert problem("---\na\n" * 11, limits=Limits(documents=10)).kind == "limit-exceeded"
