"""What five runs of the real command print, in text and JSON. `CELADON_GOLDEN=write pytest tests/cli/test_golden.py` writes them anew."""

import os
import re
from pathlib import Path

import pytest

from tests.cli.running import celadon
from tests.cli.test_bad_input import BUNDLE, GOOD, POLICY, write

GOLDEN = Path(__file__).parent / "golden"
WAIVERS = """\
waivers:
  - policy: team/ours
    where: {document: a.yaml, operation: GET /a}
    reason: moves to us next month
    owner: platform
    expires: 2026-12-31
"""

SITUATIONS = {"clean": 0, "findings": 1, "waived": 0, "broken": 2, "nothing": 2}


def lay_out(folder: Path, situation: str) -> None:
    """Make the project of a situation: a bundle of one policy and the documents that it needs."""
    write(
        folder,
        **{
            "team__bundle": BUNDLE,
            "team__ours": POLICY.replace("MUST", 'operation.path == "/ours"'),
            "celadon.yaml": "bundles: [{use: team}]\n",
        },
    )
    (folder / "apis").mkdir()
    match situation:
        case "clean":
            write(folder, a=GOOD.replace("/a:", "/ours:"))
        case "findings":
            write(folder, a=GOOD, b=GOOD.replace("/a:", "/ours:"))
        case "waived":
            write(folder, **{"a": GOOD, "celadon-waivers.yaml": WAIVERS})
        case "broken":
            write(folder, a=GOOD, c="openapi: 3.1.0\ninfo: {title: T\npaths: {}\n")


def scrubbed(text: str) -> str:
    text = re.sub(r"sha256:[0-9a-f]{64}", "sha256:DIGEST", text)
    text = re.sub(r"\d+\.\d\d s\)", "0.00 s)", text)
    return re.sub(r'("name": "celadon", "version": ")[^"]*', r"\1VERSION", text)


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_run_prints_what_was_reviewed(tmp_path: Path, situation: str, form: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    lay_out(project, situation)
    paths = ("apis",) if situation == "nothing" else ("*.yaml",)
    answer = celadon("check", *paths, "--date", "2026-11-23", "--format", form, cwd=project)
    golden = GOLDEN / f"{situation}.{form}"
    if os.environ.get("CELADON_GOLDEN") == "write":
        golden.write_text(scrubbed(answer.out), encoding="utf-8", newline="\n")
    assert (answer.code, answer.err) == (SITUATIONS[situation], "")
    assert scrubbed(answer.out) == golden.read_text(encoding="utf-8")
