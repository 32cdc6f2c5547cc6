"""Paths as gateways match them, globs that cover them, operations that they take."""

import pytest

from celadon.models.gateways.neutral.route import PathMatch
from celadon.models.gateways.paths import lies_within, literal_segments, read_expression, takes
from celadon.terms.unknown import Unknown
from tests.models.gateways.building import place


def path(kind: str, value: object) -> PathMatch:
    return PathMatch(place(), None, kind=kind, value=value)


@pytest.mark.parametrize(
    ("expression", "kind", "value"),
    [
        ("/health$", "exact", "/health"),
        ("^/health$", "exact", "/health"),
        ("/health", "prefix", "/health"),
        ("/v1\\.0/orders$", "exact", "/v1.0/orders"),
        ("/v1.0/orders", "prefix", "/v1.0/orders"),
        ("/users/(?<id>[^/]+)$", "template", "/users/{id}"),
        ("/users/(?P<id>[^#?/]+)/keys/([0-9]+)$", "template", "/users/{id}/keys/{part2}"),
        ("/users/\\d+$", "template", "/users/{part1}"),
        ("/users/(?<id>[^/]+)", "regex", "/users/(?<id>[^/]+)"),
        ("/(a|b)$", "regex", "/(a|b)$"),
        ("/a.*$", "regex", "/a.*$"),
        ("/a\\d$", "regex", "/a\\d$"),
    ],
)
def test_an_expression_is_read_as_a_template_where_it_is_one(expression: str, kind: str, value: str) -> None:
    assert read_expression(expression, anchored_end=False) == (kind, value)


def test_a_vendor_that_compares_the_whole_path_makes_exact_paths() -> None:
    assert read_expression("/health", anchored_end=True) == ("exact", "/health")


@pytest.mark.parametrize(
    ("kind", "value", "globs", "covered"),
    [
        ("exact", "/healthz", ["/health*"], True),
        ("exact", "/health/db", ["/health*"], False),
        ("exact", "/health/db", ["/health/**"], True),
        ("prefix", "/health", ["/health*"], False),
        ("prefix", "/health", ["/health*", "/health*/**"], True),
        ("prefix", "/health/", ["/health/**"], True),
        ("prefix", "/", ["/**"], True),
        ("segment_prefix", "/health", ["/health", "/health/**"], True),
        ("segment_prefix", "/health", ["/health/**"], True),
        ("segment_prefix", "/health", ["/health"], False),
        ("template", "/users/{id}", ["/users/*"], True),
        ("template", "/users/{id}", ["/users/me"], False),
        ("regex", "/(a|b)", ["/a", "/b"], False),
        ("regex", "/(a|b)", ["/**"], True),
    ],
)
def test_a_match_is_covered_only_when_all_that_it_takes_is(kind: str, value: str, globs: list[str], covered: bool) -> None:
    assert lies_within((path(kind, value),), globs) is covered


def test_a_match_without_paths_takes_everything_and_lies_in_nothing() -> None:
    assert lies_within((), ["/**"]) is False


def test_one_path_outside_decides_and_an_unknown_one_leaves_it_open() -> None:
    doubt = Unknown("elsewhere")
    assert lies_within((path("exact", "/a"), path("exact", doubt)), ["/b"]) is False
    assert lies_within((path("exact", "/a"), path("exact", doubt)), ["/a"]) is doubt


@pytest.mark.parametrize(
    ("kind", "value", "operation", "taken"),
    [
        ("exact", "/orders", "/orders", True),
        ("exact", "/orders", "/orders/{id}", False),
        ("prefix", "/ord", "/orders/{id}", True),
        ("segment_prefix", "/ord", "/orders", False),
        ("segment_prefix", "/orders/", "/orders", True),
        ("template", "/orders/{id}", "/orders/{order}", True),
        ("template", "/orders/{id}", "/orders/{order}/items", False),
        ("template", "/orders/{id}", "/orders/latest", True),
        ("regex", "/orders/[0-9]+$", "/orders/{id}", True),
        ("regex", "/orders/[a-z]+$", "/orders/{id}", True),
        ("regex", "/refunds/.*", "/orders/{id}", False),
    ],
)
def test_an_operation_is_taken_by_the_paths_that_it_may_have(kind: str, value: str, operation: str, taken: bool) -> None:
    assert takes(path(kind, value), operation) is taken


def test_an_expression_that_is_not_understood_is_unknown() -> None:
    assert isinstance(takes(path("regex", "/a(?=b)"), "/ab"), Unknown)


def test_segments_are_the_literal_parts_of_all_paths() -> None:
    found = literal_segments((path("prefix", "/v1.0/Admin"), path("template", "/users/{id}"), path("regex", "/(a|b)/keys")))
    assert found == ("v1.0", "Admin", "users", "keys")
