"""Compare our CEL with the oracle on many random expressions: `python -m tests.fuzz.cel --count 100000 --seed 1`.

Each expression runs on four inputs; a count is one evaluation. Exit code 1 where a disagreement has no known reason; the line shows the
seed that repeats it.
"""

import argparse
import random
import sys
import time
from collections import Counter

from celadon.cel.environment import Environment
from tests.cel.generating import VARIABLES, bindings, expression
from tests.cel.oracle import Oracle, agree, explained, our_answer, our_program

INPUTS = 4


def compare(seed: int, environment: Environment, oracle: Oracle) -> tuple[Counter[str], list[str]]:
    """Make the expression of a seed and run it; gives what was counted, and what cannot be explained."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    source = expression(rng)
    ours, theirs = our_program(environment, source), oracle.compile(source)
    if theirs is None and ours is not None and "null[" in source:
        return Counter({"explained: of an optional and null the oracle makes an optional, cel-go and we make null": 1}), []
    if (ours is None) != (theirs is None):
        return Counter(refusals=1), [f"seed {seed}: {'we refuse' if ours is None else 'the oracle refuses'} {source}"]
    counts: Counter[str] = Counter()
    unexplained: list[str] = []
    if ours is None:
        return Counter({"both refuse": 1}), []
    for _ in range(INPUTS):
        data = bindings(rng)
        our, their = our_answer(ours, data), oracle.answer(theirs, data)
        counts["evaluations"] += 1
        counts[f"{our[0]}s"] += 1
        if agree(our, their):
            continue
        reason = explained(ours, data, our, their)
        counts[f"explained: {reason}" if reason else "unexplained"] += 1
        if not reason:
            unexplained.append(f"seed {seed}: {source}\n  we say {our}\n  the oracle says {their}\n  of {data}")
    return counts, unexplained


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="evaluations")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each expression takes the next")
    options = parser.parse_args()
    environment, oracle = Environment(VARIABLES), Oracle(VARIABLES)
    totals: Counter[str] = Counter()
    failures: list[str] = []
    began = time.perf_counter()
    seed = options.seed
    while totals["evaluations"] < options.count:
        counts, unexplained = compare(seed, environment, oracle)
        totals += counts
        failures += unexplained
        seed += 1
    for line in failures[:20]:
        print(line)
    print(f"seeds {options.seed} to {seed - 1}, {time.perf_counter() - began:.0f} s")
    for name, count in sorted(totals.items()):
        print(f"{count:9,}  {name}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
