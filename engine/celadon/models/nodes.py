"""Plain nodes of any document: as subjects (`target: node` with a selector), and what they amount to with all they refer to."""

import json
from collections import deque
from collections.abc import Iterator
from hashlib import sha256

from celadon.models.place import Landing, Place
from celadon.models.references import Broken, References
from celadon.models.view import View
from celadon.sources.document import Document, JsonValue
from celadon.sources.selecting import Selector
from celadon.terms.location import Token, Tokens


class PlainNode(View):
    """A node that a selector found; `raw` is its value."""

    __slots__ = ()
    cel_name = "node"


def nodes_of(document: Document, selector: Selector) -> tuple[PlainNode, ...]:
    """Find the nodes of a document in document order."""
    return tuple(PlainNode(Landing(document, tokens), node) for tokens, node in selector.select(document.tree))


def content_of(place: Place, references: References | None = None) -> str:
    """Digest a node and, where there are references, everything that they lead to, each once; a circle ends where it closes.

    What is named rather than referred to, such as a security scheme, is no part of it.
    """
    digest = sha256()
    pending = deque([(place.document, place.tokens)])
    seen: set[tuple[str, int, Tokens]] = set()
    while pending:
        document, tokens = pending.popleft()
        if (document.path, document.index, tokens) in seen:
            continue
        seen.add((document.path, document.index, tokens))
        node = document.value(tokens) if document.exists(tokens) else None
        digest.update(json.dumps(node, sort_keys=True, default=repr).encode())
        for found in () if references is None else _followed(document, tokens, node, references):
            if isinstance(found, str):
                digest.update(found.encode())
            else:
                pending.append(found)
    return digest.hexdigest()


def _followed(document: Document, tokens: Tokens, node: JsonValue, references: References) -> Iterator[tuple[Document, Tokens] | str]:
    """Find every reference below a node, in the order of its keys; for one that leads nowhere, why."""
    for steps, ref in _written(node, ()):
        found = references.find(Landing(document, (*tokens, *steps)), ref)
        yield found.cause if isinstance(found, Broken) else (found.document, found.tokens)


def _written(node: JsonValue, steps: tuple[Token, ...]) -> Iterator[tuple[tuple[Token, ...], str]]:
    if isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str):
            yield steps, ref
        for key in sorted(node):
            yield from _written(node[key], (*steps, key))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _written(item, (*steps, index))
