import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.exemptions.places import matches_operation, matches_path


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        ("**", "a/b/c.yaml", True),
        ("apis/*.yaml", "apis/orders.yaml", True),
        ("apis/*.yaml", "apis/v1/orders.yaml", False),
        ("apis/**/*.yaml", "apis/orders.yaml", True),
        ("apis/**/*.yaml", "apis/v1/eu/orders.yaml", True),
        ("/paths/~1orders/**", "/paths/~1orders/post/parameters/0", True),
        ("/paths/~1orders", "/paths/~1orders/post", False),
        ("orders.yam?", "orders.yaml", True),
        ("", "a", False),
    ],
)
def test_a_star_stays_in_its_segment_and_two_stars_do_not(pattern: str, path: str, answer: bool) -> None:
    assert matches_path(pattern, path) is answer


@pytest.mark.parametrize(
    ("pattern", "label", "answer"),
    [
        ("POST /orders", "POST /orders", True),
        ("post /orders", "POST /orders", True),
        ("* /orders", "DELETE /orders", True),
        ("POST /orders/*", "POST /orders/{id}", True),
        ("POST /orders", "POST /orders/{id}", False),
        ("GET /orders", "POST /orders", False),
    ],
)
def test_an_operation_matches_by_method_and_path(pattern: str, label: str, answer: bool) -> None:
    assert matches_operation(pattern, label) is answer


@given(st.text("ab*?/", max_size=12), st.text("ab/", max_size=12))
def test_globs_agree_with_the_regular_expression_that_they_stand_for(pattern: str, path: str) -> None:
    segments = pattern.split("/")
    if any("**" in segment and segment != "**" for segment in segments):
        return
    expected = _reference(tuple(segments), tuple(path.split("/")))
    assert matches_path(pattern, path) is expected


def _reference(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_reference(pattern[1:], path[skipped:]) for skipped in range(len(path) + 1))
    if not path:
        return False
    one = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern[0])
    return re.fullmatch(one, path[0]) is not None and _reference(pattern[1:], path[1:])
