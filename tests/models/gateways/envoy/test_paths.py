"""Sets of paths, how they lie to each other, and the cells into which rules cut a route."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.models.gateways.envoy.access.paths import EVERY_PATH, Neighbours, Path, Share, regex, share
from celadon.models.gateways.envoy.access.requests import Cell, Requests, RuleSet, Turns, cells

EXACT, PREFIX, SEGMENTS, REGEX = "exact", "prefix", "segment_prefix", "regex"


@pytest.mark.parametrize(
    ("rule", "route", "expected"),
    [
        (Path(PREFIX, "/"), Path(PREFIX, "/a"), Share.ALL),
        (Path(PREFIX, "/a"), Path(PREFIX, "/"), Share.PART),
        (Path(PREFIX, "/a"), Path(PREFIX, "/b"), Share.NONE),
        (Path(PREFIX, "/a"), Path(EXACT, "/ab"), Share.ALL),
        (Path(EXACT, "/a"), Path(PREFIX, "/a"), Share.PART),
        (Path(EXACT, "/a"), Path(EXACT, "/a/"), Share.NONE),
        (Path(SEGMENTS, "/a"), Path(PREFIX, "/a"), Share.PART),
        (Path(SEGMENTS, "/a"), Path(PREFIX, "/a/b"), Share.ALL),
        (Path(SEGMENTS, "/a"), Path(EXACT, "/ab"), Share.NONE),
        (Path(PREFIX, "/a"), Path(SEGMENTS, "/a"), Share.ALL),
        (Path(SEGMENTS, "/a"), Path(SEGMENTS, "/a"), Share.ALL),
        (Path(REGEX, "/v[0-9]+/.*"), Path(EXACT, "/v1/x"), Share.ALL),
        (Path(REGEX, "/v[0-9]+/.*"), Path(EXACT, "/w"), Share.NONE),
        (Path(REGEX, "/v[0-9]+/.*"), Path(PREFIX, "/v1/"), Share.PART),
        (Path(REGEX, "/v[0-9]+/.*"), Path(PREFIX, "/w"), Share.NONE),
        (Path(PREFIX, "/v"), Path(REGEX, "/v[0-9]+/.*"), Share.ALL),
        (Path(EXACT, "/v1/x"), Path(REGEX, "/v[0-9]+/.*"), Share.PART),
        (Path("template", "/users/{id}"), Path(EXACT, "/users/7"), Share.ALL),
        (Path("template", "/users/{id}"), Path(PREFIX, "/orders"), Share.NONE),
        (Path(PREFIX, "/A", ignores_case=True), Path(PREFIX, "/a/b"), Share.ALL),
        (Path(PREFIX, "/a"), Path(PREFIX, "/a", ignores_case=True), Share.PART),
        (Path(PREFIX, "/1"), Path(PREFIX, "/1", ignores_case=True), Share.ALL),
        (Path(PREFIX, "/b"), Path(PREFIX, "/a", ignores_case=True), Share.NONE),
    ],
)
def test_how_much_of_a_route_a_rule_covers(rule: Path, route: Path, expected: Share) -> None:
    assert share(rule, route) is expected


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (".*", EVERY_PATH),
        ("^/.*$", EVERY_PATH),
        ("/orders", Path(EXACT, "/orders")),
        (r"/v1\.0", Path(EXACT, "/v1.0")),
        ("/orders/.*", Path(PREFIX, "/orders/")),
        ("/a|/b", Path(REGEX, "/a|/b")),
        ("/orders/[0-9]+", Path(REGEX, "/orders/[0-9]+")),
        ("/ab?", Path(REGEX, "/ab?")),
    ],
)
def test_an_expression_that_says_no_more_than_a_path_is_one(pattern: str, path: Path) -> None:
    assert regex(pattern) == path


def test_the_literal_head_of_an_expression_ends_before_what_may_be_absent() -> None:
    assert Path(REGEX, "/ab?c").literal == "/a"
    assert Path(REGEX, "/ab+c").literal == "/ab"
    assert Path(REGEX, "(/a)").literal == ""


def test_an_expression_that_is_not_re2_holds_nothing() -> None:
    assert Path(REGEX, "/(?=a)").holds("/a") is False


def test_a_route_is_cut_where_rules_begin_to_differ_and_the_rest_comes_last() -> None:
    found = cells(
        Requests(Path(PREFIX, "/")), [RuleSet([Requests(Path(EXACT, "/admin")), Requests(Path(PREFIX, "/open")), Requests(EVERY_PATH)])]
    )
    assert found is not None
    assert [(cell.path.value, cell.narrowed) for cell in found] == [("/admin", True), ("/open", True), ("/", False)]


def test_a_rule_that_singles_out_a_method_cuts_by_method() -> None:
    preflight = Requests(EVERY_PATH, frozenset({"OPTIONS"}))
    found = cells(Requests(Path(PREFIX, "/a")), [RuleSet([preflight, Requests(EVERY_PATH)])])
    assert found is not None
    assert [cell.methods for cell in found] == [("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"), ("OPTIONS",)]
    assert [cell.share_of(preflight) for cell in found] == [Share.NONE, Share.ALL]


def test_a_condition_covers_a_part_only() -> None:
    cell = Cell(Path(PREFIX, "/a"), ("*",))
    assert cell.share_of(Requests(EVERY_PATH, conditional=True)) is Share.PART
    assert cell.share_of(Requests(Path(EXACT, "/a/b"))) is Share.NONE


def test_a_route_that_very_many_rules_cut_is_not_judged_in_parts() -> None:
    assert cells(Requests(EVERY_PATH), [RuleSet([Requests(Path(EXACT, f"/{number}")) for number in range(300)])]) is None


PATHS = st.builds(
    Path,
    st.sampled_from([PREFIX, EXACT, "segment_prefix", REGEX, "template"]),
    st.sampled_from(["/", "/a", "/A", "/a/b", "/a/b/", "/a/.*", "/a?b", "/(a|b)", "/{x}/b", "/a/*", "/\u03a3", "/\u03c3\u03b1"]),
    st.booleans(),
)


@given(rules=st.lists(PATHS, max_size=8), route=PATHS)
def test_neighbours_miss_no_path_that_shares_something(rules: list[Path], route: Path) -> None:
    neighbours = Neighbours(rules)
    shares = [share(rule, route) for rule in rules]
    assert {number for number, found in enumerate(shares) if found is Share.ALL} <= set(neighbours.around(route))
    assert {number for number, found in enumerate(shares) if found is not Share.NONE} <= set(neighbours.near(route))


def test_of_matches_in_turn_an_earlier_one_without_conditions_leaves_nothing() -> None:
    turns = Turns([Requests(Path(PREFIX, "/a"), conditional=True), Requests(Path(PREFIX, "/a")), Requests(Path(EXACT, "/a/b"))])
    found = [turns.leave_nothing(Cell(Path(EXACT, "/a/b"), ("*",)), before) for before in range(3)]
    assert found == [False, False, True]
