"""What an expression may name: variables, functions, model objects. The tables of functions are shared between environments."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from celadon.cel.checking.unifying import all_assignable, substitute
from celadon.cel.functions.library import Library, Overload
from celadon.cel.runtime.kinds import Objects
from celadon.cel.types import DENOTATIONS, DYN, Type, param


class Resolution(NamedTuple):
    """The overloads that may apply, the type of the result, and the mapping of type variables afterwards."""

    overloads: tuple[Overload, ...]
    result: Type
    mapping: dict[Type, Type]


class FunctionTable:
    """All functions of some libraries, by name, style and number of arguments; remembers what it has resolved."""

    def __init__(self, libraries: Iterable[Library]) -> None:
        """Merge the libraries; a later one adds overloads to the functions of an earlier one."""
        self.libraries = tuple(libraries)
        self.names: dict[str, list[Overload]] = {}
        for library in self.libraries:
            for function in library.functions:
                self.names.setdefault(function.name, []).extend(function.overloads)
        self.namespaces = frozenset(name.partition(".")[0] for name in self.names if "." in name)
        self._styles: dict[tuple[str, bool, int], list[Overload]] = {}
        for name, overloads in self.names.items():
            for overload in overloads:
                self._styles.setdefault((name, overload.member, len(overload.params)), []).append(overload)
        self._resolved: dict[tuple[str, bool, tuple[Type, ...]], tuple[tuple[Overload, ...], Type] | None] = {}

    def overload(self, name: str, id_: str) -> Overload:
        """Find an overload by its id; raises KeyError."""
        for overload in self.names.get(name, ()):
            if overload.id == id_:
                return overload
        raise KeyError(f"{name}: {id_}")

    def candidates(self, name: str, arity: int, *, member: bool) -> list[Overload]:
        """Give the overloads of a style and number of parameters, the receiver counted."""
        return self._styles.get((name, member, arity), [])

    def resolve(self, name: str, types: list[Type], mapping: dict[Type, Type], serial: int, *, member: bool) -> Resolution | None:
        """Find the overloads that take the types; None where there is none. `serial` is a number that no other call of the tree has."""
        if any(type_.is_open for type_ in types):
            return self._search(name, types, mapping, serial, member=member)
        key = (name, member, tuple(types))
        try:
            known = self._resolved[key]
        except KeyError:
            found = self._search(name, types, mapping, serial, member=member)
            if found is not None and found.result.is_open:
                return found
            known = self._resolved[key] = None if found is None else (found.overloads, found.result)
        return None if known is None else Resolution(known[0], known[1], mapping)

    def _search(self, name: str, types: list[Type], mapping: dict[Type, Type], serial: int, *, member: bool) -> Resolution | None:
        result: Type | None = None
        matching: list[Overload] = []
        for number, overload in enumerate(self._styles.get((name, member, len(types)), ())):
            params, outcome = _instantiate(overload, f"{serial}.{number}.")
            trial = all_assignable(mapping, types, params)
            if trial is None:
                continue
            mapping = trial
            matching.append(overload)
            found = substitute(mapping, outcome, free_to_dyn=False)
            if result is None:
                result = found
            elif result is not DYN and found is not result:
                result = DYN
        return None if result is None else Resolution(tuple(matching), result, mapping)


def _instantiate(overload: Overload, prefix: str) -> tuple[tuple[Type, ...], Type]:
    """Give the signature with type variables that no other call has."""
    if not overload.type_params:
        return overload.params, overload.result
    fresh = {param(name): param(prefix + name) for name in overload.type_params}
    params = tuple(substitute(fresh, type_, free_to_dyn=False) for type_ in overload.params)
    return params, substitute(fresh, overload.result, free_to_dyn=False)


class Declarations:
    """The names of one environment."""

    def __init__(self, variables: Mapping[str, Type], functions: FunctionTable, objects: Objects, container: str = "") -> None:
        self.variables = variables
        self.functions = functions
        self.objects = objects
        self.container = container
        self.has_qualified = any("." in name for name in variables) or bool(container)

    def names(self, name: str, *, rooted: bool = False) -> list[str]:
        """Give the full names that a name may mean, innermost first."""
        if rooted or not self.container:
            return [name]
        parts = self.container.split(".")
        return [".".join((*parts[:count], name)) for count in range(len(parts), 0, -1)] + [name]

    def variable(self, name: str, *, rooted: bool = False) -> str | None:
        """Find the full name of a declared variable."""
        return next((full for full in self.names(name, rooted=rooted) if full in self.variables), None)

    def denotation(self, name: str) -> Type | None:
        """Find the type that a name stands for."""
        return DENOTATIONS.get(name)
