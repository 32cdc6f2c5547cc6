"""Plain nodes of any document as subjects: `target: node` with a selector. Models of every kind have them."""

from celadon.models.place import Place
from celadon.models.view import View
from celadon.sources.document import Document
from celadon.sources.selecting import Selector


class PlainNode(View):
    """A node that a selector found; `raw` is its value."""

    __slots__ = ()
    cel_name = "node"


def nodes_of(document: Document, selector: Selector) -> tuple[PlainNode, ...]:
    """Find the nodes of a document in document order."""
    return tuple(PlainNode(Place(document, prefix=tokens), node) for tokens, node in selector.select(document.tree))
