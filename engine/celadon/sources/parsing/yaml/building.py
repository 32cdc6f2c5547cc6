"""YAML events to plain trees: one iterative loop, a side table of places, and the guards against bombs.

The table `rows` has four numbers per node: start of the key, start and end of the value, and where the rows of the value's own members
begin (0 for a scalar). The members of one mapping or list stand together, in the order of the tree; so a path from the root finds its
node without an index of pointers, and a node costs 16 bytes.
"""

from array import array
from collections.abc import Callable
from typing import NamedTuple, cast

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from celadon.frozen import dataclass
from celadon.sources.document import JsonValue
from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import Misread, passed_limit
from celadon.sources.parsing.text import Text
from celadon.sources.parsing.yaml.events import Event
from celadon.sources.parsing.yaml.expanding import Expansion
from celadon.sources.parsing.yaml.scalars import CORE, FIRST, construct, resolve
from celadon.terms.location import Tokens
from celadon.terms.unknown import Tagged

STRIDE = 4
MERGE = "<<"

Node = dict[str, JsonValue] | list[JsonValue]
Frame = tuple[Node, list[int], str | None, int, int, Event]
"""What is put aside while a member is read: the node, its rows, the member's key, the starts of key and value, the event if marked."""


class Repeated(NamedTuple):
    """A key that stands twice in the mapping `tokens`; starts of both keys, and of the value behind the first."""

    tokens: Tokens
    key: str
    first: int
    first_value: int
    second: int


