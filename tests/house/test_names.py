"""Section 4 and section 8: names that say what stands there."""

import ast
import re

import pytest

from tests.house.walking import ENGINE, POLICIES, ROOT, TESTS, engine_modules, python_files

VAGUE = {"util", "utils", "helper", "helpers", "common", "base", "manager", "misc", "core", "stuff", "shared"}
BESIDE_THE_MIRROR = {"policies", "conformance", "house", "properties", "hostile", "bench", "packaging", "docs", "corpus", "truth"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for path in python_files() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & VAGUE == set()


def test_the_folders_of_tests_mirror_the_engine() -> None:
    rooms = {path.parent.relative_to(ENGINE).as_posix() for path in ENGINE.rglob("*.py")} | {"schemas"}
    tests = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")} - {"."}
    assert {folder for folder in tests if folder not in rooms and folder.split("/")[0] not in BESIDE_THE_MIRROR} == set()


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_the_name_of_a_test_is_a_sentence(path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert [name for name in names if name.count("_") < 2] == []


def test_a_policy_is_named_by_its_file() -> None:
    files = [path for path in POLICIES.glob("*/*.yaml") if path.name != "bundle.yaml"]
    assert [path.name for path in files if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.cases)?\.yaml", path.name)] == []


def test_every_room_opens_with_what_lives_in_it() -> None:
    silent = [module.place for module in engine_modules() if not (ast.get_docstring(module.tree) or "").strip()]
    assert silent == []
