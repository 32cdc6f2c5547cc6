"""Frozen values at a price that a command line can pay: `dataclass`, whose methods are compiled for classes of many instances.

The standard decorator writes and compiles six methods for each class at import: measured, 75 classes took a quarter of the whole time
that a small document needs. Most of those classes have no instance in most runs, or a few. And the import of `dataclasses`, which
brings the compiler's modules, costs as much as reading a small document. Type checkers see the standard decorator, and what it promises
holds: keyword order, defaults, equality, hashing, `replace`, `fields`, pickling, FrozenInstanceError.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

__all__ = ["dataclass", "field", "replace"]

FEW = 10
"""Instances of a class that cost less one by one than the compiling of what makes them fast."""
_MISSING: Any = object()

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace  # noqa: TID251 - what type checkers see
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False, eq: bool = True, order: bool = False) -> Any:
        """Make a frozen class with slots; anything else is the standard decorator's."""
        if not frozen or not slots:
            raise TypeError("values that change, or have no slots, are made by dataclasses.dataclass")
        return lambda written: _made(written, kw_only=kw_only, eq=eq, order=order)

    def field(*, default: Any = _MISSING, default_factory: Any = _MISSING, compare: bool = True) -> Any:
        """Say more of a field than its default."""
        return Field(default, default_factory, compare=compare)

    def replace(value: Any, /, **changes: Any) -> Any:
        """Copy with some fields changed; the standard function would have the standard twin made first."""
        for name in value.__slots__:
            if name not in changes:
                changes[name] = getattr(value, name)
        return value.__class__(**changes)


class Field:
    """What `field` says; the standard library's own is no field here."""

    __slots__ = ("compare", "default", "default_factory")

    def __init__(self, default: Any, default_factory: Any, *, compare: bool) -> None:
        """Store."""
        self.default = default
        self.default_factory = default_factory
        self.compare = compare

    def value(self) -> Any:
        """Give what the field holds where nothing is given."""
        return self.default if self.default_factory is _MISSING else self.default_factory()

    def standard(self) -> Any:
        """Say it in the standard library's words."""
        from dataclasses import field  # noqa: PLC0415 - for the standard twin

        said: dict[str, Any] = {"default": self.default, "default_factory": self.default_factory, "compare": self.compare}
        return field(**{name: value for name, value in said.items() if value is not _MISSING})


class _FromStandard:
    """What `dataclasses` keeps on a class (`__dataclass_fields__`), taken from a standard twin when somebody asks."""

    __slots__ = ("name", "twin")

    def __init__(self, name: str, twin: Callable[[], type]) -> None:
        self.name = name
        self.twin = twin

    def __get__(self, instance: object, owner: Any) -> Any:
        found = getattr(self.twin(), self.name)
        setattr(owner, self.name, found)
        return found


