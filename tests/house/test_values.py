"""Laws 4 and 5: frozen nouns, no favourites, no `Any` where verdicts are made."""

import ast
import re
from enum import Enum
from importlib import import_module

import pytest

from tests.house.walking import POLICIES, Module, engine_modules

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
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen) and hasattr(kind, "__slots__")
    return kind.__module__ == "celadon.terms.unknown"  # not a noun but a hole in the data; slots, and touched by nobody


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
