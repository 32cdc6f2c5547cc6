"""What evaluation asks of a model, whatever the kind of its document."""

from collections.abc import Sequence
from typing import Protocol

from celadon.models.place import Place
from celadon.models.view import View
from celadon.sources.document import Document
from celadon.sources.selecting import Selector
from celadon.terms.errors import CeladonError

OPENAPI, GATEWAY, PAIR, ANY = "openapi", "gateway", "pair", "any"
"""Families of kinds: they share targets."""


class UnknownTarget(CeladonError):
    """A policy asks for a target that no model of the kind has."""


class Model(Protocol):
    """A typed view over a document; everything in it is made when asked for, and kept."""

    kind: str
    """`openapi`, `kong`, `envoy`, ..."""
    family: str
    """`openapi`, `gateway` or `any`."""
    version: str
    """The version of the format as written; empty where the format has none."""
    foundations: tuple[str, ...]
    """Targets on which others rest: their subjects are found first, whatever policies run."""
    resting: frozenset[str]
    """Targets and members that cannot be told without the foundations."""

    @property
    def title(self) -> str:
        """One line for headers, such as `OpenAPI 3.1.0, 14 operations`."""

    @property
    def document_view(self) -> View:
        """The CEL variable `document`."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The entry document and every other file that was reached from it so far."""

    @property
    def is_one_file(self) -> bool:
        """Whether it is known that no other file can be reached."""

    def subjects(self, target: str) -> Sequence[View]:
        """Give the subjects of a target in document order, the same list at every call; raises `UnknownTarget`."""

    def do_without(self) -> None:
        """Go on in a process of its own without the foundations, as far as that is possible: raises Unable where they are needed.

        What is told meanwhile is what would be told with them.
        """

    def nodes(self, selector: Selector) -> Sequence[View]:
        """Give the plain nodes of the entry document that a selector finds, in document order."""

    def anchor(self, place: Place) -> str:
        """Name a place so that the name survives reordering and reformatting: indices replaced by identities."""

    def content(self, place: Place) -> str:
        """Digest what a place amounts to with all that it refers to: the same for the same content in another order or layout."""

    def uses(self, subject: View) -> tuple[str, ...]:
        """Name the logical places that use a subject, such as `POST /orders`; empty where it is used by nothing but itself."""
