"""Optionals without boxes: inside of a chain such as `a.?b.?c.orValue(d)` the value itself or MISSING is passed on."""

from collections.abc import Callable

from celadon.cel.compiling.judging import is_plain
from celadon.cel.compiling.writing import Writer
from celadon.cel.syntax.nodes import Bind, Call, Index, Node, Select
from celadon.cel.types import Type


def is_optional(type_: Type) -> bool:
    """Say whether a type is `optional_type(...)`."""
    return type_.kind == "opaque" and type_.name == "optional_type"


def raw(writer: Writer, node: Node) -> str:
    """Write an optional without its box: the text gives the value, or MISSING."""
    if isinstance(node, Select) and not node.test and (node.optional or is_optional(node.operand.type)):
        return _field(writer, node)
    if isinstance(node, Index) and (node.optional or is_optional(node.operand.type)):
        return _item(writer, node)
    if isinstance(node, Bind) and node.unwrap:
        return _mapped(writer, node)
    if isinstance(node, Call) and node.overloads:
        if node.function == "optional.of":
            return f"sure({writer.value(node.args[0])})"
        if node.function == "optional.none":
            return "MISSING"
        if node.function == "or" and node.target is not None and _is_of_optionals(node):
            return _alternative(writer, node.target, node.args[0], raw)
    return f"unwrapped({writer.value(node)})"


def _is_of_optionals(node: Call) -> bool:
    """Say whether a method is one of optionals, whatever is known of its receiver's type."""
    return all(overload.member and is_optional(overload.params[0]) for overload in node.overloads)


def optional_value(writer: Writer, node: Select | Index | Bind) -> str:
    """Write an optional in its box."""
    return f"wrapped({raw(writer, node)})"


def optional_call(writer: Writer, node: Call) -> str | None:
    """Write a function of optionals on the bare value; None for any other call."""
    if not node.overloads:
        return None
    if node.function in ("optional.of", "optional.none"):
        return f"wrapped({raw(writer, node)})"
    if node.target is None or not _is_of_optionals(node):
        return None
    if node.function == "hasValue":
        return f"({raw(writer, node.target)} is not MISSING)"
    if node.function == "value":
        name, first = writer.once(raw(writer, node.target))
        return f"({name} if {first} is not MISSING else no_value())"
    if node.function == "orValue":
        return _alternative(writer, node.target, node.args[0], lambda writer, other: writer.value(other))
    if node.function == "or":
        return f"wrapped({raw(writer, node)})"
    return None


def _alternative(writer: Writer, target: Node, other: Node, write: Callable[[Writer, Node], str]) -> str:
    """Write "this, or where it is missing, that"; the other side is evaluated only then."""
    name = writer.name()
    first = raw(writer, target)
    text, before = writer.aside(other, lambda node: write(writer, node))
    if not before:
        return f"({name} if ({name} := {first}) is not MISSING else {text})"
    writer.line(f"{name} = {first}")
    with writer.block(f"if {name} is MISSING:"):
        writer.lines += before
        writer.line(f"{name} = {text}")
    return name


def _through(writer: Writer, operand: Node) -> tuple[str, str]:
    """Write the operand of a step: its text, and a text that is true where an optional before it is empty already."""
    if not is_optional(operand.type):
        return writer.value(operand), ""
    name = writer.name()
    return name, f"({name} := {raw(writer, operand)}) is MISSING"


def _skipping(text: str, missing: str) -> str:
    return f"(MISSING if {missing} else {text})" if missing else text


def _field(writer: Writer, node: Select) -> str:
    operand, missing = _through(writer, node.operand)
    inner = node.operand.type.params[0] if missing else node.operand.type
    field = repr(node.field)
    if inner.kind == "map":
        return _skipping(f"{operand}.get({field}, MISSING)", missing)
    if inner.kind == "dyn" and is_plain(node.operand):
        name, first = writer.once(operand)
        return _skipping(f"({name}.get({field}, MISSING) if {first}.__class__ is dict else optional_field({name}, {field}, O))", missing)
    return _skipping(f"optional_field({operand}, {field}, O)", missing)


def _item(writer: Writer, node: Index) -> str:
    operand, missing = _through(writer, node.operand)
    return _skipping(f"optional_item({operand}, {writer.value(node.index)})", missing)


def _mapped(writer: Writer, node: Bind) -> str:
    """Write `optMap` and `optFlatMap`."""
    name, variable = writer.name(), writer.name("l")
    value = raw(writer, node.value) if is_optional(node.value.type) else f"unwrapped({writer.value(node.value)})"
    writer.line(f"{name} = {variable} = {value}")
    with writer.block(f"if {name} is not MISSING:"):
        writer.locals[node.variable] = variable
        text = f"sure({writer.value(node.body)})" if node.unwrap == "optMap" else raw(writer, node.body)
        writer.line(f"{name} = {text}")
        del writer.locals[node.variable]
    return name
