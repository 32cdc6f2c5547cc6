"""What a check of a small document imports: start-up is most of its time, and one careless import is a tenth of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import KEPT

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {}}}}}}

LATE = (
    "celadon.cel.checking",
    "celadon.cel.compiling",
    "celadon.cel.environment",
    "celadon.cel.functions.catalogue",
    "celadon.cel.interpreting",
    "celadon.cel.syntax.parsing",
    "celadon.evaluation.hoisting",
    "celadon.models.declarations",
    "celadon.models.gateways",
    "celadon.models.pairs",
    "celadon.sources.files.revisions",
    "celadon.sources.parsing.yaml.comments",
    "asyncio",
    "click",
    "dataclasses",
    "difflib",
    "http",
    "inspect",
    "openapi_spec_validator",
    "pathspec",
    "rich",
    "subprocess",
    "textwrap",
    "tomllib",
)
"""What is there for mistakes, for policies that nobody compiled yet, for other documents or for other commands."""


def checked(name: str, cwd: Path, *, before: str = "pass") -> list[str]:
    """Check a document twice, as the first run may have to compile policies, and give what the second one says; at the end its modules."""
    code = f"import sys; {before}; from celadon.cli.main import run; run(['check', {name!r}, '--jobs', '1']); print(*sys.modules)"
    environment = {key: value for key, value in os.environ.items() if key in KEPT}
    said = ""
    for _ in range(2):
        said = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=True).stdout
    return said.splitlines()


def imported(name: str, cwd: Path) -> frozenset[str]:
    """Name the modules of a check."""
    return frozenset(checked(name, cwd)[-1].split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document in both notations."""
    made = tmp_path_factory.mktemp("start")
    (made / "api.json").write_text(json.dumps(DOCUMENT))
    (made / "api.yaml").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in DOCUMENT.items()))
    return made


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_a_check_imports_nothing_that_it_does_not_need(name: str, folder: Path) -> None:
    modules = imported(name, folder)
    assert "celadon.models.openapi.model" in modules
    assert sorted(module for module in modules if any(module == late or module.startswith(late + ".") for late in LATE)) == []


def test_json_is_checked_without_a_reader_of_yaml(folder: Path) -> None:
    assert "yaml" in imported("api.yaml", folder)
    assert sorted(module for module in imported("api.json", folder) if "yaml" in module.split(".")) == []


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_a_check_never_calls_the_compiler_by_its_name(name: str, folder: Path) -> None:
    """The first call makes all classes of syntax trees: 2 ms, for one annotation of a NamedTuple that is written as a text."""
    before = (
        "import builtins; real = compile; builtins.compile = lambda *given, **named: print('COMPILED', given[0]) or real(*given, **named)"
    )
    said = checked(name, folder, before=before)
    assert [line for line in said if line.startswith("COMPILED")] == []
