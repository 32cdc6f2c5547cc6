"""Law 1: one way down, by file name; and the doors. The floors themselves are held by `lint-imports` (pyproject.toml)."""

import ast
from pathlib import Path

import pytest

from tests.house.walking import ENGINE, Module, calls, engine_modules, imports

DOOR_CALLS = ("open", "os.open", "io.open", "os.listdir", "os.scandir", "os.walk", "input")
DOOR_METHODS = (".read_text", ".read_bytes", ".write_text", ".write_bytes", ".iterdir", ".rglob", ".open")
DOOR_MODULES = ("socket", "ssl", "http.client", "urllib.request", "subprocess", "tempfile", "shutil", "sqlite3")
CODE_LOADERS = ("eval", "exec", "compile", "pickle.loads", "pickle.load", "marshal.load", "marshal.loads", "shelve.open")


def test_nobody_imports_through_a_package_init() -> None:
    """`from celadon.exemptions import waivers` names a file; `from celadon.cel import compile` would go through an init."""
    through = [
        f"{module.place}:{node.lineno} takes {alias.name} from {node.module}"
        for module in engine_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (folder := _folder(node.module or "")).is_dir()
        for alias in node.names
        if not (folder / f"{alias.name}.py").exists() and not (folder / alias.name).is_dir() and alias.name != "__version__"
    ]
    assert through == []


def test_no_import_runs_in_a_circle() -> None:
    """Late imports and those for type checking count: what reads in a circle is understood in a circle."""
    below = {_name(module): _imported(module) for module in engine_modules()}
    bare: set[str] = set()
    while below and (leaves := {name for name, wanted in below.items() if wanted <= bare | {name}}):
        bare |= leaves
        below = {name: wanted for name, wanted in below.items() if name not in leaves}
    waited_for = {one for wanted in below.values() for one in wanted}
    assert {name: sorted(wanted - bare) for name, wanted in below.items() if name in waited_for} == {}


def _name(module: Module) -> str:
    return ".".join(("celadon", *Path(module.place).with_suffix("").parts)).removesuffix(".__init__")


def _imported(module: Module) -> set[str]:
    """Name the modules of ours that a module imports; `from package import module` names the module."""
    known = {_name(one) for one in engine_modules()}
    wanted = {name for name, _ in imports(module)}
    wanted |= {
        f"{node.module}.{alias.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    return {name for name in wanted & known if (ENGINE.joinpath(*name.split(".")[1:]).with_suffix(".py")).is_file()}


def _folder(name: str) -> Path:
    return ENGINE.joinpath(*name.split(".")[1:]) if name.split(".", maxsplit=1)[0] == "celadon" else ENGINE / "no such folder"


def test_imports_name_the_module_in_full() -> None:
    relative = [f"{module.place}:{line}" for module in engine_modules() for name, line in imports(module) if name.startswith(".")]
    assert relative == []


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_disk_network_and_processes_are_opened_in_sources_or_say_why(module: Module) -> None:
    if module.room == "sources":
        return
    doors = [(name, line) for name, line in calls(module) if name in DOOR_CALLS or name.endswith(DOOR_METHODS)]
    doors += [(name, line) for name, line in imports(module) if name in DOOR_MODULES]
    doors = [(name, line) for name, line in doors if not name.endswith("reader.read_text")]  # our own reader's, from sources
    assert [f"{module.place}:{line} {name}" for name, line in doors if "# door: " not in module.line(line)] == []


@pytest.mark.parametrize("module", engine_modules(), ids=lambda module: module.place)
def test_code_is_made_and_loaded_in_cel_only_or_says_why(module: Module) -> None:
    if module.room == "cel":
        return
    loaders = [(name, line) for name, line in calls(module) if name in CODE_LOADERS]
    assert [f"{module.place}:{line} {name}" for name, line in loaders if "# door: " not in module.line(line)] == []
