"""Our CEL against the C++ implementation, on a modest number of random expressions; `python -m tests.fuzz.cel` runs many."""

import random

import pytest

from celadon.cel.environment import Environment
from tests.cel.generating import VARIABLES, bindings

pytest.importorskip("cel_expr_python.cel", reason="the oracle has wheels for Linux and macOS only")

from tests.cel.oracle import Oracle, agree, our_answer
from tests.fuzz.cel import compare


@pytest.mark.parametrize("block", range(4))
def test_we_agree_with_the_oracle(block: int) -> None:
    environment, oracle = Environment(VARIABLES), Oracle(VARIABLES)
    unexplained = [line for seed in range(block * 250, (block + 1) * 250) for line in compare(seed, environment, oracle)[1]]
    assert unexplained == []


FOUND = {
    "i % -1": {"i": -(2**63)},
    "{'a': 1}[?dyn(null)].hasValue()": {},
    "dyn(9007199254740993) == 9007199254740992.0": {},
    "dyn(9223372036854775807) < 9223372036854775808.0": {},
    "string(1234567.0) + string(0.00001) + string(1e21) + string(100.0)": {},
    "'%d'.format([1.5]) + '%s'.format([1000000.0])": {},
    "cel.bind(v, 1 / 0, v == 1 || true)": {},
    "n[?'a'].orValue(1)": {"n": {"b": 2}},
    "has(n.a) && n.a == 1": {"n": {"a": True}},
    "[n] == [1]": {"n": True},
    "n in [0, 1]": {"n": True},
    "n == 0": {"n": False},
    "[0.0 / d] == [0.0 / d]": {"d": 0.0},
}
"""Expressions on which we, or earlier versions of us, answered otherwise."""


@pytest.mark.parametrize("source", FOUND)
def test_what_was_found_once_stays_mended(source: str) -> None:
    data = bindings(random.Random(0)) | FOUND[source]  # noqa: S311 - repeatable on purpose
    oracle = Oracle(VARIABLES)
    ours = our_answer(Environment(VARIABLES).compile(source), data)
    assert agree(ours, oracle.answer(oracle.compile(source), data)), ours
