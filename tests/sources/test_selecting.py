"""Selectors: the understood part of JSONPath selects in document order; everything else is refused in words."""

import pytest

from celadon.sources.selecting import parse_selector

STORE = {
    "b": {"name": "late", "items": [{"id": 1}, {"id": 2}, {"id": 3}]},
    "a": {"name": "early", "deep": {"name": "inner", "items": []}},
}


def pointers(selector: str, tree: object = STORE) -> list[str]:
    return ["/".join(map(str, tokens)) for tokens, _ in parse_selector(selector).select(tree)]


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("$", [""]),
        ("$.a.name", ["a/name"]),
        ("$['a','b'].name", ["b/name", "a/name"]),
        ("$.*.name", ["b/name", "a/name"]),
        ("$..name", ["b/name", "a/name", "a/deep/name"]),
        ("$.b.items[0,-1].id", ["b/items/0/id", "b/items/2/id"]),
        ("$.b.items[::-1]", ["b/items/0", "b/items/1", "b/items/2"]),
        ("$.b.items[1:]", ["b/items/1", "b/items/2"]),
        ("$..items[*].id", ["b/items/0/id", "b/items/1/id", "b/items/2/id"]),
        ("$.b.items[9]", []),
        ("$.b.name[0]", []),
        ("$..deep..name", ["a/deep/name"]),
    ],
)
def test_nodes_are_found_in_document_order_each_once(selector: str, found: list[str]) -> None:
    assert pointers(selector) == found


def test_a_node_that_two_ways_lead_to_is_found_once() -> None:
    assert pointers("$..*..id", {"a": {"b": {"id": 1}}}) == ["a/b/id"]


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("paths", "begins at the root"),
        ("$.paths[?(@.get)]", "a filter belongs in `when`"),
        ("$.paths[(@.length-1)]", "not part of selectors"),
        ("$.x-internal", r"\['a-b'\]"),
        ("$.", "from character 2"),
        ("$.a..", "from character 4"),
        ("$[01]", "from character 2"),
        ("$.`parent`", "not part of the RFC"),
        ("$['*']", "wildcard"),
        ("$[9007199254740992]", "larger"),
        ("$.a|$.b", "union is written in brackets"),
        ("$['a',1]", "jsonpath-ng does not read"),
        ("$" + ".a" * 2_000, "longer than"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_place_and_a_reason(selector: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_selector(selector)


def test_a_tree_as_deep_as_documents_may_be_is_walked_without_recursion() -> None:
    tree: object = "end"
    for _ in range(3_000):
        tree = [tree]
    assert len(parse_selector("$..*").select(tree)) == 3_000  # type: ignore[arg-type]  # deep on purpose
