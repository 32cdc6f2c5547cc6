"""Values of CEL as JSON, for programs that read what an expression gives. What JSON has no form for is written as CEL's `string()` does."""

import math
from base64 import b64encode

from celadon.cel.interpreting.rendering import render_value
from celadon.cel.runtime.converting import to_string
from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, Objects
from celadon.cel.values import MISSING, Optional, UInt
from celadon.sources.document import JsonValue
from celadon.terms.unknown import Unknown


def plain(value: object, objects: Objects) -> JsonValue:
    """Give JSON: bytes in base64, an optional as its value or null, a model object by its type and pointer, an unknown as null."""
    class_ = value.__class__
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Unknown):
        return None
    if isinstance(value, UInt):
        return int(value)
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else to_string(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if class_ in LISTS:
        return [plain(item, objects) for item in value]  # type: ignore[attr-defined] # the class says that it is a list
    if class_ in MAPS:
        return {_key(key): plain(value[key], objects) for key in value}  # type: ignore[attr-defined, index] # as above, a map
    if isinstance(value, Optional):
        return None if value.value is MISSING else plain(value.value, objects)
    return to_string(value) if class_ in KINDS or hasattr(class_, "cel_text") else render_value(value, objects)


def _key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(int(key)) if isinstance(key, UInt) else str(key)
