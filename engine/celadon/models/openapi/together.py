"""Facts of many schemas at once: a look at the only node of each tells what most of them say. Nothing is told that one alone would not."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from celadon.models.openapi.schemas.naming import name_of
from celadon.models.openapi.schemas.schema import Property, Schema

Together = Callable[[Sequence[Schema]], list[object]]

ALONE = {name: (name,) for name in ("string", "integer", "number", "boolean", "array", "object")}


def _unless(keyword: str, name: str, *, absent: object) -> Together:
    """Tell a fact that is `absent` for those that do not write a keyword, as most do not."""

    def together(schemas: Sequence[Schema]) -> list[object]:
        return [absent if (node := one.alone) is not None and keyword not in node else getattr(one, name) for one in schemas]

    return together


def _types(schemas: Sequence[Schema]) -> list[object]:
    """Most state one type."""
    found: list[object] = []
    for one in schemas:
        node = one.alone
        types = ALONE.get(stated) if node is not None and type(stated := node.get("type")) is str else None
        found.append(one.types if types is None else types)
    return found


def _binary(schemas: Sequence[Schema]) -> list[object]:
    """Tell bytes from text: what has a type and no format is text, but for files."""
    found: list[object] = []
    for one in schemas:
        node = one.alone
        is_text = node is not None and "format" not in node and "contentMediaType" not in node
        is_text = is_text and node is not None and type(stated := node.get("type")) is str and stated != "file"
        found.append(False if is_text else one.binary)
    return found


def _branched(schemas: Sequence[Schema]) -> list[object]:
    """Most offer no choice."""
    return [
        False if (node := one.alone) is not None and "anyOf" not in node and "oneOf" not in node and "if" not in node else one.branched
        for one in schemas
    ]


def _names_callback(schemas: Sequence[Schema]) -> list[object]:
    addressed = schemas[0].context.whole.addressed
    return [id(one.composition) in addressed for one in schemas] if addressed else [False] * len(schemas)


def _each(value: Callable[[Schema], object], schemas: Sequence[Schema]) -> list[object]:
    """Read once what stands several times in a row: the owner of properties does."""
    found: list[object] = []
    last, read = None, None
    for one in schemas:
        if one is not last:
            last, read = one, value(one)
        found.append(read)
    return found


def _ways(name: str) -> Together:
    """Tell a fact of the ways on which operations use a schema."""
    look = attrgetter(name)

    def together(schemas: Sequence[Schema]) -> list[object]:
        ways_of = schemas[0].context.whole.ways_of
        return _each(lambda one: look(ways_of(one)), schemas)

    return together


def _names(schemas: Sequence[Schema]) -> list[object]:
    return _each(lambda one: name_of(one.place) if one.composition.written else one.name, schemas)


def _operations(properties: Sequence[Property]) -> list[object]:
    return _ways("operations")([one.owner for one in properties])


Schema.types.together = _types
Schema.binary.together = _binary
Schema.branched.together = _branched
Schema.names_callback.together = _names_callback
Schema.name.together = _names
Schema.patterns.together = _unless("pattern", "patterns", absent=())
Schema.deprecated.together = _unless("deprecated", "deprecated", absent=False)
Schema.has_constant.together = _unless("const", "has_constant", absent=False)
Schema.has_default.together = _unless("default", "has_default", absent=False)
Schema.has_enum.together = _unless("enum", "has_enum", absent=False)
Schema.has_nullable.together = _unless("nullable", "has_nullable", absent=False)
Schema.has_required.together = _unless("required", "has_required", absent=False)
Schema.read_only.together = _unless("readOnly", "read_only", absent=False)
Schema.operations.together = _ways("operations")
Schema.statuses.together = _ways("statuses")
Schema.media_types.together = _ways("media_types")
Property.operations.together = _operations
