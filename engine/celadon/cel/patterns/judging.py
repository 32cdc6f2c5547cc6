"""Claims about regular expressions, from their syntax tree alone: anchored, finite, open to backtracking."""

from collections.abc import Iterator
from functools import lru_cache

from celadon.cel.patterns.reading import (
    ALL,
    ASCII,
    OTHERS,
    Anchor,
    Characters,
    Choice,
    Part,
    Reference,
    Repeat,
    Sequence,
    UnreadablePattern,
    read_pattern,
)

_REMEMBERED = 300
"""Characters up to which a pattern's tree is remembered."""


def _tree(pattern: str) -> Part | None:
    return _known_tree(pattern) if len(pattern) <= _REMEMBERED else _read(pattern)


def _read(pattern: str) -> Part | None:
    try:
        return read_pattern(pattern)
    except UnreadablePattern:
        return None


_known_tree = lru_cache(maxsize=1_024)(_read)


def is_anchored_at_start(pattern: str) -> bool:
    """Say whether every match begins at the beginning of the text."""
    tree = _tree(pattern)
    return tree is not None and _edge(tree, "start")


def is_anchored(pattern: str) -> bool:
    """Say whether every match is the whole text: anchored at both ends, in every branch."""
    tree = _tree(pattern)
    if tree is None:
        return False
    branches = tree.branches if isinstance(tree, Choice) else [tree]
    return all(_edge(branch, "start") and _edge(branch, "end") for branch in branches)


def _edge(part: Part, place: str) -> bool:
    """Say whether the anchor of a place stands at that edge of a piece, on every way through it."""
    if isinstance(part, Anchor):
        return part.place == place
    if isinstance(part, Choice):
        return all(_edge(branch, place) for branch in part.branches)
    if isinstance(part, Repeat):
        return part.low > 0 and _edge(part.body, place)
    if isinstance(part, Sequence):
        for piece in part.parts if place == "start" else reversed(part.parts):
            if _edge(piece, place):
                return True
            if not isinstance(piece, Anchor):
                return False
    return False


def is_finite(pattern: str) -> bool:
    """Say whether there is a longest match."""
    tree = _tree(pattern)
    return tree is not None and _is_finite(tree)


def _is_finite(part: Part) -> bool:
    if isinstance(part, Choice):
        return all(map(_is_finite, part.branches))
    if isinstance(part, Sequence):
        return all(map(_is_finite, part.parts))
    if isinstance(part, Repeat):
        return part.high == 0 or (_is_finite(part.body) and (part.high is not None or not _takes_characters(part.body)))
    return True


def _takes_characters(part: Part) -> bool:
    """Say whether a piece can match at least one character."""
    if isinstance(part, (Characters, Reference)):
        return True
    if isinstance(part, Choice):
        return any(map(_takes_characters, part.branches))
    if isinstance(part, Sequence):
        return any(map(_takes_characters, part.parts))
    return isinstance(part, Repeat) and part.high != 0 and _takes_characters(part.body)


def may_backtrack(pattern: str) -> bool:
    """Say whether a repetition without bound holds another one that can take the same characters, with nothing that tells them apart.

    A heuristic over the tree: `(a+)+`, `([a-z]*)*`, `(a+b?)*` are found, `(a+,)+` is told apart by its comma.
    """
    tree = _tree(pattern)
    return tree is not None and _has_nested_repeat(tree)


def _children(part: Part) -> list[Part]:
    if isinstance(part, Choice):
        return part.branches
    if isinstance(part, Sequence):
        return part.parts
    return [part.body] if isinstance(part, Repeat) else []


def _has_nested_repeat(part: Part) -> bool:
    if isinstance(part, Repeat) and _is_unbounded(part):
        branches = part.body.branches if isinstance(part.body, Choice) else [part.body]
        if any(_is_ambiguous(branch) for branch in branches):
            return True
    return any(map(_has_nested_repeat, _children(part)))


def _is_unbounded(part: Part) -> bool:
    return isinstance(part, Repeat) and part.high is None


