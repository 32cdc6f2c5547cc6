"""Reads the CEL suite: cases, their bindings and what they expect, as values of ours. See shared/conformance/README.md."""

import base64
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from celadon.cel.environment import STANDARD, Environment
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.runtime.comparing import make_map
from celadon.cel.types import DYN, INT, STRING, Type, list_of, map_of, opaque, param
from celadon.cel.types import parse_type as parse
from celadon.cel.values import Optional, TypeValue, UInt


@dataclass(frozen=True)
class Case:
    """One case; `id` is file/section/name, with a number where the suite has the name twice."""

    id: str
    raw: dict[str, Any]

    @property
    def file(self) -> str:
        return self.raw["file"]

    @property
    def source(self) -> str:
        return self.raw["expr"]


@cache
def load(path: Path) -> tuple[Case, ...]:
    """Read the cases that need no protobuf messages."""
    seen: dict[str, int] = {}
    cases = []
    for raw in json.loads(path.read_text("utf-8")):
        if raw["proto"]:
            continue
        name = f"{raw['file']}/{raw['section']}/{raw['name']}"
        seen[name] = seen.get(name, 0) + 1
        cases.append(Case(name if seen[name] == 1 else f"{name}#{seen[name]}", raw))
    return tuple(cases)


def value(spec: list[Any]) -> Any:
    """Build a value from the suite's tagged form."""
    kind, *rest = spec
    if kind == "null":
        return None
    given = rest[0]
    if kind in ("bool", "string"):
        return given
    if kind == "int":
        return int(given)
    if kind == "uint":
        return UInt(given)
    if kind == "double":
        return float(given)
    if kind == "bytes":
        return base64.b64decode(given)
    if kind == "list":
        return [value(item) for item in given]
    if kind == "map":
        return make_map([(value(key), value(item)) for key, item in given])
    if kind == "type":
        return TypeValue(given)
    raise AssertionError(kind)


def same(found: Any, expected: Any) -> bool:
    """Compare exactly: types matter, NaN equals NaN, the sign of zero does not matter."""
    if isinstance(expected, float):
        return isinstance(found, float) and (found == expected or (math.isnan(found) and math.isnan(expected)))
    if isinstance(expected, (list, tuple)):
        return isinstance(found, (list, tuple)) and len(found) == len(expected) and all(map(same, found, expected))
    if hasattr(expected, "keys"):
        return (
            hasattr(found, "keys")
            and len(found) == len(expected)
            and all(key in found and same(found[key], expected[key]) for key in expected)
        )
    return type(found) is type(expected) and found == expected


def _type(spec: Any) -> Type:
    if isinstance(spec, str):
        return parse(spec)
    kind, *rest = spec
    return list_of(_type(rest[0])) if kind == "list" else map_of(_type(rest[0]), _type(rest[1]))


_T = [param(name) for name in "ABC"]
_TUPLE = opaque("tuple", *_T)
_SAME = opaque("tuple", _T[0], _T[0], _T[0])

# Functions that the suite's section on type deduction declares for itself.
DECLARED = Library(
    "suite",
    1,
    [
        Function("fn", [Overload("fn_string_int", (STRING, INT), STRING, lambda text, number: text)]),
        Function("tuple", [Overload("tuple_A_B_C", _T, _TUPLE, lambda *values: values)]),
        Function("sort", [Overload("sort_tuple", (_SAME,), _SAME, lambda value: value)]),
    ],
)


def environment(case: Case) -> Environment:
    variables = {name: _type(spec) for name, spec in case.raw.get("vars", ())}
    for name in case.raw.get("bindings", ()):
        if name not in variables and "." not in name and name not in ("true", "false", "null"):
            variables[name] = DYN
    return Environment(variables, (*STANDARD, DECLARED), container=case.raw.get("container", ""))


def bindings(case: Case, declared: Environment) -> dict[str, Any]:
    given = {name: value(spec) for name, spec in case.raw.get("bindings", {}).items()}
    return {name: given.get(name) for name in declared.variables}


def plain(result: Any) -> Any:
    """Take the value out of an optional, as the suite's notation has none."""
    return result.value if isinstance(result, Optional) else result


def reported(case: Case) -> Iterator[tuple[int, int]]:
    """Give line and column of each error that the reference checker reports."""
    for line in case.raw.get("celgo_error", "").splitlines():
        if line.startswith("ERROR: "):
            parts = line.split(":")
            yield int(parts[2]), int(parts[3])
