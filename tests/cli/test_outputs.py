"""Several reports from one run, and what CI services get beside them, by the real command."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.running import celadon
from tests.cli.test_bad_input import GOOD, write
from tests.cli.test_golden import lay_out

COUNTING = """\
import sys
from pathlib import Path
import celadon.usecases.checking.comparing as usecase
from celadon.cli.main import run

evaluate = usecase.evaluate
def counted(*arguments, **more):
    with open("evaluations", "a") as file:
        file.write("x")
    return evaluate(*arguments, **more)
usecase.evaluate = counted
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    lay_out(folder, "findings")
    return folder


def test_text_sarif_junit_and_html_at_once_evaluate_once(project: Path, tmp_path: Path) -> None:
    import subprocess

    script = tmp_path / "counting.py"
    script.write_text(COUNTING, encoding="utf-8")
    outputs = [f"--output={name}={name}.out" for name in ("sarif", "junit", "html")]
    done = subprocess.run([sys.executable, script, "check", "a.yaml", *outputs], cwd=project, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    assert b"team/ours" in done.stdout
    assert json.loads((project / "sarif.out").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert ET.parse(project / "junit.out").getroot().tag == "testsuites"
    assert (project / "html.out").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (project / "evaluations").read_text() == "x"


def test_a_file_holds_what_the_terminal_would_and_waived_findings_stay_out_of_sarif(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    lay_out(folder, "waived")
    arguments = ("check", "*.yaml", "--date", "2026-11-23", "--output", "sarif=out.sarif")
    assert celadon(*arguments, cwd=folder).code == 0
    assert json.loads((folder / "out.sarif").read_text())["runs"][0]["results"] == []
    celadon(*arguments, "--all", cwd=folder)
    assert len(json.loads((folder / "out.sarif").read_text())["runs"][0]["results"]) == 1


def test_a_comment_in_a_file_keeps_to_the_limit_of_comments(tmp_path: Path) -> None:
    paths = "".join(f"  /things-{number}:\n    get: {{responses: {{'200': {{description: d}}}}}}\n" for number in range(2_000))
    write(tmp_path, a=f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}")
    celadon("check", "a.yaml", "--output", "markdown=comment.md", cwd=tmp_path)
    comment = (tmp_path / "comment.md").read_text(encoding="utf-8")
    assert 1_000 < len(comment) < 65_536
    assert "2,000 findings" in comment


def test_github_gets_a_step_summary_beside_its_annotations(project: Path) -> None:
    summary = project / "summary.md"
    summary.write_text("what another command wrote\n")
    answer = celadon("check", "a.yaml", "--format", "github", cwd=project, GITHUB_STEP_SUMMARY=str(summary))
    assert answer.code == 1
    assert answer.out.startswith("::error ")
    lines = summary.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["what another command wrote", "### ❌ Celadon: failed"]


def test_a_step_summary_is_not_written_twice_nor_for_other_formats(project: Path) -> None:
    summary = project / "summary.md"
    celadon("check", "a.yaml", cwd=project, GITHUB_STEP_SUMMARY=str(summary))
    assert not summary.exists()
    celadon("check", "a.yaml", "--format", "github", "--output", f"markdown={summary}", cwd=project, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8").count("### ❌ Celadon: failed") == 1


def test_azure_is_told_where_its_summary_is(project: Path, tmp_path: Path) -> None:
    answer = celadon("check", "a.yaml", "--format", "azure", cwd=project, AGENT_TEMPDIRECTORY=str(tmp_path))
    assert answer.out.splitlines()[-1] == f"##vso[task.uploadsummary]{tmp_path / 'celadon-summary.md'}"
    assert (tmp_path / "celadon-summary.md").read_text(encoding="utf-8").startswith("### ❌ Celadon: failed")


def test_a_summary_that_cannot_be_written_leaves_no_trustworthy_verdict(project: Path) -> None:
    answer = celadon("check", "a.yaml", "--format", "github", cwd=project, GITHUB_STEP_SUMMARY=str(project / "missing" / "s.md"))
    assert answer.code == 2
    assert "cannot be written" in " ".join(answer.err.split())  # folded where the path of the folder is long


@pytest.mark.parametrize("name", ["::error file=x::boom", "##vso[task.complete result=Succeeded]", "\x1b[31mred", "a\u202eb"])
@pytest.mark.parametrize("form", ["text", "github", "azure", "markdown", "junit"])
def test_a_file_name_gives_no_command_to_the_runner(tmp_path: Path, name: str, form: str) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    try:
        (folder / f"{name}.yaml").write_text(GOOD, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    answer = celadon("check", f"./{name}.yaml", "--format", form, cwd=folder, GITHUB_ACTIONS="true")
    own = {"github": "::error title=|::error file=|::warning file=|::notice file=", "azure": "##vso[task.logissue "}.get(form, "\0").split(
        "|"
    )
    for line in answer.said.splitlines():
        bare = line.strip()
        assert "\x1b" not in line
        assert "\u202e" not in line
        assert not bare.startswith(("::", "##")) or bare.startswith((*own, "### ", "#### ")), line
