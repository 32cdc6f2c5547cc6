"""Unknown is neither null nor an error: the truth table of docs/reference/cel.md, compiled and interpreted, and its soundness."""

import random
from typing import Any

import pytest

from celadon.cel.budget import Budget
from celadon.cel.environment import Environment
from celadon.cel.errors import CelError, EvaluationError
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.interpreting.interpreter import Interpreter
from celadon.cel.program import Program
from celadon.cel.types import BOOL, INT, STRING
from celadon.cel.values import KeyedMap
from celadon.terms.unknown import Tagged, Unknown, UnknownFact
from tests.cel.generating import VARIABLES, bindings, expression

WHY = Unknown("${REGION} is not set")
VALUES: dict[str, Any] = {
    "s": WHY,
    "i": WHY,
    "t": True,
    "f": False,
    "u": WHY,
    "e": {},
    "nothing": None,
    "text": "abc",
    "list": [1, WHY, 3],
    "empty": [],
    "map": {"a": WHY},
}
TYPES = dict.fromkeys(("t", "f"), "bool") | dict.fromkeys(("u", "nothing"), "dyn") | dict.fromkeys(("list", "empty"), "list(int)")
TYPES |= {"s": "string", "i": "int"}
TYPES |= {"e": "map(string, bool)", "text": "string", "map": "map(string, string)"}
ENVIRONMENT = Environment(TYPES)

TABLE = {
    # false decides `&&`, true decides `||`; then an unknown wins over an error
    "f && u": False,
    "u && f": False,
    "t && u": "unknown",
    "u && t": "unknown",
    "u && u": "unknown",
    "u && e.x": "unknown",
    "e.x && u": "unknown",
    "e.x && t": "error",
    "e.x && f": False,
    "e.x && u && f": False,
    "t || u": True,
    "u || t": True,
    "f || u": "unknown",
    "u || f": "unknown",
    "u || e.x": "unknown",
    "e.x || u": "unknown",
    "e.x || f": "error",
    "e.x || u || t": True,
    "!u": "unknown",
    # a condition that is unknown; branches that are not taken do not matter
    "u ? 1 : 2": "unknown",
    "t ? 1 : int(u)": 1,
    "f ? int(u) : 2": 2,
    "t ? u : 1": "unknown",
    # strict operations; an unknown operand wins over an error in the other
    "u == 1": "unknown",
    "u == null": "unknown",
    "null == u": "unknown",
    "u != 'a'": "unknown",
    "u < 1": "unknown",
    "u + 1": "unknown",
    "u == e.x": "unknown",
    "e.x == u": "unknown",
    "dyn(e.x) + u": "unknown",
    "size(u)": "unknown",
    "u.name": "unknown",
    "u['name']": "unknown",
    "u[0]": "unknown",
    "has(u.name)": "unknown",
    "string(u)": "unknown",
    "type(u) == int": "unknown",
    "text.startsWith(u)": "unknown",
    "u.startsWith('a')": "unknown",
    "u.words()": "unknown",
    "text.matches(u)": "unknown",
    "u.exists(x, true)": "unknown",
    "u.map(x, 1)": "unknown",
    "'%s'.format([u])": "unknown",
    "[1][u]": "unknown",
    # inside of lists and maps
    "has(map.a)": True,
    "has(map.b)": False,
    "map.a": "unknown",
    "map.a == ''": "unknown",
    "map.?a.hasValue()": True,
    "map.?b.orValue('x')": "x",
    "map.?a.orValue('x')": "unknown",
    "list.size()": 3,
    "list[0]": 1,
    "list[1]": "unknown",
    "3 in list": True,
    "1 in list": True,
    "2 in list": "unknown",
    "u in [1, 2]": "unknown",
    "u in [u]": "unknown",
    "string(u) in [string(u)]": "unknown",
    "s in [s, 'a']": "unknown",
    "'a' in [s, 'a']": True,
    "'b' in [s, 'a']": "unknown",
    "i in [i]": "unknown",
    "[s] == [s]": "unknown",
    "{'a': s} == {'a': s}": "unknown",
    "s == s": "unknown",
    "sets.contains([s], [s])": "unknown",
    "sets.equivalent([s], [s])": "unknown",
    "sets.intersects([s], [s])": "unknown",
    "[s, s].distinct()": "unknown",
    "u in empty": False,
    "u in map": "unknown",
    "'a' in map": True,
    "list == [1, 2, 3]": "unknown",
    "list == [2, 2, 3]": False,
    "list == [1, 2]": False,
    "list.exists(x, x == 3)": True,
    "list.exists(x, x == 4)": "unknown",
    "list.all(x, x > 2)": False,
    "list.all(x, x > 0)": "unknown",
    "list.exists_one(x, x == 1)": "unknown",
    "list.filter(x, x > 0)": "unknown",
    "list.map(x, 1)": [1, 1, 1],
    "list.map(x, x + 1)": "unknown",
    "['a', 'b'].map(x, x + string(u))": "unknown",
    # names: an unknown is bound, and looked at where it is used
    "cel.bind(x, u, true)": True,
    "cel.bind(x, u, x == 1 || true)": True,
    "cel.bind(x, u, x == 1)": "unknown",
    "cel.bind(x, u + 1, true)": True,
    "cel.bind(x, u, [x].size())": 1,
    "cel.bind(x, u + 1, [x].size())": "unknown",
    "cel.bind(x, u + 1, {'a': x}.size())": "unknown",
    "cel.bind(x, u + 1, cel.bind(y, x, [t ? y : 1].size()))": "unknown",
    "cel.bind(x, u + 1, ['a'].map(y, x).size())": "unknown",
    "cel.bind(x, e.x, true)": True,
    # known() alone looks at it
    "known(u)": False,
    "known(t)": True,
    "known(nothing)": True,
    "known(u + 1)": False,
    "known(map.a)": False,
    "known(list)": True,
    "known(list[1])": False,
    "known(e.x)": "error",
    "known(u) && u == 1": False,
    "!known(u) || u == 1": True,
    "known(u) ? u : 5": 5,
}


