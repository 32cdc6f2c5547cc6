"""Put unknowns into random data, and see that what is said in spite of them is true: `python -m tests.fuzz.unknowns --count 20000 --seed 1`.

Two claims: compiled and interpreted code say the same; a value or an error that is told about data with unknowns is also told about the data
behind them. Exit code 1 where one is broken; the line shows the seed that repeats it.
"""

import argparse
import random
import sys
from collections import Counter

from celadon.cel.environment import Environment
from celadon.cel.errors import CelError
from tests.cel.generating import VARIABLES, bindings, expression
from tests.cel.test_unknown import compiled, holds_unknown, interpreted, with_holes


def judge(seed: int, environment: Environment) -> tuple[str, str]:
    """Give the kind of answer, and what is wrong with it."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    try:
        program = environment.compile(expression(rng))
    except CelError:
        return "refused", ""
    data = bindings(rng)
    holed = {name: with_holes(rng, value) for name, value in data.items()}
    told = compiled(program, holed)
    careful = interpreted(program, holed)
    kind = told if told in ("unknown", "error") else "value"
    if repr(told) != repr(careful):
        return kind, f"seed {seed}: {program.source}\n  compiled {told!r}, interpreted {careful!r}, of {holed}"
    if told != "unknown" and not holds_unknown(told) and repr(told) != repr(compiled(program, data)):
        return kind, f"seed {seed}: {program.source}\n  {told!r} of {holed}\n  {compiled(program, data)!r} of {data}"
    return kind, ""


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="expressions")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each expression takes the next")
    options = parser.parse_args()
    environment = Environment(VARIABLES)
    answers = [judge(seed, environment) for seed in range(options.seed, options.seed + options.count)]
    broken = [wrong for _, wrong in answers if wrong]
    for wrong in broken[:20]:
        print(wrong)
    for kind, count in sorted(Counter(kind for kind, _ in answers).items()):
        print(f"{count:9,}  {kind}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
