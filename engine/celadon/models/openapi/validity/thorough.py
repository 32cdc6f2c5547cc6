"""The thorough check: openapi-spec-validator's own rules beyond the schema (duplicates, parameters of paths, defaults).

Its validators say what is wrong but hardly where; so each is watched, and a complaint is put where its validator was looking.
Imported on demand, for that costs 0.3 s; the check takes seconds on the largest public documents.
"""

import os.path
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from celadon.models.openapi.context import Context
from celadon.models.openapi.plain import mapping, member, sequence
from celadon.models.openapi.validity.error import StructuralError, value_at
from celadon.models.openapi.validity.wording import called
from celadon.models.place import Place
from celadon.models.view import Node
from celadon.sources.document import JsonValue
from celadon.terms.errors import CeladonError
from celadon.terms.location import Token
from celadon.terms.unknown import Unknown

CLASSES = {
    (2, 0): "OpenAPIV2SpecValidator",
    (3, 0): "OpenAPIV30SpecValidator",
    (3, 1): "OpenAPIV31SpecValidator",
    (3, 2): "OpenAPIV32SpecValidator",
}

LONGEST_MESSAGE = 120


def thorough_errors(context: Context, tree: JsonValue) -> Iterator[StructuralError]:
    """Check what the schema cannot say; where the validator gives up, one subject is unknown, with its reason.

    `tree` is the entry document without YAML tags. Nothing is fetched; files are read through the reader of the run.
    """
    from openapi_spec_validator.validation import validators  # noqa: PLC0415 - see the top

    kind = _watched(getattr(validators, CLASSES[context.version.number]), _handlers(context))
    real = context.entry.real_path
    validator = kind(tree, base_uri="" if real is None else real.as_uri())
    try:
        for error in validator.root_validator(validator.schema_path):
            yield _placed(context, error)
    except Exception as error:  # noqa: BLE001 - a foreign validator on malformed input; what it did not judge is not known
        reason = f"openapi-spec-validator gave up: {_shortened(str(error) or type(error).__name__)}"
        yield StructuralError(context.root_place(), context.entry.tree, None, "thorough", Unknown(reason))


def _watched(kind: Any, handlers: dict[str, Any]) -> Any:
    """Derive a validator whose parts note on each complaint which of them made it, and what it was looking at."""
    watched = {name: _watching(part) for name, part in kind.keyword_validators.items()}
    return type("Watched", (kind,), {"keyword_validators": watched, "resolver_handlers": handlers})


def _watching(part: Any) -> Any:
    def call(self: Any, *arguments: Any, **named: Any) -> Iterator[Any]:
        looked_at = next((one for one in arguments if hasattr(one, "parts")), None)
        for error in part.__call__(self, *arguments, **named):
            if not hasattr(error, "looked_at"):
                error.looked_at = () if looked_at is None else tuple(looked_at.parts)
                error.judged_value = hasattr(part, "value_validator_cls")
            yield error

    return type(part.__name__, (part,), {"__call__": call})


def _handlers(context: Context) -> dict[str, Any]:
    def refuse(uri: str) -> Any:
        raise ValueError(f"{uri} is not fetched")

    def read(uri: str) -> Any:
        real = context.entry.real_path
        if real is None:
            return refuse(uri)
        steps = os.path.relpath(unquote(urlsplit(uri).path), real.parent)
        try:
            return context.references.file(context.entry, steps).tree
        except CeladonError as error:
            raise ValueError(error.problems[0].message) from error

    return {"": read, "file": read, "http": refuse, "https": refuse}


def _placed(context: Context, error: Any) -> StructuralError:
    """Put a complaint at the node that it means, and say it in our words."""
    place, node = _walk(context, error.looked_at)
    name = type(error).__name__
    if error.judged_value:
        place, node = _below(place, node, "default", *error.absolute_path)
        return _error(place, node, "default", f"`default` does not fit its schema: {_shortened(error.message)}")
    if name == "DuplicateOperationIDError":
        operation_id = member(node, "operationId")
        place, node = _below(place, node, "operationId")
        return _error(place, node, "duplicate", f"the operationId `{operation_id}` is not the only one of its name")
    if name == "ParameterDuplicateError":
        place, node = _below(place, node, *_second(context, place, sequence(node)))
        return _error(place, node, "duplicate", f"the parameter {_quoted(error.message)} is listed twice")
    if name == "UnresolvableParameterError":
        return _error(place, node, "parameters", _unmatched(place, error.message))
    if name == "ExtraParametersError":
        place, node = _below(place, node, "required")
        return _error(place, node, "required", "`required` names properties that are not defined")
    place, node = _below(place, node, *error.absolute_path)
    return _error(place, node, "duplicate" if "Duplicate" in error.message else "thorough", _shortened(error.message))


def _error(place: Place, node: Node, keyword: str, message: str) -> StructuralError:
    holder = value_at(place.document.tree, place.tokens[:-1]) if place.tokens else None
    return StructuralError(place, node, holder, keyword, message)


def _walk(context: Context, steps: tuple[Token, ...]) -> tuple[Place, Node]:
    """Follow the validator's way, which steps through references, to the physical node."""
    place, node = context.root_place(), cast("Node", context.entry.tree)
    for step in steps:
        if isinstance(node, dict) and str(step) not in node and "$ref" in node:
            place, node = context.references.settle(place, node)
        place, node = _below(place, node, step)
    return context.references.settle(place, node)


def _below(place: Place, node: Node, *steps: Token) -> tuple[Place, Node]:
    """Step down as far as there is something."""
    for step in steps:
        if isinstance(node, dict) and str(step) in node:
            place, node = place.child(str(step)), node[str(step)]
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            place, node = place.child(step), node[step]
        else:
            break
    return place, node


def _second(context: Context, place: Place, entries: list[JsonValue]) -> tuple[int, ...]:
    """Find the first entry that repeats an earlier one."""
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(entries):
        _, what = context.references.settle(place.child(index), entry)
        identity = (str(mapping(what).get("name")), str(mapping(what).get("in")))
        if identity in seen:
            return (index,)
        seen.add(identity)
    return ()


def _shortened(message: str) -> str:
    """Keep the first words of a foreign message: some show the whole document."""
    line = message.splitlines()[0] if message else ""
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def _quoted(message: str) -> str:
    return "`" + message.partition("'")[2].partition("'")[0] + "`"


def _unmatched(place: Place, message: str) -> str:
    name = _quoted(message)
    template = next((str(token) for token in place.tokens if str(token).startswith("/")), "")
    if "{" + name.strip("`") + "}" in template:
        return f"{called(place.tokens)} declares no path parameter {name}"
    return f"{called(place.tokens)} declares the path parameter {name}, which its path does not have"
