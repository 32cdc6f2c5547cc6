"""Runtime expressions of callbacks: which schemas of a request hold the address that will be called. Nothing is evaluated."""

import re
from collections.abc import Iterable, Iterator

from celadon.models.openapi.schemas.composition import Composition
from celadon.models.openapi.views.operations import Operation
from celadon.models.view import is_unknown

EXPRESSION = re.compile(r"\$request\.(?:body#(?P<pointer>/[^}\s]*)|(?P<place>query|header|path)\.(?P<name>[^}\s?#]+))")  # noqa: TID251 - our own pattern, linear


def addressed(operations: Iterable[Operation]) -> Iterator[Composition]:
    """Find the schemas that the expressions of an operation's callbacks name in its own request."""
    for operation in operations:
        if operation.unknown is not None or is_unknown(operation.callbacks):
            continue
        for callback in operation.callbacks:
            for expression in () if is_unknown(callback.expressions) else callback.expressions:
                for found in EXPRESSION.finditer(expression):
                    if found["pointer"] is not None:
                        yield from _in_body(operation, found["pointer"])
                    else:
                        yield from _in_parameters(operation, found["place"], found["name"])


def _in_parameters(operation: Operation, place: str, name: str) -> Iterator[Composition]:
    for parameter in operation.parameters:
        if is_unknown(parameter.place_word) or is_unknown(parameter.name) or parameter.composition is None:
            continue
        same = parameter.name.lower() == name.lower() if place == "header" else parameter.name == name
        if same and parameter.place_word == place:
            yield parameter.composition


def _in_body(operation: Operation, pointer: str) -> Iterator[Composition]:
    body = operation.request_body
    if body is None or is_unknown(body) or is_unknown(body.content):
        return
    for media in body.content:
        composition = media.composition
        for step in pointer.split("/")[1:]:
            if composition is None:
                break
            name = step.replace("~1", "/").replace("~0", "~")
            composition = composition.items if name.isdecimal() else composition.properties.get(name)
        if composition is not None:
            yield composition
