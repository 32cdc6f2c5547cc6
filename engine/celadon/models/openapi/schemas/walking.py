"""Every schema that callers or receivers meet, each once per direction and carrier, and who uses it. One pass over the operations."""

from collections.abc import Iterable, Iterator, Sequence

from celadon.models.openapi.context import REQUEST, RESPONSE, Context
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.schema import Property, Schema, schema_view
from celadon.models.openapi.schemas.subtypes import Subtypes
from celadon.models.openapi.schemas.ways import Crowd, Use, Ways
from celadon.models.openapi.views.bodies import MediaType, Response
from celadon.models.openapi.views.operations import Operation
from celadon.models.place import Place
from celadon.models.view import is_unknown


class Entrance:
    """A place where an operation carries a schema."""

    __slots__ = ("carrier", "composition", "direction", "media_type", "operation", "place", "status")

    def __init__(
        self,
        operation: Operation,
        composition: Composition,
        direction: str,
        carrier: str,
        place: Place,
        status: str | None,
        media: str | None,
    ) -> None:
        """Store."""
        self.operation = operation
        self.composition = composition
        self.direction = direction
        self.carrier = carrier
        self.place = place
        self.status = status
        self.media_type = media


class SchemaWalk:
    """The schemas of one document in the order in which operations reach them."""

    def __init__(self, context: Context, operations: Iterable[Operation]) -> None:
        """Walk: cost grows with the schemas, not with the ways that lead to them."""
        self._context = context
        self._subtypes = Subtypes(context)
        self.schemas: list[Schema] = []
        self._forms: list[Schema] = []
        """Objects that no document writes: the form fields of a 2.0 operation together."""
        self._edges: dict[int, Sequence[Schema]] = {}
        self._roots: dict[int, list[tuple[int, Use]]] = {}
        """The schemas that operations carry themselves, each with the ways on which they do, numbered in document order."""
        self._ways = 0
        self._crowd: Crowd | None = None
        self._masks: dict[int, int] = {}
        self._known: dict[int, Ways] = {}
        self._directions: set[tuple[int, str]] | None = None
        for operation in operations:
            if operation.unknown is None:
                for entrance in entrances(operation):
                    self._enter(entrance)

    def properties(self) -> tuple[Property, ...]:
        """Every property that a direction carries, each physical one once per direction and carrier."""
        owners = (schema for schema in (*self._forms, *self.schemas) if schema.unknown is None and self._edges[id(schema)] != ())
        return tuple(dict.fromkeys(one for schema in owners for one in schema.properties))

    def ways(self, schema: Schema) -> Ways:
        """Find the ways on which operations use a schema; the first question costs one pass over all edges."""
        if self._crowd is None:
            self._crowd = Crowd(list(self._roots.values()))
            self._masks = self._spread(self._crowd.masks)
        mask = self._masks.get(id(schema), 0)
        found = self._known.get(mask)
        if found is None:
            found = self._known[mask] = Ways(self._crowd, mask)
        return found

    def is_carried(self, schema: Schema) -> bool:
        """Tell whether an operation carries a schema itself."""
        return id(schema) in self._roots

    def is_bidirectional(self, schema: Schema) -> bool:
        """Tell whether the physical root of a schema is met in both directions."""
        if self._directions is None:
            self._directions = {(id(one.node), one.direction) for one in self.schemas}
        return all((id(schema.node), direction) in self._directions for direction in (REQUEST, RESPONSE))

    def _enter(self, entrance: Entrance) -> None:
        root = schema_view(self._context, entrance.composition, entrance.direction, entrance.carrier)
        use = Use(entrance.place, entrance.operation, entrance.carrier, entrance.status, entrance.media_type)
        self._roots.setdefault(id(root), []).append((self._ways, use))
        self._ways += 1
        context, direction, carrier, edges = self._context, entrance.direction, entrance.carrier, self._edges
        pending = [root]
        while pending:
            schema = pending.pop()
            if id(schema) in edges:
                continue
            composition = schema.composition
            if composition.written or composition.unknown is not None:
                self.schemas.append(schema)
            elif composition.nodes[0]:
                self._forms.append(schema)
            if len(composition.nodes) == 1 and HOLDERS.isdisjoint(composition.nodes[0]) and composition.written:
                edges[id(schema)] = ()
                continue
            children = [schema_view(context, child, direction, carrier) for child in self._children(composition, direction)]
            edges[id(schema)] = children
            pending += reversed(children)

    def _children(self, composition: Composition, direction: str) -> Iterator[Composition]:
        if composition.unknown is not None:
            return
        hides = "readOnly" if direction == REQUEST else None if self._context.is_swagger else "writeOnly"
        for child in composition.properties.values():
            if hides is None or not child.says(hides):
                yield child
        written = {keyword for node in composition.nodes for keyword in HOLDERS.intersection(node)}
        for keyword in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
            single = composition.single(keyword) if keyword in written else None
            if single is not None:
                yield single
        if "patternProperties" in written:
            yield from composition.compositions.members(composition, "patternProperties").values()
        if composition.items is not None:
            yield composition.items
        if "prefixItems" in written:
            yield from composition.listed("prefixItems")
        if not CHOICES.isdisjoint(written):
            yield from composition.branches
        if "discriminator" in composition.nodes[0]:
            yield from self._subtypes.of(composition)

    def _spread(self, first: Iterable[int]) -> dict[int, int]:
        """Carry what is known of the roots along the edges until nothing changes.

        Schemas are taken after those that hold them, so that one pass is enough where there are no circles.
        """
        masks = dict(zip(self._roots, first, strict=True))
        order = self._order()
        changes = True
        while changes:
            changes = False
            for schema in order:
                mask = masks[schema]
                for child in self._edges[schema]:
                    known = masks.get(id(child))
                    if known is None:
                        masks[id(child)] = mask
                    elif known | mask != known:
                        masks[id(child)] = known | mask
                        changes = True
        return masks

    def _order(self) -> list[int]:
        """Sort the schemas that hold others so that holders come before what they hold, circles aside."""
        finished: list[int] = []
        seen: set[int] = set()
        for root in self._roots:
            pending = [(root, iter(self._edges[root]))] if root not in seen else []
            seen.add(root)
            while pending:
                schema, children = pending[-1]
                child = next((one for one in children if id(one) not in seen and self._edges[id(one)]), None)
                if child is None:
                    pending.pop()
                    finished.append(schema)
                else:
                    seen.add(id(child))
                    pending.append((id(child), iter(self._edges[id(child)])))
        finished.reverse()
        return finished


