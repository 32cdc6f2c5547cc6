"""What an API does: `path`, `operation`, `webhook`, `callback`, each with what is effective there.

One room above the aimed size: a path item makes operations, operations make callbacks, callbacks make path items.
"""

import re
from collections.abc import Iterator
from typing import cast
from urllib.parse import unquote

from celadon.cel.functions.http import segments
from celadon.models.openapi.consistency.routes import BLANK, NUMBER, UUID, Route
from celadon.models.openapi.context import REQUEST, RESPONSE, Context
from celadon.models.openapi.plain import Object, flag, mapping, member, sequence, text, texts
from celadon.models.openapi.views.bodies import RequestBody, Response, media_names, normalised_status
from celadon.models.openapi.views.inputs import Input, inputs_of
from celadon.models.openapi.views.parameters import Parameter, ParameterList, merged, repeated
from celadon.models.openapi.views.security import Requirement, requirements_of
from celadon.models.openapi.views.servers import Server, servers_of
from celadon.models.place import Place
from celadon.models.view import Node, View, fact, given, is_unknown, sure
from celadon.terms.unknown import Unknown

PATH, WEBHOOK, CALLBACK = "path", "webhook", "callback"

_VERSION = re.compile(r"[vV][0-9]+(\.[0-9]+)*")  # noqa: TID251 - a pattern of our own
_EXTENSION = re.compile(r"(?<=.)\.[a-z0-9]{2,5}$")  # noqa: TID251 - as above

Layer = tuple[Object, Place]
"""A path item as written in one place: members beside a `$ref` come before those behind it."""


class TagUse(View):
    """A tag that an operation names, at its list entry."""

    cel_name = "tag_use"

    def __init__(self, context: Context, operation: "Operation", place: Place, name: str) -> None:
        """Stand at the entry."""
        super().__init__(place, name)
        self._context = context
        self._operation = operation

    @fact
    def name(self) -> str:
        """The name of the tag."""
        return cast("str", self.node)

    @fact
    def declared(self) -> bool:
        """A tag of the root has the name, compared with case."""
        return any(member(one, "name") == self.node for one in sequence(member(self._context.root, "tags")))

    @fact
    def first(self) -> bool:
        """No operation before this one names the tag."""
        return self._context.whole.first_with_tag(self.name) is self._operation


