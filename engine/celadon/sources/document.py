"""A document: its plain tree, and where each node of it stands in the text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from celadon.frozen import dataclass
from celadon.sources.parsing.text import Text
from celadon.terms.errors import Problem
from celadon.terms.location import Hop, Location, Span, Token, Tokens, render_pointer
from celadon.terms.unknown import Tagged

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | Tagged | None
"""A plain tree. Keys are text as written (`200:` is "200"). An aliased node is one shared object: never change a tree."""

Format = Literal["yaml", "json"]


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where a node stands, in code points of the text; `key` is None for items and for the root."""

    key: int | None
    start: int
    end: int

    @property
    def begin(self) -> int:
        """Where it begins as a reader sees it: with its key, if it has one."""
        return self.start if self.key is None else self.key


class Places(Protocol):
    """Finds nodes in the text of their document."""

    def find(self, tokens: Sequence[Token]) -> Offsets:
        """Give the offsets of a node; KeyError where there is none."""

    def rank(self, tokens: Sequence[Token]) -> tuple[int, ...]:
        """Give what sorts the nodes of a file as they stand in the text, in whatever way is cheap; KeyError where there is none."""

    def survey(self) -> bytes:
        """Do now what many questions cost together; what comes of it may be given to the same document in another process."""

    def adopt(self, survey: bytes) -> None:
        """Take what another process found."""

    def key_end(self, key: str, start: int, limit: int) -> int:
        """Find where a key ends that begins at `start`; its value begins at `limit`."""


@dataclass(frozen=True, slots=True)
class DuplicateKey:
    """A key that stands twice in one mapping; the later value is the one in the tree."""

    key: str
    tokens: Tokens
    """The mapping that holds it."""
    first: Span
    second: Span


class Document:
    """One document of one file. Places are worked out on demand: O(depth), plus one pass over the file's lines for the first."""

    __slots__ = ("digest", "duplicates", "format", "index", "path", "places", "real_path", "text", "tree")

    def __init__(
        self,
        *,
        path: str,
        real_path: Path | None,
        index: int,
        tree: JsonValue,
        format: Format,  # noqa: A002 - the word that reports and kinds use for it
        digest: str,
        duplicates: tuple[DuplicateKey, ...],
        text: Text,
        places: Places,
    ) -> None:
        """Only the `Reader` builds documents."""
        self.path = path
        """As shown: POSIX and relative to the project's root if inside of it, else as the user named it."""
        self.real_path = real_path
        """Where references start from; None for standard input without a name."""
        self.index = index
        """The document's number in its YAML stream."""
        self.tree = tree
        self.format: Format = format
        self.digest = digest
        """`sha256:<hex>` of the file's bytes."""
        self.duplicates = duplicates
        self.text = text
        self.places = places

    def __repr__(self) -> str:
        """Name the document, for people who debug."""
        return f"Document({self.path!r}, index={self.index})"

    def value(self, tokens: Sequence[Token]) -> JsonValue:
        """Return the value at a place; KeyError where there is none."""
        node = self.tree
        for token in tokens:
            node = child_of(node, token)
        return node

    def exists(self, tokens: Sequence[Token]) -> bool:
        """Tell whether there is a value at a place."""
        try:
            self.value(tokens)
        except KeyError:
            return False
        return True

    def span(self, tokens: Sequence[Token]) -> Span:
        """Give the place that a finding shows: from the key, if the node has one, to the end of the value; KeyError if absent."""
        found = self._find(tokens)
        return self.text.span(found.begin, found.end)

    def key_span(self, tokens: Sequence[Token]) -> Span | None:
        """Give the place of a member's key; None for items and for the root; KeyError if absent."""
        found = self._find(tokens)
        if found.key is None:
            return None
        return self.text.span(found.key, self.places.key_end(str(tokens[-1]), found.key, found.start))

    def survey(self) -> bytes:
        """Do now what many questions for places cost; the same document in another process may `adopt` it."""
        return self.places.survey()

    def adopt(self, survey: bytes) -> None:
        """Take what another process found."""
        self.places.adopt(survey)

    def rank(self, tokens: Sequence[Token]) -> tuple[int, ...]:
        """Give what sorts the nodes of this file as they stand in it, without a look at its lines; KeyError if absent."""
        try:
            return self.places.rank(tokens)
        except KeyError as error:
            raise KeyError(render_pointer(tuple(tokens))) from error

    def value_span(self, tokens: Sequence[Token]) -> Span:
        """Give the place of a node's value; KeyError if absent."""
        found = self._find(tokens)
        return self.text.span(found.start, found.end)

    def written(self, tokens: Sequence[Token]) -> str:
        """Return a value as it is written, quotes and block signs included; KeyError if absent."""
        found = self._find(tokens)
        return self.text.decoded[found.start : found.end]

    def locate(self, tokens: Sequence[Token], via: tuple[Hop, ...] = ()) -> Location:
        """Give the place as a report shows it, with up to three source lines; KeyError if absent."""
        found = self._find(tokens)
        start = found.begin
        return Location(
            file=self.path,
            index=self.index,
            pointer=render_pointer(tuple(tokens)),
            span=self.text.span(start, found.end),
            via=via,
            excerpt=self.text.excerpt(start, found.end),
        )

    def duplicate_problems(self) -> tuple[Problem, ...]:
        """Say of each repeated key where it stands and where it stood before."""
        return tuple(self._duplicate_problem(duplicate) for duplicate in self.duplicates)

    def _duplicate_problem(self, duplicate: DuplicateKey) -> Problem:
        first, second = duplicate.first.start, duplicate.second.start
        location = Location(
            file=self.path,
            index=self.index,
            pointer=render_pointer((*duplicate.tokens, duplicate.key)),
            span=duplicate.second,
            excerpt=self.text.lines(second.line, second.line),
        )
        places = f"at {first.line}:{first.column} and at {second.line}:{second.column}"
        return Problem(
            kind="duplicate-key",
            message=f"the key '{duplicate.key}' stands twice in one mapping: {places}",
            hint="remove or rename one of them: readers differ in which one they take",
            location=location,
            document=self.path,
        )

    def _find(self, tokens: Sequence[Token]) -> Offsets:
        try:
            return self.places.find(tokens)
        except KeyError as error:
            raise KeyError(render_pointer(tuple(tokens))) from error


def child_of(node: JsonValue, token: Token) -> JsonValue:
    """Step to a member or an item; an index may be written as text, as in a pointer; KeyError where there is none."""
    if isinstance(node, dict):
        return node[str(token)]
    if isinstance(node, list):
        return node[index_of(token, len(node))]
    raise KeyError(token)


def index_of(token: Token, length: int) -> int:
    """Read a token as an index into a list of that length; KeyError where it is none."""
    index = token if isinstance(token, int) else _written_index(token)
    if 0 <= index < length:
        return index
    raise KeyError(token)


def _written_index(digits: str) -> int:
    if digits.isascii() and digits.isdigit() and len(digits) < 10 and (len(digits) == 1 or digits[0] != "0"):
        return int(digits)
    return -1
