"""Builders: a document from text, and the problems of text that is none."""

from pathlib import Path

from celadon.sources.document import Document
from celadon.sources.limits import Limits
from celadon.sources.reading import DEFAULT_LIMITS, Reader
from celadon.terms.errors import Problem, UnreadableInput
from celadon.terms.location import Span, Tokens

NOWHERE = Path("/nowhere")


def documents(text: str | bytes, *, name: str = "a.yaml", limits: Limits = DEFAULT_LIMITS) -> tuple[Document, ...]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return Reader(NOWHERE, limits).read_text(data, name=name)


def document(text: str | bytes, *, name: str = "a.yaml", limits: Limits = DEFAULT_LIMITS) -> Document:
    [found] = documents(text, name=name, limits=limits)
    return found


def problem(text: str | bytes, *, name: str = "a.yaml", limits: Limits = DEFAULT_LIMITS) -> Problem:
    """Return the one problem of a text that cannot be read."""
    try:
        read = documents(text, name=name, limits=limits)
    except UnreadableInput as error:
        [found] = error.problems
        return found
    raise AssertionError(f"this was read: {[one.tree for one in read]}")


def place(found: Problem) -> tuple[int, int]:
    assert found.location is not None
    return found.location.span.start.line, found.location.span.start.column


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span.of(line, column, end_line, end_column)


def nodes(found: Document) -> list[Tokens]:
    """Find the ways to every node of a document."""
    seen: list[Tokens] = []
    pending: list[Tokens] = [()]
    while pending:
        tokens = pending.pop()
        seen.append(tokens)
        value = found.value(tokens)
        steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        pending += [(*tokens, step) for step in steps]
    return seen
