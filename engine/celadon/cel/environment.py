"""The front door: names and libraries in, programs out."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from celadon.cel.budget import Budget
from celadon.cel.checking.checking import check
from celadon.cel.checking.declarations import Declarations, FunctionTable
from celadon.cel.functions.catalogue import STANDARD
from celadon.cel.functions.library import Library
from celadon.cel.program import Program
from celadon.cel.runtime.kinds import Objects
from celadon.cel.syntax.nodes import Node
from celadon.cel.syntax.parsing import parse
from celadon.cel.types import ObjectType, Type, parse_type

__all__ = ["STANDARD", "Budget", "Environment", "Library", "Program"]


@lru_cache(maxsize=32)
def _functions(libraries: tuple[Library, ...]) -> FunctionTable:
    return FunctionTable(libraries)


class Environment:
    """What expressions may name. Making one is cheap: tables of functions are shared between environments with the same libraries."""

    def __init__(
        self,
        variables: Mapping[str, Type | str] | None = None,
        libraries: Sequence[Library] = STANDARD,
        objects: Sequence[ObjectType] | Objects = (),
        *,
        container: str = "",
    ) -> None:
        """Give variables with types (or their text), libraries, and the model objects that types may name.

        Raises ValueError for a text that is no type.
        """
        self.libraries = tuple(libraries)
        self.objects = objects if isinstance(objects, Objects) else Objects(objects)
        names = self.objects.by_name
        self.variables: dict[str, Type] = {
            name: parse_type(given, names) if isinstance(given, str) else given for name, given in (variables or {}).items()
        }
        self.functions = _functions(self.libraries)
        self.declarations = Declarations(self.variables, self.functions, self.objects, container)

    def compile(self, source: str, *, expected: Type | None = None) -> Program:
        """Parse and check. Raises ParseError with the first mistake, CheckError with all of them.

        `expected`: the type that the result must have. Python code is made when the program's `function` is first asked for.
        """
        tree = parse(source)
        return Program(source, tuple(self.variables), check(source, tree, self.declarations, expected), lambda: self, tree=tree)

    def compile_unchecked(self, source: str) -> Program:
        """Compile without type errors: what does not fit fails when it runs. For tests of the language itself."""
        tree = parse(source)
        return Program(source, tuple(self.variables), check(source, tree, self.declarations, strict=False), lambda: self, tree=tree)

    def checked(self, source: str) -> Node:
        """Parse and check; gives the tree."""
        tree = parse(source)
        check(source, tree, self.declarations)
        return tree
