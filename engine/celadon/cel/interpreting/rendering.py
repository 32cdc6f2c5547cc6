"""Values as a reader should see them in an explanation: in CEL's own notation, cut to a line."""

from typing import Any

from celadon.cel.runtime.converting import format_double, to_string
from celadon.cel.runtime.kinds import KINDS, LISTS, MAPS, Objects, name_of
from celadon.cel.values import MISSING, Optional, TypeValue, UInt
from celadon.terms.unknown import Unknown

WIDTH = 100
"""Characters of one rendered value."""
_DEPTH = 4


def render_value(value: Any, objects: Objects, width: int = WIDTH) -> str:
    """Write a value: `"text"`, `[1, 2]`, `{"a": 1}`, `Operation /paths/~1a/get`, `unknown: the reason`."""
    text = _render(value, objects, width, _DEPTH)
    return text if len(text) <= width else text[: width - 3] + "..."


def _render(value: Any, objects: Objects, width: int, depth: int) -> str:
    if isinstance(value, Unknown):
        return f"unknown: {value.reason}"
    class_ = value.__class__
    if value is None:
        return "null"
    if class_ is str:
        return _quoted(value, width)
    if class_ is UInt:
        return f"{int(value)}u"
    if class_ is float:
        text = format_double(value)
        return text if not text.lstrip("-").isdigit() else text + ".0"
    if class_ is bytes:
        return f"b{_quoted(value.decode('utf-8', 'backslashreplace'), width)}"
    if class_ in LISTS:
        return f"[{_joined(list(value), objects, width, depth)}]"
    if class_ in MAPS:
        entries = _joined([_Entry(key, value[key]) for key in list(value)[:width]], objects, width, depth)
        return f"{{{entries}}}"
    if class_ is _Entry:
        return f"{_render(value.key, objects, width, depth)}: {_render(value.value, objects, width, depth)}"
    if class_ is Optional:
        return "optional.none()" if value.value is MISSING else f"optional.of({_render(value.value, objects, width, depth)})"
    if class_ is TypeValue or class_ in KINDS or hasattr(class_, "cel_text"):
        return to_string(value)
    return _object(value, objects)


class _Entry:
    """One entry of a map, so that lists and maps are cut in one place."""

    __slots__ = ("key", "value")

    def __init__(self, key: Any, value: Any) -> None:
        self.key = key
        self.value = value


def _joined(items: list[Any], objects: Objects, width: int, depth: int) -> str:
    """Join what fits; say how many more there are."""
    if depth == 0 and items:
        return "..."
    texts: list[str] = []
    size = 0
    for item in items:
        if size > width:
            texts.append(f"{len(items) - len(texts)} more")
            break
        texts.append(_render(item, objects, width, depth - 1))
        size += len(texts[-1]) + 2
    return ", ".join(texts)


def _quoted(text: str, width: int) -> str:
    cut = text[:width] + ("..." if len(text) > width else "")
    return '"' + "".join(_escaped(character) for character in cut) + '"'


def _escaped(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    if character == "\n":
        return "\\n"
    return character if character.isprintable() else f"\\u{ord(character):04x}"


def _object(value: Any, objects: Objects) -> str:
    """Write a model object by its type and, where it has one, its pointer."""
    declared = objects.of(value)
    pointer = getattr(value, declared.fields["pointer"].attribute, "") if declared is not None and "pointer" in declared.fields else ""
    return f"{name_of(value, objects)} {pointer}".rstrip() if isinstance(pointer, str) else name_of(value, objects)
