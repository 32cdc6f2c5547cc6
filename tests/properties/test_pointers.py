"""Law 2: each pointer has spans, and the text at the value span parses to the value."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from celadon.sources.document import Document, JsonValue
from celadon.sources.reading import Reader
from celadon.terms.location import Position, Span, Tokens
from tests.properties.writing import TREES, Tree, yaml_texts

MANY = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str, name: str) -> Document:
    [document] = Reader(Path("/nowhere")).read_text(text.encode("utf-8"), name=name)
    return document


def every_pointer(tree: JsonValue) -> list[Tokens]:
    found: list[Tokens] = []
    pending: list[tuple[Tokens, JsonValue]] = [((), tree)]
    while pending:
        tokens, node = pending.pop()
        found.append(tokens)
        if isinstance(node, dict):
            pending += [((*tokens, key), value) for key, value in node.items()]
        elif isinstance(node, list):
            pending += [((*tokens, index), value) for index, value in enumerate(node)]
    return found


def cut(text: str, span: Span) -> str:
    """Take the text of a span by counting lines and columns as an editor does."""
    lines = text.replace("\r\n", "\n").split("\n")
    start, end = span.start, span.end
    if start.line == end.line:
        return lines[start.line - 1][start.column - 1 : end.column - 1]
    return "\n".join([lines[start.line - 1][start.column - 1 :], *lines[start.line : end.line - 1], lines[end.line - 1][: end.column - 1]])


def meaning(document: Document, text: str, tokens: Tokens) -> JsonValue:
    """Read the value span's text again, at the column where it stands, below a key at the column of its own."""
    start = document.span(tokens).start
    span = document.value_span(tokens)
    written = cut(text, span)
    if document.format == "json":
        return json.loads(written)
    if written.startswith("|"):
        margin = start.column - 1 if document.key_span(tokens) else start.column - 3
        return read(" " * margin + "key: " + written, "a.yaml").value(("key",))
    return read(" " * (span.start.column - 1) + written, "a.yaml").tree


def ends_where_it_says_something(document: Document, tokens: Tokens) -> bool:
    """Tell whether a value's span ends with the value: never in a comment, at a blank line, or at the next key."""
    value, written = document.value(tokens), document.written(tokens)
    if isinstance(value, dict | list) and value and written[0] not in "{[":
        last = list(value)[-1] if isinstance(value, dict) else len(value) - 1
        return document.value_span(tokens).end == document.value_span((*tokens, last)).end
    if isinstance(value, dict | list):
        return written[-1] in "}]"
    return written == written.rstrip() and "# why" not in written.split("\n")[-1]


def check_every_place(document: Document, text: str) -> None:
    for tokens in every_pointer(document.tree):
        value, span = document.value(tokens), document.span(tokens)
        assert meaning(document, text, tokens) == value
        assert ends_where_it_says_something(document, tokens)
        key = document.key_span(tokens)
        assert (key is None) == (not tokens or isinstance(tokens[-1], int))
        if key is not None:
            assert key.start == span.start
            assert read(cut(text, key), "a.yaml" if document.format == "yaml" else "a.json").tree == tokens[-1] or tokens[-1] == cut(
                text, key
            )
            assert key.end <= document.value_span(tokens).start
        assert Position(1, 1) <= span.start < span.end
        assert span.end == document.value_span(tokens).end
        if tokens:
            parent = document.value_span(tokens[:-1])
            assert parent.start <= span.start
            assert span.end <= parent.end
        located = document.locate(tokens)
        assert located.span == span
        assert located.excerpt is not None
        first = text.replace("\r\n", "\n").split("\n")[span.start.line - 1]
        assert located.excerpt.lines[0] == first


@MANY
@given(written=yaml_texts())
def test_each_node_of_yaml_stands_where_it_is_said_to_stand(written: tuple[Tree, str]) -> None:
    tree, text = written
    if tree is None:
        return
    document = read(text, "a.yaml")
    assert document.tree == tree
    check_every_place(document, text)


@MANY
@given(
    tree=TREES,
    indent=st.sampled_from([None, 0, 1, 2, "\t"]),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), (",\r\n", ":\n")]),
    is_ascii=st.booleans(),
)
def test_each_node_of_json_stands_where_it_is_said_to_stand(
    tree: Tree, indent: int | str | None, separators: tuple[str, str], is_ascii: bool
) -> None:
    text = json.dumps(tree, indent=indent, separators=separators, ensure_ascii=is_ascii)
    document = read(text, "a.json")
    assert document.tree == tree
    check_every_place(document, text)


@MANY
@given(written=yaml_texts())
def test_reading_twice_gives_the_same_bytes_of_places(written: tuple[Tree, str]) -> None:
    tree, text = written
    if tree is None:
        return
    first, second = read(text, "a.yaml"), read(text, "a.yaml")
    assert [first.locate(tokens) for tokens in every_pointer(first.tree)] == [
        second.locate(tokens) for tokens in every_pointer(second.tree)
    ]
    assert list(every_pointer(first.tree)) == list(every_pointer(second.tree))
