"""The cases of the CEL suite that need no protobuf messages, on every CEL for Python that is installed.

`python -m tests.bench.cel_conformance PATH` with the path of cel-spec-0.6.1.json prints the table of docs/reference/cel.md. Each is given the
same bindings as plain data. An answer counts where it is the value that is expected, or an error where one is; whether a case is refused
when it is compiled or when it runs does not matter.
"""

import argparse
import logging
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celadon.cel.budget import Budget
from celadon.cel.runtime.kinds import Objects
from celadon.cel.values import KeyedMap, UInt
from tests.conformance.cel_suite import Case, bindings, environment, load, plain, same, value

GROUPS = {
    "strings": ("string_ext",),
    "math": ("math_ext",),
    "optionals": ("optionals",),
    "two variables, bindings, encoders": ("macros2", "bindings_ext", "encoders_ext"),
    "cel.block": ("block_ext",),
}
"""Extensions by name; everything else is the core."""

CORE = "core"
SECONDS = 5

Way = Callable[[Case], Any]
"""Gives the value of a case in our terms; raises whatever it likes."""


def celadon(case: Case) -> Any:
    """Ask our own."""
    declared = environment(case)
    program = declared.compile_unchecked(case.source) if case.raw.get("disable_check") else declared.compile(case.source)
    return plain(program.evaluate(bindings(case, declared), Budget()))


def cel_python(*, is_compiled: bool) -> Way:
    """Ask cel-python, by its interpreter or by its compiled runner."""
    import celpy

    from celadon.testing.opinions import celpython

    runner = celpy.CompiledRunner if is_compiled else celpy.InterpretedRunner
    logging.disable(logging.CRITICAL)
    celpy.celparser.CELParser.CEL_PARSER = None  # one parser is kept for the process, and fits the runner that came first

    def ask(case: Case) -> Any:
        cel = celpy.Environment(package=case.raw.get("container") or None, runner_class=runner)
        program = cel.program(cel.compile(case.source))
        given = {name: celpython._given(value(spec), Objects()) for name, spec in case.raw.get("bindings", {}).items()}
        return celpython._taken(program.evaluate(given))

    return ask


def cel_expr_python(case: Case) -> Any:
    """Ask the C++ implementation."""
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings

    extensions = [
        ext_strings.ExtStrings(),
        ext_math.ExtMath(),
        ext_optional.ExtOptional(),
        ext_bindings.ExtBindings(),
        ext_encoders.ExtEncoders(),
    ]
    data = {name: _plain(value(spec)) for name, spec in case.raw.get("bindings", {}).items()}
    environment = cel.NewEnv(variables=dict.fromkeys(data, cel.Type.DYN), extensions=extensions, container=case.raw.get("container", ""))
    result = environment.compile(case.source).eval(data=data)
    if result.type().name() == "ERROR":
        raise ValueError(str(result.plain_value()))
    return result.plain_value()


def _plain(given: Any) -> Any:
    """Take off what plain Python data lose anyway: an unsigned integer is one."""
    if isinstance(given, bytearray):
        return bytes(given)
    if isinstance(given, UInt):
        return int(given)
    if isinstance(given, (dict, KeyedMap)):
        return {_plain(key): _plain(given[key]) for key in given}
    return [_plain(item) for item in given] if isinstance(given, (list, tuple)) else given


def passes(case: Case, ask: Way) -> bool:
    """Tell whether the answer is the one that is expected; one that takes five seconds is none."""
    expected = case.raw["expect"]
    signal.alarm(SECONDS)
    try:
        found = ask(case)
    except Exception:  # noqa: BLE001 - every implementation raises its own
        return "error" in expected
    finally:
        signal.alarm(0)
    return "value" in expected and same(_plain(found), _plain(value(expected["value"])))


def group_of(case: Case) -> str:
    """Name the extension that a case is about."""
    return next((name for name, files in GROUPS.items() if case.file in files), CORE)


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite", type=Path, help="cel-spec-0.6.1.json")
    cases = [case for case in load(parser.parse_args().suite) if _is_comparable(case)]
    ways: dict[str, Callable[[], Way]] = {
        "celadon": lambda: celadon,
        "cel-python interpreted": lambda: cel_python(is_compiled=False),
        "cel-python compiled": lambda: cel_python(is_compiled=True),
        "cel-expr-python": lambda: cel_expr_python,
    }
    signal.signal(signal.SIGALRM, _too_long)
    counts: Counter[tuple[str, str]] = Counter()
    for name, make in ways.items():
        ask = make()
        counts.update((group_of(case), name) for case in cases if passes(case, ask))
    sizes = Counter(map(group_of, cases))
    print(f"| | {' | '.join(ways)} |\n|---|{'---|' * len(ways)}")
    for group in (CORE, *GROUPS):
        shares = (f"{counts[group, name]:,} ({100 * counts[group, name] / sizes[group]:.0f} %)" for name in ways)
        print(f"| {group} ({sizes[group]:,}) | {' | '.join(shares)} |")


def _is_comparable(case: Case) -> bool:
    """Leave out what expects nothing, and the values that are types, which have no common form in Python."""
    expected = case.raw["expect"]
    return "error" in expected or ("value" in expected and expected["value"][0] != "type")


def _too_long(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()
