"""Structural errors as subjects: the document against the schema of its version, each broken rule at its place."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from celadon.models.openapi.context import Context
from celadon.models.openapi.validity.causes import Cause, causes_of
from celadon.models.openapi.validity.error import StructuralError, value_at
from celadon.models.openapi.validity.specifications import StructuralSchema, judges_schemas, structural_schema
from celadon.models.openapi.validity.wording import message_of
from celadon.models.place import Place
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Tagged


def structural_errors(context: Context, *, thorough: bool = False) -> Iterator[StructuralError]:
    """Check the entry document against its schema, in the order of the validator; `thorough` adds the rules beyond the schema."""
    tree = context.entry.tree
    schema = structural_schema(context.version.number, judges_schemas=judges_schemas(context.version, context.root))
    assert schema is not None, "every version has a schema of whole documents"  # noqa: S101 - for the type checker
    found = [error_at(context.root_place(), tree, cause) for cause in causes_of(errors_in(schema, tree), tree)]
    yield from found
    if thorough:
        from celadon.models.openapi.validity.thorough import thorough_errors  # noqa: PLC0415 - 0.3 s of imports behind it

        known = {(error.place.document.path, error.place.tokens) for error in found}
        beyond = thorough_errors(context, _untagged(tree))
        yield from (error for error in beyond if (error.place.document.path, error.place.tokens) not in known)


def errors_in(schema: StructuralSchema, tree: JsonValue) -> Iterable[Any]:
    """Validate; a value with a YAML tag is nothing that the validator knows, and counts as what it holds."""
    try:
        return schema.iter_errors(tree)  # type: ignore[no-any-return] # jsonschema-rs ships no types
    except ValueError:
        return schema.iter_errors(_untagged(tree))  # type: ignore[no-any-return] # as above


def error_at(root: Place, tree: JsonValue, cause: Cause) -> StructuralError:
    """Put a cause where it stands below the node that was checked."""
    node = value_at(tree, cause.tokens)
    above = value_at(tree, cause.tokens[:-1]) if cause.tokens else None
    holder = node if cause.keyword == "required" or not isinstance(above, dict) else above
    place = root
    for token in cause.tokens:
        place = place.child(token)
    named = Cause((*root.tokens, *cause.tokens), cause.keyword, cause.value, cause.options)
    return StructuralError(place, node, holder, cause.keyword, message_of(named, node, above))


def _untagged(node: JsonValue) -> JsonValue:
    """Copy without tags; nesting is bounded by the reader's limits."""
    if isinstance(node, Tagged):
        return _untagged(cast("JsonValue", node.value))
    if isinstance(node, dict):
        return {key: _untagged(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_untagged(item) for item in node]
    return node
