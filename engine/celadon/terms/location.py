"""Where something stands: pointers, positions, spans, locations. No text is opened here."""

from typing import Self

from celadon.frozen import dataclass, field

Token = str | int
"""One step of a path into a document: a mapping's key or a sequence's index."""

Tokens = tuple[Token, ...]


def render_pointer(tokens: Tokens) -> str:
    """Write tokens as an RFC 6901 JSON pointer; the root is the empty string."""
    return "".join(["/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens])


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """Read an RFC 6901 JSON pointer; raises ValueError where it is not one. Indices stay text."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"a JSON pointer begins with '/': {pointer!r}")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters; line and column count from 1, columns count code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of text; the end is exclusive."""

    start: Position
    end: Position

    @classmethod
    def of(cls, line: int, column: int, end_line: int, end_column: int) -> Self:
        """Build a span from four numbers."""
        return cls(Position(line, column), Position(end_line, end_column))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One reference that was followed on the way to a node."""

    file: str
    pointer: str
    """The object that holds the `$ref`."""
    line: int
    column: int
    ref: str
    """The reference as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Source lines around a place, so that reporters need no file."""

    first_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A node as a reader finds it."""

    file: str
    """POSIX path relative to the project's root, or as the user named it when outside of it."""
    index: int = 0
    """The document's number in a YAML stream."""
    pointer: str = ""
    span: Span
    via: tuple[Hop, ...] = ()
    excerpt: Excerpt | None = field(default=None, compare=False)
