"""`select:` of a policy: the part of JSONPath (RFC 9535) that needs no filter, read by jsonpath-ng, evaluated here.

jsonpath-ng reads more than the RFC and some of it otherwise; so its tree is translated step by step, and what is not named here is
refused when the bundle loads. A selector that can match nothing by mistake is the oldest silent pass there is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from celadon.sources.document import JsonValue
from celadon.terms.location import Token, Tokens

Step = Callable[[Tokens, JsonValue], Iterator[tuple[Tokens, JsonValue]]]
LONGEST = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """A selector that was understood."""

    text: str
    steps: tuple[Step, ...]

    def select(self, tree: JsonValue) -> list[tuple[Tokens, JsonValue]]:
        """Find nodes in document order, each once; one pass over what the steps reach, no recursion."""
        nodes: list[tuple[Tokens, JsonValue]] = [((), tree)]
        for step in self.steps:
            nodes = [found for tokens, node in nodes for found in step(tokens, node)]
        unique = dict(nodes)
        return list(unique.items())


@lru_cache(maxsize=256)
def parse_selector(text: str) -> Selector:
    """Read a selector; raises ValueError with what is wrong in words."""
    if len(text) > LONGEST:
        raise ValueError(f"the selector is longer than {LONGEST} characters")
    if not text.strip().startswith("$"):
        raise ValueError("a selector begins at the root, '$'")
    _refuse_foreign(text)
    from jsonpath_ng import parse  # noqa: PLC0415 - builds its grammar when imported; few policies select

    try:
        tree = parse(text.strip())
    except Exception as error:
        raise ValueError(f"this is no JSONPath: {error}") from error
    return Selector(text, tuple(_steps(tree)))


def _refuse_foreign(text: str) -> None:
    """Refuse what jsonpath-ng reads in a way of its own, outside of quoted names."""
    bare = _without_quoted(text)
    for sign, reason in (
        ("?", "a filter belongs in `when`"),
        ("(", "expressions and functions are not part of selectors"),
        ("`", "`this`, `parent` and the like are extensions of jsonpath-ng"),
        ("@", "the current node belongs to filters"),
        ("|", "a union is written in brackets"),
        ("&", "an intersection is an extension of jsonpath-ng"),
        ("~", "keys are not part of the RFC"),
    ):
        if sign in bare:
            raise ValueError(f"'{sign}' is outside of the selectors that are understood: {reason}")
    if bare.rstrip().endswith((".", "..")):
        raise ValueError("a name is missing at the end")


def _without_quoted(text: str) -> str:
    kept, quote = [], ""
    escaped = False
    for character in text:
        if quote:
            if character == quote and not escaped:
                quote = ""
            escaped = character == "\\" and not escaped
        elif character in "'\"":
            quote = character
        else:
            kept.append(character)
    return "".join(kept)


def _steps(tree: Any) -> Iterator[Step]:
    """Translate jsonpath-ng's tree, left to right."""
    match type(tree).__name__:
        case "Root":
            return
        case "Child":
            yield from _steps(tree.left)
            yield from _steps(tree.right)
        case "Descendants":
            yield from _steps(tree.left)
            yield _descend
            yield from _steps(tree.right)
        case "Fields":
            yield _wildcard if tuple(tree.fields) == ("*",) else _names(tuple(str(name) for name in tree.fields))
        case "Index":
            yield _indices(tuple(tree.indices) if hasattr(tree, "indices") else (tree.index,))
        case "Slice":
            yield _slice(tree.start, tree.end, tree.step)
        case other:
            raise ValueError(f"'{other.lower()}' is outside of the selectors that are understood")


def _children(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
    if isinstance(node, dict):
        yield from (((*tokens, key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from (((*tokens, index), value) for index, value in enumerate(node))


def _wildcard(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
    return _children(tokens, node)


def _descend(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
    """Visit a node and everything below it, in document order."""
    pending = [(tokens, node)]
    while pending:
        here = pending.pop()
        yield here
        pending.extend(reversed(list(_children(*here))))


def _names(names: tuple[Token, ...]) -> Step:
    def step(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
        if isinstance(node, dict):
            yield from (((*tokens, name), node[str(name)]) for name in names if name in node)

    return step


def _indices(indices: tuple[int, ...]) -> Step:
    def step(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
        if isinstance(node, list):
            for index in indices:
                at = index if index >= 0 else len(node) + index
                if 0 <= at < len(node):
                    yield (*tokens, at), node[at]

    return step


def _slice(start: int | None, end: int | None, stride: int | None) -> Step:
    def step(tokens: Tokens, node: JsonValue) -> Iterator[tuple[Tokens, JsonValue]]:
        if isinstance(node, list) and stride != 0:  # RFC 9535 section 2.3.4.2.2: a step of 0 selects nothing
            yield from (((*tokens, index), node[index]) for index in range(*slice(start, end, stride).indices(len(node))))

    return step
