"""The CEL suite, run in every way that we have: compiled, compiled without types, interpreted, and from the cache."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from celadon.cel.budget import Budget
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.errors import CelError, EvaluationError, line_and_column
from celadon.cel.interpreting.interpreter import Interpreter
from celadon.cel.program import Program
from tests.conformance.cel_known import KNOWN, OTHER_CHECKERS
from tests.conformance.cel_suite import DECLARED, Case, bindings, environment, load, plain, reported, same, value

FILES = (
    *("basic", "bindings_ext", "block_ext", "comparisons", "conversions", "encoders_ext", "fields", "fp_math", "integer_math", "lists"),
    *("logic", "macros", "macros2", "math_ext", "namespace", "optionals", "parse", "plumbing", "string", "string_ext", "timestamps"),
    "type_deductions",
)


@pytest.fixture(scope="session")
def suite(conformance: Path) -> tuple[Case, ...]:
    return load(conformance / "cel" / "cel-spec-0.6.1.json")


def compiled(declared: Environment, case: Case) -> Program:
    return declared.compile_unchecked(case.source) if case.raw.get("disable_check") else declared.compile(case.source)


def run(case: Case) -> Any:
    declared = environment(case)
    return compiled(declared, case).evaluate(bindings(case, declared))


def run_unchecked(case: Case) -> Any:
    declared = environment(case)
    return declared.compile_unchecked(case.source).evaluate(bindings(case, declared))


def run_interpreted(case: Case) -> Any:
    declared = environment(case)
    tree = compiled(declared, case).tree()
    return Interpreter(case.source, declared.functions, declared.objects, bindings(case, declared), Budget()).evaluate(tree)


def run_from_cache(case: Case) -> Any:
    declared = environment(case)
    program = compiled(declared, case)
    return Program.load(program.dump(), lambda: declared).evaluate(bindings(case, declared))


def outcome(case: Case, way: Callable[[Case], Any]) -> str:
    """Say what is wrong; the empty text where nothing is."""
    expected = case.raw["expect"]
    if "value" not in expected and "error" not in expected:
        return ""
    try:
        found = plain(way(case))
    except EvaluationError as error:
        return "" if "error" in expected and "internal" not in error.message else f"raises {error.message}"
    except CelError as error:
        return f"does not compile: {error.issues[0].message}"
    if "error" in expected:
        return f"gives {found!r} instead of an error"
    return "" if same(found, value(expected["value"])) else f"gives {found!r}"


def known(case: Case, reasons: dict[str, str]) -> bool:
    return any(case.id.startswith(beginning) for beginning in reasons)


@pytest.mark.parametrize("way", [run, run_unchecked, run_interpreted, run_from_cache], ids=lambda way: way.__name__)
@pytest.mark.parametrize("file", FILES)
def test_every_case_passes_but_the_known_ones(suite: tuple[Case, ...], file: str, way: Callable[[Case], Any]) -> None:
    failing = {case.id: wrong for case in suite if case.file == file and (wrong := outcome(case, way))}
    expected = {case.id for case in suite if case.file == file and known(case, KNOWN)}
    assert {id_: wrong for id_, wrong in failing.items() if id_ not in expected} == {}
    assert expected <= failing.keys(), "a known failure passes: take it out of cel_known.py"


def test_no_case_of_the_suite_is_left_out(suite: tuple[Case, ...]) -> None:
    assert {case.file for case in suite} == set(FILES)
    assert len(suite) == 1648


def test_what_is_excused_can_only_shrink(suite: tuple[Case, ...]) -> None:
    assert sum(known(case, KNOWN) for case in suite) <= 25
    reported = [case for case in suite if case.raw.get("celgo_error")]
    assert sum(known(case, OTHER_CHECKERS) for case in reported) <= 97
    assert sum(bool(case.raw.get("celgo_type")) for case in suite) == 1456
    assert len(reported) == 192


def test_a_case_with_a_value_never_needs_the_interpreter(suite: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(program: Program, *_: Any) -> Any:
        raise AssertionError(f"the compiled code gave up: {program.source}")

    monkeypatch.setattr(Program, "_interpret", refuse)
    for case in suite:
        if "value" in case.raw["expect"] and not known(case, KNOWN):
            run(case)


@pytest.mark.parametrize("file", FILES)
def test_the_checker_deduces_the_types_of_the_reference(suite: tuple[Case, ...], file: str) -> None:
    cases = [case for case in suite if case.file == file and case.raw.get("celgo_type") and not known(case, KNOWN)]
    deduced = {case.id: environment(case).compile(case.source).result_type.text for case in cases if not case.raw.get("disable_check")}
    assert deduced == {case.id: case.raw["celgo_type"] for case in cases if case.id in deduced}


@pytest.mark.parametrize("file", FILES)
def test_the_checker_complains_where_the_reference_does(suite: tuple[Case, ...], file: str) -> None:
    cases = [case for case in suite if case.file == file and case.raw.get("celgo_error") and not known(case, OTHER_CHECKERS)]
    found = {case.id: complaints(case) for case in cases}
    assert found == {case.id: list(reported(case)) for case in cases}


def complaints(case: Case) -> list[tuple[int, int]]:
    """Give the places of our complaints, with the variables that the reference had."""
    declared = environment(case)
    missing = {name for name in declared.variables if f"undeclared reference to '{name}'" in case.raw["celgo_error"]}
    variables = {name: type_ for name, type_ in declared.variables.items() if name not in missing}
    checker = Environment(variables, (*STANDARD, DECLARED), container=case.raw.get("container", ""))
    try:
        checker.compile(case.source)
    except CelError as error:
        return [line_and_column(case.source, issue.at) for issue in error.issues]
    return []
