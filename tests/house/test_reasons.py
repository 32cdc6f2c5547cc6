"""Law 9: each ignore, each raised limit, each known failure and each dependency carries its reason on the same line."""

import ast
import re
import tokenize
import tomllib
from pathlib import Path

import pytest

from tests.house.walking import ROOT, python_files

IGNORE = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma|mypy:)(?P<rest>.*)")
CODES = re.compile(r"^\s*(?::\s*[A-Z0-9]+(?:\s*,\s*[A-Z0-9]+)*|\[[a-z\-, ]+\]|:[^-#]*)?")


@pytest.mark.parametrize("path", python_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_ignore_carries_its_reason(path: Path) -> None:
    unreasoned = [
        f"{path.name}:{line}: {comment}"
        for line, comment in _comments(path)
        if (found := IGNORE.search(comment)) and not _reason(found["rest"])
    ]
    assert unreasoned == []


def _comments(path: Path) -> list[tuple[int, str]]:
    with tokenize.open(path) as source:
        return [(token.start[0], token.string) for token in tokenize.generate_tokens(source.readline) if token.type == tokenize.COMMENT]


def _reason(rest: str) -> bool:
    after = CODES.sub("", rest, count=1).strip(" -#")
    return len(after.split()) >= 2


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_known_failure_carries_its_reason(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marks = [
        node for node in ast.walk(tree) if isinstance(node, (ast.Call, ast.Attribute)) and ast.unparse(node).startswith("pytest.mark.xfail")
    ]
    reasoned = {id(call.func) for call in marks if isinstance(call, ast.Call) and any(keyword.arg == "reason" for keyword in call.keywords)}
    assert [f"{path.name}:{mark.lineno}" for mark in marks if isinstance(mark, ast.Attribute) and id(mark) not in reasoned] == []


def test_each_dependency_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    lines = {line.split('"')[1].replace("\\", ""): line for line in text.splitlines() if line.startswith('  "') or line.count('["') == 1}
    silent = [item for item in wanted if "#" not in lines.get(item, "") and not item.startswith(("celadon[", "types-"))]
    assert silent == []