class PathItem(View):
    """A path of the document at its entry under `paths`; what a `$ref` there brings is part of it."""

    cel_name = "path"

    def __init__(self, context: Context, place: Place, node: Node, template: str, origin: str) -> None:
        """Stand at the entry and follow its references."""
        super().__init__(place, node)
        self._context = context
        self._template = template
        self._origin = origin
        self._layers: list[Layer] = []
        self._shared: list[ParameterList] | None = None
        self._broken: Unknown | None = node if isinstance(node, Unknown) else None
        self._follow(place, node)

    @given
    def template(self) -> str:
        """The path as written, its templates in braces; for a webhook its name, for a callback its expression."""
        return self._template

    @given
    def origin(self) -> str:
        """`path`, `webhook` or `callback`."""
        return self._origin

    @fact
    def summary(self) -> str | None:
        """The `summary`."""
        return next((said for node, _ in self._layers if (said := text(node, "summary")) is not None), None)

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return next((said for node, _ in self._layers if (said := text(node, "description")) is not None), None)

    @given
    def operations(self) -> "tuple[Operation, ...]":
        """The operations, in document order; one of unknown method where a reference of the path item leads nowhere."""
        return tuple(self._operations())

    @fact
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters that all operations share, as written."""
        return tuple(one for each in self.parameter_lists for one in each.parameters)

    @fact
    def duplicate_parameters(self) -> "tuple[Entry, ...]":
        """The entries of its own `parameters` that repeat an earlier one."""
        return tuple(Entry(holder, one) for each in self.parameter_lists for holder, one in repeated(each.entries))

    @fact
    def servers(self) -> tuple[Server, ...]:
        """The servers that the path item states itself."""
        return tuple(server for node, place in self._layers for server in servers_of(self._context, node, place, "path"))

    @given
    def nouns(self) -> tuple[str, ...]:
        """The literal segments, percent-decoded, without custom verbs behind a colon, file extensions, versions and numbers."""
        return tuple(noun for segment in segments(self._template) if (noun := _noun(unquote(segment))))

    @given.of("nullable(path)")
    def same_as(self) -> "PathItem | None":
        """An earlier path that is equal but for the names of templates."""
        return cast("PathItem | None", self._context.whole.routes.same_as(self))

    @given.of("nullable(path)")
    def overlaps(self) -> "PathItem | None":
        """An earlier path of the same method that takes some of the same requests, each being concrete where the other is not."""
        return cast("PathItem | None", self._context.whole.routes.overlapped(self))

    @given.of("nullable(path)")
    def item(self) -> "PathItem | None":
        """The path with one template more: `/orders/{id}` for `/orders`."""
        return cast("PathItem | None", self._context.whole.routes.item_of(self._template))

    @property
    def route(self) -> Route:
        """What a router sees of it: methods and servers as far as they are known."""
        methods = frozenset(one.method for one in self.operations if not is_unknown(one.method))
        servers = () if is_unknown(self.servers) else self.servers
        return Route(self, self._template, methods, frozenset(str(server.url) for server in servers), self._kinds())

    def _kinds(self) -> dict[str, str]:
        """Find the path parameters that are numbers, or UUIDs, in every operation."""
        found: dict[str, set[str]] = {}
        for operation in self.operations if "{" in self._template else ():
            for one in () if operation.unknown is not None else operation.parameters:
                if not is_unknown(one.name) and one.place_word == "path":
                    found.setdefault(one.name, set()).add(_kind(one))
        return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}

    @property
    def direction(self) -> str:
        """The direction of what callers send here."""
        return REQUEST if self._origin == PATH else RESPONSE

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The nodes in which it is written, those beside a `$ref` first."""
        return tuple(self._layers)

    @property
    def parameter_lists(self) -> list[ParameterList]:
        """The shared parameters, sorted, of each layer."""
        if self._shared is None:
            self._shared = [ParameterList(self._context, node, place, self.direction) for node, place in self._layers]
        return self._shared

    def _follow(self, place: Place, node: Node) -> None:
        seen: set[int] = set()
        while isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            self._layers.append((node, place))
            ref = node.get("$ref")
            if not isinstance(ref, str):
                return
            place, node = self._context.references.follow(place, ref)
        self._broken = node if isinstance(node, Unknown) else self._broken

    def _operations(self) -> "Iterator[Operation]":
        known: set[str] = set()
        methods = self._context.version.methods
        for node, place in self._layers:
            for key, value in node.items():
                if key in methods and key not in known:
                    known.add(key)
                    yield self._operation(place.child(key), value, key)
                elif key == "additionalOperations" and self._context.version.number >= (3, 2):
                    below = place.child(key)
                    for name, operation in mapping(value).items():
                        yield self._operation(below.child(name), operation, name.lower())
        if self._broken is not None:
            yield Operation(self._context, self.place, self._broken, None, self)

    def _operation(self, place: Place, node: Node, method: str) -> "Operation":
        """Make an operation; a reference in its place breaks the specification, large public documents have it nevertheless."""
        place, node = self._context.references.settle(place, node)
        return Operation(self._context, place, node, method, self)


class Entry(View):
    """An entry of a list, before its reference, with what stands there."""

    cel_name = "parameter_entry"

    def __init__(self, place: Place, parameter: Parameter) -> None:
        """Stand at the entry."""
        super().__init__(place, parameter.node)
        self._parameter = parameter

    @given
    def parameter(self) -> Parameter:
        """The parameter."""
        return self._parameter

    @given
    def is_copy(self) -> bool:
        """It is written like an earlier entry of the list, word for word: that breaks the specification's schema."""
        *above, index = self.place.tokens
        entries = sequence(self.place.document.value(tuple(above)))
        return entries[int(index)] in entries[: int(index)]


