"""What is sent: `request_body`, `response`, `header`, `media_type`, `encoding`; 2.0 is read in the words of 3.x."""

from collections.abc import Iterator, Sequence

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import Object, flag, mapping, member, scalar_name, sequence, text
from celadon.models.openapi.samples.stated import StatedValue, stated_values
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.schema import Schema, schema_view
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, told
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"


class Encoding(View):
    """How one part of a form or multipart body is written."""

    cel_name = "encoding"

    def __init__(self, place: Place, node: Node, name: str) -> None:
        """Stand at the encoding's object."""
        super().__init__(place, node)
        self._name = name

    @given
    def name(self) -> str:
        """The property that it speaks of; empty for `itemEncoding`, the index for `prefixEncoding` (3.2)."""
        return self._name

    @fact
    def content_type(self) -> str | None:
        """The `contentType`."""
        return text(self.node, "contentType")


class MediaType(View):
    """A body in one media type: the entry under `content`; in 2.0 the entry of `consumes` or `produces`, else the body itself."""

    cel_name = "media_type"

    def __init__(
        self, context: Context, owner: View, name: str, place: Place, node: Node, composition: Composition | None, side: tuple[str, str]
    ) -> None:
        """Stand at the entry; `composition` is the schema where 2.0 writes it elsewhere, `side` the direction and the carrier."""
        self.place = place
        self.node = node
        self.unknown = node if isinstance(node, Unknown) else None
        self._context = context
        self._owner = owner
        self._composition = composition
        self.name = name
        self.direction, self.carrier = side

    name: str = told("string", "The media type as written, with its parameters.")
    direction: str = told("string", "`request` or `response`, as of its schema.")
    carrier: str = told("string", "What carries it: `body`, or the place of the parameter or header whose `content` it is.")

    @given
    def request_body(self) -> "RequestBody | None":
        """The request body that has it; null elsewhere."""
        return self._owner if isinstance(self._owner, RequestBody) else None

    @given
    def response(self) -> "Response | None":
        """The response that has it; null elsewhere."""
        return self._owner if isinstance(self._owner, Response) else None

    @fact
    def schema(self) -> Schema | None:
        """The effective schema; null where none is written."""
        composition = self.composition
        return None if composition is None else schema_view(self._context, composition, self.direction, self.carrier)

    @fact
    def has_sample(self) -> bool:
        """An example is written for it: at its own place, at its schema, or at a property of that."""
        if _has_sample(self.node) or (self._composition is not None and _has_sample(self._owner.node)):
            return True
        composition = self.composition
        parts = () if composition is None else (composition, *composition.properties.values())
        return any(_has_sample(node) for part in parts for node in part.nodes)

    @fact
    def item_schema(self) -> Schema | None:
        """The effective `itemSchema` of a stream (3.2)."""
        composition = self.item_composition
        return None if composition is None else schema_view(self._context, composition, self.direction, self.carrier)

    @fact
    def encodings(self) -> tuple[Encoding, ...]:
        """How its parts are written: `encoding`, and from 3.2 on `prefixEncoding` and `itemEncoding`."""
        found = [
            Encoding(self.place.child("encoding").child(name), node, name) for name, node in mapping(member(self.node, "encoding")).items()
        ]
        found += [
            Encoding(self.place.child("prefixEncoding").child(index), node, str(index))
            for index, node in enumerate(sequence(member(self.node, "prefixEncoding")))
        ]
        item = member(self.node, "itemEncoding")
        return (*found, Encoding(self.place.child("itemEncoding"), item, "")) if isinstance(item, dict) else tuple(found)

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that use it, in document order."""
        return self._context.whole.operations_of(self._owner)

    @property
    def composition(self) -> Composition | None:
        """The nodes behind its schema, for the walk."""
        if self._composition is not None:
            return self._composition
        if isinstance(self.node, dict) and (schema := self.node.get("schema")) is not None:
            return self._context.compositions.of(schema, self.place.child("schema"))
        return None

    @property
    def item_composition(self) -> Composition | None:
        """The nodes behind its `itemSchema`, for the walk."""
        node = member(self.node, "itemSchema")
        if node is None or self._context.version.number < (3, 2):
            return None
        return self._context.compositions.of(node, self.place.child("itemSchema"))


class RequestBody(View):
    """The body of a request; in 2.0 the body parameter, or all form parameters together."""

    cel_name = "request_body"

    def __init__(
        self,
        context: Context,
        place: Place,
        node: Node,
        direction: str,
        *,
        forms: tuple[View, ...] = (),
        consumes: Sequence[tuple[str, Place]] = (),
    ) -> None:
        """Stand at the body; `forms` are the form parameters of 2.0, `consumes` its media types with their places."""
        super().__init__(place, node)
        self._context = context
        self.direction = direction
        self._forms = forms
        self._consumes = consumes

    direction: str = told("string", "`request` for endpoints, `response` for webhooks and callbacks, whose requests the API sends itself.")

    @fact
    def required(self) -> bool:
        """It must be sent."""
        return flag(self.node, "required") if not self._forms else any(flag(one.node, "required") for one in self._forms)

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def content(self) -> tuple[MediaType, ...]:
        """The media types, in document order; in 2.0 from `consumes` of the operation, else of the root."""
        side = (self.direction, "body")
        if not self._context.is_swagger:
            return content_of(self._context, self, self.place, self.node, side)
        composition = self._form() if self._forms else self._body_schema()
        named = self._consumes or [(self._usual_form() if self._forms else JSON, self.place)]
        return tuple(MediaType(self._context, self, name, place, self.node, composition, side) for name, place in named)

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that take it, in document order."""
        return self._context.whole.operations_of(self)

    def _body_schema(self) -> Composition | None:
        schema = member(self.node, "schema")
        return None if schema is None else self._context.compositions.of(schema, self.place.child("schema"))

    def _form(self) -> Composition:
        """Put the form parameters together to one object schema; each property is a parameter."""
        of = self._context.compositions.of
        named = {name: one for one in self._forms if isinstance(name := scalar_name(member(one.node, "name")), str)}
        required: list[JsonValue] = [name for name, one in named.items() if member(one.node, "required") is True]
        whole = self._context.compositions.unwritten({"type": "object", "required": required}, self.place)
        whole.put_together({name: of(one.node, one.place) for name, one in named.items()})
        return whole

    def _usual_form(self) -> str:
        return MULTIPART if any(member(one.node, "type") == "file" for one in self._forms) else FORM