class Built(NamedTuple):
    """One document of a stream; `root` is the row of its root node."""

    tree: JsonValue
    root: int
    is_empty: bool
    repeated: tuple[Repeated, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """What one text holds: its documents, and the table that they share."""

    documents: list[Built]
    rows: "array[int]"
    merged: frozenset[int]
    """Where the rows of mappings begin that have members by `<<`."""


class Anchor(NamedTuple):
    """What an anchor names; `text` is the scalar as written, so that an alias can be a key."""

    value: JsonValue
    base: int = 0
    text: str | None = None
    is_open: bool = False
    """Its node is still being read: an alias to it would be a cycle."""


class Builder:
    """Builds every document of one stream."""

    def __init__(self, text: Text, limits: Limits) -> None:
        """Begin at nothing; the text itself is looked at in rare cases only."""
        self.text = text
        self.limits = limits
        self.rows = array("I", [0] * STRIDE)
        self.documents: list[Built] = []
        self._stack: list[Frame] = []
        self._anchors: dict[str, Anchor] = {}
        self._expansion = Expansion(limits)
        self._repeated: list[Repeated] = []
        self._repetitions = 0
        self._mixed: set[int] = set()

    def build(self, next_event: Callable[[], Event]) -> None:  # a table: one branch per kind of event, inline because it runs per node
        """Read the stream to its end; raises Misread, and whatever the parser raises."""
        names: dict[str, str] = {}
        intern = names.setdefault  # one object per spelling of a key: half the memory, faster lookups
        words: dict[str, JsonValue] = {}  # plain scalars that were resolved: most numbers and booleans stand many times
        stack, table, anchors = self._stack, self.rows, self._anchors
        deepest, longest = self.limits.depth, self.limits.scalar_bytes
        node: Node = []
        rows: list[int] = []
        key: str | None = None
        key_start = 0
        is_mapping = False
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                text: str = event.value
                start: int = event.start_mark.index
                if is_mapping and key is None:
                    key, key_start = intern(text, text), start
                    if event.anchor is not None:
                        anchors[event.anchor] = Anchor(text, text=text)
                    if key in node:
                        self._repeat(node, rows, key, start)
                    continue
                end: int = event.end_mark.index
                value: JsonValue = text
                base = 0
                if event.tag is not None or event.anchor is not None:
                    value = self._marked_scalar(event)
                elif not event.style and text[:1] in FIRST:
                    if end - start != len(text):
                        value = self._plain(text, start, end)
                    elif text in words:
                        value = words[text]
                    else:
                        value = words[text] = self._plain(text, start, end)
                if end - start > longest:
                    raise passed_limit(f"a text of more than {longest} characters", "move it to a file of its own", start)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                if is_mapping and key is None:
                    raise self._complex_key(start)
                if len(stack) >= deepest:
                    raise passed_limit(
                        f"the document is nested deeper than {deepest} levels", "look for brackets that are never closed", start
                    )
                marked = event.anchor is not None or event.tag is not None
                stack.append((node, rows, key, key_start, start, event if marked else None))
                if event.anchor is not None:
                    self._anchors[event.anchor] = Anchor(None, is_open=True)
                is_mapping = kind is MappingStartEvent
                node = {} if is_mapping else []
                rows, key = [], None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if is_mapping and MERGE in node:
                    self._merge(node, rows)  # type: ignore[arg-type] # a mapping, as `is_mapping` tells
                value, base, end = node, len(table), event.end_mark.index
                if rows and event.start_mark.index == end:  # of block style: its end mark stands at the next token
                    end = rows[-2]
                table.extend(rows)
                node, rows, key, key_start, start, opening = stack.pop()
                is_mapping = node.__class__ is dict
                if opening is not None:
                    value = self._close(opening, value, base)
            elif kind is AliasEvent:
                start, end = event.start_mark.index, event.end_mark.index
                anchor = self._alias(event)
                if is_mapping and key is None:
                    if anchor.text is None:
                        raise self._complex_key(start)
                    key, key_start = intern(anchor.text, anchor.text), start
                    if key in node:
                        self._repeat(node, rows, key, start)
                    continue
                value, base = anchor.value, anchor.base
            elif kind is DocumentEndEvent:
                self._finish(node, rows)  # type: ignore[arg-type] # the list around a document is one
                node, rows = [], []
                continue
            elif kind is StreamEndEvent:
                return
            else:
                continue
            if is_mapping:
                node[key] = value  # type: ignore[index,call-overload] # a mapping with a key, as `is_mapping` tells
                rows += (key_start, start, end, base)
                key = None
            else:
                node.append(value)  # type: ignore[union-attr] # a list, as `is_mapping` tells
                rows += (0, start, end, base)

    @property
    def stream(self) -> Stream:
        """Give what was built."""
        return Stream(self.documents, self.rows, frozenset(self._mixed))

    def _finish(self, node: list[JsonValue], rows: list[int]) -> None:
        root = len(self.rows)
        self.rows.extend(rows)
        is_empty = node[0] is None and rows[1] == rows[2]
        self.documents.append(Built(node[0], root, is_empty, tuple(self._repeated)))
        if len(self.documents) > self.limits.documents:
            raise passed_limit(f"more than {self.limits.documents} documents in one stream", "split the file", rows[1])
        self._anchors.clear()
        self._expansion = Expansion(self.limits)
        self._repeated = []

    def _plain(self, text: str, start: int, end: int) -> JsonValue:
        try:
            value = resolve(text)
        except ValueError as error:
            raise passed_limit(str(error), "write it as text, in quotes", start) from error
        if value.__class__ is not str and end - start != len(text) and "!" in self.text.decoded[start : end - len(text)].split():
            return text  # `! 12` is text (YAML 1.2 section 6.9.1); libyaml drops that tag
        return value

    def _marked_scalar(self, event: Event) -> JsonValue:
        text, start = event.value, event.start_mark.index
        value: JsonValue = text
        if event.tag is None:
            if not event.style:
                value = self._plain(text, start, event.end_mark.index)
        elif event.tag != "!":
            try:
                value = construct(event.tag, text)
            except LookupError:
                value = Tagged(_as_written(event.tag), text)
            except ValueError as error:
                raise Misread("syntax-error", str(error), "correct the value or remove the tag", start) from error
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchor(value, text=text)
        return value

    def _close(self, opening: Event, node: Node, base: int) -> JsonValue:
        value: JsonValue = node
        natural = CORE + ("map" if isinstance(node, dict) else "seq")
        if opening.tag is not None and opening.tag not in (natural, "!"):
            if opening.tag in (CORE + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null")):
                message = f"the tag {_as_written(opening.tag)} stands before a {'mapping' if isinstance(node, dict) else 'list'}"
                raise Misread("syntax-error", message, "remove the tag", opening.start_mark.index)
            value = Tagged(_as_written(opening.tag), node)
        if opening.anchor is not None:
            self._anchors[opening.anchor] = Anchor(value, base)
        return value

    def _alias(self, event: Event) -> Anchor:
        offset = event.start_mark.index
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            raise Misread("syntax-error", f"the alias *{event.anchor} has no anchor before it", f"define &{event.anchor} first", offset)
        if anchor.is_open:
            message = f"the alias *{event.anchor} stands inside of what it names, so the document would never end"
            raise Misread("syntax-error", message, "point the alias at something outside of itself", offset)
        self._expansion.add(anchor.value, depth=len(self._stack), offset=offset)
        return anchor

    def _complex_key(self, offset: int) -> Misread:
        text = self.text.decoded
        if text.startswith("{{", offset - 1):
            hint = "render the file first, or put the value in quotes"
            return Misread("needs-render", "an unquoted template `{{ ... }}` is not YAML", hint, offset - 1)
        return Misread("syntax-error", "a key is a mapping or a list, not text", "use a text as the key", offset)

    def _repeat(self, node: Node, rows: list[int], key: str, start: int) -> None:
        """Note a repeated key and forget its first value, so that rows and members stay in step."""
        self._repetitions += 1
        if self._repetitions > self.limits.duplicates:
            raise passed_limit(f"more than {self.limits.duplicates} keys stand twice in their mapping", "remove the repetitions", start)
        mapping = cast("dict[str, JsonValue]", node)
        row = list(mapping).index(key) * STRIDE
        steps = tuple(len(parent) if isinstance(parent, list) else cast("str", step) for parent, _, step, *_ in self._stack[1:])
        self._repeated.append(Repeated(steps, key, rows[row], rows[row + 1], start))
        del rows[row : row + STRIDE]
        del mapping[key]

    def _merge(self, node: dict[str, JsonValue], rows: list[int]) -> None:
        """Put the members of merged mappings where `<<` stands; the mapping's own win, then the earlier (yaml.org/type/merge)."""
        at = list(node).index(MERGE) * STRIDE
        if not self.text.decoded.startswith(MERGE, rows[at]):
            return  # a quoted "<<" is an ordinary key
        self._mixed.add(len(self.rows))
        taken = set(node)
        members: dict[str, JsonValue] = {}
        places: list[int] = []
        for row, (key, value) in zip(range(0, len(rows), STRIDE), node.items(), strict=True):
            if key != MERGE:
                members[key] = value
                places += rows[row : row + STRIDE]
                continue
            for source, base in self._merged(value, rows[row + 3], rows[row + 1]):
                for position, (inner, inherited) in enumerate(source.items()):
                    if inner not in taken:
                        taken.add(inner)
                        members[inner] = inherited
                        places += self.rows[base + position * STRIDE : base + (position + 1) * STRIDE]
        node.clear()
        node.update(members)
        rows[:] = places

    def _merged(self, value: JsonValue, base: int, offset: int) -> list[tuple[dict[str, JsonValue], int]]:
        """Give the mappings that a `<<` names, each with where its rows begin; the alias has paid for them."""
        sources = [(value, base)]
        if isinstance(value, list):
            sources = [(item, self.rows[base + position * STRIDE + 3]) for position, item in enumerate(value)]
        found = [(source, rows) for source, rows in sources if isinstance(source, dict)]
        if len(found) != len(sources):
            raise Misread("syntax-error", "`<<` merges something that is not a mapping", "merge a mapping, or a list of mappings", offset)
        return found


def _as_written(tag: str) -> str:
    return "!!" + tag.removeprefix(CORE) if tag.startswith(CORE) else tag
