"""Law 1: one way down, by file name; and the doors. The floors themselves are held by `lint-imports` (pyproject.toml)."""

import ast

import pytest

from tests.house.walking import ENGINE, Module, calls, engine_modules, imports

DOOR_CALLS = ("open", "os.open", "io.open", "os.listdir", "os.scandir", "os.walk", "input")
DOOR_METHODS = (".read_text", ".read_bytes", ".write_text", ".write_bytes", ".iterdir", ".rglob", ".open")
DOOR_MODULES = ("socket", "ssl", "http.client", "urllib.request", "subprocess", "tempfile", "shutil", "sqlite3")
CODE_LOADERS = ("eval", "exec", "compile", "pickle.loads", "pickle.load", "marshal.load", "marshal.loads", "shelve.open")


def test_nobody_imports_through_a_package_init() -> None:
    packages = {"celadon." + ".".join(init.parent.relative_to(ENGINE).parts) for init in ENGINE.rglob("__init__.py")} - {"celadon."}
    through = [
        f"{module.place}:{line} imports from {name}" for module in engine_modules() for name, line in imports(module) if name in packages
    ]
    assert through == []


def test_imports_name_the_module_in_full() -> None:
    relative = [f"{module.place}:{line}" for module in engine_modules() for name, line in imports(module) if name.startswith(".")]
    assert relative == []


def test_inside_the_engine_the_public_face_gives_its_version_only() -> None:
    taken = [
        f"{module.place}:{node.lineno} takes {alias.name}"
        for module in engine_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "celadon"
        for alias in node.names
        if alias.name != "__version__"
    ]
    assert taken == []


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_disk_network_and_processes_are_opened_in_sources_or_say_why(module: Module) -> None:
    if module.room == "sources":
        return
    doors = [(name, line) for name, line in calls(module) if name in DOOR_CALLS or name.endswith(DOOR_METHODS)]
    doors += [(name, line) for name, line in imports(module) if name in DOOR_MODULES]
    assert [f"{module.place}:{line} {name}" for name, line in doors if "# door: " not in module.line(line)] == []


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_code_is_made_and_loaded_in_cel_only_or_says_why(module: Module) -> None:
    if module.room == "cel":
        return
    loaders = [(name, line) for name, line in calls(module) if name in CODE_LOADERS]
    assert [f"{module.place}:{line} {name}" for name, line in loaders if "# door: " not in module.line(line)] == []
