"""Shared work gives what work in turn gives, whatever becomes of the workers."""

import os
import signal
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.sources.sharing import LARGE, among, can_fork, cores, in_turn, worthwhile

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system does not fork")


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 40), st.integers(1, 4), st.integers(1, 5), st.randoms())
def test_answers_are_those_of_a_run_in_turn(pieces: int, jobs: int, groups: int, chance) -> None:
    order = list(range(pieces))
    chance.shuffle(order)
    grouped = [order[number::groups] for number in range(groups)]
    assert among(jobs)(lambda number: (number, "x" * number), grouped) == in_turn(lambda number: (number, "x" * number), grouped)


def test_more_than_one_process_takes_part() -> None:
    def work(_: int) -> int:
        time.sleep(0.02)
        return os.getpid()

    assert len(set(among(2)(work, [range(20)]).values())) == 2


def test_what_is_lost_with_a_worker_is_done_again() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        time.sleep(0.01)
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert among(3)(work, [range(5), range(5, 12)]) == {number: number for number in range(12)}


def test_a_defect_in_a_worker_is_raised_here() -> None:
    def work(number: int) -> int:
        time.sleep(0.01)
        if number == 7:
            raise ZeroDivisionError
        return number

    with pytest.raises(ZeroDivisionError):
        among(2)(work, [range(10)])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # nobody is left behind


def test_an_answer_that_cannot_be_sent_is_found_here() -> None:
    found = among(2)(lambda number: (time.sleep(0.01), (lambda: number))[1], [range(8)])
    assert [found[number]() for number in range(8)] == list(range(8))


def test_large_answers_come_through() -> None:
    found = among(2)(lambda number: bytes([number]) * 500_000, [range(8)])
    assert {number: len(data) for number, data in found.items()} == dict.fromkeys(range(8), 500_000)


def test_small_documents_are_not_shared_and_nobody_shares_with_one_process() -> None:
    assert worthwhile(LARGE - 1, 4) is in_turn
    assert worthwhile(LARGE, 1) is in_turn
    assert worthwhile(LARGE, 2) is not in_turn


def test_there_is_a_processor() -> None:
    assert cores() >= 1
