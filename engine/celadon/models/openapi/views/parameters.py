"""What callers pass beside the body: `parameter`, merged over path item and operation."""

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import flag, member, scalar_name, sequence, text
from celadon.models.openapi.samples.stated import StatedValue, stated_values
from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.schemas.schema import Schema, schema_view
from celadon.models.openapi.views.bodies import MediaType, carried_schema, content_of
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, is_unknown, told
from celadon.terms.unknown import Unknown

IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that 3.x ignores: media types and security say it."""

STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
COLLECTIONS = {"csv": "form", "ssv": "spaceDelimited", "pipes": "pipeDelimited", "multi": "form", "tsv": "tabDelimited"}


class Parameter(View):
    """A parameter in query, path, header or cookie (3.2: the whole query string); bodies and forms of 2.0 are request bodies."""

    cel_name = "parameter"

    def __init__(self, context: Context, place: Place, node: Node, direction: str) -> None:
        """Stand at the parameter, behind its reference."""
        self.place = place
        self.node = node
        self.unknown = node if isinstance(node, Unknown) else None
        self._context = context
        self.direction = direction

    @fact
    def name(self) -> str:
        """The name, as written; header names are compared without case."""
        return scalar_name(member(self.node, "name")) or ""

    @fact.of(field="place")
    def place_word(self) -> str:
        """Where it is sent: `query`, `querystring`, `path`, `header` or `cookie`."""
        return text(self.node, "in") or ""

    direction: str = told("string", "`request` for endpoints, `response` for webhooks and callbacks, whose requests the API sends itself.")

    @fact
    def required(self) -> bool:
        """It must be sent."""
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
    def style(self) -> str:
        """How it is written: `style`, else the default of its place; in 2.0 from `collectionFormat`."""
        if self._context.is_swagger:
            return COLLECTIONS.get(text(self.node, "collectionFormat") or "csv", "form")
        return text(self.node, "style") or STYLES.get(self.place_word, "form")

    @fact
    def explode(self) -> bool:
        """Items and properties are sent one by one: `explode`, else true for style form alone; in 2.0 collectionFormat multi."""
        if self._context.is_swagger:
            return text(self.node, "collectionFormat") == "multi"
        return flag(self.node, "explode") if isinstance(member(self.node, "explode"), (bool, Unknown)) else self.style == "form"

    @fact
    def ignored(self) -> bool:
        """From 3.0 on, header parameters named Accept, Content-Type or Authorization say nothing; no operation has them."""
        return not self._context.is_swagger and self.place_word == "header" and self.name.lower() in IGNORED

    @fact
    def schema(self) -> Schema | None:
        """The effective schema, be it in `schema` or `content`; in 2.0 the parameter itself; null where none is written."""
        composition = self.composition
        return None if composition is None else schema_view(self._context, composition, self.direction, self.place_word)

    @fact
    def content(self) -> tuple[MediaType, ...]:
        """The media types where it states `content` instead of a schema."""
        return content_of(self._context, self, self.place, self.node, (self.direction, f"{self.place_word}"))

    @fact
    def stated(self) -> tuple[StatedValue, ...]:
        """The scalar values that it and its schema state: examples, `default`, `const`, an `enum` of one."""
        return tuple(stated_values(self._context, self.node, self.place, self.composition))

    @given.of("list(operation)")
    def operations(self) -> tuple[View, ...]:
        """The operations that take it, in document order."""
        return self._context.whole.operations_of(self)

    @property
    def composition(self) -> Composition | None:
        """The nodes behind its schema, for the walk."""
        return carried_schema(self._context, self.place, self.node)


class ParameterList:
    """The parameters of one `parameters` array, references followed, sorted into what they are."""

    __slots__ = ("bodies", "entries", "forms", "parameters")

    def __init__(self, context: Context, node: Node, place: Place, direction: str) -> None:
        """Read the array of a path item or operation."""
        self.entries: list[tuple[Place, Parameter]] = []
        """Each entry with the place of the list item, before its reference."""
        self.parameters: list[Parameter] = []
        self.bodies: list[Parameter] = []
        """2.0 parameters in the body; there is one at most in a valid document."""
        self.forms: list[Parameter] = []
        written = sequence(member(node, "parameters"))
        below = place.child("parameters") if written else place
        for index, entry in enumerate(written):
            holder = below.child(index)
            where, what = context.references.settle(holder, entry)
            key = ("parameter", id(what) if isinstance(what, dict) else (id(node), index), direction)
            parameter = context.kept(key, Parameter, context, where, what, direction)
            self.entries.append((holder, parameter))
            kind = member(what, "in") if context.is_swagger else None
            (self.bodies if kind == "body" else self.forms if kind == "formData" else self.parameters).append(parameter)


def merged(path_level: list[Parameter], own: list[Parameter]) -> list[Parameter]:
    """Let the operation's parameters replace the path item's of the same name and place; header names have no case."""
    if not path_level:
        return own
    replaced = {identity(one) for one in own}
    return [one for one in path_level if one.unknown is not None or identity(one) not in replaced] + own


def identity(parameter: Parameter) -> tuple[object, ...]:
    """Tell parameters apart by place and name; one that is not known is only itself."""
    place, name = parameter.place_word, parameter.name
    if is_unknown(place) or is_unknown(name) or not name:
        return (id(parameter),)
    return (place, name.lower() if place == "header" else name)


def repeated(entries: list[tuple[Place, Parameter]]) -> list[tuple[Place, Parameter]]:
    """Find the entries of one array that repeat an earlier one."""
    if len(entries) < 2:
        return []
    seen: set[tuple[object, ...]] = set()
    again = []
    for holder, parameter in entries:
        known = identity(parameter)
        if known in seen:
            again.append((holder, parameter))
        seen.add(known)
    return again
