"""Operators and calls. Where types are known the generated code is what a person would write; elsewhere it asks the class first."""

from collections.abc import Callable

from celadon.cel.compiling.judging import is_definite, is_safe_number
from celadon.cel.compiling.logic import truth
from celadon.cel.compiling.optionals import optional_call
from celadon.cel.compiling.writing import Writer
from celadon.cel.runtime.arithmetic import MAX_INT, MIN_INT
from celadon.cel.signatures import Signature
from celadon.cel.syntax.nodes import Call, ListLiteral, Literal, Node
from celadon.cel.types import Type

_EXACT = frozenset(("int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration"))
"""Kinds whose values Python compares as CEL does, among themselves."""
_TEXTS = frozenset(("string", "bytes"))
"""Kinds whose values equal nothing of another kind in Python either."""
_CLASSES = {"string": "str", "int": "int", "double": "float", "bool": "bool", "list": "list", "map": "dict"}
_SLOW_GUARDS = {"list": "as_list", "map": "as_map", "object": "as_object"}


def guarded(writer: Writer, node: Node, wanted: Type, *, raises: bool = False) -> str:
    """Write an argument so that the function surely gets what it declares: neither an unknown nor, unless it may, null.

    `raises`: what is done with it raises by itself for an unknown or null.
    """
    text = writer.value(node)
    if is_definite(node) or (raises and node.type.kind == wanted.kind):
        return text
    kind = wanted.kind
    if wanted.nullable or kind not in (*_CLASSES, "object"):
        return f"sure({text})"
    if kind == "object":
        return f"as_object({text})"
    name, first = writer.once(text)
    return f"({name} if {first}.__class__ is {_CLASSES[kind]} else {_SLOW_GUARDS.get(kind, 'misfit')}({name}))"


def call(writer: Writer, node: Call) -> str:
    """Write a call: by its operator's writer, inline, straight to the one overload, or through the dispatcher."""
    special = _OPERATORS.get(node.function)
    if special is not None and (node.overloads or node.target is None) and len(node.operands) == special[0]:
        return special[1](writer, node)
    inlined = optional_call(writer, node)
    if inlined is not None:
        return inlined
    if len(node.overloads) == 1:
        return _direct(writer, node, node.overloads[0])
    ids = tuple(overload.id for overload in node.overloads)
    described = ("dispatch", node.function, node.target is not None, len(node.operands), ids)
    return _charged(node, f"{writer.constant(described)}({', '.join(map(writer.value, node.operands))})", sized=True)


def _direct(writer: Writer, node: Call, overload: Signature) -> str:
    if overload.id in ("matches", "matches_string") and isinstance(node.operands[1], Literal):
        text = guarded(writer, node.operands[0], overload.params[0])
        pattern = writer.constant(("pattern", node.operands[1].value))
        return f"{pattern}({_weighed(text, node.operands[0], overload.params[0]) if writer.loops else text})"
    template = _INLINE.get(overload.id)
    arguments = [
        guarded(writer, operand, param, raises=template is not None) for operand, param in zip(node.operands, overload.params, strict=True)
    ]
    if template is not None:
        if writer.loops and overload.id == "contains_string":
            arguments[0] = f"searched(b, {arguments[0]})"
        return template.format(*arguments)
    if writer.loops:
        arguments = list(map(_weighed, arguments, node.operands, overload.params))
    function = writer.constant(("function", node.function, overload.id))
    return _charged(node, f"{function}({', '.join(arguments)})", sized=overload.sized)


def _weighed(text: str, node: Node, param: Type) -> str:
    """Charge, in a loop, the length of what a function reads."""
    return text if isinstance(node, Literal) or param.kind not in ("string", "list") else f"weighed(b, {text})"


def _charged(node: Call, text: str, *, sized: bool) -> str:
    return f"grown(b, {text})" if sized and node.type.kind in ("string", "bytes", "list", "dyn") else text


# Nothing but a string has a startswith() that takes a string; `in` would also look through lists.
_INLINE = {
    "starts_with_string": "{0}.startswith({1})",
    "ends_with_string": "{0}.endswith({1})",
    "contains_string": "({1} in {0})",
}


# Equality


