"""Every schema that callers or receivers meet, each once per direction and carrier, and who uses it. One pass over the operations."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from celadon.models.openapi.context import REQUEST, RESPONSE, Context
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.schema import Property, Schema, seen_from
from celadon.models.openapi.schemas.subtypes import Subtypes
from celadon.models.openapi.schemas.ways import Crowd, Use, Ways
from celadon.models.openapi.views.bodies import MediaType, Response
from celadon.models.openapi.views.operations import Operation
from celadon.models.view import is_unknown

Entrance = tuple[Composition, str, Use]
"""A schema that an operation carries, the direction, and the way on which it does."""


class SchemaWalk:
    """The schemas of one document in the order in which operations reach them."""

    def __init__(self, context: Context, operations: Iterable[Operation]) -> None:
        """Walk: cost grows with the schemas, not with the ways that lead to them."""
        self._context = context
        self._subtypes = Subtypes(context)
        self.schemas: list[Schema] = []
        self._properties: list[Property] = []
        self._fields: list[Property] = []
        """Properties of objects that no document writes: the form fields of 2.0 operations."""
        self._edges: dict[Schema, Sequence[Schema]] = {}
        self._finished: list[Schema] = []
        """Those that may hold others, each after what it holds, circles aside."""
        self._roots: dict[Schema, list[tuple[int, Use]]] = {}
        """The schemas that operations carry themselves, each with the ways on which they do, numbered in document order."""
        self._ways = 0
        self._crowd: Crowd | None = None
        self._masks: dict[Schema, int] = {}
        self._known: dict[int, Ways] = {}
        self._directions: set[tuple[int, str]] | None = None
        for operation in operations:
            if operation.unknown is None:
                for entrance in entrances(operation):
                    self._enter(*entrance)

    def properties(self) -> tuple[Property, ...]:
        """Every property that a direction carries, each physical one once per direction and carrier."""
        return tuple(dict.fromkeys(self._fields + self._properties))

    def ways(self, schema: Schema) -> Ways:
        """Find the ways on which operations use a schema; the first question costs one pass over all edges."""
        if self._crowd is None:
            self._crowd = Crowd(list(self._roots.values()))
            self._masks = self._spread(self._crowd.masks)
        mask = self._masks.get(schema, 0)
        found = self._known.get(mask)
        if found is None:
            found = self._known[mask] = Ways(self._crowd, mask)
        return found

    def is_carried(self, schema: Schema) -> bool:
        """Tell whether an operation carries a schema itself."""
        return schema in self._roots

    def is_bidirectional(self, schema: Schema) -> bool:
        """Tell whether the physical root of a schema is met in both directions."""
        if self._directions is None:
            self._directions = {(id(one.node), one.direction) for one in self.schemas}
        return all((id(schema.node), direction) in self._directions for direction in (REQUEST, RESPONSE))

    def _enter(self, composition: Composition, direction: str, use: Use) -> None:
        side = self._context.side(direction, use.carrier)
        root = seen_from(side, self._context, composition)
        self._roots.setdefault(root, []).append((self._ways, use))
        self._ways += 1
        edges, schemas = self._edges, self.schemas
        waiting = [iter((root,))]
        holders: list[Schema] = []
        while waiting:
            for schema in waiting[-1]:
                if schema in edges:
                    continue
                composition = schema.composition
                nodes, is_written = composition.nodes, composition.written
                if is_written or composition.unknown is not None:
                    schemas.append(schema)
                if is_written and len(nodes) == 1 and HOLDERS.isdisjoint(nodes[0]):
                    edges[schema] = ()
                    continue
                edges[schema] = children = self._children(schema, composition)
                waiting.append(iter(children))
                holders.append(schema)
                break
            else:
                waiting.pop()
                if waiting:
                    self._finished.append(holders.pop())

    def _children(self, schema: Schema, composition: Composition) -> list[Schema]:
        if composition.unknown is not None:
            return []
        children: list[Schema] = []
        if properties := schema.held:
            children = [one.schema for one in properties if one.carried]
            shown = self._properties if composition.written else self._fields
            shown += properties if len(children) == len(properties) else [one for one in properties if not one.hidden]
        nodes = composition.nodes
        written = (
            HOLDERS.intersection(nodes[0]) if len(nodes) == 1 else {keyword for node in nodes for keyword in HOLDERS.intersection(node)}
        )
        if not written <= PROPERTIES:
            children += map(schema.beside, self._further(composition, written))
        return children

    def _further(self, composition: Composition, written: AbstractSet[str]) -> list[Composition]:
        """Find what a schema holds beside its properties."""
        children: list[Composition] = []
        if not written.isdisjoint(SINGLES):
            singles = [composition.single(keyword) for keyword in SINGLES if keyword in written]
            children += [child for child in singles if child is not None]
        if "patternProperties" in written:
            children += composition.compositions.members(composition, "patternProperties").values()
        if "items" in written and composition.items is not None:
            children.append(composition.items)
        if "prefixItems" in written:
            children += composition.listed("prefixItems")
        if not CHOICES.isdisjoint(written):
            children += composition.branches
        if "discriminator" in written and "discriminator" in composition.nodes[0]:
            children += self._subtypes.of(composition)
        return children

    def _spread(self, first: Iterable[int]) -> dict[Schema, int]:
        """Carry what is known of the roots along the edges until nothing changes.

        Schemas are taken after those that hold them, which the walk left later, so that one pass is enough where there are no circles;
        further passes look only at those of which more became known.
        """
        masks = dict(zip(self._roots, first, strict=True))
        order = self._finished[::-1]
        changed = set(order)
        while changed:
            for schema in order:
                if schema not in changed:
                    continue
                changed.discard(schema)
                mask = masks[schema]
                for child in self._edges[schema]:
                    known = masks.get(child)
                    if known is None:
                        masks[child] = mask
                    elif (both := known | mask) != known:
                        masks[child] = both
                        changed.add(child)
            changed.intersection_update(order)
        return masks


def entrances(operation: Operation) -> Iterator[Entrance]:
    """Find the schemas that an operation carries itself: parameters, body, responses, in this order."""
    for parameter in operation.parameters:
        composition = parameter.composition
        if composition is not None:
            place = parameter.place_word
            carrier = "query" if is_unknown(place) else place  # the strictest reading of a place that is not known
            yield composition, parameter.direction, Use(parameter.place, operation, carrier, None, None)
    body = operation.request_body
    if body is not None and body.unknown is None:
        for media in body.content:
            yield from _media(operation, media, None)
    for response in operation.responses:
        if response.unknown is None:
            yield from _response(operation, response)


def approach(operation: Operation, *, is_swagger: bool) -> None:
    """Arrive at all that an operation carries in the order of `entrances`, short of its schemas; a body of 2.0 is a schema itself."""
    _ = operation.parameters
    body = operation.request_body
    if body is not None and body.unknown is None and not is_swagger:
        _ = body.content
    for response in operation.responses:
        if response.unknown is None:
            _ = response.headers
            if not is_swagger:
                _ = response.content


def _response(operation: Operation, response: Response) -> Iterator[Entrance]:
    for header in response.headers:
        composition = header.composition
        if composition is not None:
            yield composition, response.direction, Use(header.place, operation, "header", response.status, None)
    for media in response.content:
        yield from _media(operation, media, response.status)


def _media(operation: Operation, media: MediaType, status: str | None) -> Iterator[Entrance]:
    if media.unknown is not None:
        return
    for composition in (media.composition, media.item_composition):
        if composition is not None:
            yield composition, media.direction, Use(media.place, operation, media.carrier, status, media.name)


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

SINGLES = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")
PROPERTIES = frozenset({"properties"})
"""What most schemas that hold others have, and nothing else."""

CHOICES = frozenset({"oneOf", "anyOf", "if", "dependentSchemas"})
