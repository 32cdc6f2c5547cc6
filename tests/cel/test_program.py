"""Programs: the public face, keeping and loading, threads."""

import marshal
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import celadon.cel
from celadon.cel.budget import Budget
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.errors import CheckError, EvaluationError, ParseError
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.program import Program
from celadon.cel.types import BOOL, DYN, INT, STRING, list_of, parse_type
from celadon.cel.values import Duration, KeyedMap, Timestamp, UInt

ENVIRONMENT = Environment({"x": "map(string, dyn)", "n": "int"})


def test_the_public_face_is_enough_to_use_cel() -> None:
    environment = celadon.cel.Environment(variables={"request": "map(string, dyn)"})
    program = environment.compile("request.size > 3 && request.user in ['ada', 'bob']")
    assert program.evaluate({"request": {"size": 5, "user": "ada"}}) is True
    assert str(program.result_type) == "bool"
    assert {name for name in celadon.cel.__all__ if not hasattr(celadon.cel, name)} == set()


def test_the_function_takes_the_budget_and_the_variables_in_order() -> None:
    program = ENVIRONMENT.compile("x.a + n")
    assert program.variables == ("x", "n")
    assert program.function(Budget(), {"a": 1}, 2) == 3


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="n"):
        ENVIRONMENT.compile("n").evaluate({"x": {}})


def test_values_are_plain_python() -> None:
    assert Environment().compile("[1, 2u, 1.5, 'a', b'b', true, null, {'k': [1]}]").evaluate() == [
        1,
        2,
        1.5,
        "a",
        b"b",
        True,
        None,
        {"k": [1]},
    ]
    assert isinstance(Environment().compile("2u").evaluate(), UInt)
    assert Environment().compile("timestamp(1)").evaluate() == Timestamp(10**9)
    assert Environment().compile("duration('1s')").evaluate() == Duration(10**9)
    mixed = Environment().compile("{true: 'a', 1: 'b'}").evaluate()
    assert isinstance(mixed, KeyedMap)
    assert (mixed[True], mixed[1], list(mixed), len(mixed)) == ("a", "b", [True, 1], 2)


def test_tuples_are_lists_and_are_never_changed() -> None:
    environment = Environment({"l": "list(string)"})
    given = ("b", "a")
    assert environment.compile("l + ['c']").evaluate({"l": given}) == ["b", "a", "c"]
    assert environment.compile("l == ['b', 'a'] && 'a' in l && l[1] == 'a' && l.size() == 2").evaluate({"l": given}) is True
    assert environment.compile("l.sort()").evaluate({"l": given}) == ["a", "b"]
    assert environment.compile("l.join('-')").evaluate({"l": given}) == "b-a"
    assert given == ("b", "a")


def test_expected_types_are_checked() -> None:
    assert ENVIRONMENT.compile("n > 1", expected=BOOL).result_type is BOOL
    assert ENVIRONMENT.compile("x.a", expected=BOOL).result_type is DYN
    with pytest.raises(CheckError, match="the expression is int; bool is needed here"):
        ENVIRONMENT.compile("n", expected=BOOL)
    assert ENVIRONMENT.compile("['a']", expected=list_of(STRING))


def test_errors_carry_the_source_and_the_span_and_survive_pickling() -> None:
    with pytest.raises(EvaluationError) as caught:
        ENVIRONMENT.compile("n > 1 ||\n  x.items[3].name == 'a'").evaluate({"x": {"items": [1]}, "n": 0})
    issue = caught.value.issues[0]
    assert caught.value.message == "index out of range: 3; the list has 1 element"
    assert caught.value.source[issue.start : issue.end] == "x.items[3]"
    assert (issue.line, issue.column) == (2, 3)
    assert "2 |   x.items[3].name == 'a'\n   |   ^^^^^^^^^^" in str(caught.value)
    for error in (caught.value, _parse_error(), _check_error()):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert (type(again), again.source, again.issues, str(again)) == (type(error), error.source, error.issues, str(error))


def _parse_error() -> ParseError:
    with pytest.raises(ParseError) as caught:
        ENVIRONMENT.compile("n >")
    return caught.value


