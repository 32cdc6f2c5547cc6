"""One YAML text read in two parts, by two processes: where it may be cut, and how the parts become what one reading gives.

The cut stands before a key of a block mapping, below keys that stand alone in their lines. The former part ends there; the latter is
the rest, with those lines before it and a comment for what was left out, so that every offset is that of the whole text. Whatever is not
plain - a part that is not well formed, a mapping around the cut that is not open there or has merge keys, a directive, an end of the
document, a key of both parts, more than half of a limit - is refused: the text is then read in one go, which knows how to complain.

The other process begins as early as it can: where a command names the file, before this one knows what it is asked.
"""

import marshal
import re
from array import array
from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from yaml.error import YAMLError

from celadon.frozen import replace
from celadon.sources.document import JsonValue
from celadon.sources.limits import Limits
from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text
from celadon.sources.parsing.yaml.building import STRIDE, Builder, Built, Repeated, Stream
from celadon.sources.parsing.yaml.events import events, is_pure
from celadon.sources.sharing import Errand

FORMER_SHARE = 54
"""Percent of the text that this process reads: the other has to pass over them, and to send what it read."""
EARLY_SHARE = 44
"""The same where the other begins as soon as the file is named, and this one has more to do before."""
DEEPEST = 16
"""Mappings around a cut; a path through more would cost more to find than it spares."""
WINDOW = 32_768
"""Bytes on both sides of the place that is wished for, in which a cut is looked for."""

_ALONE = rb"( *)(?:[A-Za-z0-9_/$][^\n:#]*|\"[^\n\"\\]*\"|'[^\n']*'):[ \r]*(?=\n)"
ALONE = re.compile(_ALONE)  # noqa: TID251 - our own pattern, linear
NEXT_ALONE = re.compile(rb"\n" + _ALONE)  # noqa: TID251 - our own pattern, linear
LESS = rb"\n {0,%d}[^ \r\n#]"
"""A line that says something and is indented by at most so many spaces."""


class NotPlain(Exception):
    """The text has to be read in one go."""


class Cut(NamedTuple):
    """A place before the first character of a key, in bytes and in characters."""

    byte: int
    offset: int
    above: tuple[int, ...]
    """Offsets of the keys that it stands below, the outermost first."""
    columns: tuple[int, ...]
    """Spaces before each of those, and before its own."""
    lines: bytes
    """What stands in the lines of those keys."""


class _Open(NamedTuple):
    """A mapping around the cut, as one part has it: its members, their rows, and its own row."""

    members: dict[str, JsonValue]
    base: int
    row: int

    @property
    def end(self) -> int:
        """Where the rows of the members end."""
        return self.base + len(self.members) * STRIDE