class Header(View):
    """A header of a response."""

    cel_name = "header"

    def __init__(self, context: Context, name: str, place: Place, node: Node, direction: str) -> None:
        """Stand at the header, behind its reference."""
        super().__init__(place, node)
        self._context = context
        self.name = name
        self.direction = direction

    name: str = told("string", "The name, as written; compare without case.")
    direction: str = told("string", "`response` for endpoints, `request` for webhooks and callbacks, whose responses the receiver sends.")

    @fact
    def required(self) -> bool:
        """It is always sent."""
        return flag(self.node, "required")

    @fact
    def deprecated(self) -> bool:
        """It says `deprecated: true`."""
        return flag(self.node, "deprecated")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def schema(self) -> Schema | None:
        """The effective schema; in 2.0 the header itself; null where none is written."""
        composition = self.composition
        return None if composition is None else schema_view(self._context, composition, self.direction, "header")

    @fact
    def stated(self) -> tuple[StatedValue, ...]:
        """The scalar values that it and its schema state: examples, `default`, `const`, an `enum` of one."""
        return tuple(stated_values(self._context, self.node, self.place, self.composition))

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations whose responses carry it, in document order."""
        return self._context.whole.operations_of(self)

    @property
    def composition(self) -> Composition | None:
        """The nodes behind its schema, for the walk."""
        return carried_schema(self._context, self.place, self.node)


class Response(View):
    """A response of an operation under one status."""

    cel_name = "response"

    def __init__(self, context: Context, status: str, place: Place, node: Node, direction: str, produces: list[tuple[str, Place]]) -> None:
        """Stand at the response, behind its reference; `produces` are the media types of 2.0 with their places."""
        self.place = place
        self.node = node
        self.unknown = node if isinstance(node, Unknown) else None
        self._context = context
        self.status = status
        self.direction = direction
        self._produces = produces

    status: str = told("string", "The status: `200`, a range such as `4XX` (written in any case), or `default`.")
    direction: str = told("string", "`response` for endpoints, `request` for webhooks and callbacks, whose responses the receiver sends.")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def headers(self) -> tuple[Header, ...]:
        """The headers, in document order."""
        written = mapping(member(self.node, "headers"))
        return tuple(self._headers(written)) if written else ()

    @fact
    def content(self) -> tuple[MediaType, ...]:
        """The media types, in document order; in 2.0 from `produces` of the operation, else of the root, where it has a schema."""
        side = (self.direction, "body")
        if not self._context.is_swagger:
            return content_of(self._context, self, self.place, self.node, side)
        schema = member(self.node, "schema")
        if schema is None:
            return ()
        composition = self._context.compositions.of(schema, self.place.child("schema"))
        named = self._produces or [(JSON, self.place)]
        return tuple(MediaType(self._context, self, name, place, self.node, composition, side) for name, place in named)

    @fact
    def media_types(self) -> tuple[str, ...]:
        """The names of its media types; in 2.0 those that the operation or the root produces, be there a schema or not."""
        return tuple(name for name, _ in self._produces) if self._context.is_swagger else tuple(media.name for media in self.content)

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that answer with it, in document order."""
        return self._context.whole.operations_of(self)

    @property
    def context(self) -> Context:
        """What all views of the document share."""
        return self._context

    def _headers(self, written: Object) -> Iterator[Header]:
        below = self.place.child("headers")
        for name, node in written.items():
            if name.lower() == "content-type" and not self._context.is_swagger:
                continue  # ignored since 3.0: the media type says it
            where, what = self._context.references.settle(below.child(name), node)
            key = ("header", id(node) if isinstance(node, dict) else id(self), name, self.direction)
            yield self._context.kept(key, Header, self._context, name, where, what, self.direction)


