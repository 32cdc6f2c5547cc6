"""What callers put into a request by name, whatever says so: `input` looks alike for parameters, security schemes and query objects."""

from collections.abc import Iterable, Iterator
from typing import cast

from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.views.parameters import Parameter
from celadon.models.openapi.views.security import SecurityScheme
from celadon.models.view import Member, View, given, is_unknown
from celadon.terms.location import Token


class Input(View):
    """A named value that a caller sends outside of the body."""

    cel_name = "input"

    def __init__(self, source: View, name: str, place: str, schema: Schema | None, *, enclosing_required: bool = True) -> None:
        """Stand where the name is stated; `enclosing_required` says so of the parameter whose property it is."""
        self.place = source.place
        self.node = source.node
        self.unknown = source.unknown
        self._source = source
        self._name = name
        self._place = place
        self._schema = schema
        self._enclosing_required = enclosing_required

    @given
    def source(self) -> str:
        """What states it: `parameter`, `property` (of a query object) or `security_scheme` (an API key)."""
        return self._source.cel_name

    @given
    def name(self) -> str:
        """The name that is sent; a property of a `deepObject` parameter reads `page[size]`."""
        return self._name

    @given.of(field="place")
    def place_word(self) -> str:
        """Where it is sent: `query`, `querystring`, `path`, `header` or `cookie`."""
        return self._place

    @given
    def schema(self) -> Schema | None:
        """The effective schema of its value; null for API keys."""
        return self._schema

    @given
    def required(self) -> bool:
        """It must be sent; an API key is, where no alternative does without."""
        return bool(getattr(self._source, "required", False)) and self._enclosing_required

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that take it."""
        return cast("tuple[View, ...]", getattr(self._source, "operations", ()))

    def at(self, key: Token) -> Member:
        """Stand at a member of what states it."""
        return self._source.at(key)


def inputs_of(parameters: Iterable[Parameter]) -> Iterator[Input]:
    """Find what parameters let a caller send: themselves, and the properties of those that spread an object over the query."""
    for parameter in parameters:
        yield from _inputs(parameter)


def key_inputs(schemes: Iterable[SecurityScheme]) -> Iterator[Input]:
    """Find the API keys that a caller sends, used or not."""
    for scheme in schemes:
        if is_unknown(scheme.type) or scheme.type == "apiKey":
            yield Input(scheme, _name(scheme), cast("str", scheme.place_word), None)


def _name(scheme: SecurityScheme) -> str:
    name = scheme.parameter_name
    return scheme.name if name is None else name


def _inputs(parameter: Parameter) -> Iterator[Input]:
    place, schema = parameter.place_word, parameter.schema
    if is_unknown(place) or place != "querystring":
        yield Input(parameter, parameter.name, place, schema)
    if not isinstance(schema, Schema) or schema.unknown is not None or not schema.held:
        return
    if is_unknown(schema.properties) or is_unknown(place) or is_unknown(parameter.style):
        return
    if place == "querystring" or (place == "query" and _spreads(parameter)):
        for one in schema.properties:
            yield Input(one, _sent_name(parameter, one.name), place, one.schema, enclosing_required=parameter.required)


def _sent_name(parameter: Parameter, name: str) -> str:
    """Name a property as it is sent: of a `deepObject` by the name of the parameter and its own."""
    if parameter.style != "deepObject" or is_unknown(parameter.name):
        return name if parameter.style != "deepObject" else parameter.name
    return f"{parameter.name}[{name}]"


def _spreads(parameter: Parameter) -> bool:
    """Its properties become query parameters of their own."""
    return parameter.style == "deepObject" or (parameter.style == "form" and not is_unknown(parameter.explode) and parameter.explode)