class Halves:
    """A text of which another process reads the latter part, from now on."""

    __slots__ = ("_cut", "_latter", "_limits", "text")

    def __init__(self, text: Text, cut: Cut, limits: Limits) -> None:
        """Have it begin; raises OSError where there can be no other process."""
        self.text = text
        self._cut = cut
        self._limits = limits
        self._latter = Errand(partial(_sent_latter, text, cut, limits))

    def joined(self) -> Stream | None:
        """Read the former part, wait for the latter, and join both; None where that is not what one reading gives."""
        try:
            former = read_former(self.text, self._cut, self._limits)
            latter = self._latter.answer()
            return None if latter is None else join(self.text, self._cut, former, received(latter))
        except NotPlain:
            return None
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Let the other process go, if it is still there."""
        self._latter.cancel()


def halves_of(text: Text, limits: Limits, share: int = FORMER_SHARE) -> Halves | None:
    """Have another process read the latter part of a text, beyond so many percent of it; None where one process has to read it."""
    cut = cut_near(text, len(text.data) * share // 100)
    with suppress(OSError):  # no more processes than the system allows
        return None if cut is None else Halves(text, cut, limits)
    return None


def read_around(text: Text, cut: Cut, limits: Limits) -> Stream | None:
    """Read both parts in this process; None where that is not what one reading gives."""
    try:
        return join(text, cut, read_former(text, cut, limits), received(_sent_latter(text, cut, limits)))
    except NotPlain:
        return None


def _sent_latter(text: Text, cut: Cut, limits: Limits) -> bytes:
    try:
        return sent(read_latter(text, cut, limits))
    except ValueError as error:  # a tag of one's own
        raise NotPlain from error


def sent(stream: Stream) -> bytes:
    """Turn what was read into bytes; raises ValueError for trees with values of tags of their own."""
    documents = [(built.tree, built.root, built.is_empty, [tuple(again) for again in built.repeated]) for built in stream.documents]
    return marshal.dumps((documents, stream.rows.tobytes(), stream.merged))


def received(data: bytes) -> Stream:
    """Turn such bytes back; keys and texts that stood for one object do so again."""
    documents, rows, merged = marshal.loads(data)  # noqa: S302 # door: written by our own fork
    built = [Built(tree, root, is_empty, tuple(Repeated(*one) for one in repeated)) for tree, root, is_empty, repeated in documents]
    return Stream(built, array("I", rows), merged)


def cut_near(text: Text, wish: int) -> Cut | None:
    """Find a place at about so many bytes, the same whoever asks; None where there is none nearby."""
    data = text.data
    if is_pure() or data.startswith(BOM_UTF8) or not WINDOW < wish < len(data):  # libyaml does not count a mark
        return None
    found = NEXT_ALONE.finditer(data, wish - WINDOW, wish + WINDOW)
    column, _, start = min(((len(key[1]), abs(key.start() - wish), key.start() + 1) for key in found), default=(0, 0, 0))
    if not start:
        return None
    columns, places, lines = [column], [start + column], b""
    while columns[0] and len(columns) < DEEPEST:
        start = _less_indented(data, start, columns[0])
        key = ALONE.match(data, start)
        if key is None or len(key[1]) >= columns[0]:
            return None
        columns.insert(0, len(key[1]))
        places.insert(0, key.end(1))
        lines = key[0] + b"\n" + lines
    if columns[0]:
        return None
    *above, offset = _counted(data, places)
    return Cut(places[-1], offset, tuple(above), tuple(columns), lines)


def _less_indented(data: bytes, start: int, column: int) -> int:
    """Find the line above that is indented less; the first one of the text where there is no other."""
    pattern, size, end = re.compile(LESS % (column - 1)), WINDOW, start  # noqa: TID251 - our own pattern, linear
    while end:
        begin = max(end - size, 0)
        last = None
        for last in pattern.finditer(data, begin, end + column + 2):  # noqa: B007 - a loop in C to the last one
            pass
        if last is not None:
            return last.start() + 1
        end, size = begin, size * 2
    return 0


def _counted(data: bytes, places: Sequence[int]) -> list[int]:
    """Turn places in bytes, in order, into places in characters."""
    if data.isascii():
        return list(places)
    count, counted = 0, []
    for before, place in pairwise((0, *places)):
        count += len(data[before:place].decode("utf-8"))
        counted.append(count)
    return counted


def read_former(text: Text, cut: Cut, limits: Limits) -> Stream:
    """Read what stands before the cut; raises NotPlain."""
    return _read(text, text.data[: cut.byte], limits)


def read_latter(text: Text, cut: Cut, limits: Limits) -> Stream:
    """Read what stands behind the cut, below the keys that it stands below; raises NotPlain."""
    left_out = cut.offset - cut.columns[-1] - len(cut.lines.decode("utf-8"))
    if left_out < 1:
        raise NotPlain
    return _read(text, b"".join((cut.lines, b"#" * (left_out - 1), b"\n", b" " * cut.columns[-1], text.data[cut.byte :])), limits)


def _read(text: Text, part: bytes, limits: Limits) -> Stream:
    """Read a part of a text; the parts together pass no limit where each takes up half of it at most."""
    half = replace(limits, aliases=limits.aliases // 2, nodes=limits.nodes // 2, duplicates=limits.duplicates // 2)
    builder = Builder(text, half)
    try:
        builder.build(events(Text(part)))
    except (YAMLError, Misread) as error:
        raise NotPlain from error
    return builder.stream


def join(text: Text, cut: Cut, former: Stream, latter: Stream) -> Stream:
    """Make of both parts what one reading gives, to the last row; takes them apart. Raises NotPlain."""
    uppers, lowers = _left_open(text, cut, former), _opened(cut, latter)
    (begun,), (ended,) = former.documents, latter.documents
    path = [next(reversed(upper.members)) for upper in uppers[:-1]]
    if path != [next(iter(lower.members)) for lower in lowers[:-1]] or any(again.first < cut.offset for again in ended.repeated):
        raise NotPlain
    pairs = list(zip(uppers, lowers, [*({key} for key in path), set[str]()], strict=True))
    if any(upper.members.keys() & lower.members.keys() != both for upper, lower, both in pairs):
        raise NotPlain
    rows = _joined(former.rows, latter.rows, uppers, lowers)
    for upper, lower, both in pairs:
        for key in both:
            del lower.members[key]
        upper.members.update(lower.members)
    document = Built(begun.tree, len(rows) - STRIDE, is_empty=False, repeated=begun.repeated + ended.repeated)
    return Stream([document], rows, frozenset())


def _left_open(text: Text, cut: Cut, former: Stream) -> list[_Open]:
    """Give the block mappings that end with the former part, the outermost first, each the last member of the one before."""
    rows, decoded = former.rows, text.decoded
    if len(former.documents) != 1:
        raise NotPlain
    node, row = former.documents[0].tree, former.documents[0].root
    if "%" in decoded[: rows[row + 1]]:
        raise NotPlain  # a directive may hold for the latter part too
    if any(line.startswith("...") for line in decoded[rows[row + 2] : cut.offset].splitlines()):
        raise NotPlain  # the latter part is a document of its own
    found: list[_Open] = []
    end = row
    for column, below in zip(cut.columns, (*cut.above, None), strict=True):
        if not isinstance(node, dict) or not node:
            raise NotPlain
        one = _Open(node, rows[row + 3], row)
        start = rows[one.base]
        last = one.end - STRIDE
        is_block = rows[row + 1] == start and start - decoded.rfind("\n", 0, start) - 1 == column
        if not is_block or one.base in former.merged or one.end != end or below not in (None, rows[last]):
            raise NotPlain
        found.append(one)
        node, row, end = node[next(reversed(node))], last, one.base
    return found


def _opened(cut: Cut, latter: Stream) -> list[_Open]:
    """Give the block mappings that begin with the latter part, the outermost first, each the first member of the one before."""
    if len(latter.documents) != 1:
        raise NotPlain
    node, row = latter.documents[0].tree, latter.documents[0].root
    found: list[_Open] = []
    for _ in cut.columns:
        if not isinstance(node, dict) or not node:
            raise NotPlain
        found.append(_Open(node, latter.rows[row + 3], row))
        if found[-1].base in latter.merged:
            raise NotPlain
        node, row = next(iter(node.values())), found[-1].base
    if not latter.rows[row] == latter.rows[found[-1].row + 1] == cut.offset:
        raise NotPlain
    return found


def _joined(above: "array[int]", below: "array[int]", uppers: Sequence[_Open], lowers: Sequence[_Open]) -> "array[int]":
    """Put the tables together: members of a mapping stand behind what is inside of them, those of an inner one before those of an outer."""
    rows = above[: uppers[-1].base]
    moves: list[tuple[int, int]] = []
    begin, inner = STRIDE, 0
    for upper, lower in zip(reversed(uppers), reversed(lowers), strict=True):
        moves.append((begin, len(rows) - begin))
        rows += _moved(below[begin : lower.base], moves)
        base = len(rows)
        rows += above[upper.base : upper.end]
        own = _moved(below[lower.base : lower.end], moves)
        if inner:  # the last member so far and the first of the latter part are one
            rows[-2:] = array("I", (own[2], inner))
            del own[:STRIDE]
        rows += own
        begin, inner = lower.end, base
    rows.extend((0, above[uppers[0].row + 1], below[lowers[0].row + 2], inner))
    return rows


def _moved(piece: "array[int]", moves: Sequence[tuple[int, int]]) -> "array[int]":
    """Say anew where the rows of members begin; nearly all stand in the piece itself, and those that aliases name before it."""
    begin, by = moves[-1]
    piece[3::STRIDE] = array("I", [base and (base + by if base >= begin else _move(base, moves)) for base in piece[3::STRIDE]])
    return piece


def _move(base: int, moves: Sequence[tuple[int, int]]) -> int:
    return base + next(by for begin, by in reversed(moves) if base >= begin)
