"""Every function is documented by an example that is true, in every way an expression can run; the page is what the tables say."""

import pytest

from celadon.cel.describing import describe, named_functions, reference_page
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.errors import CheckError
from celadon.cel.functions.catalogue import OWN
from celadon.cel.functions.library import Function, Library
from tests.conftest import ROOT

ENVIRONMENT = Environment()
NAMED = [(library, function) for library in STANDARD for function in named_functions(library)]


@pytest.mark.parametrize(("library", "function"), NAMED, ids=lambda item: item.name)
def test_the_example_of_a_function_is_true(library: Library, function: Function) -> None:
    assert function.example, "a function without an example"
    assert function.name.rpartition(".")[2] in function.example
    assert ENVIRONMENT.compile(function.example).evaluate() is True
    assert ENVIRONMENT.compile_unchecked(function.example).evaluate() is True
    assert ENVIRONMENT.compile(function.example).explain().value == "true"


@pytest.mark.parametrize(("library", "function"), NAMED, ids=lambda item: item.name)
def test_a_function_says_what_it_means_in_a_sentence(library: Library, function: Function) -> None:
    assert function.doc[:1].isupper()
    assert function.doc.endswith(".")
    assert library.name in describe(library, function)
    assert function.overloads[0].signature(function.name) in describe(library, function)


def test_ids_of_overloads_are_unique() -> None:
    for library in STANDARD:
        ids = [overload.id for function in library.functions for overload in function.overloads]
        assert len(ids) == len(set(ids)), library.name


def test_the_page_of_functions_is_in_step_with_the_tables() -> None:
    page = (ROOT / "docs" / "reference" / "cel-functions.md").read_text(encoding="utf-8")
    assert page == reference_page(STANDARD), "run python -m celadon.cel.describing > docs/reference/cel-functions.md"


def test_an_environment_has_only_the_libraries_that_it_is_given() -> None:
    language_only = Environment(libraries=STANDARD[:1])
    assert language_only.compile("'ab'.startsWith('a')").evaluate() is True
    for library in OWN:
        example = named_functions(library)[0].example
        with pytest.raises(CheckError):
            language_only.compile(example)


def test_a_library_may_add_an_overload_to_a_function_of_another() -> None:
    assert ENVIRONMENT.compile("string(ip('::1')) + string(1)").evaluate() == "::11"
