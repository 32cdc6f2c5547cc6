"""The macros: calls whose arguments are names and expressions rather than values."""

from collections.abc import Callable
from typing import NoReturn

from celadon.cel.errors import Issue, ParseError
from celadon.cel.syntax.nodes import Bind, Call, Comprehension, Ident, Known, ListLiteral, Local, Node, Select

MACROS = frozenset(
    (
        *("has", "known", "all", "exists", "exists_one", "existsOne", "map", "filter"),
        *("transformList", "transformMap", "transformMapEntry", "bind", "optMap", "optFlatMap", "greatest", "least", "sortBy"),
    )
)
"""Names that may be macros; whether a call is one depends on its shape."""


def expand(source: str, call: Call) -> Node:
    """Turn a call into what the macro means; a call of another shape stays a call. Raises ParseError."""
    if call.target is None:
        if call.function in ("has", "known") and len(call.args) == 1:
            return _has(source, call) if call.function == "has" else Known(call.start, call.end, call.at, call.args[0])
        return call
    build = _RECEIVERS.get((call.function, len(call.args)))
    if build is not None:
        return build(source, call, call.target)
    if isinstance(call.target, Ident):
        return _namespaced(source, call, call.target)
    return call


def _has(source: str, call: Call) -> Node:
    operand = call.args[0]
    if not isinstance(operand, Select) or operand.test:
        hint = "write has(a.b); for an index use: 'key' in map, or list.size() > i"
        _fail(source, operand, "has() takes a field selection such as a.b", hint)
    # A fresh node: the span is the call's, so that explanations show has(a.b).
    test = Select(call.start, call.end, call.at, operand.operand, operand.field, operand.field_start, optional=operand.optional)
    test.test = True
    return test


def _namespaced(source: str, call: Call, target: Ident) -> Node:
    if target.name == "cel" and call.function == "bind" and len(call.args) == 3:
        name, value, body = call.args
        variable = _variable(source, name, "cel.bind")
        return Bind(call.start, call.end, call.at, variable, value, body, unwrap="", name_start=call.name_start)
    if target.name == "math" and call.function in ("greatest", "least") and len(call.args) > 2:
        packed = ListLiteral(call.args[0].start, call.args[-1].end, call.args, frozenset())
        return Call(call.start, call.end, call.at, call.function, target, [packed], call.name_start)
    return call


def _unwrap(source: str, call: Call, target: Node) -> Node:
    name, body = call.args
    variable = _variable(source, name, call.function)
    return Bind(call.start, call.end, call.at, variable, target, body, unwrap=call.function, name_start=call.name_start)


def _comprehension(predicate: int | None, transform: int | None, variables: int) -> Callable[[str, Call, Node], Node]:
    def build(source: str, call: Call, target: Node) -> Node:
        args = call.args
        macro = "existsOne" if call.function == "exists_one" else call.function
        first = _variable(source, args[0], call.function)
        second = _variable(source, args[1], call.function) if variables == 2 else None
        if second is not None and second.name == first.name:
            _fail(source, args[1], f"the two variables of {call.function} have one name")
        return Comprehension(
            call.start,
            call.end,
            call.at,
            macro,
            target,
            first,
            second,
            None if predicate is None else args[predicate],
            None if transform is None else args[transform],
            call.name_start,
        )

    return build


_RECEIVERS: dict[tuple[str, int], Callable[[str, Call, Node], Node]] = {
    ("all", 2): _comprehension(1, None, 1),
    ("exists", 2): _comprehension(1, None, 1),
    ("exists_one", 2): _comprehension(1, None, 1),
    ("existsOne", 2): _comprehension(1, None, 1),
    ("filter", 2): _comprehension(1, None, 1),
    ("map", 2): _comprehension(None, 1, 1),
    ("map", 3): _comprehension(1, 2, 1),
    ("all", 3): _comprehension(2, None, 2),
    ("exists", 3): _comprehension(2, None, 2),
    ("exists_one", 3): _comprehension(2, None, 2),
    ("existsOne", 3): _comprehension(2, None, 2),
    ("transformList", 3): _comprehension(None, 2, 2),
    ("transformList", 4): _comprehension(2, 3, 2),
    ("transformMap", 3): _comprehension(None, 2, 2),
    ("transformMap", 4): _comprehension(2, 3, 2),
    ("transformMapEntry", 3): _comprehension(None, 2, 2),
    ("transformMapEntry", 4): _comprehension(2, 3, 2),
    ("sortBy", 2): _comprehension(None, 1, 1),
    ("optMap", 2): _unwrap,
    ("optFlatMap", 2): _unwrap,
}


def _variable(source: str, node: Node, macro: str) -> Local:
    if not isinstance(node, Ident) or node.rooted:
        _fail(source, node, f"{macro} needs a plain name for its variable", "for example: list.exists(item, item.size() > 3)")
    return Local(node.name, node.start, node.end)


def _fail(source: str, node: Node, message: str, hint: str = "") -> NoReturn:
    raise ParseError(source, [Issue(message, source, node.start, node.end, hint=hint)])