def entrances(operation: Operation) -> Iterator[Entrance]:
    """Find the schemas that an operation carries itself: parameters, body, responses, in this order."""
    for parameter in operation.parameters:
        composition = parameter.composition
        if composition is not None:
            place = parameter.place_word
            carrier = "query" if is_unknown(place) else place  # the strictest reading of a place that is not known
            yield Entrance(operation, composition, parameter.direction, carrier, parameter.place, None, None)
    body = operation.request_body
    if body is not None and body.unknown is None:
        for media in body.content:
            yield from _media(operation, media, None)
    for response in operation.responses:
        if response.unknown is None:
            yield from _response(operation, response)


def _response(operation: Operation, response: Response) -> Iterator[Entrance]:
    for header in response.headers:
        composition = header.composition
        if composition is not None:
            yield Entrance(operation, composition, response.direction, "header", header.place, response.status, None)
    for media in response.content:
        yield from _media(operation, media, response.status)


def _media(operation: Operation, media: MediaType, status: str | None) -> Iterator[Entrance]:
    if media.unknown is not None:
        return
    found = [media.composition, None if media.item_schema is None else media.item_schema.composition]
    for composition in found:
        if composition is not None:
            yield Entrance(operation, composition, media.direction, media.carrier, media.place, status, media.name)


HOLDERS = frozenset(
    {
        "properties",
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "patternProperties",
        "items",
        "prefixItems",
        "oneOf",
        "anyOf",
        "if",
        "dependentSchemas",
        "discriminator",
    }
)
"""Keywords below which further schemas are met; a node without them is a leaf, as most are."""

CHOICES = frozenset({"oneOf", "anyOf", "if", "dependentSchemas"})
