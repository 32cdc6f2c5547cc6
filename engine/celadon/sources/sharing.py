"""Work that several processes share: a run waits for its slowest part, and machines have more than one core.

The work is about what this process has in memory, so workers are forked; where the system cannot fork, it runs in turn. What a worker gives
comes back whole or not at all, and what was lost with a worker is done again here: the answers are always those of a run in turn.
"""

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar

T = TypeVar("T")
TICKET = 4
"""Bytes of a piece's number in the pipe from which processes take their next piece."""
TICKETS = 8_192
"""Pieces of one group that are shared; a pipe holds them without a reader. More are done in turn."""
Groups = Sequence[Sequence[int]]
"""Numbers of pieces; those of one group rest on the same things, which a process finds out once."""

LARGE = 400_000
"""Characters of a document from which on a second process spares more than it costs: about a third of a second of work."""
MOST = 4
"""Processes that share one document unless somebody asks for more: reading it, and writing the report, is done by one."""


class Unable(BaseException):
    """Raised by a piece: this process can do no more of them. Others do it, and the rest; none but workers may raise it."""


class Early(NamedTuple):
    """Pieces that other processes may begin while this one is busy with what all other pieces rest on."""

    groups: Groups
    before: Callable[[], None]
    """What a process does that begins with them."""


class Sharing(Protocol):
    """A way to do numbered pieces of work."""

    def __call__(self, work: Callable[[int], T], groups: Groups, *, first: Callable[[], None], early: Early | None = None) -> dict[int, T]:
        """Do `first`, then every piece, begun in this order; gives the answers by number."""
        ...


class Errand:
    """Work of another process that begins at once, and whose answer is waited for when it is wanted."""

    __slots__ = ("_answers", "_process")

    def __init__(self, work: Callable[[], bytes]) -> None:
        """Fork; raises OSError where the system allows no more processes."""
        answers, desk = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(answers)
            os.close(desk)
            raise
        if not process:
            os.close(answers)  # or it would not learn that nobody reads any more
            _deliver(work, desk)
        os.close(desk)
        self._answers, self._process = os.fdopen(answers, "rb"), process

    def answer(self) -> bytes | None:
        """Wait for the answer; None where there is none, for whatever reason, or where it was given before."""
        if self._answers.closed:
            return None
        with self._answers:
            found = self._answers.read()
        _, status = os.waitpid(self._process, 0)
        return found if status == 0 else None

    def cancel(self) -> None:
        """Want no answer, if there was none yet; the other process is gone after this."""
        if not self._answers.closed:
            self._answers.close()
            _kill(self._process)
            os.waitpid(self._process, 0)


def in_turn(work: Callable[[int], T], groups: Groups, *, first: Callable[[], None], early: Early | None = None) -> dict[int, T]:
    """Do one piece after the other in this process."""
    first()
    return {number: work(number) for group in (*(early.groups if early else ()), *groups) for number in group}


def among(jobs: int) -> Sharing:
    """Share pieces among so many processes, this one included.

    Each begins with a group of its own and takes the next piece when it is done with one; where a group is done, it helps with the next.
    """
    return partial(_shared, jobs) if jobs > 1 and can_fork() else in_turn


def worthwhile(size: int, jobs: int | None) -> Sharing:
    """Decide for a document of so many characters; `jobs` is what was asked for, None leaves it to the machine."""
    return in_turn if size < LARGE else among(min(cores(), MOST) if jobs is None else jobs)


def can_fork() -> bool:
    """Say whether this system forks well; macOS has the call, and libraries that do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def cores() -> int:
    """Count the processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _shared(jobs: int, work: Callable[[int], T], groups: Groups, *, first: Callable[[], None], early: Early | None = None) -> dict[int, T]:
    """Share pieces; those that end early leave their processor to workers that know what the first one found out."""
    begun, rest = [[_office(group[:TICKETS]) for group in some if group] for some in (early.groups if early else (), groups)]
    offices = [*begun, *rest]
    count = sum(map(len, groups))
    gc.freeze()  # the collector would touch, and so copy, everything in every process
    workers: list[Errand] = []
    try:
        if early is not None:
            with suppress(OSError):  # no process more than the system allows
                workers.extend(_hire(work, _turned(begun, number), early.before) for number in range(min(jobs - 1, len(begun))))
        first()
        with suppress(OSError):
            workers.extend(_hire(work, [*_turned(rest, number), *begun]) for number in range(1, min(jobs, count)))
        done = {number: work(number) for number in _taken([*rest, *begun])}
        while workers:
            done.update(_answers(workers.pop()))
    finally:
        gc.unfreeze()
        for office in offices:
            os.close(office)
        for worker in workers:
            worker.cancel()
    every = [number for group in (*(early.groups if early else ()), *groups) for number in group]
    return done | {number: work(number) for number in every if number not in done}


def _office(group: Sequence[int]) -> int:
    """Put the tickets of a group into a pipe; gives where they can be taken."""
    tickets, desk = os.pipe()
    os.write(desk, b"".join(number.to_bytes(TICKET, "little") for number in group))
    os.close(desk)
    return tickets


def _turned(offices: Sequence[int], start: int) -> list[int]:
    start %= max(len(offices), 1)
    return [*offices[start:], *offices[:start]]


def _taken(offices: Sequence[int]) -> Iterator[int]:
    """Take the next piece until there is none; a read of a pipe gives a ticket to one process only."""
    for tickets in offices:
        while len(ticket := os.read(tickets, TICKET)) == TICKET:
            yield int.from_bytes(ticket, "little")


def _hire(work: Callable[[int], Any], offices: Sequence[int], before: Callable[[], None] | None = None) -> Errand:
    """Send a worker, whose answer is that of every piece it did; raises OSError where the system allows no more processes."""

    def pieces() -> bytes:
        done: list[tuple[int, Any]] = []
        with suppress(Unable):
            if before is not None:
                before()
            done.extend((number, work(number)) for number in _taken(offices))
        return pickle.dumps(done, pickle.HIGHEST_PROTOCOL)

    return Errand(pieces)


def _deliver(work: Callable[[], bytes], desk: int) -> NoReturn:
    """Do the work of an errand."""
    code = 1
    try:
        with os.fdopen(desk, "wb") as file:
            file.write(work())
        code = 0
    finally:
        os._exit(code)  # what the parent has open is the parent's to close


def _kill(process: int) -> None:
    import signal  # noqa: PLC0415 - its enumerations cost 1 ms, and few runs end like this

    os.kill(process, signal.SIGKILL)


def _answers(worker: Errand) -> dict[int, Any]:
    """Wait for a worker; nothing where it did not come to its end."""
    data = worker.answer()
    return {} if data is None else dict(pickle.loads(data))  # noqa: S301 # door: written by our own fork
