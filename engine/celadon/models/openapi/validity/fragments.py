"""Structural errors in other files: what references lead to is checked against the part of the schema that it stands in for."""

from collections.abc import Iterable, Iterator

from celadon.models.openapi.context import Context
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.validity.causes import causes_of
from celadon.models.openapi.validity.error import StructuralError
from celadon.models.openapi.validity.specifications import judges_schemas, structural_schema
from celadon.models.openapi.validity.structure import error_at, errors_in
from celadon.models.openapi.views.operations import Operation
from celadon.models.place import Place
from celadon.models.view import Node, View, is_unknown
from celadon.terms.location import Tokens

Fragment = tuple[str, Place, Node]
"""What a node stands in for (`path-item`, `parameter`, ..., as the 3.1 schema calls it), and the node."""


def fragment_errors(context: Context, operations: Iterable[Operation], schemas: Iterable[Schema]) -> Iterator[StructuralError]:
    """Check the nodes of other files, each file's outermost ones; file by file in the order in which they are met."""
    met: dict[tuple[int, Tokens], Fragment] = {}
    for role, place, node in (*_of_operations(operations), *_of_schemas(schemas)):
        if place.parent is None and place.document is not context.entry and isinstance(node, dict):
            met.setdefault((id(place.document), place.tokens), (role, place, node))
    for (document, tokens), (role, place, node) in met.items():
        if not any((document, tokens[:length]) in met for length in range(len(tokens))):
            yield from _check(context, role, place, node)


def _check(context: Context, role: str, place: Place, node: Node) -> Iterator[StructuralError]:
    schema = structural_schema(context.version.number, judges_schemas=judges_schemas(context.version, context.root), part=role)
    if schema is not None and isinstance(node, dict):
        for cause in causes_of(errors_in(schema, node), node):
            yield error_at(place, node, cause)


def _of_operations(operations: Iterable[Operation]) -> Iterator[Fragment]:
    for operation in operations:
        yield from (("path-item", place, node) for node, place in operation.path_item.layers)
        if operation.unknown is not None:
            continue
        yield "operation", operation.place, operation.node
        yield from (("parameter", one.place, one.node) for one in operation.written_parameters)
        if operation.request_body is not None:
            yield from _views("request-body", (operation.request_body,))
        yield from _views("response", operation.responses)
        for response in () if is_unknown(operation.responses) else operation.responses:
            yield from _views("header", response.headers)
        yield from _views("callbacks", operation.callbacks)
        for requirement in operation.security:
            yield from _views("security-scheme", (use.scheme for use in requirement.schemes if use.scheme is not None))


def _of_schemas(schemas: Iterable[Schema]) -> Iterator[Fragment]:
    for schema in schemas:
        for node, place in zip(schema.composition.nodes, schema.composition.places, strict=True):
            yield "schema", place, node


def _views(role: str, views: Iterable[View]) -> Iterator[Fragment]:
    for view in () if is_unknown(views) else views:
        if not is_unknown(view):
            yield role, view.place, view.node
