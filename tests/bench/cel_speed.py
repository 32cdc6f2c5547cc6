"""How fast compiled CEL is, beside a hand-written lambda, cel-python and cel-expr-python: `python -m tests.bench.cel_speed`.

Every way runs the same expressions on the same distinct dicts, taking turns; the table shows medians in nanoseconds and the ratio to
the lambda. cel-python gets its data converted beforehand, which flatters it; cel-expr-python converts in the call. It also measures
how long 150 policies of five expressions take to be parsed and checked, and to become Python code.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from celadon.cel.budget import Budget
from celadon.cel.environment import Environment

ALLOWED = frozenset(("a", "b", "c"))
CASES: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "has/size": ("has(x.name) && size(x.name) > 3", lambda x: "name" in x and len(x["name"]) > 3),
    "exists": ("x.items.exists(i, i.name == 'a' && i.n > 3)", lambda x: any(i["name"] == "a" and i["n"] > 3 for i in x["items"])),
    "ternary": ("x.size > 5 ? 'big' : 'small'", lambda x: "big" if x["size"] > 5 else "small"),
    "all in list": ("x.tags.all(t, t in ['a', 'b', 'c'])", lambda x: all(t in ALLOWED for t in x["tags"])),
    "map": ("x.items.map(i, i.n).size() > 2", lambda x: len([i["n"] for i in x["items"]]) > 2),
    "chain of four": (
        "x.size > 1 && x.size < 9 && x.name != 'q' && has(x.tags)",
        lambda x: x["size"] > 1 and x["size"] < 9 and x["name"] != "q" and "tags" in x,
    ),
    "startsWith": ("x.name.startsWith('n1')", lambda x: x["name"].startswith("n1")),
    "optional": ("x.?size.orValue(0) == 3", lambda x: x.get("size", 0) == 3),
}
GOAL = ("has/size", "exists", "ternary", "all in list")
"""The cases for which 1.3 times a lambda is promised."""


def make_data(count: int) -> list[dict[str, Any]]:
    """Make distinct dicts."""
    rng = random.Random(1)  # noqa: S311 - the same data each time
    return [
        {
            "name": f"n{number}" * rng.randint(0, 3),
            "size": rng.randint(0, 10),
            "tags": rng.sample(["a", "b", "c", "d"], rng.randint(0, 3)),
            "items": [{"name": rng.choice("abc"), "n": rng.randint(0, 5)} for _ in range(5)],
        }
        for number in range(count)
    ]


def ours(source: str, data: list[dict[str, Any]]) -> Callable[[], list[Any]]:
    """Run our compiled function."""
    function = Environment({"x": "map(string, dyn)"}).compile(source).function
    budget = Budget(1 << 60)
    return lambda: [function(budget, item) for item in data]


def by_hand(function: Callable[[Any], Any], data: list[dict[str, Any]]) -> Callable[[], list[Any]]:
    """Run the lambda."""
    return lambda: [function(item) for item in data]


def cel_python(source: str, data: list[dict[str, Any]], *, is_compiled: bool = False) -> Callable[[], list[Any]] | None:
    """Run cel-python's interpreter or its compiled runner, where it is installed and takes the expression."""
    try:
        import celpy
        from celpy.adapter import json_to_cel

        celpy.celparser.CELParser.CEL_PARSER = None  # one parser is kept for the process, and fits the runner that came first
        environment = celpy.Environment(runner_class=celpy.CompiledRunner if is_compiled else celpy.InterpretedRunner)
        program = environment.program(environment.compile(source))
        converted = [{"x": json_to_cel(item)} for item in data[:200]]
        program.evaluate(converted[0])
    except Exception:  # noqa: BLE001 - not installed, or not its language
        return None
    return lambda: [program.evaluate(item) for item in converted]


def cel_expr_python(source: str, data: list[dict[str, Any]]) -> Callable[[], list[Any]] | None:
    """Run the C++ implementation, where it is installed."""
    try:
        from cel_expr_python import cel
        from cel_expr_python.ext import ext_optional

        variables = {"x": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)}
        program = cel.NewEnv(variables=variables, extensions=[ext_optional.ExtOptional()]).compile(source)
        some = data[:2_000]
        program.eval(data={"x": some[0]}).plain_value()
    except Exception:  # noqa: BLE001 - not installed, or not its language
        return None
    return lambda: [program.eval(data={"x": item}).plain_value() for item in some]


def measure(ways: dict[str, Callable[[], list[Any]] | None], rounds: int) -> dict[str, float]:
    """Give the median nanoseconds of one evaluation, each way taking its turn in every round."""
    times: dict[str, list[float]] = {name: [] for name, way in ways.items() if way is not None}
    for _ in range(rounds):
        for name, way in ways.items():
            if way is not None:
                began = time.process_time_ns()
                count = len(way())
                times[name].append((time.process_time_ns() - began) / count)
    return {name: statistics.median(found) for name, found in times.items()}


def compile_times() -> tuple[float, float]:
    """Give the milliseconds in which 750 expressions are parsed and checked, and become code."""
    environments = [Environment({"x": "map(string, dyn)", "params": "map(string, dyn)"}) for _ in range(150)]
    sources = [source for source, _ in CASES.values()]
    began = time.process_time()
    programs = [environment.compile(sources[number % len(sources)]) for environment in environments for number in range(5)]
    checked = time.process_time()
    for program in programs:
        _ = program.function
    return (checked - began) * 1_000, (time.process_time() - checked) * 1_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="distinct dicts")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    data = make_data(options.count)
    print("| expression | lambda | celadon | cel-python | cel-python compiled | cel-expr-python |")
    print("|---|---|---|---|---|---|")
    for name, (source, function) in CASES.items():
        ways = {
            "lambda": by_hand(function, data),
            "celadon": ours(source, data),
            "cel-python": cel_python(source, data),
            "cel-python compiled": cel_python(source, data, is_compiled=True),
            "cel-expr-python": cel_expr_python(source, data),
        }
        found = measure(ways, options.rounds)
        cells = [f"{found[way]:,.0f} ns ({found[way] / found['lambda']:.2f} x)" if way in found else "-" for way in ways]
        print(f"| {name}{' (goal)' if name in GOAL else ''} | {' | '.join(cells)} |")
    checked, compiled = compile_times()
    print(f"\n750 expressions of 150 policies: {checked:.0f} ms to parse and check, {compiled:.0f} ms more to become code")


if __name__ == "__main__":
    main()
