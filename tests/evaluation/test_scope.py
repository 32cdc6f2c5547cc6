"""Parameters and variables as expressions see them."""

from datetime import date
from functools import partial

import pytest

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError, Issue
from celadon.evaluation.scope import Binding, Params, midnight, variables_class
from celadon.terms.policy import Param


def test_a_parameter_is_what_was_given_or_its_default():
    declared = [Param(name=name, type=kind, default=1, description="d") for name, kind in (("a", "int"), ("b", "double"), ("c", "int"))]
    params = Params(declared, {"c": 7})
    assert (params.p0, params.p1, params.p2) == (1, 1.0, 7)  # type: ignore[attr-defined]  # named by number
    assert type(params.p1) is float  # type: ignore[attr-defined]  # CEL's double and int do not mix


def _same(function):
    return function


def _bag(*functions):
    made = variables_class({f"variable{number}": partial(_same, function) for number, function in enumerate(functions)})
    assert made is not None
    return made(Budget(), "subject", "document", Params([], {}), midnight(date(2026, 1, 2)))


def test_a_variable_is_computed_at_most_once_and_sees_what_expressions_see():
    calls = []

    def function(*given):
        calls.append(given[1:3])
        return 7

    bag = _bag(function)
    assert (calls, bag.v0, bag.v0, calls) == ([("subject", "document")], 7, 7, [("subject", "document")])


def test_the_error_of_a_variable_is_kept_like_a_value():
    calls = []

    def function(*_):
        calls.append(1)
        raise EvaluationError("x", [Issue("no such key", "x", 0, 1)])

    bag = _bag(function)
    for _ in range(2):
        with pytest.raises(EvaluationError, match="no such key"):
            bag.v0  # noqa: B018 - to read it is the test
    assert len(calls) == 1


def test_what_is_renewed_knows_nothing_of_the_subject_before():
    def function(*given):
        if given[1] == "subject":
            raise EvaluationError("x", [Issue("no such key", "x", 0, 1)])
        return given[1]

    bag = _bag(function, lambda *given: given[1])
    with pytest.raises(EvaluationError, match="no such key"):
        bag.v0  # noqa: B018 - to read it is the test
    assert bag.v1 == "subject"
    bag.renew("another")
    assert (bag.v0, bag.v1) == ("another", "another")


@pytest.mark.parametrize("names", [("a",), ("document",), ("a", "b"), ("a", "document"), ("document", "a"), ("a", "document", "b")])
def test_a_visit_gives_each_subject_its_place(names):
    class Made:
        def function(self, *given):
            return given

    for name in names:
        subjects = ["the document" if one == "document" else "subject" if one == name else None for one in names]
        document = [] if "document" in names else ["the document"]
        given = Binding(names, name)(Made())("budget", "subject", "the document", "params", "bag", "today")
        assert given == ("budget", *subjects, *document, "params", "bag", "today")


def test_a_policy_without_variables_has_no_class_of_them():
    assert variables_class({}) is None


def test_a_shared_variable_is_computed_once_for_all_subjects():
    calls = []

    def function(*given):
        calls.append(given[1])
        if len(calls) == 2:
            raise EvaluationError("x", [Issue("no such key", "x", 0, 1)])
        return 7

    functions = {"of_document": function, "of_subject": lambda *given: given[1], "broken": function}
    made = variables_class({name: partial(_same, one) for name, one in functions.items()}, ["of_document", "broken"])
    assert made is not None
    common: dict[str, object] = {}
    bags = [made(Budget(), name, "document", Params([], {}), midnight(date(2026, 1, 2)), common) for name in ("a", "b")]
    assert [(bag.v0, bag.v1) for bag in bags] == [(7, "a"), (7, "b")]
    for bag in bags:
        with pytest.raises(EvaluationError, match="no such key"):
            bag.v2  # noqa: B018 - to read it is the test
    assert calls == ["a", "a"]
