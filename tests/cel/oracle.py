"""cel-expr-python, the C++ implementation of CEL, as an oracle: the same expression on the same data, and how answers are compared."""

import ctypes
import math
from typing import Any

import pytest

cel = pytest.importorskip("cel_expr_python.cel", reason="the oracle has wheels for Linux and macOS only")

from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings  # noqa: E402 - only where the oracle is

from celadon.cel.environment import Environment  # noqa: E402 - after the oracle, which may be missing
from celadon.cel.errors import CelError, EvaluationError  # noqa: E402 - as above
from celadon.cel.values import KeyedMap, Optional, UInt  # noqa: E402 - as above

_REFERENCES_TO_NONE = [None] * 3_000_000
"""The oracle gives None away without counting it, and would in the end free it; Python then aborts when it exits. So we leak as many."""
ctypes.pythonapi.Py_IncRef(ctypes.py_object(_REFERENCES_TO_NONE))

_TYPES = {
    "map(string, dyn)": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
    "dyn": cel.Type.DYN,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "bool": cel.Type.BOOL,
    "string": cel.Type.STRING,
    "list(int)": cel.Type.List(cel.Type.INT),
    "list(string)": cel.Type.List(cel.Type.STRING),
    "map(string, int)": cel.Type.Map(cel.Type.STRING, cel.Type.INT),
}


class Oracle:
    """The other implementation, with the same variables."""

    def __init__(self, variables: dict[str, str]) -> None:
        extensions = [
            ext_strings.ExtStrings(),
            ext_math.ExtMath(),
            ext_optional.ExtOptional(),
            ext_bindings.ExtBindings(),
            ext_encoders.ExtEncoders(),
        ]
        self._environment = cel.NewEnv(variables={name: _TYPES[type_] for name, type_ in variables.items()}, extensions=extensions)

    def compile(self, source: str) -> Any:
        """Give a program, or None where the checker refuses."""
        try:
            return self._environment.compile(source)
        except Exception:  # noqa: BLE001 - the oracle raises RuntimeError and kin
            return None

    def answer(self, program: Any, data: dict[str, Any]) -> tuple[str, Any]:
        """Give ("value", x), or ("error", text)."""
        value = program.eval(data=data)
        if value.type().name() == "ERROR":
            return "error", str(value.plain_value())
        return "value", value.plain_value()


def our_answer(program: Any, data: dict[str, Any]) -> tuple[str, Any]:
    """Ask our own program the same."""
    try:
        value = program.evaluate(data)
    except EvaluationError as error:
        return "error", error.message
    return "value", value


def our_program(environment: Environment, source: str) -> Any:
    """Give our program, or None where our checker refuses."""
    try:
        return environment.compile(source)
    except CelError:
        return None


def agree(ours: tuple[str, Any], theirs: tuple[str, Any]) -> bool:
    """Compare two answers; the text of an error is each implementation's own."""
    if ours[0] != theirs[0]:
        return False
    return ours[0] == "error" or same(ours[1], theirs[1])


def same(ours: Any, theirs: Any) -> bool:
    """Compare values; the oracle hands out uint as int, and doubles as doubles."""
    if isinstance(ours, Optional):
        return True
    if isinstance(ours, bool) or isinstance(theirs, bool) or ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, (list, tuple)):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, KeyedMap):
        return len(ours) == len(theirs) and all(key in theirs and same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, float):
        return isinstance(theirs, float) and (ours == theirs or (math.isnan(ours) and math.isnan(theirs)))
    if isinstance(ours, (int, UInt)):
        return isinstance(theirs, int) and int(ours) == theirs
    return type(ours) is type(theirs) and ours == theirs


def explained(program: Any, data: dict[str, Any], ours: tuple[str, Any], theirs: tuple[str, Any]) -> str:
    """Give the known reason for which two answers differ; empty where there is none."""
    if ours[0] == "error" and any(f"{name}(bool)" in str(ours[1]) for name in ("int", "uint", "double")):
        return "the oracle converts a bool of unknown type to a number; the specification has no such conversion"
    if theirs[0] == "error" and "_[?_](list, double)" in theirs[1]:
        return "the oracle takes a whole double for list[x], and not for list[?x]"
    if "split(" in program.source and "" in data.values():
        return "the oracle splits '' at '' into ['']; Go, the reference, into []"
    if "cel.bind(" in program.source and (ours[0] == "error" or "No matching overloads" in str(theirs[1])) and ours[0] != theirs[0]:
        return "the oracle now and then reads, for the name of cel.bind, what a macro before it left"
    if "-nan" in str(theirs[1]) and agree(ours, (theirs[0], _unsigned(theirs[1]))):
        return "the oracle writes the sign of a NaN; Go, the reference, writes NaN without one"
    if not agree(our_answer(program, _reordered(data)), ours):
        return "each implementation visits a map's keys in an order of its own"
    return ""


def _unsigned(value: Any) -> Any:
    """Take the sign off what is written of a NaN."""
    if isinstance(value, list):
        return list(map(_unsigned, value))
    if isinstance(value, dict):
        return {key: _unsigned(item) for key, item in value.items()}
    return value.replace("-nan", "nan") if isinstance(value, str) else value


def _reordered(value: Any) -> Any:
    """Give the same data with the keys of every map in another order."""
    if isinstance(value, list):
        return list(map(_reordered, value))
    return {key: _reordered(value[key]) for key in reversed(value)} if isinstance(value, dict) else value
