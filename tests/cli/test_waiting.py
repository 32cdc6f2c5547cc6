import io
import sys
import time

import pytest

from celadon.cli import waiting
from celadon.cli.waiting import Waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE", 0.02)


def test_long_work_shows_a_sign_of_life_and_wipes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Waiting("judging"):
        time.sleep(0.1)
    written = terminal.getvalue()
    assert "\rjudging ... 0 s" in written
    assert written.endswith("\r" + " " * len("judging ... 0 s") + "\r")


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_logs_and_quiet_runs_see_nothing_of_it(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, quiet: bool) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with Waiting("judging", quiet=quiet):
        time.sleep(0.1)
    assert stream.getvalue() == ""


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE", 5.0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Waiting("judging"):
        pass
    assert terminal.getvalue() == ""
