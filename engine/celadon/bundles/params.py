"""Parameters of policies: their declarations, and whether a value given elsewhere fits."""

from collections.abc import Iterable

from celadon.cel.types import Type, parse_type
from celadon.sources.shaping import Shape
from celadon.terms.policy import Param, freeze

KEYS = ("type", "default", "description")
SCALARS = {"int": int, "string": str, "bool": bool}


def read_params(shapes: Iterable[tuple[str, Shape]]) -> tuple[Param, ...]:
    """Read the declarations of a policy in the order written; complains of names, types and defaults that do not fit."""
    params = []
    for name, shape in shapes:
        if not is_identifier(name):
            shape.complain(f"'{name}' is not a name that CEL can say", "use letters, digits and _, and no digit first")
        shape.keys(known=KEYS, required=("type", "description"))
        if not isinstance(shape.value, dict) or not isinstance(shape.value.get("type"), str):
            continue
        if "default" not in shape.value:
            shape.complain(f"{shape.name} lacks the key 'default'", "add 'default:'")
            continue
        declared, default = shape.text_at("type"), shape.value["default"]
        params.append(Param(name=name, type=declared, default=freeze(default), description=shape.text_at("description").strip()))
        misfit = misfit_of(default, declared)
        if misfit:
            shape.complain(f"the parameter '{name}': {misfit}", key="type" if "type:" in misfit else "default")
    return tuple(params)


def is_identifier(name: str) -> bool:
    """Tell whether a name can be written in CEL without quotes."""
    return name.isascii() and name.isidentifier() and name not in ("in", "true", "false", "null")


def misfit_of(value: object, declared: str) -> str:
    """Say why plain data is not of a declared CEL type; empty where it is."""
    try:
        kind = parse_type(declared)
    except ValueError as error:
        return str(error)
    return _misfit(value, kind)


def _misfit(value: object, kind: Type) -> str:
    if kind.kind == "dyn" or (value is None and (kind.nullable or kind.kind == "null")):
        return ""
    if kind.kind == "list" and isinstance(value, list | tuple):
        return next((f"item {number}: {wrong}" for number, item in enumerate(value) if (wrong := _misfit(item, kind.params[0]))), "")
    if kind.kind == "map" and isinstance(value, dict):
        return next((f"'{key}': {wrong}" for key, item in value.items() if (wrong := _misfit(item, kind.params[1]))), "")
    if kind.kind == "double" and isinstance(value, int | float) and not isinstance(value, bool):
        return ""
    wanted = SCALARS.get(kind.kind)
    if wanted is not None and isinstance(value, wanted) and (kind.kind == "bool" or not isinstance(value, bool)):
        return ""
    return f"{_shown(value)} is not a {kind}"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, list | tuple):
        return "a list"
    return "a mapping" if isinstance(value, dict) else "nothing" if value is None else str(value).lower()
