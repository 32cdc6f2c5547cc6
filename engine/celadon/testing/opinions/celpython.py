"""cel-python as an evaluator of the same expressions: our values handed over as plain data, its answers taken back.

Its interpreter is asked: its compiled runner raises on `has(a) && has(b)`. A model object is a map of the fields that its type declares,
each made when it is read, for what an object leads to may lead back to it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import celpy
from celpy import celtypes

from celadon.cel.errors import EvaluationError
from celadon.cel.runtime.comparing import contains, equal, greater, greater_equal, less, less_equal, unequal
from celadon.cel.runtime.converting import to_string
from celadon.cel.runtime.kinds import Objects
from celadon.cel.types import ObjectType
from celadon.cel.values import Duration, Failure, KeyedMap, Timestamp, UInt
from celadon.terms.unknown import Unknown, UnknownFact

Answer = tuple[str, Any]
"""`("value", v)`, `("error", text)`, or `("unknown", reason)` where it would have needed what is not known."""

COMPARISONS = "cel-python compares values of different types, null among them, wrongly or not at all"
DOUBLES = "cel-python writes a whole double as 1.0; CEL writes 1"
NULLS = "cel-python makes a number of null; CEL has no such conversion"
MAP = "cel-python has no map(item, condition, value)"


class CelPython:
    """Compiles each expression once."""

    def __init__(self) -> None:
        self._environment = celpy.Environment()
        self._programs: dict[tuple[str, tuple[str, ...]], Any] = {}

    def answer(self, source: str, values: Mapping[str, object], objects: Objects, mended: tuple[str, ...] = ()) -> Answer:
        """Evaluate; nothing that it raises gets out. `mended`: the functions that CEL has otherwise, and that are ours this time."""
        try:
            program = self._program(source, mended)
            return "value", _taken(program.evaluate({name: _given(value, objects) for name, value in values.items()}))
        except UnknownFact as fact:
            return "unknown", fact.unknown.reason
        except Exception as error:  # noqa: BLE001 - whatever the other implementation raises is its answer
            return "error", " ".join(str(error.args[0] if error.args else type(error).__name__).split())

    def replays(self, source: str, values: Mapping[str, object], objects: Objects, first: Answer) -> Iterator[tuple[str, Answer | None]]:
        """Evaluate again without each known defect; gives the defect and the answer, or None where the first answer itself proves it."""
        if first[0] == "error" and "too many values to unpack" in str(first[1]):
            yield MAP, None
        yield COMPARISONS, self.answer(source, values, objects, _COMPARING)
        yield DOUBLES, self.answer(source, values, objects, (*_COMPARING, "string"))
        yield NULLS, self.answer(source, values, objects, (*_COMPARING, *_CONVERTING))

    def _program(self, source: str, mended: tuple[str, ...]) -> Any:
        key = (source, mended)
        if key not in self._programs:
            functions = {name: _MENDED[name] for name in mended} or None
            self._programs[key] = self._environment.program(self._environment.compile(source), functions=functions)
        return self._programs[key]


def _mended(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def function(left: Any, right: Any) -> Any:
        for side in (left, right):
            if isinstance(side, celpy.CELEvalError):
                return side
        try:
            return celtypes.BoolType(compare(_taken(left), _taken(right)))
        except Failure as failure:
            return celpy.CELEvalError(failure.message, TypeError, ())

    return function


def _string(value: Any) -> Any:
    return value if isinstance(value, celpy.CELEvalError) else celtypes.StringType(to_string(_taken(value)))


def _refusing_null(name: str) -> Callable[[Any], Any]:
    convert = celpy.evaluation.base_functions[name]

    def function(value: Any) -> Any:
        return celpy.CELEvalError(f"no such overload: {name}(null)", TypeError, ()) if value is None else convert(value)

    return function


_CONVERTING = ("int", "uint", "double")
_MENDED = {
    "_==_": _mended(equal),
    "_!=_": _mended(unequal),
    "_<_": _mended(less),
    "_<=_": _mended(less_equal),
    "_>_": _mended(greater),
    "_>=_": _mended(greater_equal),
    "_in_": _mended(contains),
    "string": _string,
    **{name: _refusing_null(name) for name in _CONVERTING},
}
_COMPARING = ("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_in_")


class Fields(celtypes.MapType):  # type: ignore[misc] # cel-python ships no types
    """A model object as a map of its fields, each made when it is read: what an object leads to may lead back to it."""

    def __init__(self, subject: object, declared: ObjectType, objects: Objects) -> None:
        super().__init__()
        self.subject = subject
        self._declared = declared
        self._objects = objects

    def __getitem__(self, name: Any) -> Any:
        field = self._declared.fields.get(str(name))
        if field is None:
            raise KeyError(name)
        try:
            value = getattr(self.subject, field.attribute)
        except EvaluationError as error:  # a variable that has no value here
            raise KeyError(error.message) from error
        return _given(value, self._objects)

    def __contains__(self, name: object) -> bool:
        return str(name) in self._declared.fields

    def __iter__(self) -> Iterator[Any]:
        return iter(map(celtypes.StringType, self._declared.fields))

    def __len__(self) -> int:
        return len(self._declared.fields)

    def __bool__(self) -> bool:
        return True


def _given(value: Any, objects: Objects) -> Any:
    """Hand a value over; raises UnknownFact for what is not known."""
    if isinstance(value, Unknown):
        raise UnknownFact(value)
    if value is None:
        return None
    if isinstance(value, bool):
        return celtypes.BoolType(value)
    if isinstance(value, UInt):
        return celtypes.UintType(int(value))
    if isinstance(value, int):
        return celtypes.IntType(value)
    if isinstance(value, float):
        return celtypes.DoubleType(value)
    if isinstance(value, str):
        return celtypes.StringType(value)
    if isinstance(value, bytes):
        return celtypes.BytesType(value)
    if isinstance(value, (list, tuple)):
        return celtypes.ListType([_given(item, objects) for item in value])
    if isinstance(value, (dict, KeyedMap)):
        return celtypes.MapType([(_given(key, objects), _given(value[key], objects)) for key in value])
    if isinstance(value, Timestamp):
        return celtypes.TimestampType(to_string(value))
    if isinstance(value, Duration):
        return celtypes.DurationType(to_string(value))
    declared = objects.of(value)
    if declared is None:
        raise TypeError(f"{type(value).__name__} has no form in plain data")
    return Fields(value, declared, objects)


def _taken(value: Any) -> Any:
    """Take a value back."""
    if isinstance(value, Fields):
        return value.subject
    if isinstance(value, celtypes.BoolType):
        return bool(value)
    if isinstance(value, celtypes.UintType):
        return UInt(int(value))
    for theirs, ours in ((celtypes.IntType, int), (celtypes.DoubleType, float), (celtypes.StringType, str), (celtypes.BytesType, bytes)):
        if isinstance(value, theirs):
            return ours(value)
    if isinstance(value, list):
        return [_taken(item) for item in value]
    if isinstance(value, dict):
        return {_taken(key): _taken(item) for key, item in value.items()}
    return value
