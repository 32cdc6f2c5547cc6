"""Laws 4 and 5: frozen nouns, no favourites, no `Any` where verdicts are made."""

import ast
import re
from enum import Enum
from importlib import import_module

import pytest

from tests.house.walking import ENGINE, POLICIES, Module, engine_modules

TERMS = [module for module in engine_modules() if module.room == "terms" and module.path.name != "__init__.py"]
STRICT_ROOMS = ("terms", "evaluation", "exemptions", "reports")


@pytest.mark.parametrize("module", TERMS, ids=lambda module: module.place)
def test_every_class_of_terms_is_frozen(module: Module) -> None:
    loaded = import_module(f"celadon.terms.{module.path.stem}")
    classes = [getattr(loaded, node.name) for node in module.tree.body if isinstance(node, ast.ClassDef)]
    thawed = [kind.__name__ for kind in classes if not _is_frozen(kind)]
    assert thawed == []


def _is_frozen(kind: type) -> bool:
    if issubclass(kind, (Enum, BaseException)):
        return True
    if getattr(kind, "_is_protocol", False):
        return True  # no noun of its own: it says what one offers
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen) and hasattr(kind, "__slots__")
    return kind.__module__ == "celadon.terms.unknown"  # not a noun but a hole in the data; slots, and touched by nobody


TABLES_OF_VENDORS = {"models/gateways/catalogue.py", "models/gateways/recognising.py"}
"""Who reads a vendor, and how its content shows: the line that a new vendor adds."""


def test_a_vendor_is_named_in_its_own_module_and_the_table_alone() -> None:
    vendors = {path.name for path in (ENGINE / "models" / "gateways").iterdir() if (path / "normalising.py").is_file()}
    assert len(vendors) > 1
    named = [
        f"{module.place}:{node.lineno} names {vendor}"
        for module in engine_modules()
        if module.place not in TABLES_OF_VENDORS and not set(module.path.parts) & vendors
        for node in ast.walk(module.tree)
        for vendor in vendors
        if vendor in _words_of(node)
    ]
    assert named == []


def _words_of(node: ast.AST) -> set[str]:
    """The words of a name, an import or a text that the code works with; docstrings may give examples."""
    if isinstance(node, ast.Expr):
        return set()
    text = {
        ast.Name: "id",
        ast.Attribute: "attr",
        ast.alias: "name",
        ast.ImportFrom: "module",
        ast.FunctionDef: "name",
        ast.ClassDef: "name",
    }
    found = str(getattr(node, text.get(type(node), ""), "") or "") if type(node) in text else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value and " " not in node.value:
        found = node.value
    return set(re.findall(r"[a-z0-9]+", found.lower()))


def test_no_policy_id_appears_in_the_engine() -> None:
    names = {
        f"{path.parent.name}/{path.stem}" for path in POLICIES.glob("*/*.yaml") if path.name != "bundle.yaml" and ".cases" not in path.name
    }
    # A short id that is one plain word (`health`) is also a word of the trade; its full name is still looked for.
    ids = names | {name.split("/")[1] for name in names if "-" in name}
    favourites = [
        f"{module.place} names {word}"
        for module in engine_modules()
        for word in re.findall(r"[a-z0-9]+(?:[-/][a-z0-9]+)+", module.text)
        if word in ids
    ]
    assert favourites == []


@pytest.mark.parametrize("module", [module for module in engine_modules() if module.room in STRICT_ROOMS], ids=lambda module: module.place)
def test_rooms_that_make_verdicts_do_not_say_any(module: Module) -> None:
    said = [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == "Any"]
    assert said == []
