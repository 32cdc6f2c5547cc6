"""Atomic writing: whoever reads the file sees the old text or the new one, never a half, and never none."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import UnwritableOutput


def test_text_is_written_as_utf8_with_its_own_line_ends(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "é\r\nb\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\r\nb\n"


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "one")
    write_atomically(tmp_path / "a", "two")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_permissions_of_an_existing_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("one")
    target.chmod(0o600)
    write_atomically(target, "two")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("one")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "two"


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="cannot be written") as caught:
        write_atomically(tmp_path / "no" / "a", "text")
    assert caught.value.problems[0].hint


def test_a_folder_in_the_way_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(UnwritableOutput):
        write_atomically(tmp_path / "a", "text")
    assert (tmp_path / "a").is_dir()


def test_a_failure_on_the_way_keeps_the_old_file_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a"
    target.write_text("old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UnwritableOutput, match="No space left"):
        write_atomically(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


LOOP = """
import sys
from pathlib import Path
from celadon.sources.files.writing import write_atomically
target, turn = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    turn += 1
    write_atomically(target, chr(97 + turn % 26) * 200_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    write_atomically(target, "a" * 200_000)
    for turn in range(8):
        writer = subprocess.Popen([sys.executable, "-c", LOOP, str(target)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.01 + turn * 0.004)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        text = target.read_text()
        assert len(text) == 200_000
        assert len(set(text)) == 1
