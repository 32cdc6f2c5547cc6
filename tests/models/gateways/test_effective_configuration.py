"""The page that names what holds each rule of effective configuration names what exists."""

import ast
import re

import pytest
import yaml

from tests.conftest import ROOT
from tests.truth.configurations import ALL

PAGE = (ROOT / "docs" / "reference" / "gateways" / "effective-configuration.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| rule")]
HELD = [(row[0].removeprefix("| "), held) for row in ROWS for held in re.findall(r"`([^`]+)`", row[-1])]
POLICIES = ROOT / "policies" / "gateway-security"


def test_every_rule_is_held_by_something() -> None:
    assert len(ROWS) > 60
    assert [row[0] for row in ROWS if "`" not in row[-1]] == []


@pytest.mark.parametrize(("rule", "held"), HELD, ids=[held for _, held in HELD])
def test_what_holds_a_rule_exists(rule: str, held: str) -> None:
    if "::" in held:
        file, _, name = held.partition("::")
        path = next(path for path in (ROOT / "tests" / "models" / "gateways" / file, ROOT / "tests" / file) if path.is_file())
        assert name in {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}, rule
    elif held.startswith("truth: "):
        assert held.removeprefix("truth: ") in {configuration.name for configuration in ALL}, rule
    else:
        policy, _, title = held.partition(": ")
        assert title in _titles(policy), rule


def _titles(policy: str) -> set[str]:
    examples = yaml.safe_load((POLICIES / f"{policy}.yaml").read_text(encoding="utf-8"))["examples"]
    more = POLICIES / f"{policy}.cases.yaml"
    cases = yaml.safe_load(more.read_text(encoding="utf-8")) if more.is_file() else {}
    return {case["title"] for group in (examples, cases) for listed in group.values() for case in listed}