def _equality(writer: Writer, node: Call) -> str:
    left, right = node.args
    sign = "==" if node.function == "_==_" else "!="
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
    if _compares_plainly(left.type, right.type):
        return f"({writer.value(left)} {sign} {writer.value(right)})"
    if isinstance(right, Literal) and (right.type.kind == "bool" or is_safe_number(right)):
        return _equality_with_constant(writer, left, right, sign)
    function = "equal" if sign == "==" else "unequal"
    if writer.loops:
        negation = "" if sign == "==" else "not "
        return f"({negation}same(b, {writer.value(left)}, {writer.value(right)}))"
    return f"{function}({writer.value(left)}, {writer.value(right)})"


def _compares_plainly(left: Type, right: Type) -> bool:
    if "null" in (left.kind, right.kind):
        return True
    if (left.kind in _TEXTS and not left.nullable) or (right.kind in _TEXTS and not right.nullable):
        return True
    return left.kind == right.kind and left.kind in _EXACT


def _equality_with_constant(writer: Writer, left: Node, right: Literal, sign: str) -> str:
    """Write `x == 1` for any x: only for 0, 1, true and false does Python confuse bools with numbers."""
    constant = writer.literal(right.value)
    if right.value not in (0, 1):
        return f"({writer.value(left)} {sign} {constant})"
    name, first = writer.once(writer.value(left))
    is_truth = right.type.kind == "bool"
    twin = constant if is_truth else repr(bool(right.value))
    both = f"{first} == {constant} and {name} is {'' if is_truth else 'not '}{twin}"
    return f"({both})" if sign == "==" else f"(not ({both}))"


# Order


def _ordering(sign: str, function: str) -> Callable[[Writer, Call], str]:
    def write(writer: Writer, node: Call) -> str:
        left, right = node.args
        if left.type.kind == right.type.kind and left.type.kind in _EXACT:
            return f"({writer.value(left)} {sign} {writer.value(right)})"
        if is_safe_number(right) and left.type.kind in ("int", "double", "uint"):
            return f"({writer.value(left)} {sign} {writer.value(right)})"
        if right.type.kind == "dyn" and left.type.kind in ("int", "double", "string"):
            return _ORDERINGS[_MIRRORED[node.function]](writer, _mirrored(node))
        if left.type.kind == "dyn" and right.type.kind in ("int", "double", "string"):
            other = writer.value(right) if isinstance(right, Literal) else writer.keep(writer.value(right))
            name, first = writer.once(writer.value(left))
            class_ = _CLASSES[right.type.kind]
            return f"({name} {sign} {other} if {first}.__class__ is {class_} else {function}({name}, {other}))"
        return f"{function}({writer.value(left)}, {writer.value(right)})"

    return write


_MIRRORED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_"}
_ORDERINGS = {
    "_<_": _ordering("<", "less"),
    "_<=_": _ordering("<=", "less_equal"),
    "_>_": _ordering(">", "greater"),
    "_>=_": _ordering(">=", "greater_equal"),
}


def _mirrored(node: Call) -> Call:
    """Turn `1 < x` into `x > 1`."""
    left, right = node.args
    return Call(node.start, node.end, node.at, _MIRRORED[node.function], None, [right, left], node.name_start)


# Membership


def _membership(writer: Writer, node: Call) -> str:
    value, container = node.args
    if isinstance(container, ListLiteral) and container.elements and all(isinstance(item, Literal) for item in container.elements):
        return _among_constants(writer, value, container)
    kind = container.type.kind
    plainly = value.type.kind == "string" and not value.type.nullable and kind in ("list", "map")
    # Of doubles Python finds a NaN in a list that holds the same object.
    plainly = plainly or (kind == "list" and value.type is container.type.params[0] and value.type.kind in ("int", "bool"))
    if not plainly:
        return f"{'within(b, ' if writer.loops else 'contains('}{writer.value(value)}, {writer.value(container)})"
    if kind == "map":
        return f"({writer.value(value)} in {writer.value(container)})"
    class_ = "" if is_definite(value) else _CLASSES[value.type.kind]
    return _plain_search(writer, writer.keep(writer.value(value)), writer.keep(writer.value(container)), class_)


