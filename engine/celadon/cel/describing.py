"""The reference of functions as text: for the web page and for the command line, from the same tables."""

from collections.abc import Iterable

from celadon.cel.functions.library import Function, Library


def named_functions(library: Library) -> list[Function]:
    """Give the functions that have a name, without the operators, in order."""
    return [function for function in library.functions if function.name[0].isalpha()]


def describe(library: Library, function: Function) -> str:
    """Describe one function in plain lines: signatures, meaning, example."""
    lines = [overload.signature(function.name) for overload in function.overloads]
    lines.append(f"    {function.doc}")
    if function.example:
        lines.append(f"    {function.example}")
    return "\n".join([*lines, f"    (library {library.name}, version {library.version})"])


def reference_page(libraries: Iterable[Library]) -> str:
    """Write docs/reference/cel-functions.md."""
    parts = [_HEAD]
    for library in libraries:
        functions = named_functions(library)
        if functions:
            parts.append(f"## {library.name}, version {library.version}\n\n{library.doc}\n")
            parts += [_section(function) for function in functions]
    return "\n".join(parts)


def _section(function: Function) -> str:
    signatures = "\n".join(overload.signature(function.name) for overload in function.overloads)
    example = f"\n```cel\n{function.example}\n```\n" if function.example else ""
    return f"### `{function.name}`\n\n```\n{signatures}\n```\n\n{function.doc}\n{example}"


_HEAD = """# The functions of CEL

Every function that an expression may call. Each example is true, and is a test.
`a.f(b)` is written where a signature begins with a type and a dot; `A` and `B` stand for any type.
The language itself (operators, macros, optionals, unknowns, limits) is described in [cel.md](cel.md).
This page is written from the tables of functions: `python -m celadon.cel.describing > docs/reference/cel-functions.md`.
"""


if __name__ == "__main__":
    from celadon.cel.functions.catalogue import STANDARD

    print(reference_page(STANDARD), end="")  # noqa: T201 - the one thing this does as a program
