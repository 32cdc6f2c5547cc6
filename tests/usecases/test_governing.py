"""The report names the files that decided, with the digest of what was read."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.test_bad_input import BUNDLE, GOOD, POLICY, write
from tests.cli.test_check import report
from tests.cli.test_golden import WAIVERS


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "team").mkdir()
    (folder / "team" / "bundle.yaml").write_text(BUNDLE, encoding="utf-8")
    (folder / "team" / "ours.yaml").write_text(POLICY.replace("MUST", 'operation.path == "/ours"'), encoding="utf-8")
    write(folder, a=GOOD)
    return folder


def governing(folder: Path) -> dict[str, tuple[str, str]]:
    found = report("a.yaml", "--date", "2026-11-23", cwd=folder)
    return {file["role"]: (file["path"], file["digest"]) for file in found["governed_by"]}


def digest(path: Path) -> str:
    return "sha256:" + sha256(path.read_bytes()).hexdigest()


def test_settings_waivers_and_baseline_are_named_with_their_digests(project: Path) -> None:
    (project / "celadon.yaml").write_text("bundles: [{use: team}]\n", encoding="utf-8")
    (project / "celadon-waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    (project / "celadon-baseline.json").write_text('{"schema": "celadon.baseline/v1", "findings": []}', encoding="utf-8")
    assert governing(project) == {
        "settings": ("celadon.yaml", digest(project / "celadon.yaml")),
        "waivers": ("celadon-waivers.yaml", digest(project / "celadon-waivers.yaml")),
        "baseline": ("celadon-baseline.json", digest(project / "celadon-baseline.json")),
    }


def test_a_project_file_of_python_is_named_as_well(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.celadon]\nprofile = "strict"\n', encoding="utf-8")
    assert governing(project) == {"settings": ("pyproject.toml", digest(project / "pyproject.toml"))}


def test_without_any_of_them_nothing_is_named(project: Path) -> None:
    assert governing(project) == {}
