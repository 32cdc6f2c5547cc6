"""docs/reference/cel.md says what is so: its example runs, its limits are the limits, its rooms exist."""

import re

from celadon.cel import budget
from celadon.cel.functions.extensions.formatting import MAX_PRECISION
from celadon.cel.patterns.searching import MAX_PATTERN
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reference" / "cel.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    lines = code.splitlines()
    names: dict[str, object] = {}
    exec("\n".join(line for line in lines if not line.startswith("program.")), names)  # noqa: S102 - our own page
    answers = [eval(line.split("#")[0], names) for line in lines if line.startswith("program.")]  # noqa: S307 - our own page
    assert answers[0] is True
    assert repr(answers[1]) == "<bool>"
    assert answers[2].value == "false"


def test_the_limits_of_the_page_are_the_limits() -> None:
    for limit in (budget.MAX_SOURCE, budget.MAX_DEPTH, budget.MAX_LEVELS, budget.ITERATIONS, budget.MAX_SIZE, MAX_PRECISION, MAX_PATTERN):
        assert f"{limit:,}" in PAGE.partition("## Limits")[2]


def test_the_rooms_of_the_page_are_all_that_there_are() -> None:
    listed = set(re.findall(r"[├└]── ([a-z_]+(?:\.py|/))", PAGE))
    room = ROOT / "engine" / "celadon" / "cel"
    there = {f"{path.name}/" if path.is_dir() else path.name for path in room.iterdir() if path.name != "__pycache__"}
    assert listed == there
