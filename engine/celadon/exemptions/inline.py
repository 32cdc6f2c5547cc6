"""Waivers that stand in the documents: `x-celadon-waive` beside what it excuses, or a comment on its line. Only where settings allow it.

They need owner, reason and end like any other. `x-celadon-waive` covers its object and what is below it, as it is written; a comment covers
what begins on its line, or, where it stands alone, on the next line that says something.
"""

from collections.abc import Iterator
from pathlib import Path

from celadon.exemptions.places import MARK
from celadon.exemptions.waivers import INLINE_KEYS, Inline, Waiver, read_waiver
from celadon.frozen import dataclass, replace
from celadon.sources.document import Document, JsonValue
from celadon.sources.reading import Reader
from celadon.sources.shaping import Shape
from celadon.terms.errors import Problem, UnreadableInput
from celadon.terms.location import Location, Span, Tokens, render_pointer

KEY = "x-celadon-waive"


@dataclass(frozen=True, slots=True)
class Found:
    """What a document excuses, and what is wrong with that; what is wrong excuses nothing."""

    waivers: tuple[Waiver, ...]
    problems: tuple[Problem, ...]


def inline_waivers(document: Document, *, with_comments: bool = True) -> Found:
    """Find the waivers of one document, in the order of the text. Comments are those of the whole file: of a stream, ask for them once."""
    problems: list[Problem] = []
    waivers = [*_members(document, problems), *(_comments(document, problems) if with_comments else ())]
    return Found(tuple(sorted(waivers, key=lambda waiver: waiver.location.span)), tuple(problems))


def _members(document: Document, problems: list[Problem]) -> Iterator[Waiver]:
    for tokens in _holders(document.tree):
        at = (*tokens, KEY)
        shape = Shape(document, kind="invalid-waiver", problems=problems, tokens=at)
        inline = Inline(index=document.index, pointer=render_pointer(tokens))
        for item in shape.items() if isinstance(shape.value, list) else (shape,):
            waiver = read_waiver(item, known=INLINE_KEYS)
            if waiver is not None:
                yield replace(waiver, document=document.path, inline=inline)


def _holders(tree: JsonValue) -> list[Tokens]:
    """Find the objects that have the member, in document order; an aliased one is found at each of its places."""
    found: list[Tokens] = []
    pending: list[tuple[JsonValue, Tokens]] = [(tree, ())]
    while pending:
        node, tokens = pending.pop()
        if isinstance(node, dict):
            if KEY in node:
                found.append(tokens)
            children = [(value, (*tokens, key)) for key, value in node.items() if key != KEY]
        elif isinstance(node, list):
            children = [(value, (*tokens, index)) for index, value in enumerate(node)]
        else:
            continue
        pending += [(value, way) for value, way in reversed(children) if isinstance(value, dict | list)]
    return found


def _comments(document: Document, problems: list[Problem]) -> Iterator[Waiver]:
    if document.format != "yaml":
        return
    from celadon.sources.parsing.yaml.comments import comments  # noqa: PLC0415 - few documents have such comments

    lines = document.text.decoded.splitlines()
    for comment in comments(document.text.decoded):
        if not comment.text.startswith(MARK):
            continue
        row = lines[comment.line - 1]
        start = row.find("#") if row.lstrip().startswith("#") else row.rfind("#", 0, row.find(MARK))
        place = Location(
            file=document.path,
            index=document.index,
            span=Span.of(comment.line, start + 1, comment.line, len(row) + 1),
            excerpt=document.text.lines(comment.line, comment.line),
        )
        waiver = _written(comment.text.removeprefix(MARK).removeprefix(":"), place, problems)
        if waiver is not None:
            covered = comment.line if row[:start].strip() else _next_line(lines, comment.line)
            yield replace(waiver, document=document.path, inline=Inline(index=document.index, line=covered))


def _written(text: str, place: Location, problems: list[Problem]) -> Waiver | None:
    """Read a comment's text as the mapping that a waivers file would have; each complaint stands at the comment."""
    found: list[Problem] = []
    try:
        document = Reader(Path()).read_text(text.strip().encode(), name=place.file)[0]  # door: the reader itself, with bytes in hand
    except UnreadableInput as error:
        hint = "write it as '# celadon-waive: {policy: ..., reason: ..., owner: ..., expires: 2027-03-31}'"
        problems += [Problem(kind="invalid-waiver", message=problem.message, hint=hint, location=place) for problem in error.problems]
        return None
    waiver = read_waiver(Shape(document, kind="invalid-waiver", problems=found), known=INLINE_KEYS)
    problems += [replace(problem, location=place) for problem in found]
    return None if waiver is None else replace(waiver, location=place)


def _next_line(lines: list[str], number: int) -> int:
    """Find the next line, counted from 1, that is neither empty nor a comment."""
    for at in range(number, len(lines)):
        if lines[at].strip() and not lines[at].lstrip().startswith("#"):
            return at + 1
    return number
