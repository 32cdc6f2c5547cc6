"""Collects what is wrong with an expression, each with its place; which words are used is decided in `wording`."""

from collections.abc import Mapping, Sequence

from celadon.cel.checking.wording import ELSEWHERE, MACRO_FORMS, listing, meant, no_overload, undeclared
from celadon.cel.errors import Issue
from celadon.cel.functions.library import Overload
from celadon.cel.syntax.nodes import Call, Ident, Index, Node, Select
from celadon.cel.types import ObjectType, Type


class Complaints:
    """The issues of one expression, in the order in which they were found."""

    def __init__(self, source: str, functions: Mapping[str, Sequence[Overload]]) -> None:
        self._source = source
        self._functions = functions
        self.issues: list[Issue] = []

    def add(self, node: Node, message: str, hint: str = "", *, span: tuple[int, int] | None = None) -> None:
        """Complain about a node, or about a part of its text."""
        start, end = span or (node.start, node.end)
        self.issues.append(Issue(message, self._source, start, end, hint=hint, at=node.at))

    def undeclared(self, node: Ident, known: Sequence[str]) -> None:
        """Complain about a name that nothing has."""
        self.add(node, *undeclared(node.name, known, self._functions))

    def no_field(self, node: Select, declared: ObjectType) -> None:
        """Complain about a field that the model object does not have."""
        message = f"undefined field '{node.field}' on {declared.name}{meant(node.field, declared.fields)}"
        self.add(
            node, message, f"{declared.name} has {listing(declared.fields)}", span=(node.field_start, node.field_start + len(node.field))
        )

    def no_fields(self, node: Select, operand: Type) -> None:
        """Complain about a field of a type that has none."""
        hint = ""
        if operand.kind == "list":
            hint = "a list has no fields; look at one element with [0], or at all with exists(x, ...), all(x, ...), map(x, ...)"
        elif node.field in self._functions:
            hint = f"write {node.field}(...) to call the function"
        self.add(node, f"type '{operand.text}' does not support field selection", hint, span=(node.field_start, node.end))

    def no_overload(self, node: Call | Index, function: str, types: list[Type], *, member: bool) -> None:
        """Complain about types that no overload takes: a function is underlined at its name, an operator with its operands."""
        overloads = list(self._functions[function])
        styled = [overload for overload in overloads if overload.member == member]
        message, hint = no_overload(function, types, styled or overloads, member=member)
        self.add(node, message, hint, span=_name_span(node, function))

    def no_function(self, node: Call) -> None:
        """Complain about a function that does not exist, or a macro in a wrong form."""
        name = node.function
        if name in MACRO_FORMS:
            message, hint = f"{name} is a macro, and this is not its form", f"write {MACRO_FORMS[name]}"
        else:
            hint = ELSEWHERE.get(name.lower(), "")
            existing = [known for known in (*self._functions, *MACRO_FORMS) if known[0].isalpha()]
            message = f"there is no function '{name}'{'' if hint else meant(name, existing)}"
        self.add(node, message, hint, span=_name_span(node, name))


def _name_span(node: Call | Index, function: str) -> tuple[int, int] | None:
    """Give the place of a function's name; None for an operator."""
    if isinstance(node, Index) or node.name_start == node.at:
        return None
    return node.name_start, node.name_start + len(function.rpartition(".")[2])
