"""Plain data become variables: each member of the file by its name, the whole as `data`, with the types that the data have."""

from collections.abc import Mapping

from celadon.cel.environment import Environment
from celadon.cel.errors import CelError
from celadon.cel.types import BOOL, DOUBLE, DYN, INT, STRING, Type, list_of, map_of
from celadon.sources.document import Document, JsonValue

WHOLE = "data"
"""The variable that holds the whole file, unless a member of the file has this name."""

_SCALARS: Mapping[type, Type] = {bool: BOOL, int: INT, float: DOUBLE, str: STRING}


def variables_of(document: Document) -> dict[str, JsonValue]:
    """Give the values by name; a member whose key is no name of CEL is reached through the whole."""
    tree = document.tree
    members = {key: value for key, value in tree.items() if _is_name(key)} if isinstance(tree, dict) else {}
    return {WHOLE: tree, **members}


def type_of(value: object) -> Type:
    """Tell the type of plain data, as far as all of a list or a map agree; null may become anything."""
    if isinstance(value, list):
        return list_of(_common(value))
    if isinstance(value, dict):
        return map_of(STRING, _common(list(value.values())))
    return _SCALARS.get(type(value), DYN)


def _common(values: list[JsonValue]) -> Type:
    """Give the type of scalars that are all alike; what is inside of lists and maps stays open, for it may differ from one to the next."""
    types = {_SCALARS.get(type(value), DYN) for value in values}
    return types.pop() if len(types) == 1 else DYN


def _is_name(key: str) -> bool:
    """Ask the parser: it knows the reserved words."""
    if not (key.isascii() and key.isidentifier()):
        return False
    try:
        Environment({key: DYN}).compile_unchecked(key)
    except CelError:
        return False
    return key not in ("true", "false", "null")