class Operation(View):
    """An operation of a path, webhook or callback, with everything that holds for it."""

    cel_name = "operation"

    def __init__(self, context: Context, place: Place, node: Node, method: str | None, item: PathItem) -> None:
        """Stand at the operation; a method of None says that nothing is known but the path."""
        super().__init__(place, node)
        self._context = context
        self._method = method
        self._item = item
        self._own: ParameterList | None = None
        self._written: list[Parameter] | None = None

    @fact
    def method(self) -> str:
        """The method in lower case; from 3.2 on any method may occur."""
        return self._method or ""

    @given
    def path(self) -> str:
        """The path as written, its templates in braces, without the base path of servers."""
        return self._item.template

    @given
    def label(self) -> str:
        """What a reader calls it: `POST /payments`, `POST webhook paid`, `POST callback {$request.query.url}`."""
        method = "ANY" if self._method is None else self._method.upper()
        origin = "" if self._item.origin == PATH else self._item.origin + " "
        return f"{method} {origin}{self._item.template}"

    @given
    def origin(self) -> str:
        """`path` for endpoints, `webhook` or `callback` for requests that the API sends itself."""
        return self._item.origin

    @given
    def path_item(self) -> PathItem:
        """The path that has it."""
        return self._item

    @fact
    def operation_id(self) -> str | None:
        """The `operationId`."""
        return text(self.node, "operationId")

    @fact.of("nullable(operation)")
    def id_taken_by(self) -> "Operation | None":
        """The first operation, in document order, with the same `operationId` (compared with case); null where it is itself the first."""
        first = self._context.whole.first_with_id(self.operation_id) if self.operation_id else self
        return None if first is self else cast("Operation", first)

    @fact
    def summary(self) -> str | None:
        """The `summary`."""
        return text(self.node, "summary")

    @fact
    def description(self) -> str | None:
        """The `description`."""
        return text(self.node, "description")

    @fact
    def tags(self) -> tuple[str, ...]:
        """The tags, as written."""
        return texts(self.node, "tags")

    @fact
    def tag_uses(self) -> tuple[TagUse, ...]:
        """The tags with their places."""
        below = self.place.child("tags")
        return tuple(
            TagUse(self._context, self, below.child(index), name)
            for index, name in enumerate(sequence(member(self.node, "tags")))
            if isinstance(name, str)
        )

    @fact
    def deprecated(self) -> bool:
        """It says `deprecated: true`."""
        return flag(self.node, "deprecated")

    @fact
    def parameters(self) -> tuple[Parameter, ...]:
        """The effective parameters: the path item's, replaced by its own of the same name and place; ignored headers left out."""
        return tuple([one for one in self.written_parameters if not _ignored(one)])

    @fact
    def inputs(self) -> tuple[Input, ...]:
        """What callers send by name outside of the body: the parameters, and the properties of those that spread an object."""
        return tuple(inputs_of(self.parameters))

    @fact
    def duplicate_parameters(self) -> tuple[Entry, ...]:
        """The entries of its own `parameters` that repeat an earlier one."""
        return tuple(Entry(holder, one) for holder, one in repeated(self._own_parameters().entries))

    @fact
    def request_body(self) -> RequestBody | None:
        """The body that it takes; null where there is none; in 2.0 from its body or form parameters."""
        return self._swagger_body() if self._context.is_swagger else self._body()

    @fact
    def responses(self) -> tuple[Response, ...]:
        """The responses, in document order; empty where none is documented."""
        return tuple(self._responses())

    @fact
    def servers(self) -> tuple[Server, ...]:
        """The effective servers: its own, else the path item's, else the root's; empty where none is stated."""
        context = self._context
        own = servers_of(context, self.node, self.place, "operation")
        return own or self._item.servers or servers_of(context, context.root, context.root_place(), "document")

    @fact
    def security(self) -> tuple[Requirement, ...]:
        """The effective alternatives: its own as soon as the key is there, else the root's; empty where nothing is demanded."""
        if self.security_origin == "operation":
            return requirements_of(self._context, self.node, self.place, inherited=False)
        return requirements_of(self._context, self._context.root, self._context.root_place(), inherited=True)

    @fact
    def security_origin(self) -> str:
        """Where the effective security is written: `operation`, `root` or `none`."""
        if isinstance(self.node, dict) and "security" in self.node:
            return "operation"
        return "root" if "security" in self._context.root else "none"

    @fact
    def anonymous(self) -> bool:
        """A caller without credentials is let in, or the document does not say who is; see `anonymous_reason`."""
        return sure(self.anonymous_reason) is not None

    @fact
    def anonymous_reason(self) -> str | None:
        """Why: `absent`, `empty-list`, `empty-alternative` or `undefined-scheme`, the first that holds; null where it is not anonymous."""
        if not self.security:
            return "absent" if self.security_origin == "none" else "empty-list"
        claims = [one.anonymous for one in self.security]
        if any(not is_unknown(claim) and claim for claim in claims):
            return "empty-alternative"
        uses = [use for one in self.security if one.unknown is None for use in one.schemes]
        if any(not is_unknown(use.defined) and not use.defined for use in uses):
            return "undefined-scheme"
        for claim in (*claims, *(use.defined for use in uses)):
            sure(claim)
        return None

    @fact
    def callbacks(self) -> "tuple[Callback, ...]":
        """The callbacks, in document order."""
        return tuple(self._callbacks())

    @property
    def context(self) -> Context:
        """What all views of the document share."""
        return self._context

    @property
    def direction(self) -> str:
        """The direction of what callers send here."""
        return self._item.direction

    @property
    def answer_direction(self) -> str:
        """The direction of what is answered here."""
        return RESPONSE if self.direction == REQUEST else REQUEST

    @property
    def written_parameters(self) -> list[Parameter]:
        """The effective parameters, those that 3.x ignores included."""
        if self._written is None:
            shared = [one for each in self._item.parameter_lists for one in each.parameters]
            self._written = merged(shared, self._own_parameters().parameters)
        return self._written

    def _own_parameters(self) -> ParameterList:
        if self._own is None:
            self._own = ParameterList(self._context, self.node, self.place, self.direction)
        return self._own

    def _body(self) -> RequestBody | None:
        node = member(self.node, "requestBody")
        if node is None:
            return None
        place, what = self._context.references.settle(self.place.child("requestBody"), node)
        key = ("request_body", id(what) if isinstance(what, dict) else id(self), self.direction)
        return self._context.kept(key, RequestBody, self._context, place, what, self.direction)

    def _swagger_body(self) -> RequestBody | None:
        own, shared = self._own_parameters(), self._item.parameter_lists
        bodies = own.bodies or [one for each in shared for one in each.bodies]
        forms = merged([one for each in shared for one in each.forms], own.forms)
        if not bodies and not forms:
            return None
        consumes = media_names(mapping(self.node), self._context.root, "consumes", self.place, self._context.root_place())
        first = (bodies or forms)[0]
        key = ("request_body", *(id(one.node) for one in bodies or forms), tuple(name for name, _ in consumes), self.direction)
        kept_forms = () if bodies else tuple(forms)
        return self._context.kept(
            key, RequestBody, self._context, first.place, first.node, self.direction, forms=kept_forms, consumes=consumes
        )

    def _responses(self) -> Iterator[Response]:
        context, direction = self._context, self.answer_direction
        below = self.place.child("responses")
        produces = media_names(mapping(self.node), context.root, "produces", self.place, context.root_place()) if context.is_swagger else []
        produced = tuple([name for name, _ in produces])
        for status, node in mapping(member(self.node, "responses")).items():
            if status.startswith("x-"):
                continue
            place, what = context.references.settle(below.child(status), node)
            role = id(what) if isinstance(what, dict) else id(self)
            key = ("response", role, status, direction, produced)
            yield context.kept(key, Response, context, normalised_status(status), place, what, direction, produces)

    def _callbacks(self) -> "Iterator[Callback]":
        below = self.place.child("callbacks")
        for name, node in mapping(member(self.node, "callbacks")).items():
            place, what = self._context.references.settle(below.child(name), node)
            key = ("callback", id(what) if isinstance(what, dict) else (id(self), name))
            yield self._context.kept(key, Callback, self._context, place, what, name)


