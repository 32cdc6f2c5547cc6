"""The functions of CEL as lines: all of them by library, or one with its signatures, its meaning and an example."""

from collections.abc import Iterable, Iterator, Sequence

from celadon.cel.checking.wording import MACRO_FORMS
from celadon.cel.describing import named_functions
from celadon.cel.environment import STANDARD
from celadon.cel.functions.library import Function, Library
from celadon.models.declarations import FAMILIES, vocabulary_of
from celadon.reports.text.measuring import shorten, wrap
from celadon.reports.text.painting import BLANK, Line
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidUsage, Problem


def every_library() -> tuple[Library, ...]:
    """Give the libraries of the language and of every kind of document."""
    own = {library.name: library for family in FAMILIES for library in vocabulary_of(family).libraries}
    return (*STANDARD, *own.values())


def function_lines(libraries: Iterable[Library], name: str, *, width: int) -> Iterator[Line]:
    """List the functions; with a name, that function or library in full. Raises InvalidUsage where there is none."""
    known = [(library, named_functions(library)) for library in libraries]
    known = [(library, functions) for library, functions in known if functions]
    if not name:
        return _all(known, width)
    found = [(library, one) for library, functions in known for one in functions if name in (one.name, library.name)]
    if not found:
        raise InvalidUsage(_unknown(name, known))
    return _full(found, width)


def _all(known: Sequence[tuple[Library, list[Function]]], width: int) -> Iterator[Line]:
    longest = max(len(one.name) for _, functions in known for one in functions)
    for library, functions in known:
        yield ((library.name, "strong"), (f"   {library.doc}", "dim"))
        for one in functions:
            yield ((f"  {one.name:<{longest}}  ", "place"), (shorten(one.doc, width - longest - 4), "plain"))
        yield BLANK
    yield (("macros", "strong"),)
    for form in MACRO_FORMS.values():
        yield ((f"  {form}", "place"),)


def _full(found: Iterable[tuple[Library, Function]], width: int) -> Iterator[Line]:
    for number, (library, one) in enumerate(found):
        if number:
            yield BLANK
        for overload in one.overloads:
            yield ((overload.signature(one.name), "place"),)
        for text in wrap(one.doc, width - 4):
            yield ((f"    {text}", "plain"),)
        if one.example:
            yield ((f"    {one.example}", "good"),)
        yield ((f"    library {library.name}, version {library.version}", "dim"),)


def _unknown(name: str, known: Iterable[tuple[Library, list[Function]]]) -> Problem:
    names = [one.name for _, functions in known for one in functions]
    meant = did_you_mean(name, [*MACRO_FORMS, *names])
    message = f"no function and no library is named '{name}'"
    if name in MACRO_FORMS:
        message, meant = f"{name} is a macro", f"write {MACRO_FORMS[name]}"
    return Problem(kind="unknown-function", message=message, hint=meant or "celadon explain --functions lists them")
