"""One OpenAPI document as a model: its targets, who uses what, and names for places."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import cast

import celadon.models.openapi.together  # noqa: F401 - says how facts are told of many schemas at once
from celadon.models.interface import OPENAPI, UnknownTarget
from celadon.models.nodes import content_of, nodes_of
from celadon.models.openapi.anchors import anchor_of
from celadon.models.openapi.consistency.routes import Routes
from celadon.models.openapi.context import Context
from celadon.models.openapi.expressions import addressed
from celadon.models.openapi.schemas.schema import Property, Schema
from celadon.models.openapi.schemas.walking import SchemaWalk, approach
from celadon.models.openapi.schemas.ways import Ways
from celadon.models.openapi.targets import RESTING, TARGETS
from celadon.models.openapi.usage import Usage
from celadon.models.openapi.version import Version
from celadon.models.openapi.views.document import OpenApiDocument
from celadon.models.openapi.views.links import files_of
from celadon.models.openapi.views.operations import Operation
from celadon.models.place import Place
from celadon.models.references import FileResolver
from celadon.models.view import View, is_unknown
from celadon.sources.document import Document
from celadon.sources.selecting import Selector
from celadon.terms.errors import Problem


class OpenApiModel:
    """A typed, lazy, effective view over an OpenAPI document of version 2.0 to 3.2."""

    kind: str = OPENAPI
    family: str = OPENAPI
    foundations: tuple[str, ...] = ("schema", "property")
    resting = RESTING

    def __init__(self, entry: Document, files: FileResolver, version: str, *, validation: str = "fast") -> None:
        """Begin at an entry document; nothing is read until asked for. `validation` is `fast` or `full`."""
        self.context = Context(entry, files, Version(version))
        self.version = version
        self.document_view = OpenApiDocument(self.context)
        self.context.whole = self
        self.context.thorough = validation == "full"
        self._subjects: dict[str, Sequence[View]] = {}
        self._walk: SchemaWalk | None = None
        self._usage: Usage | None = None
        self._routes: Routes | None = None
        self._tags: dict[str, Operation] | None = None
        self._ids: dict[str, Operation] | None = None
        self._addressed: set[int] | None = None
        self._labels: dict[int, tuple[tuple[str, ...], object]] = {}
        """What the operations of a list are called, by the identity of the list, which is kept beside them."""

    @property
    def title(self) -> str:
        """Name kind and version and count the endpoints."""
        count = len(self.document_view.operations)
        return f"OpenAPI {self.version}, {count} operation{'' if count == 1 else 's'}"

    @property
    def documents(self) -> tuple[Document, ...]:
        """The entry document and every other file that was reached from it so far."""
        return tuple(self.context.references.documents)

    @property
    def is_one_file(self) -> bool:
        """Whether no reference leads to another file; costs one look at the text, and a pass over the document where that may say so."""
        return len(files_of(self.context)) == 1

    def subjects(self, target: str) -> Sequence[View]:
        """Give the subjects of a target in document order, the same list at every call."""
        found = self._subjects.get(target)
        if found is None:
            if target not in TARGETS:
                raise UnknownTarget(Problem(kind="unknown-target", message=f"OpenAPI documents have no target {target}"))
            found = self._subjects[target] = tuple(TARGETS[target][1](self.document_view, self.walk_schemas))
        return found

    def do_without(self) -> None:
        """Refuse to look at schemas; of what operations share, arrive first by the way that the walk over schemas takes."""
        self.context.refuse_compositions()
        for operation in self.document_view.any_operations:
            if operation.unknown is None:
                approach(operation, is_swagger=self.context.is_swagger)

    def nodes(self, selector: Selector) -> Sequence[View]:
        """Give the plain nodes of the entry document that a selector finds."""
        return nodes_of(self.context.entry, selector)

    def anchor(self, place: Place) -> str:
        """Name a place by identities instead of indices."""
        return anchor_of(place)

    def content(self, place: Place) -> str:
        """Digest a place and what its references lead to."""
        return content_of(place, self.context.references)

    def uses(self, subject: View) -> tuple[str, ...]:
        """Name the operations that use a subject."""
        if isinstance(subject, Operation):
            return (subject.label,)
        operations: tuple[Operation, ...] = getattr(subject, "operations", ())
        found = self._labels.get(id(operations))
        if found is None:
            labels = tuple(dict.fromkeys(one.label for one in operations))
            found = self._labels[id(operations)] = (labels, operations)
        return found[0]

    def walk_schemas(self) -> SchemaWalk:
        """Give the walk over every schema, made at the first call."""
        if self._walk is None:
            self._walk = SchemaWalk(self.context, self.document_view.any_operations)
        return self._walk

    @property
    def usage(self) -> Usage:
        """Who uses parameters, bodies, responses, headers, requirements and schemes, found at the first call."""
        if self._usage is None:
            self._usage = Usage(self.document_view.any_operations)
        return self._usage

    def schemas(self) -> Iterable[Schema]:
        """Give the schemas that callers or receivers meet, in document order."""
        return cast("Iterable[Schema]", self.subjects("schema"))

    def references(self) -> Iterable[View]:
        """Give every object with a `$ref`, file by file, in document order."""
        return self.subjects("reference")

    def is_carried(self, view: View) -> bool:
        """Tell whether an operation carries a schema itself."""
        return self.walk_schemas().is_carried(cast("Schema", view))

    def first_with_tag(self, name: str) -> Operation | None:
        """Find the first operation with a tag, endpoints, webhooks and callbacks together."""
        if self._tags is None:
            self._tags = {}
            for operation in self.document_view.any_operations:
                for tag in () if is_unknown(operation.tags) else operation.tags:
                    self._tags.setdefault(tag, operation)
        return self._tags.get(name)

    @property
    def routes(self) -> Routes:
        """The paths as a tree of segments, made at the first call."""
        if self._routes is None:
            self._routes = Routes([item.route for item in self.document_view.paths])
        return self._routes

    def properties(self) -> Iterable[Property]:
        """Give the properties that callers or receivers meet, in document order."""
        return cast("Iterable[Property]", self.subjects("property"))

    def is_bidirectional(self, view: View) -> bool:
        """Tell whether a schema is met in requests and in responses."""
        return self.walk_schemas().is_bidirectional(cast("Schema", view))

    def first_with_id(self, operation_id: str) -> Operation | None:
        """Find the first operation with an `operationId`, endpoints, webhooks and callbacks together."""
        if self._ids is None:
            self._ids = {}
            for operation in self.document_view.any_operations:
                if not is_unknown(operation.operation_id) and operation.operation_id is not None:
                    self._ids.setdefault(operation.operation_id, operation)
        return self._ids.get(operation_id)

    @property
    def addressed(self) -> AbstractSet[int]:
        """Give the identities of the compositions from which a callback takes its address, found at the first call."""
        if self._addressed is None:
            self._addressed = {id(composition) for composition in addressed(self.document_view.any_operations)}
        return self._addressed

    def operations_of(self, view: View) -> tuple[View, ...]:
        """Find the operations that use a shared view, in document order."""
        return self.usage.operations_of(view)

    @property
    def ways_of(self) -> Callable[[Schema], Ways]:
        """Give what finds the ways on which operations use a schema."""
        return self.walk_schemas().ways
