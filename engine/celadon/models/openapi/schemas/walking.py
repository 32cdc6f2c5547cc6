"""Every schema that callers or receivers meet, each once per direction and carrier, and who uses it. One pass over the operations."""

from collections.abc import Iterable, Iterator, Sequence

from celadon.models.openapi.bodies import MediaType, Response
from celadon.models.openapi.context import REQUEST, RESPONSE, Context
from celadon.models.openapi.operations import Operation
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.schema import Property, Schema, Use, schema_view
from celadon.models.openapi.schemas.subtypes import Subtypes
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
        self._entrances: list[tuple[Entrance, Schema]] = []
        self._edges: dict[int, Sequence[Schema]] = {}
        self._uses: dict[int, tuple[Use, ...]] | None = None
        self._directions: set[tuple[int, str]] | None = None
        for operation in operations:
            if operation.unknown is None:
                for entrance in entrances(operation):
                    self._enter(entrance)

    def properties(self) -> tuple[Property, ...]:
        """Every property that a direction carries, each physical one once per direction and carrier."""
        owners = (schema for schema in (*self._forms, *self.schemas) if schema.unknown is None and self._edges[id(schema)] != ())
        return tuple(dict.fromkeys(one for schema in owners for one in schema.properties))

    def uses(self, schema: Schema) -> tuple[Use, ...]:
        """Find the ways on which operations use a schema; the first question costs one pass over all edges."""
        if self._uses is None:
            self._uses = self._spread()
        return self._uses.get(id(schema), ())

    def is_bidirectional(self, schema: Schema) -> bool:
        """Tell whether the physical root of a schema is met in both directions."""
        if self._directions is None:
            self._directions = {(id(one.node), one.direction) for one in self.schemas}
        return all((id(schema.node), direction) in self._directions for direction in (REQUEST, RESPONSE))

    def _enter(self, entrance: Entrance) -> None:
        root = schema_view(self._context, entrance.composition, entrance.direction, entrance.carrier)
        self._entrances.append((entrance, root))
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

    def _spread(self) -> dict[int, tuple[Use, ...]]:
        """Carry entrances along the edges until nothing changes; sets of entrances are bits of one number."""
        masks: dict[int, int] = {}
        pending: list[Schema] = []
        for number, (_, root) in enumerate(self._entrances):
            if id(root) not in masks:
                pending.append(root)
            masks[id(root)] = masks.get(id(root), 0) | 1 << number
        while pending:
            later: dict[int, Schema] = {}
            for schema in pending:
                mask = masks[id(schema)]
                for child in self._edges[id(schema)]:
                    known = masks.get(id(child), 0)
                    if known | mask != known:
                        masks[id(child)] = known | mask
                        later[id(child)] = child
            pending = list(later.values())
        uses = [Use(one.place, one.operation, one.carrier, one.status, one.media_type) for one, _ in self._entrances]
        known_sets: dict[int, tuple[Use, ...]] = {}
        for mask in masks.values():
            if mask not in known_sets:
                known_sets[mask] = tuple(uses[number] for number in _bits(mask))
        return {schema: known_sets[mask] for schema, mask in masks.items()}


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


def _bits(mask: int) -> Iterator[int]:
    """Find the positions of the ones, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
