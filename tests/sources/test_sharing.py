"""Shared work gives what work in turn gives, whatever becomes of the workers."""

import os
import signal
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.sources.sharing import LARGE, Early, Errand, Unable, among, can_fork, cores, in_turn, worthwhile

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system does not fork")


def nothing() -> None:
    """There is nothing to do before."""


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 40), st.integers(1, 4), st.integers(1, 5), st.randoms())
def test_answers_are_those_of_a_run_in_turn(pieces: int, jobs: int, groups: int, chance) -> None:
    order = list(range(pieces))
    chance.shuffle(order)
    grouped = [order[number::groups] for number in range(groups)]
    early, late = (grouped[:1], grouped[1:]) if groups % 2 else ([], grouped)
    before = Early(early, nothing) if early else None

    def work(number: int) -> tuple[int, str]:
        return number, "x" * number

    found = among(jobs)(work, late, first=nothing, early=before)
    assert found == in_turn(work, late, first=nothing, early=before) == {number: work(number) for number in order}


def test_more_than_one_process_takes_part() -> None:
    def work(_: int) -> int:
        time.sleep(0.02)
        return os.getpid()

    assert len(set(among(2)(work, [range(20)], first=nothing).values())) == 2


def test_what_is_lost_with_a_worker_is_done_again() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        time.sleep(0.01)
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert among(3)(work, [range(5), range(5, 12)], first=nothing) == {number: number for number in range(12)}


def test_a_defect_in_a_worker_is_raised_here() -> None:
    def work(number: int) -> int:
        time.sleep(0.01)
        if number == 7:
            raise ZeroDivisionError
        return number

    with pytest.raises(ZeroDivisionError):
        among(2)(work, [range(10)], first=nothing)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # nobody is left behind


def test_an_answer_that_cannot_be_sent_is_found_here() -> None:
    found = among(2)(lambda number: (time.sleep(0.01), (lambda: number))[1], [range(8)], first=nothing)
    assert [found[number]() for number in range(8)] == list(range(8))


def test_large_answers_come_through() -> None:
    found = among(2)(lambda number: bytes([number]) * 500_000, [range(8)], first=nothing)
    assert {number: len(data) for number, data in found.items()} == dict.fromkeys(range(8), 500_000)


def test_early_pieces_are_begun_before_the_rest_has_what_it_needs() -> None:
    parent, ready = os.getpid(), []

    def first() -> None:
        time.sleep(0.2)
        ready.append(True)

    def work(number: int) -> tuple[bool, bool]:
        time.sleep(0.01)
        return os.getpid() == parent, bool(ready)

    found = among(2)(work, [range(4, 8)], first=first, early=Early([range(4)], nothing))
    assert [found[number] for number in range(4)] == [(False, False)] * 4
    assert {found[number][1] for number in range(4, 8)} == {True}


def test_who_is_unable_to_go_on_leaves_the_rest_to_others() -> None:
    parent, ready, tried = os.getpid(), [], []

    def work(number: int) -> int:
        tried.append(number)
        if not ready and number == 2:
            raise Unable
        return os.getpid() if number == 0 else number

    def first() -> None:
        time.sleep(0.2)
        ready.append(True)

    found = among(2)(work, [range(5, 9)], first=first, early=Early([range(5)], nothing))
    assert found.pop(0) != parent
    assert found == {number: number for number in range(1, 9)}
    assert 2 in tried


def test_who_is_unable_to_begin_leaves_everything_to_others() -> None:
    def before() -> None:
        raise Unable

    assert among(2)(lambda number: number, [[3]], first=nothing, early=Early([range(3)], before)) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_defect_in_what_comes_first_is_raised_and_nobody_is_left_behind() -> None:
    def first() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        among(2)(lambda number: number, [range(3)], first=first, early=Early([range(3, 6)], nothing))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_small_documents_are_not_shared_and_nobody_shares_with_one_process() -> None:
    assert worthwhile(LARGE - 1, 4) is in_turn
    assert worthwhile(LARGE, 1) is in_turn
    assert worthwhile(LARGE, 2) is not in_turn


def test_there_is_a_processor() -> None:
    assert cores() >= 1


def test_an_errand_is_done_by_another_process_and_answered_once() -> None:
    errand = Errand(lambda: str(os.getpid()).encode() + b" " * 300_000)
    found = errand.answer()
    assert found is not None
    assert len(found) > 300_000
    assert int(found) != os.getpid()
    assert errand.answer() is None
    errand.cancel()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_errand_that_fails_or_dies_has_no_answer() -> None:
    def failing() -> bytes:
        raise ZeroDivisionError

    def dying() -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b"alive"

    assert [Errand(work).answer() for work in (failing, dying)] == [None, None]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_an_errand_that_nobody_wants_any_more_is_over_at_once() -> None:
    errand = Errand(lambda: (time.sleep(60), b"late")[1])
    began = time.monotonic()
    errand.cancel()
    assert time.monotonic() - began < 30
    assert errand.answer() is None
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
