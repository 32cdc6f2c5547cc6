"""Policies that are wrong, through the real command: each mistake at its line and column of the YAML, with what to do about it.

`CELADON_GOLDEN=write pytest tests/cli/test_wrong_policies.py` writes golden/wrong-policies.text anew; review it like code.
"""

import os
import re
from pathlib import Path

import pytest

from tests.cli.running import celadon
from tests.cli.test_bad_input import BUNDLE, GOOD, write
from tests.cli.test_golden import scrubbed

GOLDEN = Path(__file__).parent / "golden" / "wrong-policies.text"

POLICY = """\
id: NAME
title: Something holds
severity: error
kinds: {openapi: ">=2.0"}
why: Because.
target: operation
BODY
remediation: Mend it.
examples:
  refused:
    - title: Wrong
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths: {/a: {get: {}}}  # finds: NAME
"""
MESSAGE = 'message: "it is wrong"'

WRONG = {
    # what people mistype
    "field": ("must: operation.operationId != null", ["operationId"]),
    "variable": ("must: operaton.method == 'get'", ["operaton"]),
    "function": ("must: operation.path.startWith('/a')", ["startWith"]),
    "keyword": ("must: operation.parameters.all(p, p.in != 'query')", ["in != 'query'"]),
    "equals": ("must: operation.method = 'get'", ["= 'get'"]),
    "words": ("must: not operation.deprecated and true", ["operation.deprecated and"]),
    "quotes": ("must: operation.path == 'it's'", ["'\n"]),
    "backslashes": (r"must: operation.path == 'C:\\temp\\\\\'", [r"'C:"]),
    "unclosed": ("must: (operation.method == 'get'", ["\n"]),
    "length": ("must: len(operation.path) > 5", ["len"]),
    # what does not fit
    "type": ("must: operation.tags == 'x'", ["operation.tags == 'x'"]),
    "arity": ("must: operation.path.startsWith('/a', 'b')", ["startsWith"]),
    "no-bool": ("must: operation.operation_id", ["operation.operation_id"]),
    "when-no-bool": ("when: operation.tags.size()\nmust: operation.deprecated", ["operation.tags.size()"]),
    "list-field": ("must: operation.parameters.name == 'limit'", ["name == 'limit'"]),
    "regex": ("must: operation.path.matches('[a-z')", ["'[a-z'"]),
    "lookahead": ("must: operation.path.matches('^/(?!internal)')", ["'^/(?!internal)'"]),
    "style": ("must: operation.path.isCase('kebabcase')", ["'kebabcase'"]),
    "glob": ("must: operation.path.pathMatches('/a/**b')", ["'/a/**b'"]),
    # where it stands
    "two-lines": ("must: >\n  operation.deprecated ||\n  operation.depricated ||\n  operation.tgs.size() > 0", ["depricated", "tgs"]),
    "quoted": (r'must: "operation.path.matches(\"^[a-z]\") && operation.methd == \"get\""', ["methd"]),
    "variables": ("variables:\n  keys: operation.parametrs\nmust: variables.keys.size() > 0", ["parametrs"]),
    "unknown-variable": ("variables: {keys: operation.parameters}\nmust: variables.kyes.size() > 0", ["kyes"]),
    "param": ("params:\n  paths: {type: list(string), default: [a], description: d}\nmust: operation.path in params.path", ["path\n"]),
    "message": ('must: operation.deprecated\nmessage: "{{ operation.pth }} is wrong"', ["pth"]),
    "message-object": ('must: operation.deprecated\nmessage: "{{ operation.parameters }} is wrong"', ["operation.parameters"]),
    "braces": ('must: operation.deprecated\nmessage: "{{ operation.path is wrong"', ["{{"]),
    "at": ("must: operation.deprecated\nat: operation.path", ["operation.path"]),
    "block": (
        "findings:\n  - {id: one, must: operation.deprecated, message: m}\n  - {id: two, must: operation.depricated, message: m}",
        ["depricated"],
    ),
    "bomb": ("must: " + "(" * 200 + "true" + ")" * 200, ["(" * 99]),
}
"""Policy id to its rule and where its mistakes stand: the text that begins at each place that is told."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("wrong")
    files = {}
    for name, (body, _) in WRONG.items():
        needs = "message:" not in body and "findings:" not in body
        files[f"team__{name}"] = POLICY.replace("NAME", name).replace("BODY", f"{body}\n{MESSAGE}" if needs else body)
    write(folder, team__bundle=BUNDLE, a=GOOD, **files)
    answer = celadon("check", "a.yaml", "--bundle", "team", "--all", cwd=folder)
    assert answer.code == 2
    return folder, answer.out + answer.err


def test_every_wrong_policy_is_answered_as_the_golden_file_says(told: tuple[Path, str]) -> None:
    said = re.sub(r"operation has [a-z_, ]+(?:\n  [a-z_, ]+)*\n", "operation has FIELDS\n", scrubbed(told[1]))
    if os.environ.get("CELADON_GOLDEN") == "write":
        GOLDEN.write_text(said, encoding="utf-8", newline="\n")
    assert said == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_at_its_line_and_column_of_the_policy(told: tuple[Path, str], name: str) -> None:
    folder, said = told
    lines = (folder / "team" / f"{name}.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    places = re.findall(rf"^error\[invalid-policy\]   team/{name}\.yaml:(\d+):(\d+)   team/{name}$", said, re.MULTILINE)
    found = [lines[int(line) - 1][int(column) - 1 :] for line, column in places]
    expected = WRONG[name][1]
    assert len(found) == len(expected)
    for text, beginning in zip(found, expected, strict=True):
        assert text.startswith(beginning), f"told at {text!r}"


def test_each_mistake_has_a_next_step_and_shows_its_line(told: tuple[Path, str]) -> None:
    problems = told[1].partition("\nverdicts ")[0].split("error[invalid-policy]")[1:]
    assert len(problems) == sum(len(places) for _, places in WRONG.values())
    for problem in problems:
        lines = [line for line in problem.splitlines() if line.strip()]
        assert any(" | " in line and "^" in line for line in lines), problem
        assert lines[-1].startswith("  "), problem
        assert not any(word in problem for word in ("NoneType", "Traceback", "__"))
