"""Per format: what a clean run, findings, accepted findings, a broken run and an empty one look like.

`CELADON_GOLDEN=write pytest tests/reports/test_golden.py` writes the files anew; review them like code.
"""

import os
from pathlib import Path

import pytest

from celadon.reports.catalogue import FORMATS, reporter
from celadon.reports.interface import RenderOptions
from tests.reports.building import SITUATIONS

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_report_looks_as_it_was_reviewed(name: str, situation: str) -> None:
    text = reporter(name)(SITUATIONS[situation](), RenderOptions())
    golden = GOLDEN / f"{situation}.{name}"
    if os.environ.get("CELADON_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_from_a_format_that_is_gone() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{situation}.{name}" for name in FORMATS for situation in SITUATIONS}
