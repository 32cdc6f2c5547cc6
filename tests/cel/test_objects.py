"""Model objects: declared fields only, null is absent, attributes where the type is known and where it is not."""

from typing import Any

import pytest

from celadon.cel.environment import Environment
from celadon.cel.errors import BudgetSpent, CheckError, EvaluationError, Issue
from celadon.cel.program import Program
from celadon.cel.types import BOOL, DYN, INT, STRING, Field, ObjectType, list_of, map_of, nullable, object_of
from celadon.terms.unknown import Unknown


class Parameter:
    def __init__(self, name: str, *, required: bool = False) -> None:
        self.name = name
        self.required = required
        self.secret = "never seen"


class Operation:
    def __init__(self, **fields: Any) -> None:
        self.method = "get"
        self.summary: Any = None
        self.limit: Any = None
        self.inputs: Any = ()
        self.raw: Any = {}
        self.pointer = "/paths/~1a/get"
        self.__dict__.update(fields)

    @property
    def broken(self) -> str:
        raise RuntimeError("a defect")

    @property
    def expensive(self) -> str:
        raise EvaluationError("other", [Issue("the other expression failed", "other", 0, 5)])

    @property
    def endless(self) -> bool:
        raise BudgetSpent("other", [Issue("the other expression spent the budget", "other", 0, 5)])


class Webhook(Operation):
    """A subclass of a declared class counts as that class."""


PARAMETER = ObjectType("Parameter", {"name": STRING, "required": BOOL}, Parameter)
OPERATION = ObjectType(
    "Operation",
    {
        "method": STRING,
        "description": Field(nullable(STRING), "summary", "Renamed in Python."),
        "limit": nullable(INT),
        "parameters": Field(list_of(object_of("Parameter")), "inputs"),
        "first": Field(nullable(object_of("Parameter")), "first"),
        "raw": DYN,
        "extensions": Field(map_of(STRING, DYN), "raw"),
        "pointer": STRING,
        "broken": STRING,
        "expensive": STRING,
        "endless": BOOL,
    },
    Operation,
)
ENVIRONMENT = Environment({"operation": "Operation", "any": "dyn"}, objects=(OPERATION, PARAMETER))
GET = Operation(
    summary="Lists",
    limit=20,
    inputs=(Parameter("limit", required=True), Parameter("page")),
    first=Parameter("limit"),
    raw={"operationId": "list", "x-a": {"b": [1]}},
)


def run(source: str, operation: Any = GET) -> Any:
    values = {"operation": operation, "any": operation}
    typed = ENVIRONMENT.compile(source)
    value = typed.evaluate(values)
    # The same without types, where every step looks at the class of the value.
    assert ENVIRONMENT.compile(source.replace("operation.", "any.")).evaluate(values) == value
    assert Program.load(typed.dump(), lambda: ENVIRONMENT).evaluate(values) == value
    return value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("operation.method == 'get'", True),
        ("operation.description.size()", 5),
        ("operation.parameters.exists(p, p.required && p.name == 'limit')", True),
        ("operation.parameters[1].name", "page"),
        ("operation.parameters.map(p, p.name)", ["limit", "page"]),
        ("operation.raw.operationId", "list"),
        ("operation.raw['x-a'].b[0]", 1),
        ("operation.extensions['x-a'].b.size()", 1),
        ("'x-a' in operation.extensions", True),
        ("operation.extensions[?'x-z'].orValue(7)", 7),
        ("has(operation.description)", True),
        ("operation.?limit.orValue(0) + 1", 21),
        ("operation.?first.?name.orValue('none')", "limit"),
        ("operation.first != null", True),
        ("operation.limit != null && operation.limit <= 20", True),
        ("operation.parameters[0] == operation.parameters[0]", True),
        ("operation.parameters[0] in operation.parameters", True),
        ("operation.parameters.filter(p, p.required).size()", 1),
        ("type(operation.method) == string", True),
    ],
)
def test_fields_of_model_objects_are_read(source: str, expected: Any) -> None:
    assert run(source) == expected


