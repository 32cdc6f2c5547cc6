"""How complaints of the checker are worded: what is wrong, what exists, what was probably meant."""

from collections.abc import Iterable

from celadon.cel.functions.library import Overload
from celadon.cel.types import Type

_OPERATORS = {"_[_]": "[ ]", "_[?_]": "[? ]", "@in": "in", "!_": "!", "-_": "-"}

MACRO_FORMS = {
    "has": "has(a.b)",
    "known": "known(x)",
    "all": "list.all(item, item.size() > 3)",
    "exists": "list.exists(item, item.size() > 3)",
    "exists_one": "list.exists_one(item, item.size() > 3)",
    "existsOne": "list.existsOne(item, item.size() > 3)",
    "filter": "list.filter(item, item.size() > 3)",
    "map": "list.map(item, item.name), or list.map(item, item.size() > 3, item.name) to leave some out",
    "sortBy": "list.sortBy(item, item.name)",
    "transformList": "list.transformList(index, value, value + index)",
    "transformMap": "map.transformMap(key, value, value + 1)",
    "transformMapEntry": "map.transformMapEntry(key, value, {value: key})",
    "optMap": "optional.optMap(value, value + 1)",
    "optFlatMap": "optional.optFlatMap(value, value.?field)",
    "cel.bind": "cel.bind(name, value, name + 1)",
}
"""The macros, each in a form that works."""

ELSEWHERE = {
    **dict.fromkeys(("len", "length", "count"), "write size(x)"),
    **dict.fromkeys(("lower", "tolower", "tolowercase"), "write lowerAscii()"),
    **dict.fromkeys(("upper", "toupper", "touppercase"), "write upperAscii()"),
    **dict.fromkeys(("includes", "has_key", "haskey"), "write x in list, 'key' in map, or text.contains(part)"),
    **dict.fromkeys(("any", "some"), "write list.exists(item, ...)"),
    **dict.fromkeys(("every", "foreach"), "write list.all(item, ...)"),
    **dict.fromkeys(("match", "regex", "test", "re_match"), "write text.matches('^pattern$')"),
    **dict.fromkeys(("keys", "values", "items"), "a map is looked through with exists(key, ...), all(key, value, ...), map(key, ...)"),
    "if": "write condition ? value : other",
    "math.max": "write math.greatest(a, b)",
    "math.min": "write math.least(a, b)",
    "get": "write map[?'key'].orValue(default)",
    "default": "write a.?b.orValue(default)",
}
"""What functions of other languages are called here."""


def meant(name: str, existing: Iterable[str]) -> str:
    """Give ` (did you mean 'x'?)`, or nothing where no name is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - 10 ms, for errors only

    names = sorted(existing)
    folded = {other.replace("_", "").lower(): other for other in names}
    same = folded.get(name.replace("_", "").lower())
    found = [same] if same else get_close_matches(name, names, n=1, cutoff=0.6)
    return f" (did you mean '{found[0]}'?)" if found else ""


def listing(names: Iterable[str], limit: int = 40) -> str:
    """List names in order, the first of many."""
    ordered = sorted(names)
    more = f", and {len(ordered) - limit} more" if len(ordered) > limit else ""
    return ", ".join(ordered[:limit]) + more


def operator_sign(function: str) -> str:
    """Give an operator as it is written; the empty text for a function."""
    if function in _OPERATORS:
        return _OPERATORS[function]
    return function.strip("_") if function.startswith("_") and function.endswith("_") else ""


def types_text(types: list[Type]) -> str:
    """Write argument types: `(string, int)`."""
    return f"({', '.join(type_.text for type_ in types)})"


def no_overload(function: str, types: list[Type], candidates: list[Overload], *, member: bool) -> tuple[str, str]:
    """Word a call whose types fit no overload: message and hint."""
    sign = operator_sign(function)
    if sign:
        return _operator(sign, types)
    if member:
        message = f"{types[0].text} has no function {function}{types_text(types[1:])}"
    else:
        message = f"there is no {function}{types_text(types)}"
    signatures = [overload.signature(function) for overload in candidates]
    hint = f"there is {'; '.join(signatures[:6])}" if signatures else ""
    return message, hint


def _operator(sign: str, types: list[Type]) -> tuple[str, str]:
    texts = [type_.text for type_ in types]
    if len(types) == 1:
        return f"{sign} has no meaning for {texts[0]}", ""
    left, right = texts
    if sign in ("[ ]", "[? ]"):
        return f"{left} cannot be indexed with {right}", "a list is indexed with an int, a map with one of its keys"
    if sign == "in":
        return f"{left} in {right} has no meaning", _in_hint(types)
    if sign in ("==", "!="):
        numbers = {type_.kind for type_ in types} <= {"int", "uint", "double"}
        result = "" if numbers else f", and is always {'false' if sign == '==' else 'true'}"
        return f"{left} {sign} {right} compares different types{result}", _convert_hint(types)
    return f"{left} {sign} {right} has no meaning", _convert_hint(types)


def _in_hint(types: list[Type]) -> str:
    right = types[1]
    if right.kind == "string":
        return "for a part of a string write text.contains(part)"
    if right.kind in ("list", "map"):
        return f"its {'elements' if right.kind == 'list' else 'keys'} are {right.params[0].text}"
    return "the right side is a list or a map"


def _convert_hint(types: list[Type]) -> str:
    names = {type_.kind for type_ in types}
    if names == {"int", "double"}:
        return "convert one side: double(x) or int(x)"
    if names == {"int", "uint"}:
        return "convert one side: int(x) or uint(x); a number with u at its end is a uint"
    if "string" in names and names <= {"string", "int", "uint", "double", "bool"}:
        return "convert one side: string(x), int(x), ..."
    if any(type_.name == "optional_type" for type_ in types):
        return "read the value of an optional with .orValue(...)"
    if "null" in names:
        return "only a field that may be absent is compared with null"
    if "dyn" not in names and len(names) > 1:
        return "convert one side, or write dyn(x) to compare at run time"
    return ""


def undeclared(name: str, variables: Iterable[str], functions: Iterable[str]) -> tuple[str, str]:
    """Word a name that nothing has."""
    known = list(variables)
    if name in functions:
        return f"'{name}' is a function, not a variable", f"call it: {name}(...)"
    hint = f"there is {listing(known)}" if known else "this expression has no variables"
    if name in ("None", "nil", "undefined"):
        hint = "write null"
    elif name in ("True", "False"):
        hint = f"write {name.lower()}"
    return f"undeclared reference to '{name}'{meant(name, known)}", hint


def not_expected(result: Type, expected: Type) -> tuple[str, str]:
    """Say that a whole expression has another type than is asked for, and how one becomes a claim."""
    message = f"the expression is {result.text}; {expected.text} is needed here"
    if expected.kind != "bool":
        return message, ""
    if result.nullable:
        return message, "say what must be so of it, such as x != null"
    if result.kind in ("list", "map"):
        return message, "say what must be so of it, such as x.size() > 0 or x.all(item, ...)"
    return message, "say what must be so of it with ==, <, in or the like"