def _plain_search(writer: Writer, value: str, container: str, class_: str) -> str:
    """Write Python's own search in a list; an unknown on the way makes it a careful one, for the value may come behind it.

    `class_` is what a value must be that is not surely known: Python finds an unknown in a list that holds the same object.
    """
    result = writer.name()
    known = f" if {value}.__class__ is {class_} else contains({value}, {container})" if class_ else ""
    with writer.block("try:"):
        writer.line(f"{result} = {value} in {container}{known}")
    with writer.block("except UnknownFact:"):
        writer.line(f"{result} = contains({value}, {container})")
    if writer.loops:
        writer.line(f"if len({container}) > 256: weighed(b, {container})")
    return result


def _among_constants(writer: Writer, value: Node, container: ListLiteral) -> str:
    """Write `x in ['a', 'b']` as a search in a frozen set, where the constants are all texts or all ints."""
    kinds = {item.type.kind for item in container.elements}
    literals = [writer.literal(item.value) for item in container.elements if isinstance(item, Literal)]
    many = f"({', '.join(literals)},)"
    if len(kinds) == 1 and kinds <= {"string", "int"}:
        kind = kinds.pop()
        text = writer.value(value)
        if value.type.kind == kind:
            return f"({text} in {{{', '.join(literals)}}})"
        name, first = writer.once(text)
        return f"({name} in {{{', '.join(literals)}}} if {first}.__class__ is {_CLASSES[kind]} else is_member({name}, {many}))"
    return f"is_member({writer.value(value)}, {many})"


# Arithmetic


def _arithmetic(sign: str, function: str) -> Callable[[Writer, Call], str]:
    def write(writer: Writer, node: Call) -> str:
        left, right = node.args
        kinds = {left.type.kind, right.type.kind}
        if len(kinds) == 1 and not left.type.nullable and not right.type.nullable:
            kind = kinds.pop()
            if kind == "int" and sign in "+-*":
                name = writer.name()
                result = f"({name} := {writer.value(left)} {sign} {writer.value(right)})"
                return f"({name} if {MIN_INT} <= {result} <= {MAX_INT} else as_int({name}))"
            if kind == "double" and sign in "+-*":
                return f"({writer.value(left)} {sign} {writer.value(right)})"
            if kind == "string" and sign == "+":
                return f"grown(b, {writer.value(left)} + {writer.value(right)})"
        text = f"{function}({writer.value(left)}, {writer.value(right)})"
        return f"grown(b, {text})" if sign == "+" and node.type.kind in ("string", "bytes", "list", "dyn") else text

    return write


def _division(writer: Writer, node: Call) -> str:
    kinds = {operand.type.kind for operand in node.args}
    function = {"int": "divide_int", "double": "divide_double"}.get(kinds.pop(), "divide") if len(kinds) == 1 else "divide"
    return f"{function}({', '.join(map(writer.value, node.args))})"


def _function(name: str) -> Callable[[Writer, Call], str]:
    def write(writer: Writer, node: Call) -> str:
        return f"{name}({', '.join(map(writer.value, node.operands))})"

    return write


def _not(writer: Writer, node: Call) -> str:
    return f"(not {truth(writer, node.args[0])})"


def _negate(writer: Writer, node: Call) -> str:
    if node.args[0].type.kind == "double" and is_definite(node.args[0]):
        return f"(-{writer.value(node.args[0])})"
    return f"negate({writer.value(node.args[0])})"


def _size(writer: Writer, node: Call) -> str:
    return f"len({writer.value(node.operands[0])})"


def _type(writer: Writer, node: Call) -> str:
    return f"type_value({writer.value(node.args[0])}, O)"


_OPERATORS: dict[str, tuple[int, Callable[[Writer, Call], str]]] = {
    "_==_": (2, _equality),
    "_!=_": (2, _equality),
    **{name: (2, write) for name, write in _ORDERINGS.items()},
    "@in": (2, _membership),
    "_+_": (2, _arithmetic("+", "add")),
    "_-_": (2, _arithmetic("-", "subtract")),
    "_*_": (2, _arithmetic("*", "multiply")),
    "_/_": (2, _division),
    "_%_": (2, _function("remainder")),
    "!_": (1, _not),
    "-_": (1, _negate),
    "size": (1, _size),
    "type": (1, _type),
}
