"""Functions that know what operations are for: listing, receiving messages, posting to a resource; and the samples of their answers."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from celadon.cel.functions.http import has_segment, in_status_range, is_json, is_under, template_names
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import BOOL, STRING, ObjectType, list_of, nullable, object_of
from celadon.models.openapi.plain import member
from celadon.models.openapi.samples.examples import Example, samples_of
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.openapi.views.bodies import Response
from celadon.models.openapi.views.operations import PATH, Operation, PathItem, path_items
from celadon.models.view import is_unknown, sure

RECEIVERS = ("webhooks", "hooks")
"""Segments below which messages arrive, and on which alone subscriptions are managed."""


def _listed(operation: Operation, envelopes: Iterable[str]) -> Schema | None:
    """Find the array that a GET of a collection answers with, at the top or in the one property that holds it."""
    last = operation.path.rstrip("/").rpartition("/")[2]
    if operation.method != "get" or template_names("/" + last):
        return None
    names = {name.lower() for name in envelopes}
    return next((found for shape in _answers(operation) if (found := _array(shape, names)) is not None), None)


def _answers(operation: Operation) -> Iterator[Schema]:
    for response in operation.responses:
        if in_status_range(response.status, ["2XX"]):
            for media in response.content:
                schema = sure(media.schema) if is_json(media.name) and not media.item_schema else None
                if schema is not None:
                    yield schema


def _array(shape: Schema, envelopes: set[str]) -> Schema | None:
    if "array" in shape.types:
        return shape
    arrays = [one.schema for one in shape.properties if one.name.lower() in envelopes and "array" in one.schema.types]
    return arrays[0] if len(arrays) == 1 else None


def _receives(operation: Operation, segments: Iterable[str]) -> bool:
    """Find out whether others send messages here: what can be read, replaced or deleted is a subscription, not a receiver."""
    names = tuple(segments)
    if operation.method != "post" or operation.origin != PATH or not is_under(operation.path, names):
        return False
    if _is_resource(operation.path_item):
        return False
    context = operation.context
    items = path_items(context, member(context.root, "paths"), context.root_place().child("paths"), PATH)
    above = (item for item in items if operation.path.startswith(item.template + "/") and is_under(item.template, names))
    return not any(map(_is_resource, above))


def _is_resource(item: PathItem) -> bool:
    return any(not is_unknown(one.method) and one.method in ("get", "put", "patch", "delete") for one in item.operations)


def _posts_to(operation: Operation, segments: Iterable[str]) -> bool:
    """Find out whether something is made below one of the segments."""
    resources, receivers = _parted(tuple(segments))
    return operation.method == "post" and (has_segment(operation.path, resources) or _receives(operation, receivers))


@lru_cache(maxsize=64)  # every operation is asked about the same
def _parted(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the segments of resources and those of receivers."""
    receivers = tuple(name for name in names if name.lower() in RECEIVERS)
    return tuple(name for name in names if name not in receivers), receivers


def _samples(response: Response) -> tuple[Example, ...]:
    """Find the samples of a response."""
    return tuple(samples_of(response))


def operations_library(_: Iterable[ObjectType]) -> Library:
    """Declare the functions."""
    operation, schema, response, example = (object_of(kind.cel_name) for kind in (Operation, Schema, Response, Example))
    listed = Function(
        "listed",
        [Overload("operation_listed_list", (operation, list_of(STRING)), nullable(schema), _listed, member=True)],
        "The array that a list operation answers with: a GET whose path does not end in a parameter and whose JSON success is an array, "
        "or an object with exactly one array property of one of these names (compared without case). Null for other operations.",
        'operation.listed(["items", "data"])',
    )
    samples = Function(
        "samples",
        [Overload("response_samples", (response,), list_of(example), _samples, member=True)],
        "The inline samples of a response: of its headers, of its content, of the schemas of its content. "
        "Cheaper than the target `example`, which looks at every schema.",
        "response.samples().exists(s, s.texts.exists(t, t.value.contains('stack')))",
    )
    receives = Function(
        "receives",
        [Overload("operation_receives_list", (operation, list_of(STRING)), BOOL, _receives, member=True)],
        "Says whether an endpoint takes messages of others: a POST below one of these segments. Not so where its path, or one above it "
        "below the segment, can be read, replaced or deleted: that is a subscription.",
        'operation.receives(["webhooks", "hooks"])',
    )
    posts_to = Function(
        "postsTo",
        [Overload("operation_posts_to_list", (operation, list_of(STRING)), BOOL, _posts_to, member=True)],
        "Says whether an operation is a POST on a path with one of these segments, compared without case. "
        "`webhooks` and `hooks` among them count where messages are received (see `receives`), not where subscriptions are managed.",
        'operation.postsTo(["payments", "webhooks"])',
    )
    return Library("operations", 1, [listed, receives, posts_to, samples], "What operations are for.")
