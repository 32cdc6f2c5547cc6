"""Macros as plain loops. The length of the range is charged before the first round."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celadon.cel.compiling.judging import is_plain
from celadon.cel.compiling.logic import truth
from celadon.cel.compiling.writing import Writer
from celadon.cel.syntax.nodes import Comprehension, ListLiteral, Literal, Node


def comprehension(writer: Writer, node: Comprehension) -> str:
    """Write a macro."""
    range_ = _range(writer, node.range)
    writer.line(f"b.remaining -= len({range_})")
    writer.line("if b.remaining < 0: spent(b)")
    return _MACROS[node.macro](writer, node, range_)


def _range(writer: Writer, node: Node) -> str:
    """Evaluate what the loop runs over and make sure that it is a list or a map."""
    if isinstance(node, ListLiteral) and node.elements and all(isinstance(item, Literal) for item in node.elements):
        items = ", ".join(writer.literal(item.value) for item in node.elements if isinstance(item, Literal))
        return writer.keep(f"({items},)")
    name = writer.keep(writer.value(node))
    if node.type.kind not in ("list", "map"):
        with writer.block(f"if {name}.__class__ is not list:"):
            writer.line(f"elements({name})")
    return name


@contextmanager
def _rounds(writer: Writer, node: Comprehension, range_: str) -> Iterator[tuple[str, str]]:
    """Write the head of the loop; gives the names of the one or two variables."""
    plain = is_plain(node.range)
    node.first.plain = plain
    first = writer.locals[node.first] = writer.name("l")
    if node.second is None:
        second, head = "", f"for {first} in {range_}:"
    else:
        node.second.plain = plain
        second = writer.locals[node.second] = writer.name("l")
        source = {"list": f"enumerate({range_})", "map": f"{range_}.items()"}.get(node.range.type.kind, f"pairs({range_})")
        head = f"for {first}, {second} in {source}:"
    writer.loops += 1
    with writer.block(head):
        yield first, second
    writer.loops -= 1
    del writer.locals[node.first]
    if node.second is not None:
        del writer.locals[node.second]


def _predicate(node: Comprehension) -> Node:
    assert node.predicate is not None  # noqa: S101 - the parser makes it so
    return node.predicate


def _transform(node: Comprehension) -> Node:
    assert node.transform is not None  # noqa: S101 - the parser makes it so
    return node.transform


def _quantifier(decisive: str) -> Callable[[Writer, Comprehension, str], str]:
    """Write `all` or `exists`: the first decisive round ends it, what other rounds raise is kept."""
    otherwise, leave = ("True", "if not") if decisive == "False" else ("False", "if")

    def write(writer: Writer, node: Comprehension, range_: str) -> str:
        result, kept = writer.name(), writer.name("e")
        writer.line(f"{result} = {otherwise}; {kept} = None")
        with _rounds(writer, node, range_):
            with writer.block("try:"), writer.block(f"{leave} {truth(writer, _predicate(node))}:"):
                writer.line(f"{result} = {decisive}")
                writer.line("break")
            with writer.block("except Exception as x:"):
                writer.line(f"{kept} = caught(b, {kept}, x)")
        with writer.block("else:"):
            writer.line(f"if {kept} is not None: raise {kept}")
        return result

    return write


def _exists_one(writer: Writer, node: Comprehension, range_: str) -> str:
    count = writer.name()
    writer.line(f"{count} = 0")
    with _rounds(writer, node, range_):
        writer.line(f"if {truth(writer, _predicate(node))}: {count} += 1")
    return f"({count} == 1)"


@contextmanager
def _selected(writer: Writer, node: Comprehension) -> Iterator[None]:
    """Write the filter of a transforming macro, where it has one."""
    if node.predicate is None:
        yield
    else:
        with writer.block(f"if {truth(writer, node.predicate)}:"):
            yield


def _filter(writer: Writer, node: Comprehension, range_: str) -> str:
    made = writer.name()
    writer.line(f"{made} = []")
    with _rounds(writer, node, range_) as (first, _), _selected(writer, node):
        writer.line(f"{made}.append({first})")
    return made


def _map(writer: Writer, node: Comprehension, range_: str) -> str:
    made = writer.name()
    writer.line(f"{made} = []")
    with _rounds(writer, node, range_), _selected(writer, node):
        writer.line(f"{made}.append({writer.value(_transform(node))})")
    return made


def _transform_map(writer: Writer, node: Comprehension, range_: str) -> str:
    made = writer.name()
    writer.line(f"{made} = []")
    with _rounds(writer, node, range_) as (first, _), _selected(writer, node):
        writer.line(f"{made}.append(({first}, {writer.value(_transform(node))}))")
    return f"make_map({made})"


def _transform_entry(writer: Writer, node: Comprehension, range_: str) -> str:
    return f"merged({_map(writer, node, range_)})"


def _sort_by(writer: Writer, node: Comprehension, range_: str) -> str:
    keys = _map(writer, node, range_)
    return f"sort_by({range_}, {keys})" if node.range.type.kind == "list" else f"sort_by([*{range_}], {keys})"


_MACROS: dict[str, Callable[[Writer, Comprehension, str], str]] = {
    "all": _quantifier("False"),
    "exists": _quantifier("True"),
    "existsOne": _exists_one,
    "filter": _filter,
    "map": _map,
    "transformList": _map,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_entry,
    "sortBy": _sort_by,
}
