"""Frozen values at a price that a command line can pay: `dataclass`, whose methods are made when the first instance is.

The standard decorator writes and compiles six methods for each class at import: measured, 75 classes took a quarter of the whole time
that a small document needs. Most of those classes have no instance in most runs. And the import of `dataclasses`, which brings the
compiler's modules, costs as much as reading a small document. Type checkers see the standard decorator, and what it promises holds:
keyword order, defaults, equality, hashing, `replace`, `fields`, pickling, FrozenInstanceError.
"""

from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, get_origin

__all__ = ["dataclass", "field", "replace"]

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

    def standard(self) -> Any:
        """Say it in the standard library's words."""
        from dataclasses import field  # noqa: PLC0415 - for the standard twin

        said: dict[str, Any] = {"default": self.default, "default_factory": self.default_factory, "compare": self.compare}
        return field(**{name: value for name, value in said.items() if value is not _MISSING})


class _FromStandard:
    """What `dataclasses` keeps on a class (`__dataclass_fields__`), taken from a standard twin when somebody asks."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: Any) -> Any:
        found = getattr(owner.__standard_twin__(), self.name)
        setattr(owner, self.name, found)
        return found


def _made(written: type, *, kw_only: bool, eq: bool, order: bool) -> type:
    annotations: dict[str, Any] = written.__annotations__
    names = tuple(name for name, annotation in annotations.items() if ClassVar not in (annotation, get_origin(annotation)))
    members = {key: value for key, value in written.__dict__.items() if key not in ("__dict__", "__weakref__")}
    defaults = {name: members.pop(name) for name in names if name in members}
    if any(type(default).__module__ == "dataclasses" for default in defaults.values()):
        raise TypeError("fields of frozen values are made by celadon.frozen.field")
    compared = [name for name in names if not (isinstance(default := defaults.get(name), Field) and default.compare is False)]

    def twin() -> type:
        from dataclasses import dataclass as standard  # noqa: PLC0415 - nearly no run asks for a twin

        given = {name: default.standard() if isinstance(default, Field) else default for name, default in defaults.items()}
        plain = type(written.__name__, (), {"__annotations__": dict(annotations), "__module__": written.__module__, **given})
        return standard(frozen=True, kw_only=kw_only, eq=eq, order=order)(plain)

    def first(self: object, *arguments: object, **named: object) -> None:
        made.__init__ = _initialiser(made, names, defaults, kw_only=kw_only)
        made.__init__(self, *arguments, **named)

    members |= _SHARED | (_EQUAL if eq else {}) | (_ORDERED if order else {})
    members |= {
        "__slots__": names,
        "__init__": first,
        "__match_args__": () if kw_only else names,
        "__compared__": staticmethod(attrgetter(*compared) if compared else lambda _: ()),
        "__state__": staticmethod(attrgetter(*names) if len(names) > 1 else lambda self: tuple([getattr(self, name) for name in names])),
        "__standard_twin__": staticmethod(twin),
        "__dataclass_fields__": _FromStandard("__dataclass_fields__"),
        "__dataclass_params__": _FromStandard("__dataclass_params__"),
    }
    made: Any = type(written)(written.__name__, written.__bases__, members)
    made.__qualname__ = written.__qualname__
    made.__setters__ = tuple(getattr(made, name).__set__ for name in names)  # the slots' own: half the price of `object.__setattr__`
    return made  # type: ignore[no-any-return] # made above


def _initialiser(made: Any, names: tuple[str, ...], defaults: dict[str, Any], *, kw_only: bool) -> Any:
    """Make an `__init__` of assignments: compiled once for all classes of its form, with the names of our own fields put in."""
    given: dict[str, Any] = {"_missing": _MISSING}
    known: dict[str, Any] = {}
    factories = []
    for number, (name, setter) in enumerate(zip(names, made.__setters__, strict=True)):
        default: Any = defaults.get(name, _MISSING)
        factory: Any = default.default_factory if isinstance(default, Field) else _MISSING
        given[f"_s{number}"] = setter
        if factory is not _MISSING:
            given[f"_f{number}"] = factory
            factories.append(number)
            known[name] = _MISSING
        elif (default := default.default if isinstance(default, Field) else default) is not _MISSING:
            known[name] = default
        elif known and not kw_only:
            raise TypeError(f"the field {name!r} of {made.__qualname__} has no default, and one before it has")
    code = _assigning(len(names), tuple(factories), kw_only=kw_only, is_checked=hasattr(made, "__post_init__"))
    found = FunctionType(code.replace(co_varnames=("self", *names)), given, "__init__", None if kw_only else tuple(known.values()))
    if kw_only:
        found.__kwdefaults__ = known
    found.__qualname__ = f"{made.__qualname__}.__init__"
    return found


@cache
def _assigning(count: int, factories: tuple[int, ...], *, kw_only: bool, is_checked: bool) -> CodeType:
    """Compile the assignment of so many fields; those of `factories` are made where they are not given."""
    fields = range(count)
    head = ", ".join(["self", *(["*"] if kw_only and count else []), *(f"p{number}" for number in fields)])
    values = [f"_f{number}() if p{number} is _missing else p{number}" if number in factories else f"p{number}" for number in fields]
    lines = [f"    _s{number}(self, {value})" for number, value in zip(fields, values, strict=True)]
    lines += ["    self.__post_init__()"] if is_checked else []
    text = "\n".join([f"def __init__({head}):", *(lines or ["    pass"])])
    module = compile(text, "<frozen>", "exec")  # door: names that are made here
    return next(constant for constant in module.co_consts if isinstance(constant, CodeType))


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


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    """Compile what takes a pickled state, and take this one."""
    names = self.__slots__
    given: dict[str, Any] = {"_s_" + name: setter for name, setter in zip(names, self.__setters__, strict=True)}
    lines = [f"    [{', '.join(names)}] = state", *(f"    _s_{name}(self, {name})" for name in names)]
    exec("\n".join(["def __setstate__(self, state):", *lines]), given)  # noqa: S102 # door: names of our own fields
    self.__class__.__setstate__ = given["__setstate__"]
    self.__setstate__(state)


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


_SHARED = {
    "__setattr__": _refuse_assignment, "__delattr__": _refuse_deletion, "__repr__": _represent, "__getstate__": _state,
    "__setstate__": _restore,
}  # fmt: skip
_EQUAL = {"__eq__": _equal, "__hash__": _hash}
_ORDERED = {"__lt__": _less, "__le__": _less_or_equal, "__gt__": _greater, "__ge__": _greater_or_equal}
