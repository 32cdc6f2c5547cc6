"""Bools: `&&` and `||` with the absorption of errors and unknowns, `? :`, `known`."""

from celadon.cel.compiling.judging import is_definite
from celadon.cel.compiling.writing import Writer
from celadon.cel.syntax.nodes import Conditional, Known, Logic, Node


def truth(writer: Writer, node: Node) -> str:
    """Write a node where a bool is needed; its text is a Python bool or raises."""
    text = writer.value(node)
    if node.type.kind == "bool" and is_definite(node):
        return text
    name, first = writer.once(text)
    return f"({name} if {first}.__class__ is bool else not_bool({name}))"


def logic(writer: Writer, node: Logic) -> str:
    """Write a chain as one pass: the first decisive operand leaves it; what the others raise is kept until the end.

    The last operand may raise freely. Where an earlier one raised too, what comes out is again an error or an unknown.
    """
    result, kept = writer.name(), writer.name("e")
    decisive = "False" if node.conjunction else "True"
    leave = "if not" if node.conjunction else "if"
    writer.line(f"{kept} = None")
    with writer.block("while True:"):
        for operand in node.operands[:-1]:
            with writer.block("try:"), writer.block(f"{leave} {truth(writer, operand)}:"):
                writer.line(f"{result} = {decisive}")
                writer.line("break")
            with writer.block("except Exception as x:"):
                writer.line(f"{kept} = caught(b, {kept}, x)")
        writer.line(f"{result} = {truth(writer, node.operands[-1])}")
        agrees = result if node.conjunction else f"not {result}"
        with writer.block(f"if {kept} is not None and {agrees}:"):
            writer.line(f"raise {kept}")
        writer.line("break")
    return result


def conditional(writer: Writer, node: Conditional) -> str:
    """Write `? :`; a branch that needs statements makes it an `if`."""
    condition = truth(writer, node.condition)
    yes, before_yes = writer.aside(node.yes)
    no, before_no = writer.aside(node.no)
    if not before_yes and not before_no:
        return f"({yes} if {condition} else {no})"
    name = writer.name()
    for head, text, before in ((f"if {condition}:", yes, before_yes), ("else:", no, before_no)):
        with writer.block(head):
            writer.lines += before
            writer.line(f"{name} = {text}")
    return name


def known(writer: Writer, node: Known) -> str:
    """Write `known(x)`."""
    name = writer.name()
    with writer.block("try:"):
        writer.line(f"sure({writer.value(node.operand)})")
        writer.line(f"{name} = True")
    with writer.block("except UnknownFact:"):
        writer.line(f"{name} = False")
    return name
