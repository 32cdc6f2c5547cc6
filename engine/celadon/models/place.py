"""Where a node of a model stands, and the trail of references by which it was reached. No facts live here."""

from typing import Any

from celadon.frozen import replace
from celadon.sources.document import Document
from celadon.terms.location import Hop, Location, Token, Tokens, render_pointer

Trail = tuple[tuple[Tokens, str], ...]
"""A way as plain values: from the node back over every object whose reference was followed, each with the reference that led to it."""

Link = tuple[Any, Token] | tuple[()]
"""A step below a parent link; () stands for where the steps began. Cheaper than a `Place` per object of a large document."""


def steps_of(link: Link) -> Tokens:
    """Write the steps of a link one after the other."""
    steps: list[Token] = []
    while link:
        link, token = link
        steps.append(token)
    steps.reverse()
    return tuple(steps)


class Place:
    """A node of a document as the way to it; costs one small object, and text or lines only when asked.

    A place is either a child (`parent` and `token`) or a landing: a node given by its tokens, the root of a document or
    the target of a reference. A landing remembers the place of the object whose reference led to it.
    """

    __slots__ = ("document", "parent", "token")
    document: Document
    parent: "Place | None"
    token: Token
    prefix: Tokens = ()
    origin: "Place | None" = None
    ref: str = ""

    @staticmethod
    def at_root(document: Document) -> "Place":
        """Stand at the whole document."""
        return Landing(document)

    def child(self, token: Token) -> "Place":
        """Step to a member or an item; it need not exist."""
        place = Place()  # has no `__init__`, which would double what each of forty thousand costs
        place.document = self.document
        place.parent = self
        place.token = token
        return place

    def below(self, link: Link) -> "Place":
        """Take all steps of a link at once."""
        landing = self.landing()
        return Landing(self.document, (*self.tokens, *steps_of(link)), landing.origin, landing.ref)

    def followed(self, document: Document, tokens: Tokens, ref: str) -> "Place":
        """Land where the reference written in this object leads."""
        return Landing(document, tokens, self, ref)

    def landing(self) -> "Place":
        """Find the place from which this one was reached by steps alone."""
        place = self
        while place.parent is not None:
            place = place.parent
        return place

    @property
    def tokens(self) -> Tokens:
        """The way from the root of the document in which the node is written."""
        steps: list[Token] = []
        place = self
        while place.parent is not None:
            steps.append(place.token)
            place = place.parent
        steps.reverse()
        return (*place.prefix, *steps)

    @property
    def last(self) -> Token | None:
        """The last step: the key or index of this node; None for a whole document."""
        if self.parent is not None:
            return self.token
        return self.prefix[-1] if self.prefix else None

    @property
    def pointer(self) -> str:
        """The RFC 6901 pointer in the document in which the node is written."""
        return render_pointer(self.tokens)

    @property
    def via(self) -> tuple[Hop, ...]:
        """Every reference that was followed to come here, first one first."""
        hops: list[Hop] = []
        place = self.landing().origin
        ref = self.landing().ref
        while place is not None:
            start = place.document.span(place.tokens).start
            hops.append(Hop(file=place.document.path, pointer=place.pointer, line=start.line, column=start.column, ref=ref))
            landing = place.landing()
            place, ref = landing.origin, landing.ref
        return tuple(reversed(hops))

    def trail(self) -> Trail | None:
        """Write down the whole way; None where it leads through more than one document."""
        steps: list[tuple[Tokens, str]] = []
        place: Place | None = self
        while place is not None:
            if place.document is not self.document:
                return None
            landing = place.landing()
            steps.append((place.tokens, landing.ref))
            place = landing.origin
        return tuple(steps)

    @staticmethod
    def retraced(document: Document, trail: Trail) -> "Place":
        """Stand again where a trail was written down, be it by another process that has the same document."""
        place: Place | None = None
        for tokens, ref in reversed(trail):
            place = Landing(document, tokens, place, ref)
        return place or Landing(document)

    def key(self) -> "KeyPlace":
        """Stand at the key of this node only."""
        return KeyPlace(self)

    def location(self) -> Location:
        """Say it as a reader finds it, with lines and excerpt."""
        return self.document.locate(self.tokens, self.via)

    def __repr__(self) -> str:
        """Show file and pointer, for people who debug."""
        return f"Place({self.document.path}#{self.pointer})"


class Landing(Place):
    """A node given by its tokens: the root of a document, or what a reference written at `origin` leads to."""

    __slots__ = ("origin", "prefix", "ref")

    def __init__(self, document: Document, tokens: Tokens = (), origin: Place | None = None, ref: str = "") -> None:
        """Store."""
        self.document = document
        self.parent = None
        self.token = ""
        self.prefix = tokens
        self.origin = origin
        self.ref = ref


class KeyPlace(Landing):
    """The key under which a node is written: same pointer, the key's span."""

    __slots__ = ()

    def __init__(self, place: Place) -> None:
        """Stand at the key of a place."""
        super().__init__(place.document, place.prefix, place.origin, place.ref)
        self.parent = place.parent
        self.token = place.token

    def location(self) -> Location:
        """Narrow the node's location to its key; a node without one keeps its own."""
        whole = super().location()
        span = self.document.key_span(self.tokens)
        return whole if span is None else replace(whole, span=span)