def verdict(value: Any) -> Any:
    return "unknown" if isinstance(value, Unknown) else value


def compiled(program: Program, values: dict[str, Any]) -> Any:
    try:
        return verdict(program.evaluate(values))
    except EvaluationError:
        return "error"


def interpreted(program: Program, values: dict[str, Any]) -> Any:
    environment = program.environment()
    try:
        return verdict(Interpreter(program.source, environment.functions, environment.objects, values, Budget()).evaluate(program.tree()))
    except UnknownFact:
        return "unknown"
    except EvaluationError:
        return "error"


@pytest.mark.parametrize("way", [compiled, interpreted], ids=lambda way: way.__name__)
@pytest.mark.parametrize("source", TABLE)
def test_the_truth_table_of_unknown_holds(source: str, way: Any) -> None:
    assert way(ENVIRONMENT.compile(source), VALUES) == TABLE[source]


@pytest.mark.parametrize("source", TABLE)
def test_the_truth_table_holds_where_no_types_are_known(source: str) -> None:
    untyped = Environment(dict.fromkeys(TYPES, "dyn"))
    assert compiled(untyped.compile(source), VALUES) == TABLE[source]


def test_the_result_is_the_unknown_itself_with_its_reason() -> None:
    assert ENVIRONMENT.compile("t && u").evaluate(VALUES) is WHY
    assert ENVIRONMENT.compile("map.a").evaluate(VALUES) is WHY


def test_a_tagged_value_of_yaml_is_unknown() -> None:
    program = Environment({"x": "map(string, dyn)"}).compile("x.name == 'a'")
    found = program.evaluate({"x": {"name": Tagged("!Ref", "Name")}})
    assert isinstance(found, Tagged)
    assert found.reason == "the tag !Ref is not evaluated"


def test_a_function_never_sees_an_unknown_or_a_null_that_it_does_not_declare() -> None:
    seen: list[Any] = []
    library = Library("t", 1, [Function("look", [Overload("look", (STRING, INT), BOOL, lambda *values: seen.append(values) or True)])])
    environment = Environment({"x": "string", "y": "nullable(string)", "n": "int"}, (library,))
    assert isinstance(environment.compile("look(x, n)").evaluate({"x": WHY, "y": "", "n": 1}), Unknown)
    assert isinstance(environment.compile("look(x, n)").evaluate({"x": "a", "y": "", "n": WHY}), Unknown)
    with pytest.raises(EvaluationError, match="no such overload: look"):
        environment.compile("look(y, n)").evaluate({"x": "a", "y": None, "n": 1})
    assert seen == []


def test_a_function_may_answer_with_an_unknown() -> None:
    assert isinstance(Environment().compile("'{scheme}://a.example'.isHttps()").evaluate(), Unknown)
    assert Environment().compile("'{scheme}://a.example'.isHttps() || true").evaluate() is True


def with_holes(rng: random.Random, value: Any) -> Any:
    """Replace some parts of data by unknowns."""
    if rng.random() < 0.25:
        return Unknown("a hole")
    if isinstance(value, dict):
        return {key: with_holes(rng, item) for key, item in value.items()}
    return [with_holes(rng, item) for item in value] if isinstance(value, list) else value


def holds_unknown(value: Any) -> bool:
    if isinstance(value, (dict, KeyedMap)):
        return any(map(holds_unknown, value.values()))
    return isinstance(value, Unknown) or (isinstance(value, (list, tuple)) and any(map(holds_unknown, value)))


@pytest.mark.parametrize("block", range(10))
def test_what_is_said_in_spite_of_unknowns_is_true_whatever_they_are(block: int) -> None:
    environment = Environment(VARIABLES)
    for seed in range(block * 150, (block + 1) * 150):
        rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        try:
            program = environment.compile(expression(rng))
        except CelError:
            continue
        data = bindings(rng)
        holed = {name: with_holes(rng, value) for name, value in data.items()}
        told = compiled(program, holed)
        assert repr(told) == repr(interpreted(program, holed)), program.source
        if told != "unknown" and not holds_unknown(told):
            assert repr(told) == repr(compiled(program, data)), f"seed {seed}: {program.source} of {holed}"