def test_null_is_absent() -> None:
    empty = Operation(first=None)
    assert run("has(operation.description)", empty) is False
    assert run("operation.description == null", empty) is True
    assert run("operation.?description.hasValue()", empty) is False
    assert run("operation.?first.?name.orValue('none')", empty) == "none"
    assert run("has(operation.parameters)", empty) is True
    with pytest.raises(EvaluationError, match="null has no field 'name'") as caught:
        ENVIRONMENT.compile("operation.first.name == 'a'").evaluate({"operation": empty, "any": None})
    assert "has()" in caught.value.issues[0].hint


def test_a_subclass_is_seen_as_what_it_derives_from() -> None:
    assert run("operation.method", Webhook()) == "get"
    assert ENVIRONMENT.compile("type(any) == type(operation)").evaluate({"operation": GET, "any": Webhook()}) is True


def test_attributes_of_python_are_not_fields() -> None:
    for source in ("operation.secret", "operation.__class__", "operation.inputs", "operation.summary"):
        with pytest.raises(CheckError, match="undefined field"):
            ENVIRONMENT.compile(source)
    for field in ("secret", "`__class__`", "inputs", "__dict__"):
        with pytest.raises((EvaluationError, CheckError)):
            ENVIRONMENT.compile(f"any.{field}").evaluate({"operation": GET, "any": GET.inputs[0]})
    with pytest.raises(EvaluationError, match="no such overload"):
        ENVIRONMENT.compile("any['name']").evaluate({"operation": GET, "any": GET.inputs[0]})


def test_an_object_of_no_declared_class_has_no_fields() -> None:
    with pytest.raises(EvaluationError, match="undefined field 'x' on complex"):
        ENVIRONMENT.compile("any.x").evaluate({"operation": GET, "any": 1j})


def test_a_defect_of_a_model_is_an_error_without_python_in_it() -> None:
    with pytest.raises(EvaluationError, match=r"internal error: the field broken failed with RuntimeError; please report it"):
        ENVIRONMENT.compile("operation.broken == ''").evaluate({"operation": GET, "any": None})
    assert run("operation.broken == '' || true") is True


def test_what_a_field_raises_of_our_own_keeps_its_text_and_is_absorbed_like_any_error() -> None:
    with pytest.raises(EvaluationError, match="the other expression failed"):
        ENVIRONMENT.compile("operation.expensive == ''").evaluate({"operation": GET, "any": None})
    assert run("operation.expensive == '' || true") is True
    with pytest.raises(BudgetSpent, match="the other expression spent the budget"):
        ENVIRONMENT.compile("operation.endless || true").evaluate({"operation": GET, "any": None})


def test_a_field_that_is_unknown_poisons_what_uses_it() -> None:
    unknown = Unknown("not given")
    operation = Operation(method=unknown, inputs=(Parameter("a"),))
    assert run("operation.method == 'get' || operation.parameters.size() == 1", operation) is True
    program = ENVIRONMENT.compile("operation.method == 'get'")
    assert program.evaluate({"operation": operation, "any": None}) is unknown
    assert program.evaluate({"operation": unknown, "any": None}) is unknown


def test_model_objects_that_hide_in_data_are_found_all_the_same() -> None:
    # A field of type dyn holds plain data; where it does not, the interpreter sees to it.
    operation = Operation(raw={"inner": Parameter("hidden")})
    assert ENVIRONMENT.compile("operation.raw.inner.name").evaluate({"operation": operation, "any": None}) == "hidden"
    mixed = ENVIRONMENT.compile("[{'p': dyn(operation.parameters[0])}].map(e, e.p.name)")
    assert mixed.evaluate({"operation": GET, "any": None}) == ["limit"]


def test_null_is_refused_where_the_type_has_none() -> None:
    with pytest.raises(CheckError, match="string == null compares different types, and is always false"):
        ENVIRONMENT.compile("operation.method == null")
    with pytest.raises(CheckError, match=r"list\(Parameter\) == null"):
        ENVIRONMENT.compile("operation.parameters == null")
    assert ENVIRONMENT.compile("operation.limit == null").result_type is BOOL
    assert ENVIRONMENT.compile("operation.limit == null ? 0 : operation.limit").result_type.text == "nullable(int)"


def test_an_object_may_be_the_result() -> None:
    assert run("operation.parameters[0]") is GET.inputs[0]
    assert ENVIRONMENT.compile("operation.parameters[0]").result_type is object_of("Parameter")
