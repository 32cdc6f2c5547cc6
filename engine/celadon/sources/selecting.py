"""`select:` of a policy: the part of JSONPath (RFC 9535) that needs no filter, read by jsonpath-ng, evaluated here.

jsonpath-ng reads more than the RFC, and some of it otherwise. So a selector must first have the form in which both agree, and what is
refused is refused when the bundle loads: a selector that can match nothing by mistake is the oldest silent pass there is.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from celadon.frozen import dataclass
from celadon.sources.document import JsonValue
from celadon.terms.location import Token, Tokens

LONGEST = 2_000
EXACT = 2**53 - 1
"""Largest index, as in the RFC."""

BLANK = r"[ \t\n]*"
NUMBER = r"(?:0|-?[1-9][0-9]{0,15})"
ITEM = (
    rf"""(?:\*|'[^'\\\x00-\x1f]*'|"[^"\\\x00-\x1f]*"|(?:{NUMBER})?{BLANK}:{BLANK}(?:{NUMBER})?(?:{BLANK}:{BLANK}(?:{NUMBER})?)?|{NUMBER})"""
)
BRACKETS = rf"\[{BLANK}{ITEM}(?:{BLANK},{BLANK}{ITEM})*{BLANK}\]"
SEGMENT = rf"{BLANK}(?:\.\.?[A-Za-z_][A-Za-z0-9_]*|\.\.?\*|(?:\.\.)?{BRACKETS})"

REASONS = (  # what stands where the form is left, and why it is not understood
    ("?", "a filter belongs in `when`"),
    ("(", "expressions and functions are not part of selectors"),
    ("@", "the current node belongs to filters"),
    ("`", "`this`, `parent` and the like are not part of the RFC"),
    ("\\", "names with a backslash are not understood"),
    ("|", "a union is written in brackets"),
    ("-", "a name with a dash is written in brackets: ['a-b']"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One segment: what it takes of a mapping or a list, there or (`..`) anywhere below."""

    is_descendant: bool = False
    is_wildcard: bool = False
    names: tuple[str, ...] = ()
    indices: tuple[int, ...] = ()
    slices: tuple[slice, ...] = ()

    def picks(self, node: JsonValue) -> Iterator[Token]:
        """Give the tokens of the members or items that the segment takes, in any order."""
        if isinstance(node, dict):
            yield from node if self.is_wildcard else (name for name in self.names if name in node)
        elif isinstance(node, list):
            count = len(node)
            if self.is_wildcard:
                yield from range(count)
            yield from (index % count for index in self.indices if -count <= index < count)
            for part in self.slices:
                yield from range(*part.indices(count))


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector that was understood."""

    text: str
    steps: tuple[Step, ...]

    def select(self, tree: JsonValue) -> list[tuple[Tokens, JsonValue]]:
        """Find nodes in document order, each once: one walk that goes only where some segment leads; no recursion."""
        last = len(self.steps)
        found: list[tuple[Tokens, JsonValue]] = []
        pending: list[tuple[Tokens, JsonValue, set[int]]] = [((), tree, {0})]
        while pending:
            tokens, node, states = pending.pop()
            if last in states:
                found.append((tokens, node))
            reached: dict[Token, set[int]] = {}
            for state in states - {last}:
                step = self.steps[state]
                for token in step.picks(node):
                    reached.setdefault(token, set()).add(state + 1)
                if step.is_descendant:
                    for token in _tokens(node):
                        reached.setdefault(token, set()).add(state)
            ordered = reached if len(reached) < 2 else [token for token in _tokens(node) if token in reached]
            pending.extend(((*tokens, token), node[token], reached[token]) for token in reversed([*ordered]))  # type: ignore[index] # a token of this node
        return found


def _tokens(node: JsonValue) -> Iterator[Token]:
    if isinstance(node, dict):
        yield from node
    elif isinstance(node, list):
        yield from range(len(node))


@lru_cache(maxsize=256)
def parse_selector(text: str) -> Selector:
    """Read a selector; raises ValueError that says in words what is not understood, and at which character."""
    count = _count_segments(text)
    from jsonpath_ng import parse  # noqa: PLC0415 - builds its grammar when imported; few policies select

    try:
        steps = tuple(_steps(parse(text)))
    except ValueError:
        raise
    except Exception as error:  # the parser has errors of its own, of its lexer, and plain ones
        raise ValueError(f"jsonpath-ng does not read this selector: {error}") from error
    if len(steps) != count:
        raise ValueError("jsonpath-ng reads this selector otherwise than the RFC")
    return Selector(text, steps)


def _count_segments(text: str) -> int:
    """Hold the text to the form in which jsonpath-ng and the RFC agree; return how many segments it has."""
    if len(text) > LONGEST:
        raise ValueError(f"the selector is longer than {LONGEST} characters")
    if not text.startswith("$"):
        raise ValueError("a selector begins at the root, '$'")
    at, count = 1, 0
    while at < len(text):
        found = re.match(f"(?:{SEGMENT})", text[at:])
        if found is None:
            raise ValueError(f"the selector is not understood from character {at + 1}, '{text[at : at + 20]}'{_reason(text[at:])}")
        at += found.end()
        count += 1
    _check_values(text)
    return count


def _reason(rest: str) -> str:
    return next((f": {reason}" for sign, reason in REASONS if sign in rest.split("]", maxsplit=1)[0]), "")


def _check_values(text: str) -> None:
    bare = re.sub(r"""'[^']*'|"[^"]*\"""", "", text)
    if any(abs(int(number)) > EXACT for number in re.findall(r"\d{16,}", bare)):
        raise ValueError(f"an index is larger than {EXACT}")
    if re.search(r"""'\*'|"\*\"""", text):
        raise ValueError("a quoted '*' is a wildcard to some versions of jsonpath-ng; take the member by `when`")


def _steps(tree: Any) -> Iterator[Step]:
    """Translate jsonpath-ng's tree, left to right."""
    match type(tree).__name__:
        case "Root":
            return
        case "Child":
            yield from _steps(tree.left)
            yield _step(tree.right, is_descendant=False)
        case "Descendants":
            yield from _steps(tree.left)
            yield _step(tree.right, is_descendant=True)
        case other:
            raise ValueError(f"'{other.lower()}' is outside of the selectors that are understood")


def _step(tree: Any, *, is_descendant: bool) -> Step:
    match type(tree).__name__:
        case "Wildcard":
            return Step(is_descendant, is_wildcard=True)
        case "Fields":
            names = tuple(str(name) for name in tree.fields)
            return Step(is_descendant, is_wildcard=True) if names == ("*",) else Step(is_descendant, names=names)
        case "Index":
            return Step(is_descendant, indices=tuple(tree.indices) if hasattr(tree, "indices") else (tree.index,))
        case "Slice" if tree.step == 0:
            return Step(is_descendant)  # RFC 9535 section 2.3.4.2.2: a step of 0 takes nothing
        case "Slice" if (tree.start, tree.end, tree.step) == (None, None, None):
            return Step(is_descendant, slices=(slice(None),))
        case "Slice":
            return Step(is_descendant, slices=(slice(tree.start, tree.end, tree.step),))
        case other:
            raise ValueError(f"'{other.lower()}' is outside of the selectors that are understood")
