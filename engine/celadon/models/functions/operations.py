"""Functions that know what operations are for: `operation.listed(names)`, `response.samples()`."""

from collections.abc import Iterable, Iterator

from celadon.cel.functions.http import in_status_range, is_json, template_names
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.types import STRING, ObjectType, list_of, nullable, object_of
from celadon.models.openapi.bodies import Response
from celadon.models.openapi.examples import Example, samples_of
from celadon.models.openapi.operations import Operation
from celadon.models.openapi.schemas.schema import Schema
from celadon.models.view import sure


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
                if is_json(media.name) and not media.item_schema and sure(media.schema) is not None:
                    yield media.schema


def _array(shape: Schema, envelopes: set[str]) -> Schema | None:
    if "array" in shape.types:
        return shape
    arrays = [one.schema for one in shape.properties if one.name.lower() in envelopes and "array" in one.schema.types]
    return arrays[0] if len(arrays) == 1 else None


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
    return Library("operations", 1, [listed, samples], "What operations are for.")
