"""Claims about regular expressions, and RE2."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.cel.patterns.judging import fixed_start, is_anchored, is_anchored_at_start, is_finite, may_backtrack, may_start_with
from celadon.cel.patterns.reading import UnreadablePattern, read_pattern
from celadon.cel.patterns.searching import compile_pattern, searcher
from celadon.cel.values import Failure


@pytest.mark.parametrize(
    ("pattern", "start", "both"),
    [
        ("^a$", True, True),
        ("^(a|b)$", True, True),
        ("^a$|^b$", True, True),
        ("(^a$|^b$)", True, True),
        ("(?:^a|^b)$", True, True),
        (r"\Aa\z", True, True),
        (r"^a\Z", True, True),
        ("^a|b$", False, False),
        ("^a", True, False),
        ("a$", False, False),
        ("a", False, False),
        ("", False, False),
        ("^", True, False),
        ("^$", True, True),
        (r"\^a\$", False, False),
        ("[^a]$", False, False),
        ("(?i)^a$", True, True),
        ("(?=.*[0-9])^a$", True, True),
        ("^(?=.*[0-9]).{8,}$", True, True),
        ("(^a)?b$", False, False),
        ("(^a)+$", True, True),
        ("x^a$", False, False),
        ("^a$x", True, False),
        (r"^\d{3}\b$", True, True),
        ("^[$]$", True, True),
        ("(", False, False),
        ("^a{2}$", True, True),
        ("^(?<name>a)$", True, True),
        (r"^(a)\1$", True, True),
        ("(?i:^a)$", True, True),
    ],
)
def test_anchors_hold_in_every_branch(pattern: str, start: bool, both: bool) -> None:
    assert (is_anchored_at_start(pattern), is_anchored(pattern)) == (start, both)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{3}$",
        "^a?b?$",
        "^(a|bc){0,4}$",
        "^$",
        "^[^x]$",
        r"^\d{1,9}$",
        "^(?=.*)a$",
        "^(a{2}){3}$",
        r"^\u0041{2}$",
        "^(^)*$",
        "^a{,2}$",
        "^{a}$",
        r"^(a)\1$",
        "^x{0}(a*){0}$",
    ],
)
def test_finite_patterns_have_a_longest_match(pattern: str) -> None:
    assert is_finite(pattern)


@pytest.mark.parametrize(
    "pattern", ["^a*$", "^a+$", "^a{2,}$", "^(a?)*$", "^(ab|c+)$", "^.+$", "^(a{3})+$", "(", "[", "a**", "^a+?$", "^(?:x|(y*)){2}$"]
)
def test_other_patterns_have_none_or_cannot_be_read(pattern: str) -> None:
    assert not is_finite(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", r"(\w*)*", r"(\w+\s?)*", "^(a*)*$", "((a+))+", "(a+|b)+", "([a-z]+[a-z0-9]*)+", "^(.*)+$", "(a+a)+", "x(y+){2,}z"]
)
def test_nested_repetitions_may_backtrack(pattern: str) -> None:
    assert may_backtrack(pattern)


@pytest.mark.parametrize(
    "pattern", ["^a+$", "(a+,)+", r"^(\w+\.)+\w+$", "(ab)+", "(a{1,3})+", r"^[a-z]+(-[a-z]+)*$", "a+b+c+", "(a|b)+", "("]
)
def test_repetitions_that_are_told_apart_do_not(pattern: str) -> None:
    assert not may_backtrack(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^https://", "https://"),
        (r"^https:\/\/api\.", "https://api."),
        ("^https?://", "http"),
        ("^(https)://", "https://"),
        ("^/[^/]", "/"),
        ("https://", ""),
        ("^(a|b)c", ""),
        ("^a|b", ""),
        (r"^\x41", "A"),
        ("^[a]b", "ab"),
    ],
)
def test_what_every_match_begins_with(pattern: str, text: str) -> None:
    assert fixed_start(pattern) == text


@pytest.mark.parametrize(
    ("pattern", "start", "answer"),
    [
        ("^/", "//", True),
        ("^/[a-z]*", "//", True),
        ("^/[a-z]*$", "//", False),
        ("^/[^/]", "//", False),
        ("^/[^/]?", "//", True),
        ("^/(a|/)", "//", True),
        ("^/{1}$", "//", False),
        ("^/{2,}", "//", True),
        ("^https?://", "file:", False),
        (r"^[a-z]+:\/\/", "file:", True),
        ("^(https|ftp)://", "gopher:", False),
        ("^.{1,3}$", "file:", False),
        (r"^(.)\1", "//", True),
        ("^é", "é", True),
        ("https://", "file:", True),
        ("^(", "file:", True),
        ("^a|b", "file:", True),
        ("^" + "(" * 60 + "a" + ")*" * 60 + "$", "aaaaaaaa", True),
    ],
)
def test_with_what_a_text_that_matches_may_begin(pattern: str, start: str, answer: bool) -> None:
    assert may_start_with(pattern, start) is answer


@given(st.text(alphabet="ab[]()^$|?*+{}0,1\\dwsb.-:=!<", max_size=14))
@settings(max_examples=800, deadline=None)
def test_reading_never_fails_otherwise_than_by_saying_so(pattern: str) -> None:
    try:
        read_pattern(pattern)
    except UnreadablePattern:
        return
    is_anchored(pattern)
    is_finite(pattern)
    may_backtrack(pattern)
    fixed_start(pattern)
    may_start_with(pattern, "ab")


PIECES = st.lists(st.sampled_from(["a", "[b-d]", "(x|yz)", r"\d", ".", "((a(b){2}){0,3})"]), min_size=1, max_size=4)


@given(PIECES, st.integers(0, 3), st.sampled_from(["*", "+", "{2,}", "*?", "+?"]))
@settings(max_examples=200, deadline=None)
def test_one_repetition_without_bound_is_enough(pieces: list[str], place: int, quantifier: str) -> None:
    assert is_finite(f"^{''.join(pieces)}$")
    assert is_finite(f"^(?:{'|'.join(pieces)}){{1,5}}$")
    place %= len(pieces)
    pieces[place] += quantifier
    assert not is_finite(f"^{''.join(pieces)}$")
    assert not is_finite(f"^(?:{'|'.join(pieces)}){{1,5}}$")


def test_searching_takes_any_text() -> None:
    assert searcher("^é+$")("éé") is True
    assert searcher("a")("\ud800a") is True
    assert searcher("^$")("") is True
    assert searcher("b$")("ab\n") is False


@pytest.mark.parametrize("pattern", ["(?=a)", r"(a)\1", r"a\Z", "(", "a{1001}", "[z-a]", "*", "\ud800"])
def test_patterns_that_are_not_re2_are_refused_with_a_reason(pattern: str) -> None:
    with pytest.raises(Failure, match="the pattern is not RE2"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("[a-z", "close it with ]"),
        ("(a", "close it with )"),
        ("a)", "a ) closes a group that is not open"),
        ("*a", "repeat what stands before them"),
        ("a**", "one of *, + and ? is enough"),
        ("a{1001}", "at most 1,000 repetitions"),
        ("a\\", "for a backslash"),
        ("[z-a]", "runs backwards"),
        (r"\k", "RE2 has no such escape"),
        ("(?=a)", "no lookahead"),
        (r"(a)\1", "no backreferences"),
    ],
)
def test_a_pattern_that_is_wrong_is_answered_with_the_next_step(pattern: str, advice: str) -> None:
    with pytest.raises(Failure) as failed:
        compile_pattern(pattern)
    assert advice in failed.value.hint
