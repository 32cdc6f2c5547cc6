import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from celadon import __version__
from celadon.cli.exits import guarded
from celadon.cli.group import COMMANDS
from celadon.terms.errors import InvalidUsage, Problem
from tests.cli.running import celadon


def test_the_version_is_one_line(tmp_path: Path) -> None:
    answer = celadon("--version", cwd=tmp_path)
    assert (answer.code, answer.out, answer.err) == (0, f"celadon {__version__}\n", "")


def test_the_version_costs_next_to_nothing(tmp_path: Path) -> None:
    assert min(celadon("--version", cwd=tmp_path).cpu for _ in range(3)) < 0.06


def test_help_lists_each_command_and_imports_none_of_them(tmp_path: Path) -> None:
    answer = celadon("--help", cwd=tmp_path)
    assert answer.code == 0
    assert all(f"\n  {name} " in answer.out for name in COMMANDS)
    code = (
        "import sys; from celadon.cli.main import run; run(['--help']); "
        "print([name for name in sys.modules if name.startswith(('celadon.cli.check', 'celadon.terms', 'celadon.usecases'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_that_begins_as_the_table_says(command: str, tmp_path: Path) -> None:
    answer = celadon(command, "--help", cwd=tmp_path)
    assert answer.code == 0
    assert f"Usage: celadon {command}" in answer.out


def test_a_slip_in_a_command_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    answer = celadon("chek", cwd=tmp_path)
    assert answer.code == 2
    assert answer.out == ""
    assert "No such command 'chek'. Did you mean 'check'?" in answer.err


def test_an_unknown_option_is_exit_2_on_standard_error(tmp_path: Path) -> None:
    answer = celadon("check", "--frobnicate", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "--frobnicate" in answer.err


def test_python_dash_m_is_the_same_command(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "celadon", "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == f"celadon {__version__}\n"


def test_each_schema_is_json_on_standard_output_and_nothing_else(tmp_path: Path) -> None:
    names = re.search(r"\[([a-z|-]+)\]|\{([a-z|-]+)\}", celadon("schema", "--help", cwd=tmp_path, COLUMNS="200").out)
    assert names is not None
    for name in (names[1] or names[2]).split("|"):
        answer = celadon("schema", name, cwd=tmp_path)
        assert (answer.code, answer.err) == (0, "")
        assert json.loads(answer.out)["$schema"].startswith("http://json-schema.org/draft-07/")


def _raise(error: BaseException) -> int:
    raise error


def test_a_defect_of_ours_is_a_message_and_never_a_verdict(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CELADON_DEBUG", raising=False)
    assert guarded(lambda: _raise(ZeroDivisionError("a\x1b[31m\nb"))) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert r"internal error: ZeroDivisionError: a\x1b[31m\nb" in said.err
    assert "report it" in said.err


@pytest.mark.parametrize("error", [RecursionError("deep"), MemoryError(), KeyError("x"), OSError(5, "I/O")])
def test_whatever_is_raised_is_exit_2(error: BaseException) -> None:
    assert guarded(lambda: _raise(error)) == 2


def test_debugging_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELADON_DEBUG", "1")
    assert guarded(lambda: _raise(ZeroDivisionError())) == 2
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_exit_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: _raise(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == "celadon: interrupted\n"


def test_every_problem_of_a_usage_error_is_shown_with_its_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem(kind="unknown-policy", message=f"no policy is named '{name}'", hint="did you mean 'x'?") for name in "ab"]
    assert guarded(lambda: _raise(InvalidUsage(problems))) == 2
    said = capsys.readouterr().err
    assert "no policy is named 'a'" in said
    assert "no policy is named 'b'" in said
    assert said.count("did you mean 'x'?") == 2