def _has_sample(node: Node) -> bool:
    return isinstance(node, dict) and ("example" in node or "examples" in node)


def content_of(context: Context, owner: View, place: Place, node: Node, side: tuple[str, str]) -> tuple[MediaType, ...]:
    """Read a `content` map; 3.2 lets its entries be references."""
    written = mapping(member(node, "content"))
    if not written:
        return ()
    below = place.child("content")
    found = []
    for name, entry in written.items():
        where, what = context.references.settle(below.child(name), entry)
        found.append(MediaType(context, owner, name, where, what, None, side))
    return tuple(found)


def carried_schema(context: Context, place: Place, node: Node) -> Composition | None:
    """Find the schema of a parameter or header: `schema`; in 2.0 the object itself; a `content` carries its own."""
    if not isinstance(node, dict):
        return context.compositions.of(node, place) if isinstance(node, Unknown) else None
    if context.is_swagger:
        return context.compositions.of(node, place)
    schema = node.get("schema")
    if schema is not None:
        return context.compositions.of(schema, place.child("schema"))
    content = node.get("content")
    if isinstance(content, dict) and len(content) >= 1:
        name, entry = next(iter(content.items()))
        where, what = context.references.settle(place.child("content").child(name), entry)
        inner = member(what, "schema")
        return None if inner is None else context.compositions.of(inner, where.child("schema"))
    return None


def media_names(node: Object, root: Object, key: str, place: Place, root_place: Place) -> list[tuple[str, Place]]:
    """Read `consumes` or `produces` of a 2.0 operation, else of the root, each with its place."""
    holder, where = (node, place) if key in node else (root, root_place)
    below = where.child(key)
    return [(name, below.child(index)) for index, name in enumerate(sequence(holder.get(key))) if isinstance(name, str)]


def normalised_status(written: str) -> str:
    """Write a range in capitals; `default` and codes stay."""
    return written.upper() if len(written) == 3 and written[0].isdigit() else written
