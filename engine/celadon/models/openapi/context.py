"""What every view of one OpenAPI document shares: the version's habits, the references, the views that exist already."""

from collections.abc import Callable
from typing import Any, TypeVar

from celadon.models.openapi.plain import Object, mapping
from celadon.models.openapi.schemas.composition import Compositions
from celadon.models.openapi.version import Version
from celadon.models.place import Place
from celadon.models.references import FileResolver, References
from celadon.models.view import View
from celadon.sources.document import Document

V = TypeVar("V", bound=View)
REQUEST, RESPONSE = "request", "response"


class Context:
    """The shared state of one model; grows while views are made, never forgets."""

    __slots__ = (
        "compositions",
        "entry",
        "first_with_id",
        "is_swagger",
        "operations_of",
        "references",
        "root",
        "uses_of",
        "version",
        "views",
    )

    def __init__(self, entry: Document, files: FileResolver, version: Version) -> None:
        """Begin at the entry document."""
        self.entry = entry
        self.version = version
        self.is_swagger = version.is_swagger
        self.root: Object = mapping(entry.tree)
        self.references = References(entry, files, identities=version.identities)
        self.compositions = Compositions(self.references, version)
        self.views: dict[tuple[Any, ...], View] = {}
        self.operations_of: Callable[[View], tuple[View, ...]] = lambda _: ()
        """Who uses a shared view; the model, which knows all operations, puts the answer here."""
        self.first_with_id: Callable[[str], View | None] = lambda _: None
        """The first operation with an `operationId`, endpoints, webhooks and callbacks together; from the model as well."""
        self.uses_of: Callable[[View], tuple[View, ...]] = lambda _: ()
        """On which ways a schema is used; the model, which walks all schemas, puts the answer here."""

    def root_place(self) -> Place:
        """Stand at the entry document."""
        return Place.at_root(self.entry)

    def kept(self, key: tuple[Any, ...], make: Callable[[], V]) -> V:
        """Give the view of this key, made at the first call: one physical node of one role is one view."""
        view = self.views.get(key)
        if view is None:
            view = self.views[key] = make()
        return view  # type: ignore[return-value] # keys begin with the role, which fixes the class