def _kind(parameter: Parameter) -> str:
    schema = parameter.schema
    if schema is None or is_unknown(schema) or is_unknown(schema.types):
        return BLANK
    if schema.types and set(schema.types) <= {"integer", "number"}:
        return NUMBER
    return UUID if schema.types == ("string",) and schema.format == "uuid" else BLANK


def _noun(segment: str) -> str:
    """Leave of a segment what names something."""
    name = segment.partition(":")[0]
    return "" if _VERSION.fullmatch(name) or name.lower() == name.upper() else _EXTENSION.sub("", name)


class Webhook(View):
    """A webhook: requests that the API sends on its own (`webhooks` from 3.1 on, `x-webhooks` before)."""

    cel_name = "webhook"

    def __init__(self, item: PathItem) -> None:
        """Stand at the entry."""
        super().__init__(item.place, item.node)
        self._item = item

    @given
    def name(self) -> str:
        """The name."""
        return self._item.template

    @given
    def operations(self) -> tuple[Operation, ...]:
        """The requests that it sends."""
        return self._item.operations


class Callback(View):
    """A callback: requests that the API sends to an address it was given."""

    cel_name = "callback"

    def __init__(self, context: Context, place: Place, node: Node, name: str) -> None:
        """Stand at the callback, behind its reference."""
        super().__init__(place, node)
        self._context = context
        self._name = name

    @given
    def name(self) -> str:
        """The key under `callbacks`."""
        return self._name

    @fact
    def expressions(self) -> tuple[str, ...]:
        """The runtime expressions that name the address."""
        return tuple(item.template for item in self.items)

    @fact
    def operations(self) -> tuple[Operation, ...]:
        """The requests that it sends, in document order."""
        return tuple(operation for item in self.items for operation in item.operations)

    @property
    def items(self) -> tuple[PathItem, ...]:
        """Its path items, by expression."""
        return path_items(self._context, self.node, self.place, CALLBACK)


def path_items(context: Context, node: Node, place: Place, origin: str) -> tuple[PathItem, ...]:
    """Read a map of path items; extensions are none."""
    return tuple(
        context.kept((origin, id(node), key), PathItem, context, place.child(key), item, key, origin)
        for key, item in mapping(node).items()
        if not key.startswith("x-")
    )


def webhooks_of(context: Context) -> tuple[Webhook, ...]:
    """Read `webhooks`, and `x-webhooks` of older versions."""
    found: list[PathItem] = []
    for key in ("webhooks", "x-webhooks"):
        if key == "x-webhooks" or context.version.number >= (3, 1):
            found += path_items(context, member(context.root, key), context.root_place().child(key), WEBHOOK)
    return tuple(Webhook(item) for item in found)


def _ignored(parameter: Parameter) -> bool:
    return not is_unknown(parameter.ignored) and parameter.ignored
