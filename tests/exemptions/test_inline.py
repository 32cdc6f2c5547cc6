"""Waivers in documents: where they may stand, what they cover, and what is wrong with them."""

from datetime import date
from pathlib import Path

import pytest

from celadon.exemptions.inline import Found, inline_waivers
from celadon.exemptions.places import may_have_inline_waivers
from celadon.sources.reading import Reader
from celadon.terms.location import Location, Span

WAIVE = "{policy: p/a, reason: moves to us next month, owner: team, expires: 2027-01-31}"


def found(text: str, name: str = "a.yaml") -> Found:
    return inline_waivers(Reader(Path.cwd()).read_text(text.encode(), name=name)[0])


def covered_lines(text: str) -> list[int]:
    """Tell the lines, of the first eight, whose findings the one waiver of a text covers."""
    (waiver,) = found(text).waivers
    assert waiver.inline is not None
    places = [Location(file="a.yaml", pointer="/x", span=Span.of(line, 5, line + 1, 1)) for line in range(1, 9)]
    return [place.span.start.line for place in places if waiver.inline.covers(place)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"a: 1\nb: 2  # celadon-waive: {WAIVE}\nc: 3\n", 2),
        (f"a: 1\n# celadon-waive: {WAIVE}\nb: 2\n", 3),
        (f"a: 1\n# celadon-waive: {WAIVE}\n\n# Another remark.\nb: 2\n", 5),
        (f"a: 1\n#celadon-waive {WAIVE}\nb: 2\n", 3),
        (f"a: 'x # y'  # celadon-waive: {WAIVE}\n", 1),
    ],
)
def test_a_comment_covers_its_line_or_the_next_that_says_something(text: str, line: int) -> None:
    assert covered_lines(text) == [line]


def test_a_mark_in_a_text_is_no_waiver() -> None:
    assert found(f"a: |\n  # celadon-waive: {WAIVE}\nb: 'x # celadon-waive: {WAIVE}'\n") == Found((), ())


@pytest.mark.parametrize(
    ("pointer", "answer"),
    [("/paths/~1a", True), ("/paths/~1a/get", True), ("/paths/~1ab", False), ("/paths", False), ("", False)],
)
def test_a_member_covers_its_object_and_what_is_below(pointer: str, answer: bool) -> None:
    (waiver,) = found(f"paths:\n  /a:\n    x-celadon-waive: {WAIVE}\n    get: {{}}\n").waivers
    assert waiver.inline is not None
    assert (waiver.document, waiver.inline.pointer) == ("a.yaml", "/paths/~1a")
    assert waiver.inline.covers(Location(file="a.yaml", pointer=pointer, span=Span.of(1, 1, 1, 2))) is answer


def test_a_member_of_the_root_covers_everything_and_may_be_a_list() -> None:
    waivers = found(f"x-celadon-waive:\n  - {WAIVE}\n  - {WAIVE.replace('p/a', 'p/b')}\n").waivers
    assert [(waiver.policy, waiver.location.span.start.line) for waiver in waivers] == [("p/a", 2), ("p/b", 3)]
    assert all(
        waiver.inline is not None and waiver.inline.covers(Location(file="a.yaml", pointer="/x", span=Span.of(9, 1, 9, 2)))
        for waiver in waivers
    )


def test_json_has_members_and_no_comments() -> None:
    text = '{"x-celadon-waive": {"policy": "p/a", "reason": "moves to us next month", "owner": "team", "expires": "2027-01-31"}}'
    (waiver,) = found(text, "a.json").waivers
    assert waiver.expires == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2  # celadon-waive: {policy: p/a}\n", 2, ["'reason'", "'owner'", "'expires'"]),
        ("a: 1\nb: 2  # celadon-waive: p/a\n", 2, ["a mapping is expected"]),
        ("a: 1\nb: 2  # celadon-waive: {policy: [\n", 2, [""]),
        ("a: 1\nb: 2  # celadon-waive:\n", 2, [""]),
        (f"a: 1\nb: 2  # celadon-waive: {WAIVE.replace('p/a', 'p/*')}\n", 2, ["one policy"]),
        (f"a: 1\nb: 2  # celadon-waive: {WAIVE.replace('owner: team', 'where: everywhere')}\n", 2, ["unknown key 'where'", "'owner'"]),
        ("a:\n  x-celadon-waive: {policy: p/a, reason: short, owner: team, expires: soon}\n", 2, ["too short", "'soon'"]),
        ("a:\n  x-celadon-waive: p/a\n", 2, ["a mapping is expected"]),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_excuses_nothing(text: str, line: int, words: list[str]) -> None:
    answer = found(text)
    assert answer.waivers == ()
    assert {problem.location.span.start.line for problem in answer.problems if problem.location} == {line}
    assert len(answer.problems) == len(words)
    assert all(word in problem.message for word, problem in zip(words, answer.problems, strict=True))
    assert all(problem.hint for problem in answer.problems)


def test_documents_without_the_word_are_not_looked_at() -> None:
    documents = [Reader(Path.cwd()).read_text(text, name="a.yaml")[0] for text in (b"a: 1\n", b"a: 1  # celadon-waive: {}\n")]
    assert [may_have_inline_waivers(document) for document in documents] == [False, True]