class _Filling:
    """How the fields of one class are filled: of its first few instances one by one, of those after them by compiled methods."""

    __slots__ = ("_built", "_defaults", "_fields", "_is_checked", "_kw_only", "_made", "_names", "_restored", "_setters")

    def __init__(self, names: tuple[str, ...], defaults: Mapping[str, Any], *, kw_only: bool) -> None:
        self._names = names
        self._fields = frozenset(names)
        self._defaults = defaults
        self._kw_only = kw_only
        self._built = self._restored = 0

    def of(self, made: Any) -> None:
        """Take the class, which has the two methods below."""
        self._made = made
        self._is_checked = hasattr(made, "__post_init__")
        members = made.__dict__
        self._setters = tuple([members[name].__set__ for name in self._names])  # half the price of `object.__setattr__`

    def build(self, value: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Do what a constructor does. Whatever is not plainly right is left to a compiled one, which knows how to complain."""
        self._built += 1
        values = {**self._defaults, **(self._by_name(arguments, named) if arguments else named)}
        if self._built > FEW or values.keys() != self._fields:
            self._made.__init__ = self._initialiser()
            self._made.__init__(value, *arguments, **named)
            return
        for name, setter in zip(self._names, self._setters, strict=True):
            given = values[name]
            setter(value, given.value() if given.__class__ is Field else given)
        if self._is_checked:
            value.__post_init__()

    def restore(self, value: Any, state: tuple[Any, ...]) -> None:
        """Take a pickled state."""
        self._restored += 1
        if self._restored > FEW or len(state) != len(self._setters):
            given = {f"_s{number}": setter for number, setter in enumerate(self._setters)}
            self._made.__setstate__ = FunctionType(_restoring(len(self._setters)), given)
            self._made.__setstate__(value, state)
            return
        for setter, item in zip(self._setters, state, strict=True):
            setter(value, item)

    def _by_name(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """Give all arguments by name; where that does not work out, by a name that no field has."""
        given = dict(zip(self._names, arguments, strict=False)) | named
        return {"": None} if self._kw_only or len(given) < len(arguments) + len(named) else given

    def _initialiser(self) -> Any:
        """Make an `__init__` of assignments: compiled once for all classes of its form, with the names of our own fields put in."""
        names, kw_only = self._names, self._kw_only
        given: dict[str, Any] = {"_missing": _MISSING}
        known: dict[str, Any] = {}
        factories = []
        for number, (name, setter) in enumerate(zip(names, self._setters, strict=True)):
            given[f"_s{number}"] = setter
            default = self._defaults.get(name, _MISSING)
            if isinstance(default, Field) and default.default_factory is not _MISSING:
                given[f"_f{number}"] = default.default_factory
                factories.append(number)
                known[name] = _MISSING
            elif default is not _MISSING:
                known[name] = default.default if isinstance(default, Field) else default
        code = _assigning(len(names), tuple(factories), kw_only=kw_only, is_checked=self._is_checked)
        found = FunctionType(code.replace(co_varnames=("self", *names)), given, "__init__", None if kw_only else tuple(known.values()))
        if kw_only:
            found.__kwdefaults__ = known
        found.__qualname__ = f"{self._made.__qualname__}.__init__"
        return found


def _made(written: type, *, kw_only: bool, eq: bool, order: bool) -> type:
    annotations: dict[str, Any] = written.__annotations__
    names = tuple([name for name, annotation in annotations.items() if getattr(annotation, "__origin__", annotation) is not ClassVar])
    members = {key: value for key, value in written.__dict__.items() if key not in ("__dict__", "__weakref__")}
    defaults = {name: members.pop(name) for name in names if name in members}
    _check(written, names, defaults, kw_only=kw_only)
    compared = [name for name in names if not (isinstance(default := defaults.get(name), Field) and default.compare is False)]

    def twin() -> type:
        from dataclasses import dataclass as standard  # noqa: PLC0415 - nearly no run asks for a twin

        given = {name: default.standard() if isinstance(default, Field) else default for name, default in defaults.items()}
        plain = type(written.__name__, (), {"__annotations__": dict(annotations), "__module__": written.__module__, **given})
        return standard(frozen=True, kw_only=kw_only, eq=eq, order=order)(plain)

    filling = _Filling(names, defaults, kw_only=kw_only)
    members |= _SHARED | (_EQUAL if eq else {}) | (_ORDERED if order else {})
    members |= {
        "__slots__": names,
        "__init__": lambda self, *arguments, **named: filling.build(self, arguments, named),
        "__setstate__": lambda self, state: filling.restore(self, state),  # noqa: PLW0108 - a method of `filling` would be none of the value's
        "__match_args__": () if kw_only else names,
        "__compared__": attrgetter(*compared) if compared else staticmethod(lambda _: ()),
        "__state__": attrgetter(*names) if len(names) > 1 else staticmethod(lambda self: tuple([getattr(self, name) for name in names])),
        "__dataclass_fields__": _FromStandard("__dataclass_fields__", twin),
        "__dataclass_params__": _FromStandard("__dataclass_params__", twin),
        "__qualname__": written.__qualname__,
    }
    made = type(written)(written.__name__, written.__bases__, members)
    filling.of(made)
    return made


def _check(written: type, names: tuple[str, ...], defaults: Mapping[str, Any], *, kw_only: bool) -> None:
    """Refuse fields that the standard decorator refuses too, and those that it made."""
    if any(type(default).__module__ == "dataclasses" for default in defaults.values()):
        raise TypeError("fields of frozen values are made by celadon.frozen.field")
    has_default = False
    for name in () if kw_only or not defaults else names:
        if has_default and name not in defaults:
            raise TypeError(f"the field {name!r} of {written.__qualname__} has no default, and one before it has")
        has_default = name in defaults


@cache
def _assigning(count: int, factories: tuple[int, ...], *, kw_only: bool, is_checked: bool) -> CodeType:
    """Compile the assignment of so many fields; those of `factories` are made where they are not given."""
    fields = range(count)
    head = ", ".join(["self", *(["*"] if kw_only and count else []), *(f"p{number}" for number in fields)])
    values = [f"_f{number}() if p{number} is _missing else p{number}" if number in factories else f"p{number}" for number in fields]
    lines = [f"_s{number}(self, {value})" for number, value in zip(fields, values, strict=True)]
    return _compiled(f"__init__({head})", [*lines, *(["self.__post_init__()"] if is_checked else []), "return"])


@cache
def _restoring(count: int) -> CodeType:
    """Compile what takes a pickled state of so many fields."""
    fields = range(count)
    lines = [f"[{', '.join(f'p{number}' for number in fields)}] = state", *(f"_s{number}(self, p{number})" for number in fields)]
    return _compiled("__setstate__(self, state)", lines)


def _compiled(head: str, lines: list[str]) -> CodeType:
    """Compile a function of names that are made here. The built-in `compile` makes every class of syntax trees first; that is 2 ms."""
    made: dict[str, Any] = {}
    exec("\n    ".join([f"def {head}:", *lines]), made)  # noqa: S102 # door: the docstring says what it is
    function: FunctionType = made[head.partition("(")[0]]
    return function.__code__


def _refuse_assignment(self: object, name: str, value: object) -> NoReturn:  # noqa: ARG001 - the protocol's
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - for mistakes only

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deletion(self: object, name: str) -> NoReturn:  # noqa: ARG001 - the protocol's
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - as above

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _represent(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
    return f"{type(self).__qualname__}({shown})"


def _state(self: Any) -> tuple[Any, ...]:
    state: tuple[Any, ...] = self.__state__(self)
    return state


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _less(self: Any, other: Any) -> Any:
    return self.__compared__(self) < self.__compared__(other) if other.__class__ is self.__class__ else NotImplemented


def _less_or_equal(self: Any, other: Any) -> Any:
    return self.__compared__(self) <= self.__compared__(other) if other.__class__ is self.__class__ else NotImplemented


def _greater(self: Any, other: Any) -> Any:
    return self.__compared__(self) > self.__compared__(other) if other.__class__ is self.__class__ else NotImplemented


def _greater_or_equal(self: Any, other: Any) -> Any:
    return self.__compared__(self) >= self.__compared__(other) if other.__class__ is self.__class__ else NotImplemented


_SHARED = {"__setattr__": _refuse_assignment, "__delattr__": _refuse_deletion, "__repr__": _represent, "__getstate__": _state}
_EQUAL = {"__eq__": _equal, "__hash__": _hash}
_ORDERED = {"__lt__": _less, "__le__": _less_or_equal, "__gt__": _greater, "__ge__": _greater_or_equal}
