"""The invariant that makes generated Python safe: its names are ours, everything else is the repr of a constant."""

import ast
import builtins
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from celadon.cel.compiling.compiling import generate
from celadon.cel.environment import Environment
from celadon.cel.errors import CelError
from celadon.cel.runtime.support import NAMES
from celadon.cel.syntax.lexing import tokenize
from celadon.cel.syntax.nodes import Literal, Node, Select
from celadon.cel.syntax.walking import children
from celadon.cel.types import STRING, Field, ObjectType, object_of
from tests.cel.generating import VARIABLES, expression

OURS = re.compile(r"[btehlvk]\d+|[fbxO]|fail")
"""Functions and temporaries, loop variables, parameters, constants."""
METHODS = {"__class__", "startswith", "endswith", "get", "items", "append", "remaining", "unknown"}

FORBIDDEN = (ast.Import, ast.ImportFrom, ast.Lambda, ast.ClassDef, ast.Global, ast.Delete, ast.With, ast.Await, ast.Yield)

HOSTILE = [
    "'); import os; os.system('x') #",
    '"""',
    "\\",
    "{0} {} %s",
    "\n  return 1",
    "__import__('os')",
    "\x00",
    "v0",
    "f'{x}'",
    "\ud7ff\U0001f600",
]


def assert_safe(source: str, environment: Environment) -> None:
    tree = environment.checked(source)
    generated = generate(tree, environment.variables, environment.objects)
    module = ast.parse(generated.source)
    attributes = {field.attribute for declared in environment.objects.by_name.values() for field in declared.fields.values()}
    constants = constants_of(tree)
    for node in ast.walk(module):
        if isinstance(node, ast.Name):
            assert OURS.fullmatch(node.id) or node.id in NAMES, node.id
        elif isinstance(node, ast.Attribute):
            assert node.attr in METHODS | attributes, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            assert node.value in constants, node.value
        else:
            assert not isinstance(node, FORBIDDEN), type(node).__name__


def constants_of(tree: Node) -> set[object]:
    found: set[object] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal) and isinstance(node.value, (str, bytes)):
            found.add(node.value)
        if isinstance(node, Select):
            found.add(node.field)
        waiting += children(node)
    return found


def quoted(text: str) -> str:
    return "'" + "".join(f"\\U{ord(character):08x}" for character in text) + "'"


@pytest.mark.parametrize("block", range(8))
def test_random_expressions_compile_to_safe_code(block: int) -> None:
    environment = Environment(VARIABLES)
    for seed in range(block * 100, (block + 1) * 100):
        source = expression(random.Random(seed))  # noqa: S311 - repeatable on purpose
        try:
            environment.compile(source)
        except CelError:
            continue
        assert_safe(source, environment)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_constants(text: str) -> None:
    environment = Environment({"x": "map(string, dyn)", "s": "string"})
    literal = quoted(text)
    for source in (
        f"s == {literal}",
        f"s in [{literal}, 'a']",
        f"x[{literal}] == {literal}",
        f"x[?{literal}].orValue({literal})",
        f"{{{literal}: {literal}}}",
        f"[{literal}].exists(a, a == {literal})",
        f"s.startsWith({literal})",
        f"s + {literal}",
        f"'%s'.format([{literal}])",
        f"s.replace({literal}, 'b')",
    ):
        assert_safe(source, environment)
        environment.compile(source)


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_reads_back_as_itself(text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode()
    environment = Environment({"x": "map(string, dyn)"})
    assert environment.compile(quoted(clean)).evaluate({"x": {}}) == clean
    assert environment.compile(f"x[{quoted(clean)}]").evaluate({"x": {clean: 1}}) == 1
    assert_safe(f"x[{quoted(clean)}] == {quoted(clean)}", environment)


@given(st.text(alphabet=st.sampled_from("abx.?()[]{}'\"\\&|!<>=+-*/%,: 01ue\n`r#\x00é"), max_size=60))
@settings(max_examples=1_500, deadline=None)
def test_any_text_at_all_is_an_expression_or_a_clear_error(text: str) -> None:
    environment = Environment({"a": "dyn", "b": "int", "x": "map(string, dyn)"})
    try:
        program = environment.compile(text)
    except CelError as error:
        for issue in error.issues:
            assert issue.message
            assert 0 <= issue.start <= issue.end <= len(text)
        return
    assert_safe(text, environment)
    assert program.function is not None


@given(st.text(max_size=80))
@settings(max_examples=500, deadline=None)
def test_tokens_cover_the_text_in_order(text: str) -> None:
    try:
        tokens = tokenize(text)
    except CelError:
        return
    ends = 0
    for _, word, start, end in tokens:
        assert ends <= start <= end
        assert text[start:end] == word
        ends = end


def test_generated_code_has_no_builtins() -> None:
    assert NAMES["__builtins__"] == {}
    allowed = {"BaseException", "Exception", "enumerate", "len", "int", "str", "float", "bool", "list", "dict"}
    assert {name for name in NAMES if hasattr(builtins, name)} == allowed


def test_an_attribute_that_is_no_name_is_refused() -> None:
    bad = ObjectType("Bad", {"f": Field(STRING, "a); import os  #")}, dict)
    environment = Environment({"x": object_of("Bad")}, objects=(bad,))
    with pytest.raises(ValueError, match="is not a Python name"):
        _ = environment.compile("x.f").function
