"""Section 3: rooms that can be read in one sitting, or say why not."""

import ast

import pytest

from tests.house.walking import ENGINE, Module, engine_modules

MODULE_LINES = 400
FUNCTION_LINES = 60
FOLDER_FILES = 9
SCREEN = 80

WIDE_FOLDERS = {
    "cli": "one file per command, found by the command's name",
    "usecases": "one file per verb, found by the command's name",
    "terms": "the vocabulary: each noun is found by its name, and sub-rooms would only be more words",
}
"""Folders with more files than nine, each with the reason why sub-rooms would not help."""


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_a_long_module_says_why_it_is_one_room(module: Module) -> None:
    if len(module.text.splitlines()) > MODULE_LINES:
        assert "one room" in (ast.get_docstring(module.tree) or "").lower(), f"above {MODULE_LINES} lines without a reason"


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_a_long_function_is_split_or_a_table(module: Module) -> None:
    long = [
        f"{module.place}:{node.lineno} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
        and "# a table: " not in module.line(node.lineno)
    ]
    assert long == []


def test_a_folder_has_at_most_nine_files_or_a_reason() -> None:
    folders = sorted({module.path.parent for module in engine_modules()})
    sizes = {
        folder.relative_to(ENGINE).as_posix(): sum(1 for path in folder.glob("*.py") if path.name != "__init__.py") for folder in folders
    }
    assert {name: size for name, size in sizes.items() if size > FOLDER_FILES and name not in WIDE_FOLDERS} == {}
    assert {name for name in WIDE_FOLDERS if sizes.get(name, 0) <= FOLDER_FILES} == set(), "an exception that nobody needs any more"


def test_the_main_use_case_fits_on_one_screen() -> None:
    check = ENGINE / "usecases" / "check.py"
    assert len(check.read_text(encoding="utf-8").splitlines()) <= SCREEN