def _check_error() -> CheckError:
    with pytest.raises(CheckError) as caught:
        ENVIRONMENT.compile("m > q")
    assert len(caught.value.issues) == 2
    return caught.value


@pytest.mark.parametrize(
    ("source", "data", "message", "span"),
    [
        ("x.a.b", {"a": {}}, 'no such key: "b"', "x.a.b"),
        ("x.a + 1 > 2", {"a": "s"}, "no such overload: string + int", "x.a + 1"),
        ("x.a.startsWith('s')", {"a": 5}, "no such overload: int.startsWith(string)", "x.a.startsWith('s')"),
        ("size(x.a)", {"a": True}, "no such overload: size(bool)", "size(x.a)"),
        ("x.a && true", {"a": 1}, "a bool is needed here, and the value is of type int", "x.a"),
        ("x.a ? 1 : 2", {"a": "yes"}, "a bool is needed here, and the value is of type string", "x.a"),
        ("x.a.all(i, i > 0)", {"a": "text"}, "a macro looks at a list or a map, not at a value of type string", "x.a.all(i, i > 0)"),
        ("x.a.filter(i, i.n > 0)", {"a": [{}]}, 'no such key: "n"', "i.n"),
        ("n / x.a", {"a": 0}, "division by zero", "n / x.a"),
        ("n % x.a", {"a": 0}, "modulus by zero", "n % x.a"),
        ("n + 9223372036854775807", {}, "integer overflow: 9223372036854775808 does not fit into 64 bits", "n + 9223372036854775807"),
        ("x.a < 1", {"a": True}, "no such overload: bool < int", "x.a < 1"),
        ("x.a < 1", {"a": None}, "no such overload: null < int", "x.a < 1"),
        ("1 in x.a", {"a": "1"}, "no such overload: int in string", "1 in x.a"),
        ("int(x.a)", {"a": "five"}, '"five" is not an int', "int(x.a)"),
        ("timestamp(x.a)", {"a": "today"}, '"today" is not a timestamp', "timestamp(x.a)"),
        ("x.a.matches(x.b)", {"a": "", "b": "("}, "the pattern is not RE2: missing ): (", "x.a.matches(x.b)"),
        ("x.a.orValue(1)", {"a": 1}, "no such overload: int.orValue()", "x.a.orValue(1)"),
        ("optional.none().value()", {}, "optional.none() has no value", "optional.none().value()"),
        ("{x.a: 1, x.b: 2}", {"a": "k", "b": "k"}, 'the key "k" occurs twice in the map', "{x.a: 1, x.b: 2}"),
        ("{x.a: 1}", {"a": 1.5}, "no such overload: double as a map's key", "{x.a: 1}"),
        (
            "'%d'.format([x.a])",
            {"a": "s"},
            "error during formatting: decimal clause can only be used on numbers, was given string",
            "'%d'.format([x.a])",
        ),
        ("[3, x.a].sort()", {"a": "s"}, "no such overload: sort of int and string", "[3, x.a].sort()"),
        ("x.a[n]", {"a": [1]}, "index out of range: 1; the list has 1 element", "x.a[n]"),
        ("x.a[-1]", {"a": [1]}, "index out of range: -1; the list has 1 element", "x.a[-1]"),
    ],
)
def test_errors_of_evaluation_speak_cel(source: str, data: dict[str, Any], message: str, span: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        ENVIRONMENT.compile(source).evaluate({"x": data, "n": 1})
    issue = caught.value.issues[0]
    assert issue.message == message
    assert source[issue.start : issue.end] == span


def test_a_function_that_lets_an_exception_slip_is_an_internal_error() -> None:
    def careless(number: int) -> int:
        return [][number]

    library = Library("mine", 1, [Function("careless", [Overload("careless_int", (INT,), INT, careless)])])
    program = Environment(libraries=(*STANDARD, library)).compile("careless(1) > 0")
    with pytest.raises(EvaluationError, match="internal error: the function careless failed with IndexError; please report it"):
        program.evaluate()


@pytest.mark.parametrize(
    "source",
    [
        "x.name.words().size() > 1 && x.name.matches('^[a-z]+') && type(x) == map",
        "x.name.isNamed(['a_b']) || 2u < 3u || 1e999 > 1.0 || x.?a.orValue(n) == 1",
        "x.items.exists(i, i.startsWith(x.name)) ? timestamp(0).getFullYear() : n",
        "x.name.upperAscii() + string(n)",
    ],
)
def test_a_kept_program_answers_as_the_original(source: str) -> None:
    program = ENVIRONMENT.compile(source)
    kept = program.dump()
    values = {"x": {"name": "aB", "items": ["aB", "c"]}, "n": 3}
    again = Program.load(kept, lambda: ENVIRONMENT)
    assert again.evaluate(values) == program.evaluate(values)
    assert (again.source, again.variables, again.result_type) == (program.source, program.variables, program.result_type)
    assert again.dump() == kept


def test_a_kept_program_needs_no_environment_until_something_goes_wrong() -> None:
    def forbidden() -> Environment:
        raise AssertionError("the environment was asked for")

    kept = ENVIRONMENT.compile("x.name.words() == ['a'] && 'x'.equalsIgnoreCase(x.name) == false && x.name.matches('a')").dump()
    assert Program.load(kept, forbidden).evaluate({"x": {"name": "a"}, "n": 1}) is True
    failing = Program.load(ENVIRONMENT.compile("x.name.size() / n").dump(), lambda: ENVIRONMENT)
    with pytest.raises(EvaluationError, match="division by zero"):
        failing.evaluate({"x": {"name": "a"}, "n": 0})


@pytest.mark.parametrize("kept", [b"", b"abc", marshal.dumps(1), marshal.dumps(((0, sys.implementation.cache_tag), "", (), "int", b""))])
def test_what_is_no_kept_program_of_this_version_is_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match="kept program"):
        Program.load(kept, lambda: ENVIRONMENT)


