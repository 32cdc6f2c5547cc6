"""What the guides for authors show is what happens: files are written, commands run, top to bottom, in an empty folder.

`CELADON_GOLDEN=write pytest tests/docs` writes what the commands print; a line `...` stands for lines that nobody needs to read.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import celadon

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
STEP = re.compile(r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```\n|```console\n(?P<console>.*?)```\n", re.DOTALL)


def steps(page: str) -> Iterator[re.Match[str]]:
    yield from STEP.finditer(page)


def printed(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    if program == "pytest":
        environment = {"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80"}
        pytest_here = (sys.executable, "-m", "pytest", "-p", "celadon.pytest_plugin", "-p", "no:cacheprovider")
        done = subprocess.run([*pytest_here, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return done.stdout
    assert program == "celadon", f"the guides run celadon and pytest, not {program}"
    return re.sub(r"\d+\.\d\d s\)", "0.12 s)", celadon(*arguments, cwd=folder).said)


def is_shown(shown: str, output: str) -> bool:
    pattern = re.escape(shown).replace(re.escape("...\n"), "(?:.*\n)*?")
    return re.fullmatch(pattern, output) is not None


def ran(console: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Run the commands of a block; gives each with what the page shows and what it printed."""
    for part in re.split(r"(?m)^\$ ", console)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown, printed(command, folder)


@pytest.mark.parametrize("name", ["writing-a-policy", "testing-policies"])
def test_a_guide_can_be_followed_word_by_word(name: str, tmp_path: Path) -> None:
    path = GUIDE / f"{name}.md"
    page = anew = path.read_text(encoding="utf-8")
    commands = 0
    for step in steps(page):
        if step["file"]:
            file = tmp_path / step["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step["text"], encoding="utf-8")
            continue
        told = list(ran(step["console"], tmp_path))
        commands += len(told)
        if os.environ.get("CELADON_GOLDEN") == "write" and "\n...\n" not in step[0]:
            block = "".join(f"$ {command}\n{output}" for command, _, output in told)
            anew = anew.replace(step[0], f"```console\n{block}```\n", 1) if step[0] in anew else anew
        else:
            for command, shown, output in told:
                assert is_shown(shown, output), f"{command}\n{output}"
    assert commands >= 5
    if anew != page:
        path.write_text(anew, encoding="utf-8", newline="\n")
