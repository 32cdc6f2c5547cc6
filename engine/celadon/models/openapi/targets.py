"""What policies may visit in an OpenAPI document: one line per target. The subjects of each stand in document order, each once."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from celadon.models.openapi.samples.examples import Example, examples_of
from celadon.models.openapi.samples.texts import Text, texts_of
from celadon.models.openapi.schemas.schema import Property, Schema
from celadon.models.openapi.schemas.walking import SchemaWalk
from celadon.models.openapi.validity.error import StructuralError
from celadon.models.openapi.validity.fragments import fragment_errors
from celadon.models.openapi.validity.structure import structural_errors
from celadon.models.openapi.views.bodies import Header, MediaType, RequestBody, Response
from celadon.models.openapi.views.components import Component, components_of
from celadon.models.openapi.views.document import Info, OpenApiDocument, Tag
from celadon.models.openapi.views.inputs import Input, inputs_of, key_inputs
from celadon.models.openapi.views.links import Reference, files_of, references_of
from celadon.models.openapi.views.operations import Callback, Operation, PathItem, Webhook
from celadon.models.openapi.views.parameters import Parameter
from celadon.models.openapi.views.security import OAuthFlow, Requirement, SchemeUrl, SchemeUse, SecurityScheme, urls_of
from celadon.models.openapi.views.servers import Server
from celadon.models.view import View, is_unknown

RESTING = frozenset(
    {"component", "example", "input", "media_type", "property", "reference", "schema"}
    | {
        "content",
        "error_schemas",
        "has_sample",
        "inputs",
        "item",
        "overlaps",
        "properties",
        "property_naming",
        "same_as",
        "schemas",
        "stated",
    }
)
"""Targets, and fields of any object, that cannot be told without a look at schemas: `schema` is both.

References can, but most of them lead to schemas: whoever looked at those has followed them.
"""

ViewType = TypeVar("ViewType", bound=View)
Walk = Callable[[], SchemaWalk]
Find = Callable[[OpenApiDocument, Walk], Iterable[View]]


def _servers(document: OpenApiDocument) -> Iterator[Server]:
    yield from document.servers
    for item in document.paths:
        yield from _list(item.servers)
        for operation in item.operations:
            yield from (one for one in _list(operation.servers) if one.owner == "operation")


def _parameters(document: OpenApiDocument) -> Iterator[Parameter]:
    for operation in _known(document.any_operations):
        yield from operation.written_parameters


def _bodies(document: OpenApiDocument) -> Iterator[RequestBody]:
    for operation in _known(document.any_operations):
        if operation.request_body is not None and not is_unknown(operation.request_body):
            yield operation.request_body


def _responses(document: OpenApiDocument) -> Iterator[Response]:
    for operation in _known(document.any_operations):
        yield from _list(operation.responses)


def _headers(document: OpenApiDocument) -> Iterator[Header]:
    for response in _responses(document):
        yield from _list(response.headers)


def _media_types(document: OpenApiDocument) -> Iterator[MediaType]:
    for operation in _known(document.any_operations):
        for parameter in operation.parameters:
            yield from _list(parameter.content)
        if operation.request_body is not None and not is_unknown(operation.request_body):
            yield from _list(operation.request_body.content)
        for response in _list(operation.responses):
            yield from _list(response.content)


def _flows(document: OpenApiDocument) -> Iterator[OAuthFlow]:
    for scheme in document.security_schemes:
        yield from _list(scheme.flows)


def _requirements(document: OpenApiDocument) -> Iterator[Requirement]:
    yield from document.security
    for operation in _known(document.any_operations):
        yield from _list(operation.security)


def _scheme_uses(document: OpenApiDocument) -> Iterator[SchemeUse]:
    for requirement in dict.fromkeys(_requirements(document)):
        yield from _list(requirement.schemes)


def _callbacks(document: OpenApiDocument) -> Iterator[Callback]:
    for operation in _known(document.any_operations):
        yield from _list(operation.callbacks)


def _structural_errors(document: OpenApiDocument, walk: Walk) -> Iterator[StructuralError]:
    yield from structural_errors(document.context, thorough=document.context.thorough)
    if len(files_of(document.context)) > 1:
        yield from fragment_errors(document.context, document.any_operations, walk().schemas)


def _endpoint_parameters(document: OpenApiDocument) -> Iterable[Parameter]:
    found = (one for operation in _known(document.operations) for one in _list(operation.parameters))
    return dict.fromkeys(found)


def _known(operations: Iterable[Operation]) -> Iterator[Operation]:
    return (operation for operation in operations if operation.unknown is None)


def _list(views: Iterable[ViewType]) -> Iterable[ViewType]:
    """Read a list of views that may be unknown as a whole."""
    return () if is_unknown(views) else views


TARGETS: dict[str, tuple[type[View], Find]] = {
    "document": (OpenApiDocument, lambda document, _: (document,)),
    "info": (Info, lambda document, _: (document.info,)),
    "server": (Server, lambda document, _: dict.fromkeys(_servers(document))),
    "tag": (Tag, lambda document, _: document.tags),
    "path": (PathItem, lambda document, _: document.paths),
    "operation": (Operation, lambda document, _: document.operations),
    "any_operation": (Operation, lambda document, _: document.any_operations),
    "parameter": (Parameter, lambda document, _: dict.fromkeys(_parameters(document))),
    "input": (Input, lambda document, _: (*key_inputs(document.security_schemes), *inputs_of(_endpoint_parameters(document)))),
    "request_body": (RequestBody, lambda document, _: dict.fromkeys(_bodies(document))),
    "response": (Response, lambda document, _: dict.fromkeys(_responses(document))),
    "header": (Header, lambda document, _: dict.fromkeys(_headers(document))),
    "media_type": (MediaType, lambda document, _: dict.fromkeys(_media_types(document))),
    "schema": (Schema, lambda _, walk: walk().schemas),
    "property": (Property, lambda _, walk: walk().properties()),
    "security_scheme": (SecurityScheme, lambda document, _: document.security_schemes),
    "oauth_flow": (OAuthFlow, lambda document, _: _flows(document)),
    "scheme_url": (SchemeUrl, lambda document, _: (url for scheme in document.security_schemes for url in urls_of(scheme))),
    "requirement": (Requirement, lambda document, _: dict.fromkeys(_requirements(document))),
    "scheme_use": (SchemeUse, lambda document, _: _scheme_uses(document)),
    "example": (Example, lambda document, walk: examples_of(document.context, document.any_operations, walk().schemas)),
    "text": (Text, lambda document, _: texts_of(document.context)),
    "component": (Component, lambda document, _: components_of(document.context)),
    "reference": (Reference, lambda document, _: references_of(document.context)),
    "structural_error": (StructuralError, _structural_errors),
    "webhook": (Webhook, lambda document, _: document.webhooks),
    "callback": (Callback, lambda document, _: dict.fromkeys(_callbacks(document))),
}
"""Target to the class of its subjects and how to find them."""

CLASSES = {target: class_ for target, (class_, _) in TARGETS.items()}
