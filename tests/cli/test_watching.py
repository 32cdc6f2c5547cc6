"""`celadon check --watch` as a process: what it prints after which change, and how it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import KEPT, MEASURED, celadon
from tests.cli.test_bad_input import GOOD, write
from tests.cli.test_golden import lay_out

pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="an interrupt cannot be sent to a child there")]

PATIENCE = 60
KEPT_PAGE = GOOD.replace("/a:", "/ours:")


class Watching:
    """The process, its standard output in a file, and its chatter line by line."""

    def __init__(self, process: subprocess.Popen, out: Path) -> None:
        self.process = process
        self._out = out
        self._read = 0

    def told(self) -> str:
        """Wait for the line that ends a round."""
        for line in self.process.stderr:
            if line.startswith("celadon: "):
                return line.strip()
        raise AssertionError(f"it ended with {self.process.wait()}: {self._out.read_text()}")

    def page(self) -> str:
        """What was printed since last asked; a round's page is written before its line."""
        text = self._out.read_text(encoding="utf-8")
        new, self._read = text[self._read :], len(text)
        return new


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[Watching]:
    out = folder.parent / "out.txt"
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {"MEASURED_TO": str(folder.parent / "measured")}
    with out.open("wb") as stdout:
        process = subprocess.Popen(
            [sys.executable, MEASURED, "check", "--watch", *arguments],
            cwd=folder,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
        )
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            yield Watching(process, out)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            process.stderr.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    lay_out(folder, "findings")
    return folder


def test_a_changed_document_is_judged_again_and_alone(project: Path) -> None:
    with watching(project, "a.yaml", "b.yaml") as run:
        assert run.told() == "celadon: watching 1 folder; Ctrl-C ends"
        page = run.page()
        assert "FAILED" in page
        assert "2 documents" in page
        write(project, a=KEPT_PAGE)
        assert run.told() == "celadon: a.yaml changed, judged 1 document again; 1 other as before"
        page = run.page()
        assert "1 document" in page
        assert "FAILED" not in page
        assert "\x1b" not in page


def test_settings_bundles_and_new_documents_judge_everything_again(project: Path) -> None:
    with watching(project) as run:
        run.told()
        run.page()
        policy = project / "team" / "ours.yaml"
        policy.write_text(policy.read_text(encoding="utf-8").replace('"/ours"', '"/a"'), encoding="utf-8")
        assert run.told() == "celadon: team/ours.yaml changed, judged everything again"
        assert "b.yaml" in run.page()
        write(project, **{"celadon.yaml": "bundles: [{use: team}]\nprofil: strict\n"})
        assert run.told() == "celadon: celadon.yaml changed, judged everything again"
        assert "profil" in run.page()
        write(project, **{"celadon.yaml": "bundles: [{use: team}]\n"})
        run.told()
        write(project, c=KEPT_PAGE)
        assert run.told() == "celadon: c.yaml changed, judged everything again"
        assert "3 documents" in run.page()


def test_a_file_that_is_no_concern_of_the_run_changes_nothing(project: Path) -> None:
    with watching(project, "a.yaml", "b.yaml") as run:
        run.told()
        (project / "notes.txt").write_text("x", encoding="utf-8")
        (project / "b.yaml").write_text(KEPT_PAGE + "\n", encoding="utf-8")
        assert run.told().startswith("celadon: b.yaml changed")


def test_a_file_that_a_document_refers_to_judges_that_document(project: Path) -> None:
    write(project, **{"parts.json": '{"x": {"get": {"responses": {"200": {"description": "d"}}}}}'})
    text = GOOD.replace("/a:", "/b: {$ref: 'parts.json#/x'}\n  /a:")
    write(project, a=text)
    with watching(project, "a.yaml", "b.yaml", "--all") as run:
        run.told()
        assert "GET /b" in run.page()
        write(project, **{"parts.json": '{"x": {"post": {"responses": {"200": {"description": "d"}}}}}'})
        assert run.told() == "celadon: parts.json changed, judged 1 document again; 1 other as before"
        page = run.page()
        assert "POST /b" in page
        assert "GET /b" not in page


def test_a_report_in_a_file_stays_whole_and_does_not_start_a_round(project: Path) -> None:
    with watching(project, "a.yaml", "b.yaml", "--output", "json=report.json") as run:
        run.told()
        write(project, a=KEPT_PAGE)
        assert run.told() == "celadon: a.yaml changed, judged everything again"
        assert '"documents": 2' in (project / "report.json").read_text(encoding="utf-8")


def test_an_interrupt_ends_it_with_130_and_one_line(project: Path) -> None:
    with watching(project, "a.yaml") as run:
        run.told()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait() == 130
        assert run.process.stderr.read().strip() == "celadon: interrupted"


def test_standard_input_cannot_be_watched(project: Path) -> None:
    answer = celadon("check", "--watch", "-", cwd=project, stdin=b"{}")
    assert answer.code == 2
    assert "standard input is none" in answer.err


def test_without_the_extra_the_error_says_what_to_install(project: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "watchfiles.py").write_text("raise ImportError('hidden')\n")
    answer = celadon("check", "--watch", "a.yaml", cwd=project, PYTHONPATH=str(hidden))
    assert answer.code == 2
    assert "pip install 'celadon[watch]'" in answer.err
