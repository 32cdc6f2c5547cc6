"""The engine as parsed source, for the gates of this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "engine" / "celadon"
POLICIES = ROOT / "policies"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Module:
    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path as a reader would look for it, such as `sources/reading.py`."""
        return self.path.relative_to(ENGINE).as_posix()

    @property
    def room(self) -> str:
        """The first folder below the package, or the module's own name at the top."""
        return self.path.relative_to(ENGINE).parts[0].removesuffix(".py")

    def line(self, number: int) -> str:
        return self.text.splitlines()[number - 1]


@cache
def engine_modules() -> tuple[Module, ...]:
    paths = sorted(path for path in ENGINE.rglob("*.py") if "__pycache__" not in path.parts)
    assert len(paths) > 20, "the engine was not found; a gate over nothing holds nothing"
    return tuple(Module(path, text := path.read_text(encoding="utf-8"), ast.parse(text)) for path in paths)


def python_files() -> list[Path]:
    """Every Python file of the project: engine, tests, and what stands beside them."""
    folders = ("engine", "tests", "docs", ".ci")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def calls(module: Module) -> Iterator[tuple[str, int]]:
    """Each call as written (`open`, `path.read_text`) with its line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Each imported module by its full name, with the line; `from a import b` is `a`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level) + (node.module or ""), node.lineno