def test_threads_share_a_program() -> None:
    program = ENVIRONMENT.compile("x.items.filter(i, i % 2 == 0).map(i, i * n).size() + (x.name.matches('^t[0-9]+$') ? 1000 : 0)")
    expected = {number: number // 2 + 1 + 1000 for number in range(1, 200)}

    def ask(number: int) -> tuple[int, Any]:
        return number, program.evaluate({"x": {"items": list(range(number + 1)), "name": f"t{number}"}, "n": number})

    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            answers = dict(pool.map(ask, expected))
            assert {number: expected[number] for number in expected} == {number: answers[number] for number in expected}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("strin", "there is no type 'strin'"),
        ("list(", "a type's name is missing"),
        ("list(string", r"a '\)' is missing"),
        ("list(string, int)", "list takes 1 type in parentheses"),
        ("map(string)", "map takes 2 types in parentheses"),
        ("string(int)", "string takes no types in parentheses"),
        ("int int", "'int' is left over"),
        ("list(" * 60 + "int" + ")" * 60, "nested more than 50 levels"),
        ("", "a type's name is missing"),
    ],
)
def test_a_text_that_is_no_type_is_refused_with_a_sentence(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_type(text)


def test_types_are_written_as_they_are_read() -> None:
    for text in ("int", "list(string)", "map(string, list(dyn))", "nullable(string)", "optional_type(int)", "type(int)", "timestamp"):
        assert parse_type(text).text == text
    assert parse_type("optional(int)").text == "optional_type(int)"
    assert parse_type("list( Operation )", ["Operation"]).text == "list(Operation)"
    assert pickle.loads(pickle.dumps(parse_type("map(string, int)"))) is parse_type("map(string,int)")  # noqa: S301 - our own


def test_a_container_is_searched_from_the_inside() -> None:
    environment = Environment({"a.b.x": "int", "a.x": "int", "x": "int"}, container="a.b")
    values = {"a.b.x": 1, "a.x": 2, "x": 3}
    assert environment.compile("x").evaluate(values) == 1
    assert environment.compile(".x").evaluate(values) == 3
    assert environment.compile("a.x").evaluate(values) == 2
    assert environment.compile("[5].map(x, x)[0]").evaluate(values) == 5
