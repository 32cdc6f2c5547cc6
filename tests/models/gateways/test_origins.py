"""Which origins an expression lets through: any, null, look-alikes."""

import pytest

from celadon.models.gateways.origins import expression, judge
from celadon.terms.unknown import Unknown


@pytest.mark.parametrize(
    ("pattern", "lookalike"),
    [
        (r"https://.*example\.com", "https://evilexample.com"),
        (r"https://([a-z-]+\.)?example\.com", None),
        (r"https://[a-z]+.example\.com", "https://evilexample.com"),
        (r"https://(app|www).example\.com", "https://appxexample.com"),
        (r"https://app.example\.com", "https://appxexample.com"),
        (r"https://app\.example.com", None),
        (r"https://.*\.com", "https://evil.com"),
        (r"http://localhost:[0-9]+", None),
    ],
)
def test_a_pattern_is_tried_on_origins_that_resemble_the_meant_ones(pattern: str, lookalike: str | None) -> None:
    compare = expression(pattern, whole=True)
    assert not isinstance(compare, Unknown)
    assert judge(compare, pattern).lookalike == lookalike


def test_a_pattern_that_is_not_anchored_matches_longer_origins() -> None:
    compare = expression(r"https://example\.com", whole=False)
    assert not isinstance(compare, Unknown)
    assert judge(compare, r"https://example\.com").lookalike == "https://example.com.evil.example"


@pytest.mark.parametrize("pattern", [".*", "https?://.*", "http.*"])
def test_a_pattern_that_strangers_match_is_any(pattern: str) -> None:
    compare = expression(pattern, whole=True)
    assert not isinstance(compare, Unknown)
    assert judge(compare, pattern).matches_any


def test_null_is_an_origin_like_others() -> None:
    compare = expression("[a-z]+", whole=True)
    assert not isinstance(compare, Unknown)
    assert judge(compare, "[a-z]+").matches_null


def test_an_expression_that_re2_refuses_is_unknown() -> None:
    assert isinstance(expression("(?!evil).*", whole=True), Unknown)
