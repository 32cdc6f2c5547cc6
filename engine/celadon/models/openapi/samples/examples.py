"""Samples that a document gives of its data: `example`, with who shows it and in which direction."""

from collections.abc import Iterable, Iterator
from typing import cast

from celadon.cel.functions.http import is_json
from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence
from celadon.models.openapi.samples.texts import SAMPLE, Text, texts_in
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.views.bodies import Header, MediaType, Response
from celadon.models.openapi.views.operations import Operation
from celadon.models.openapi.views.parameters import Parameter
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, is_unknown
from celadon.sources.document import JsonValue


class Example(View):
    """One inline sample; what `externalValue` names is never fetched."""

    cel_name = "example"

    def __init__(self, place: Place, node: Node, keyword: str, owner: View, direction: str, schema: Schema | None) -> None:
        """Stand at the value; `owner` is the schema, media type, parameter, header or response that shows it."""
        super().__init__(place, node)
        self._keyword = keyword
        self._owner = owner
        self._direction = direction
        self._schema = schema

    @given
    def keyword(self) -> str:
        """`example` or `examples`."""
        return self._keyword

    @given
    def direction(self) -> str:
        """`request` or `response`."""
        return self._direction

    @fact
    def value(self) -> JsonValue:
        """The sample."""
        return self.node if not is_unknown(self.node) else None  # type: ignore[return-value] # a known node is plain

    @fact
    def texts(self) -> tuple[Text, ...]:
        """Every string in it, with its place."""
        return tuple(texts_in(self.value, self.place, SAMPLE, self._keyword))

    @given
    def judged(self) -> bool:
        """It is data that can be held against its schema: a sample of JSON, of a parameter or header, or of a schema itself."""
        if self._schema is None:
            return False
        if isinstance(self._owner, MediaType):
            return is_json(self._owner.name)
        return not isinstance(self._owner, Response) or is_json(str(self.place.last))

    @fact
    def misfit(self) -> str | None:
        """Why it does not fit its schema in its direction, in one clause; null where it does. Formats and overlapping `oneOf` pass."""
        if not self.judged or self._schema is None:
            return None
        schema = self._schema
        judge = schema.fitting.misfit if schema.carrier == "body" else schema.fitting.misfit_of_text
        return cast("str | None", judge(self.value, schema.composition, self._direction))

    @given
    def schema(self) -> Schema | None:
        """The schema that the sample is of; null where none is written."""
        return self._schema

    @given
    def statuses(self) -> tuple[str, ...]:
        """The response statuses that show it; empty for requests."""
        if isinstance(self._owner, Schema):
            return self._owner.statuses
        response = self._owner.response if isinstance(self._owner, MediaType) else self._owner
        return (response.status,) if isinstance(response, Response) else ()

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that show it, in document order."""
        return getattr(self._owner, "operations", ())


def examples_of(context: Context, operations: Iterable[Operation], schemas: Iterable[Schema]) -> Iterator[Example]:
    """Find the samples that operations show, each once per direction: of their parts first, then of their schemas."""
    seen: set[tuple[str, tuple[object, ...], str]] = set()
    for example in (*_of_operations(context, operations), *_of_schemas(schemas)):
        key = (example.place.document.path, example.place.tokens, example.direction)
        if key not in seen:
            seen.add(key)
            yield example


def samples_of(response: Response) -> Iterator[Example]:
    """Find the samples of one response: of its headers, its content and the schemas of its content themselves."""
    yield from _of_response(response.context, response)
    content = () if is_unknown(response.content) else response.content
    yield from _of_schemas(media.schema for media in content if isinstance(media.schema, Schema))


def _of_operations(context: Context, operations: Iterable[Operation]) -> Iterator[Example]:
    for operation in operations:
        if operation.unknown is not None:
            continue
        for parameter in operation.parameters:
            yield from _written(context, parameter, parameter.direction, parameter.schema)
            yield from _of_content(context, parameter.content)
        if operation.request_body is not None and not is_unknown(operation.request_body):
            yield from _of_content(context, operation.request_body.content)
        for response in () if is_unknown(operation.responses) else operation.responses:
            yield from _of_response(context, response)


def _of_response(context: Context, response: Response) -> Iterator[Example]:
    for header in () if is_unknown(response.headers) else response.headers:
        yield from _written(context, header, header.direction, header.schema)
    yield from _of_content(context, response.content)
    if context.is_swagger:  # 2.0 keys the samples of a response by media type
        schema = next((media.schema for media in response.content), None) if not is_unknown(response.content) else None
        for name, value in mapping(member(response.node, "examples")).items():
            yield Example(response.place.child("examples").child(name), value, "examples", response, response.direction, schema)


def _of_content(context: Context, content: Iterable[MediaType]) -> Iterator[Example]:
    for media in () if is_unknown(content) else content:
        if not context.is_swagger:
            yield from _written(context, media, media.direction, media.schema)


def _written(context: Context, owner: Parameter | Header | MediaType, direction: str, schema: Schema | None) -> Iterator[Example]:
    """Read `example` and `examples` of an object of 3.x; an entry of `examples` may be a reference."""
    schema = None if is_unknown(schema) else schema
    value = member(owner.node, "example")
    if value is not None and not context.is_swagger:
        yield Example(owner.place.child("example"), value, "example", owner, direction, schema)
    for name, node in () if context.is_swagger else mapping(member(owner.node, "examples")).items():
        where, what = context.references.settle(owner.place.child("examples").child(name), node)
        for key in ("value", "dataValue"):
            inline = member(what, key)
            if inline is not None:
                yield Example(where.child(key), inline, "examples", owner, direction, schema)


def _of_schemas(schemas: Iterable[Schema]) -> Iterator[Example]:
    for schema in schemas:
        if schema.unknown is not None:
            continue
        for node, place in zip(schema.composition.nodes, schema.composition.places, strict=True):
            if "example" in node:
                yield Example(place.child("example"), node["example"], "example", schema, schema.direction, schema)
            for index, value in enumerate(sequence(node.get("examples"))):
                yield Example(place.child("examples").child(index), value, "examples", schema, schema.direction, schema)