def _is_ambiguous(body: Part) -> bool:
    """Say whether a repeated body holds an unbounded repetition and no required character outside of what that one takes."""
    pieces = body.parts if isinstance(body, Sequence) else [body]
    inner = [piece for piece in pieces if _is_unbounded(piece)]
    # A repetition deeper inside counts where its surroundings are required, through plain groups.
    deeper = [piece for piece in pieces if isinstance(piece, Sequence) and _is_ambiguous(piece)]
    for repeat in inner:
        taken = _characters(repeat)
        others = [piece for piece in pieces if piece is not repeat and _is_required(piece)]
        if all(_characters(other) & taken for other in others):
            return True
    return bool(deeper) and len(pieces) == len(deeper)


def _is_required(part: Part) -> bool:
    if isinstance(part, Repeat):
        return part.low > 0 and _is_required(part.body)
    if isinstance(part, Sequence):
        return any(map(_is_required, part.parts))
    if isinstance(part, Choice):
        return all(map(_is_required, part.branches))
    return isinstance(part, Characters)


def _characters(part: Part) -> int:
    """Give every character that a piece can take."""
    if isinstance(part, Characters):
        return part.mask
    if isinstance(part, Reference):
        return ALL
    mask = 0
    for child in _children(part):
        mask |= _characters(child)
    return mask


def fixed_start(pattern: str) -> str:
    """Give the text with which every match begins, where the pattern is anchored at its start; empty where there is none."""
    tree = _tree(pattern)
    if tree is None or not _edge(tree, "start"):
        return ""
    text = ""
    for piece in _pieces(tree):
        if isinstance(piece, Anchor) and piece.place == "start":
            continue
        if not isinstance(piece, Characters) or piece.mask.bit_count() != 1 or piece.mask > ASCII:
            break
        text += chr(piece.mask.bit_length() - 1)
    return text


def _pieces(part: Part) -> Iterator[Part]:
    """Give the pieces of a sequence in order, those of plain groups too."""
    if isinstance(part, Sequence):
        for piece in part.parts:
            yield from _pieces(piece)
    else:
        yield part


def may_start_with(pattern: str, text: str) -> bool:
    """Say whether a text that begins in this way can match; what lookaround refuses is not seen.

    A pattern that is not anchored, or cannot be read, may match anything.
    """
    tree = _tree(pattern)
    return tree is None or not _edge(tree, "start") or bool(_Start(text).ends(tree, 0))


class _Start:
    """How a pattern takes the beginning of a text; behind its end anything may follow. Each piece is asked once for each place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[int, int], frozenset[int]] = {}

    def ends(self, part: Part, at: int) -> frozenset[int]:
        """Give the places in the text that lie behind a piece that begins here."""
        key = (id(part), at)
        if key not in self._known:
            self._known[key] = frozenset(self._ends(part, at))
        return self._known[key]

    def _ends(self, part: Part, at: int) -> set[int]:
        size = len(self._text)
        if isinstance(part, Characters):
            return {size} if at == size else {at + 1} if part.mask & _bit(self._text[at]) else set()
        if isinstance(part, Anchor):
            return {at} if part.place == "other" or at == (0 if part.place == "start" else size) else set()
        if isinstance(part, Reference):
            return set(range(at, size + 1))
        if isinstance(part, Choice):
            return {end for branch in part.branches for end in self.ends(branch, at)}
        if isinstance(part, Repeat):
            return self._repeated(part, at)
        places = {at}
        for piece in part.parts if isinstance(part, Sequence) else ():
            places = self._after(piece, places)
        return places

    def _after(self, part: Part, places: set[int]) -> set[int]:
        return {end for place in places for end in self.ends(part, place)}

    def _repeated(self, part: Repeat, at: int) -> set[int]:
        # A round that takes characters comes nearer to the end of the text, so this many rounds say all.
        enough = len(self._text) + 1
        places = {at}
        for _ in range(min(part.low, enough)):
            places = self._after(part.body, places)
        found = set(places)
        for _ in range(enough if part.high is None else min(part.high - part.low, enough)):
            places = self._after(part.body, places)
            found |= places
        return found


def _bit(character: str) -> int:
    return 1 << ord(character) if character.isascii() else OTHERS
