"""A text that is read in two parts gives what one reading gives: the tree, every row of places, repeated keys; else it is read in one go."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.sources.document import Document, JsonValue
from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text
from celadon.sources.parsing.yaml import halving
from celadon.sources.parsing.yaml.building import Stream
from celadon.sources.parsing.yaml.events import is_pure
from celadon.sources.parsing.yaml.reading import read_yaml
from celadon.sources.reading import DEFAULT_LIMITS, Reader
from celadon.sources.sharing import LARGE, can_fork
from celadon.terms.errors import UnreadableInput
from tests.properties.writing import Tree, yaml_texts
from tests.sources.building import NOWHERE
from tests.sources.parsing.yaml.odd import odd_text

pytestmark = pytest.mark.skipif(is_pure(), reason="only libyaml's marks are shared out")


def read_whole(text: Text, limits: Limits = DEFAULT_LIMITS) -> Stream | None:
    try:
        return read_yaml(text, limits)
    except Misread:
        return None


def cuts(text: Text, wishes: Sequence[int], window: int = 12) -> Iterator[halving.Cut]:
    with patch.object(halving, "WINDOW", window):
        found = {halving.cut_near(text, wish) for wish in wishes}
    yield from sorted(cut for cut in found if cut is not None)


def everywhere(written: str, limits: Limits = DEFAULT_LIMITS) -> list[Stream | None]:
    """Read around every cut that there is."""
    text = Text(written.encode())
    return [halving.read_around(text, cut, limits) for cut in cuts(text, range(len(text.data)))]


def ordered(node: JsonValue) -> object:
    """Say all of a tree that counts: types, the order of keys."""
    if isinstance(node, dict):
        return [(key, ordered(value)) for key, value in node.items()]
    return [ordered(item) for item in node] if isinstance(node, list) else (type(node), repr(node))


def shared(tree: JsonValue) -> list[int]:
    """Number the mappings and lists in the order in which they are met, those that aliases name by their first number."""
    numbers: dict[int, int] = {}
    met: list[int] = []
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict | list):
            met.append(numbers.setdefault(id(node), len(numbers)))
            if met[-1] == len(numbers) - 1:
                pending += node.values() if isinstance(node, dict) else node
    return met


def said(stream: Stream) -> object:
    return [(ordered(one.tree), shared(one.tree), one.root, one.is_empty, one.repeated) for one in stream.documents], stream.rows.tolist()


def holds(written: str) -> int:
    """Compare every way to read a text in two parts with one reading; gives how many there are."""
    whole = read_whole(Text(written.encode()))
    joined = [stream for stream in everywhere(written) if stream is not None]
    assert whole is not None or not joined, written
    assert all(said(stream) == said(whole) for stream in joined if whole is not None), written
    return len(joined)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("keys of the root", "a:\n  b: 1\nc:\n  d: 2\n"),
        ("keys of one mapping", "a:\n  b:\n    c: 1\n  d:\n    e: 2\n"),
        ("keys far below, and the way back up", "a:\n  b:\n    c:\n      d: 1\n    e:\n      f: 2\n  g:\n    h: [1]\ni: {}\n"),
        ("lists, in their key's column too", "a:\n- 1\n- b: 2\n  c: 3\nd:\n  - 4\ne:\n- 5\n"),
        ("no value", "a:\nb:\n  c:\n  d:\ne:\n"),
        ("a key that has no value, marked as one", "a:\n  ? b\n  c:\n    d: 1\n  ? e\nf:\n  g: 1\n"),
        ("literals with blank lines behind them", "a:\n  b: |+\n    x\n\n\n  c:\n    d: >\n      y\n\n# z\ne:\n  f: 1\n"),
        ("comments at the margin", "# x\na:\n# y\n  b: 1\n# ... and so on\nc:\n  # z\n  d: 2\n"),
        ("a beginning of the document", "--- # x\na:\n  b: 1\nc:\n  d: 2\n"),
        ("an end of the document", "a:\n  b: 1\nc:\n  d: 2\n...\n"),
        ("line ends of two characters", "a:\r\n  b:\r\n    c: 1\r\n  d:\r\n    e: 2\r\n"),
        ("characters of more than one byte", "ä:\n  'ö €': 1\n\"ü\":\n  é:\n    x: 😀\n  z:\n    y: €\n"),
        ("texts over several lines", "a:\n  b: 'x\n\n    y'\nc:\n  d: x\n    y\n\n    z\ne:\n  f: 1\n"),
        ("what looks like keys in a text", "a:\n  b: |\n    c:\n     d:\n  e:\n    f: 1\n"),
        ("anchors and aliases on one side", "a:\n  b: &x {y: [1]}\n  c: *x\nd:\n  e: &x\n    z: &k\n      w: 2\n  f: *x\ng:\n  - *x\n"),
        (
            "merged members on one side",
            "a:\n  b: &x {y: [1]}\n  c:\n    <<: *x\n    z: 1\nd:\n  e: &v\n    w: {u: 1}\n  f: {<<: *v, g: 2}\n",
        ),
        ("keys that stand twice on one side", "a:\n  b: 1\n  b: 2\nc:\n  d: 1\n  d:\n    e: 1\n    e: 2\n"),
    ],
)
def test_plain_texts_are_read_in_two_parts(title: str, written: str) -> None:
    assert holds(written) >= 1, title


@pytest.mark.parametrize(
    ("title", "written", "wish"),
    [
        ("an alias to the other side", "a:\n  b: &x 1\nc:\n  d: *x\n", "c:"),
        ("members merged into a mapping around the cut", "a: &x {b: 1}\nc:\n  <<: *x\n  d:\n    d: 1\n  e:\n    f: 1\n", "e:"),
        ("members merged on its other side", "c:\n  d:\n    d: 1\n  e:\n    f: 1\n  <<: {d: 1}\n", "e:"),
        ("a key of both sides", "a:\n  b: 1\nc:\n  b: 1\na:\n  d: 2\n", "c:"),
        ("a key around the cut that stands twice", "a:\n  b:\n    c: 1\n  d:\n    e: 1\na:\n  f: 1\n", "d:"),
        ("a second document", "a:\n  b: 1\nc:\n  d: 1\n---\ne: 1\n", "c:"),
        ("an end before the cut", "a:\n  b: 1\n...\nc:\n  d: 1\n", "c:"),
        ("a prefix for tags", "%TAG !! tag:x,2000:\n---\na:\n  b: 1\nc:\n  d: !!str 1\n", "c:"),
        ("a tag of one's own on the latter side", "a:\n  b: 1\nc:\n  d: !t 1\n", "c:"),
        ("a mapping in braces", "{a: 1}\nc:\n  d: 1\n", "c:"),
        ("a mapping in braces around the cut", "a:\n  {b: 1,\n  c: 2}\n  d:\n    e: 1\n", "d:"),
        ("a key beside its document's beginning", "--- a: 1\nc:\n  d: 1\n", "c:"),
        ("a text before", "a\nb\nc:\n  d: 1\n", "c:"),
        ("a mistake before", "a: 'x\nc:\n  d: 1\n", "c:"),
        ("a mistake behind", "a:\n  b: 1\nc:\n  d: 'x\n", "c:"),
    ],
)
def test_texts_that_are_not_plain_are_read_in_one_go(title: str, written: str, wish: str) -> None:
    text = Text(written.encode())
    (cut,) = cuts(text, [text.data.index(wish.encode())], 3)
    assert text.data.startswith(wish.encode(), cut.byte), title
    assert halving.read_around(text, cut, DEFAULT_LIMITS) is None, title
    holds(written)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a mapping that has a name, and is not closed", "a: &x\n  b:\n    c: 1\n  d:\n    e: 1\n"),
        ("a mapping that begins in its key's line", "a: {b: 1,\n  c: 2}\n  d:\n    e: 1\n"),
        ("a mapping in a list", "a:\n- b:\n    c: 1\n  d:\n    e: 1\n"),
        ("a root that is indented", "  a:\n    b: 1\n  c:\n    d: 1\n"),
        ("a byte order mark in the text", "\ufeffa:\n  b: 1\nc:\n  d: 1\n"),
        ("lines of a text", "a: |\n  b:\n    c: 1\n  d:\n    e: 1\n"),
        ("no key alone in its line", "a: 1\nb: 2\n- c\n"),
    ],
)
def test_some_texts_are_not_even_tried(title: str, written: str) -> None:
    text = Text(written.encode())
    assert list(cuts(text, range(8, len(text.data)), 3)) == [], title


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**40))
def test_odd_texts_are_read_as_in_one_go(seed: int) -> None:
    holds(odd_text(Random(seed)))  # noqa: S311 - nothing secret


def test_of_odd_texts_many_are_plain() -> None:
    counts = [holds(odd_text(Random(seed))) for seed in range(100)]  # noqa: S311 - nothing secret
    assert sum(count > 0 for count in counts) >= 20


@settings(deadline=None, max_examples=60)
@given(st.lists(yaml_texts(), min_size=2, max_size=4))
def test_texts_in_every_style_are_read_as_in_one_go(parts: list[tuple[Tree, str]]) -> None:
    lines = [(number, text.replace("\r\n", "\n").removeprefix("---\n").split("\n")) for number, (_, text) in enumerate(parts)]
    holds("\n".join(f"k{number}:\n" + "\n".join(f"  {line}" if line else "" for line in written) for number, written in lines))


def test_parts_take_up_half_of_a_limit_each_or_one_reading_decides() -> None:
    written = "a:\n  b: &x {c: 1}\n" + "".join(f"  d{number}: *x\n" for number in range(4)) + "e:\n  f: 1\n"
    assert [stream is not None for stream in everywhere(written, Limits(aliases=8))] == [True]
    assert everywhere(written, Limits(aliases=7)) == [None]


def test_a_path_to_a_cut_is_short() -> None:
    deep = "".join(" " * column + "k:\n" for column in range(40))
    with patch.object(halving, "WINDOW", 10):
        found = halving.cut_near(Text(deep.encode()), len(deep) - 40)
    assert found is None


def large(lines: Callable[[int], str] = lambda number: f"  /v{number}:\n    é: [1, *x]\n    w{number}: 'texts of some length'\n") -> str:
    return "openapi: 3.1.0\npaths:\n  a: &y 1\n" + "".join(map(lines, range(LARGE // 40))).replace("*x", "x") + "z:\n  y: 1\n  y: 2\n"


def told(document: Document) -> object:
    tokens = [
        (),
        ("paths",),
        ("paths", "/v1"),
        *((*("paths", f"/v{number}"), f"w{number}") for number in range(0, LARGE // 40, 997)),
        ("z", "y"),
    ]
    return (
        ordered(document.tree),
        [document.locate(one) for one in tokens],
        document.duplicates,
        document.digest,
        len(document.text.decoded),
    )


@pytest.mark.skipif(not can_fork(), reason="this system does not fork")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_reader_with_another_process_gives_the_same_documents(encoding: str) -> None:
    data = large().encode(encoding)
    with patch.object(halving, "join", side_effect=halving.join) as join:
        documents = [Reader(NOWHERE, jobs=jobs).read_text(data, name="a.yaml") for jobs in (1, 2)]
    assert join.call_count == 1
    assert told(documents[0][0]) == told(documents[1][0])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # nobody is left behind


@pytest.mark.skipif(not can_fork(), reason="this system does not fork")
def test_mistakes_are_told_as_ever() -> None:
    problems = []
    for jobs in (1, 2):
        with pytest.raises(UnreadableInput) as caught:
            Reader(NOWHERE, jobs=jobs).read_text((large() + "  'x\n").encode(), name="a.yaml")
        problems.append(caught.value.problems)
    assert problems[0] == problems[1]


@pytest.mark.skipif(not can_fork(), reason="this system does not fork")
def test_a_process_that_dies_changes_nothing() -> None:
    parent, read = os.getpid(), halving.read_latter

    def dying(text: Text, cut: halving.Cut, limits: Limits) -> Stream:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(text, cut, limits)

    with patch.object(halving, "read_latter", dying):
        (document,) = Reader(NOWHERE, jobs=2).read_text(large().encode(), name="a.yaml")
    assert told(document) == told(Reader(NOWHERE).read_text(large().encode(), name="a.yaml")[0])
