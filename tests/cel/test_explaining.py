"""Explanations: every sub-expression with its value, in order, and which one decided."""

from typing import Any

import pytest

from celadon.cel.environment import Environment
from celadon.cel.types import INT, STRING, ObjectType, object_of
from celadon.terms.unknown import Unknown


class Thing:
    def __init__(self) -> None:
        self.name = "a\nb"
        self.size = 3
        self.pointer = "/things/0"


THING = ObjectType("Thing", {"name": STRING, "size": INT, "pointer": STRING}, Thing)
ENVIRONMENT = Environment({"x": "map(string, dyn)", "thing": object_of("Thing")}, objects=(THING,))
X: dict[str, Any] = {"a": 5, "b": "q", "items": [{"n": 1, "name": "a"}, {"n": 5, "name": "b"}], "u": Unknown("not given")}


def explained(source: str) -> list[str]:
    """Write steps as lines; a star where it decided."""
    story = ENVIRONMENT.compile(source).explain({"x": X, "thing": Thing()})
    assert story.steps[-1].text == " ".join(source.split())
    assert story.steps[-1].value == story.value
    return [f"{'*' if step.decisive else ' '} {step.text} -> {step.value}" for step in story.steps]


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        (
            "has(x.a) && x.a > 3 && x.b.size() > 2",
            [
                "  has(x.a) -> true",
                "  x.a -> 5",
                "  x.a > 3 -> true",
                '  x.b -> "q"',
                "  x.b.size() -> 1",
                "* x.b.size() > 2 -> false",
                "  has(x.a) && x.a > 3 && x.b.size() > 2 -> false",
            ],
        ),
        (
            "x.items.all(i, i.n < 3)",
            [
                '  x.items -> [{"n": 1, "name": "a"}, {"n": 5, "name": "b"}]',
                '  i -> {"n": 5, "name": "b"}',
                "  i.n -> 5",
                "* i.n < 3 -> false",
                "  x.items.all(i, i.n < 3) -> false",
            ],
        ),
        (
            "x.items.exists(i, i.n > 9)",
            ['  x.items -> [{"n": 1, "name": "a"}, {"n": 5, "name": "b"}]', "  x.items.exists(i, i.n > 9) -> false"],
        ),
        (
            "x.missing == 1 || x.b == 'r'",
            [
                '  x.missing -> error: no such key: "missing"',
                '* x.missing == 1 -> error: no such key: "missing"',
                '  x.b -> "q"',
                "  x.b == 'r' -> false",
                "  x.missing == 1 || x.b == 'r' -> error: no such key: \"missing\"",
            ],
        ),
        ("x.a == 5 || x.missing", ["  x.a -> 5", "* x.a == 5 -> true", "  x.a == 5 || x.missing -> true"]),
        ("x.u == 1", ["  x.u -> unknown: not given", "  x.u == 1 -> unknown: not given"]),
        ("thing.name", ['  thing.name -> "a\\nb"']),
        ("thing", ["  thing -> Thing /things/0"]),
        (
            "[thing, 1.0, 2u, null, b'a', duration('1s')]",
            ["  duration('1s') -> 1s", "  [thing, 1.0, 2u, null, b'a', duration('1s')] -> [Thing /things/0, 1.0, 2u, null, b\"a\", 1s]"],
        ),
        ("x.?zz", ["  x.?zz -> optional.none()"]),
        ("x.a in\n   [1, 2]", ["  x.a -> 5", "  x.a in [1, 2] -> false"]),
        ("x.a > 3 ? 'big' : 'small'", ["  x.a -> 5", "  x.a > 3 -> true", "  x.a > 3 ? 'big' : 'small' -> \"big\""]),
    ],
)
def test_the_steps_of_an_evaluation(source: str, steps: list[str]) -> None:
    assert explained(source) == steps


def test_long_values_are_cut() -> None:
    story = ENVIRONMENT.compile("lists.range(1000)").explain({"x": X, "thing": None})
    assert len(story.value) <= 100
    assert story.value.startswith("[0, 1, 2,")
    long = Environment({"s": "string"}).compile("s").explain({"s": "ab\u202e" * 1_000})
    assert long.value.startswith('"ab\\u202eab')
    assert len(long.value) <= 100


def test_an_explanation_ends_where_the_budget_does() -> None:
    story = ENVIRONMENT.compile("lists.range(400000).all(a, lists.range(400000).all(b, true))").explain({"x": X, "thing": None})
    assert story.value.startswith("error: the expression costs more than its budget")
    assert story.cost > 1_000_000


def test_explaining_agrees_with_evaluating() -> None:
    for source in ("x.a + 1", "x.items.map(i, i.n)", "cel.bind(v, x.a, v * v)", "x.items.filter(i, i.name == 'b').size()"):
        program = ENVIRONMENT.compile(source)
        values = {"x": X, "thing": None}
        assert program.explain(values).value == str(program.evaluate(values)).replace("'", '"')
