"""A checked tree to the source of Python functions and a description of the constants that they need."""

from collections.abc import Iterable
from typing import NamedTuple

from celadon.cel.compiling.judging import is_definite, is_plain
from celadon.cel.compiling.logic import conditional, known, logic
from celadon.cel.compiling.loops import comprehension
from celadon.cel.compiling.operators import call
from celadon.cel.compiling.optionals import is_optional, optional_value
from celadon.cel.compiling.writing import Constant, Handler, Writer
from celadon.cel.runtime.kinds import Objects
from celadon.cel.syntax.nodes import (
    Bind,
    Call,
    Comprehension,
    Conditional,
    Ident,
    Index,
    Known,
    ListLiteral,
    Literal,
    Logic,
    MapLiteral,
    Node,
    Select,
    StructLiteral,
)
from celadon.cel.types import runtime_name


class Generated(NamedTuple):
    """What the loader needs: Python text that defines `f(b, v0, v1, ...)`, and what `k0`, `k1`, ... are."""

    source: str
    constants: tuple[Constant, ...]


def generate(tree: Node, variables: Iterable[str], objects: Objects) -> Generated:
    """Write the program of a tree. `f` takes the budget and the variables in order; what it raises goes to `fail`."""
    parameters = {name: f"v{number}" for number, name in enumerate(variables)}
    writer = Writer(_handlers(objects), parameters)
    with writer.block("try:"):
        text = writer.value(tree)
        writer.line(f"return {text}")
    with writer.block("except BaseException as x:"):
        writer.line(f"return fail(x, b, ({''.join(name + ', ' for name in parameters.values())}))")
    head = f"def f({', '.join(('b', *parameters.values()))}):"
    return Generated("\n".join([*writer.finished, head, *writer.lines, ""]), tuple(writer.constants))


def _handlers(objects: Objects) -> dict[type[Node], Handler]:
    def field(writer: Writer, node: Select) -> str:
        return _select(writer, node, objects)

    return {**_HANDLERS, Select: field}


def _literal(writer: Writer, node: Literal) -> str:
    return writer.literal(node.value)


def _ident(writer: Writer, node: Ident) -> str:
    if node.local is not None:
        name = writer.locals[node.local]
        # A bound value that was unknown when it was made may stand for an error: it must not slip into a list unseen.
        return f"({name} if {name}.__class__ is not UnknownFact else again({name}))" if node.local in writer.doubtful else name
    if node.variable is not None:
        return writer.parameters[node.variable]
    if node.denotes is not None:
        return writer.constant(("type", runtime_name(node.denotes)))
    return "misfit(None)"  # only unchecked programs come here: the interpreter names what is undeclared


def _select(writer: Writer, node: Select, objects: Objects) -> str:
    if node.qualified is not None:
        return _ident(writer, node.qualified)
    operand = node.operand
    if is_optional(operand.type):
        return f"present({writer.value(operand)}, {node.field!r}, O)" if node.test else optional_value(writer, node)
    if node.optional and not node.test:
        return optional_value(writer, node)
    text = writer.value(operand)
    field = repr(node.field)
    if operand.type.kind == "map":
        return f"({field} in {text})" if node.test else f"{text}[{field}]"
    declared = objects.by_name.get(operand.type.name) if operand.type.kind == "object" else None
    if declared is not None and node.field in declared.fields:
        attribute = declared.fields[node.field].attribute
        if not attribute.isidentifier():
            raise ValueError(f"the attribute of the field {node.field} is not a Python name: {attribute!r}")
        return f"({text}.{attribute} != None)" if node.test else f"{text}.{attribute}"
    if is_plain(operand) and not node.test:
        return f"{text}[{field}]"
    name, first = writer.once(text)
    if node.test:
        return f"({field} in {name} if {first}.__class__ is dict else present({name}, {field}, O))"
    return f"({name}[{field}] if {first}.__class__ is dict else select({name}, {field}, O))"


def _index(writer: Writer, node: Index) -> str:
    container, key = node.operand, node.index
    if node.optional or is_optional(container.type):
        return optional_value(writer, node)
    text = writer.value(container)
    if container.type.kind == "list" and isinstance(key, Literal) and key.value.__class__ is int and not repr(key.value).startswith("-"):
        return f"{text}[{key.value!r}]"
    if key.type.kind == "string" and container.type.kind == "map" and not key.type.nullable:
        return f"{text}[{writer.value(key)}]"
    if key.type.kind == "string" and isinstance(key, Literal) and is_plain(container):
        return f"{text}[{key.value!r}]"
    return f"item({text}, {writer.value(key)})"


def _list_literal(writer: Writer, node: ListLiteral) -> str:
    if not node.optional:
        return f"[{', '.join(map(writer.value, node.elements))}]"
    made = writer.keep("[]")
    for number, item in enumerate(node.elements):
        if number in node.optional:
            value = writer.keep(f"unwrapped({writer.value(item)})")
            writer.line(f"if {value} is not MISSING: {made}.append({value})")
        else:
            writer.line(f"{made}.append({writer.value(item)})")
    return made


def _map_literal(writer: Writer, node: MapLiteral) -> str:
    keys = [key.value for key, _ in node.entries if isinstance(key, Literal) and key.value.__class__ is str]
    if not node.optional and len(set(keys)) == len(node.entries):
        return (
            "{"
            + ", ".join(f"{writer.literal(key)}: {writer.value(value)}" for key, (_, value) in zip(keys, node.entries, strict=True))
            + "}"
        )
    made = writer.keep("[]")
    for number, (key, value) in enumerate(node.entries):
        key_text = writer.value(key) if is_definite(key) else f"sure({writer.value(key)})"
        if number in node.optional:
            kept = writer.keep(f"unwrapped({writer.value(value)})")
            writer.line(f"if {kept} is not MISSING: {made}.append(({key_text}, {kept}))")
        else:
            writer.line(f"{made}.append(({key_text}, {writer.value(value)}))")
    return f"make_map({made})"


def _struct_literal(_: Writer, __: StructLiteral) -> str:
    return "misfit(None)"


def _bind(writer: Writer, node: Bind) -> str:
    """Write `cel.bind`: what is unknown is bound, and raised where the variable is used; an error the interpreter sees to."""
    if node.unwrap:
        return optional_value(writer, node)
    variable = writer.name("l")
    with writer.block("try:"):
        writer.line(f"{variable} = {writer.value(node.value)}")
    with writer.block("except UnknownFact as x:"):
        writer.line(f"{variable} = x")
    node.variable.plain = is_plain(node.value)
    writer.locals[node.variable] = variable
    writer.doubtful.add(node.variable)
    text = writer.keep(writer.value(node.body))
    del writer.locals[node.variable]
    return text


_HANDLERS: dict[type[Node], Handler] = {
    Literal: _literal,
    Ident: _ident,
    Index: _index,
    Call: call,
    Logic: logic,
    Conditional: conditional,
    Known: known,
    ListLiteral: _list_literal,
    MapLiteral: _map_literal,
    StructLiteral: _struct_literal,
    Bind: _bind,
    Comprehension: comprehension,
}
