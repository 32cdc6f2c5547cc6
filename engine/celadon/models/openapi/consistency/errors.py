"""Whether the errors of an API share one shape."""

import json
from collections.abc import Iterable, Iterator

from celadon.cel.functions.http import is_json
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.views.bodies import Response
from celadon.models.openapi.views.operations import Operation
from celadon.models.view import is_unknown

TOKENS = ("/token", "/tokens")
"""How paths of token endpoints end, whose errors OAuth has fixed."""


def error_schemas(operations: Iterable[Operation]) -> list[Schema]:
    """Give the different root schemas of JSON errors, the most frequent first; none where fewer than two errors have one.

    Copies that are equal count as one, and what extends the most frequent one through `allOf` does not count.
    """
    found: dict[str, list[Schema]] = {}
    for schema in _schemas(operations):
        found.setdefault(json.dumps(schema.node, sort_keys=True, default=repr), []).append(schema)
    if sum(map(len, found.values())) < 2:
        return []
    usual, *others = sorted(found.values(), key=len, reverse=True)
    base = {id(one.node) for one in usual}
    return [usual[0], *(one[0] for one in others if base.isdisjoint(id(node) for node in one[0].composition.nodes))]


def is_error(status: str) -> bool:
    """Tell whether a documented status stands for a failure."""
    return status == "default" or status[:1] in ("4", "5")


def _schemas(operations: Iterable[Operation]) -> Iterator[Schema]:
    """Give the schema of each JSON error, as often as operations answer with it."""
    for operation in operations:
        if operation.unknown is None and not operation.path.rstrip("/").lower().endswith(TOKENS):
            for response in () if is_unknown(operation.responses) else operation.responses:
                yield from _of(response) if response.unknown is None and is_error(response.status) else ()


def _of(response: Response) -> Iterator[Schema]:
    for media in response.content:
        schema = media.schema if is_json(media.name) else None
        if isinstance(schema, Schema) and schema.unknown is None:
            yield schema
