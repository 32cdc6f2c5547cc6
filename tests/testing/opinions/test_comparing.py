"""A second opinion: what is compared, what is left out, and that no disagreement is explained away."""

import pytest

pytest.importorskip("celpy", reason="cel-python is an extra")

from celadon.evaluation.compiling import compile_policy
from celadon.terms.errors import InvalidUsage
from celadon.terms.tested import Opinion
from celadon.testing.cases import cases_of
from celadon.testing.opinions import celpython, comparing
from celadon.testing.opinions.celpython import COMPARISONS, DOUBLES, MAP, NULLS, CelPython
from celadon.testing.opinions.comparing import require_cel_python, second_opinion
from celadon.testing.running import run
from tests.evaluation.building import policy_of

EXAMPLES = """\
remediation: Mend it.
message: it is wrong
examples:
  refused:
    - title: Nothing named
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths:
          /a:
            get: {responses: {}}  # finds: tested
  accepted:
    - title: Named
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths:
          /a:
            get:
              operationId: one
              tags: [x, y]
              x-rate: 3
              responses: {}
            put: {operationId: two, tags: [x], responses: {}}
"""


def opinion_of(body: str, examples: str = EXAMPLES) -> Opinion:
    policy = policy_of(body + examples)
    compiled = compile_policy(policy)
    return second_opinion(compiled, [run(case, compiled) for case in cases_of(policy, ())])


def test_portable_expressions_are_compared_at_every_subject() -> None:
    opinion = opinion_of("target: operation\nwhen: operation.method in ['get', 'put']\nmust: operation.tags.exists(t, t.startsWith('x'))\n")
    assert (opinion.expressions, opinion.portable, opinion.compared, opinion.left_out) == (2, 2, 6, 0)
    assert opinion.disagreements == ()
    assert opinion.is_explained


def test_expressions_with_functions_of_ours_are_counted_and_not_compared() -> None:
    opinion = opinion_of(
        "target: operation\nvariables: {n: operation.tags.size()}\nmust: operation.path.segments().size() == variables.n\n"
    )
    assert (opinion.expressions, opinion.portable, opinion.compared) == (2, 1, 3)
    assert opinion.beyond == (("segments (http)",),)


def test_variables_parameters_and_today_are_handed_over() -> None:
    body = (
        "target: operation\n"
        "params: {least: {type: int, default: 1, description: d}, names: {type: list(string), default: [x], description: d}}\n"
        "variables: {known: 'operation.tags.filter(t, t in params.names)'}\n"
        "must: variables.known.size() >= params.least && today.getFullYear() > 2000 && operation.extensions.size() < 9\n"
    )
    opinion = opinion_of(body)
    assert (opinion.portable, opinion.compared, opinion.disagreements) == (2, 6, ())


def test_objects_that_lead_back_to_themselves_are_no_trouble() -> None:
    opinion = opinion_of(
        "target: operation\nmust: operation.path_item.operations.all(o, o.path_item.operations.exists(p, p.method == o.method))\n"
    )
    assert (opinion.compared, opinion.disagreements) == (3, ())


def test_a_list_of_objects_is_compared_by_identity() -> None:
    body = "target: operation\nvariables: {mine: 'operation.path_item.operations.filter(o, o.method == operation.method)'}\nmust: variables.mine.size() == 1\n"
    opinion = opinion_of(body)
    assert (opinion.compared, opinion.disagreements) == (6, ())


def test_a_comparison_of_different_types_is_a_known_cause_that_is_tried() -> None:
    opinion = opinion_of("target: operation\nmust: operation.raw == 'text' || operation.operation_id != null\n")
    assert {one.cause for one in opinion.disagreements} == {COMPARISONS}
    (one,) = opinion.disagreements
    assert (one.example, one.ours, one.times) == ("Nothing named", "false", 1)
    assert one.theirs.startswith("error: ")
    assert opinion.is_explained


def test_what_meets_an_unknown_fact_is_left_out() -> None:
    examples = EXAMPLES.replace("operationId: one", "operationId: !Ref Name")
    opinion = opinion_of("target: operation\nmust: operation.operation_id == 'one'\n", examples)
    assert (opinion.compared, opinion.left_out) == (2, 1)


def test_a_disagreement_without_a_known_cause_stays_unexplained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CelPython, "answer", lambda *_, **__: ("value", 42))
    opinion = opinion_of("target: operation\nmust: operation.tags.size() > 0\n")
    assert [(one.cause, one.ours, one.theirs, one.times) for one in opinion.disagreements] == [("", "false", "42", 3)]
    assert not opinion.is_explained


def test_an_expression_that_cel_python_cannot_read_is_an_error_of_its(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise ValueError("cannot read this")

    monkeypatch.setattr(CelPython, "_program", refuse)
    (one,) = opinion_of("target: operation\nmust: operation.tags.size() > 0\n").disagreements
    assert (one.theirs, one.cause) == ("error: cannot read this", "")


def test_without_the_extra_there_is_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "find_spec", lambda _: None)
    with pytest.raises(InvalidUsage, match="cel-python is not installed"):
        require_cel_python()


@pytest.mark.parametrize(
    "value", [None, True, 3, 2.5, "text", b"bytes", [1, ["a"]], {"a": {"b": None}}], ids=lambda value: type(value).__name__
)
def test_plain_values_come_back_as_they_went(value: object) -> None:
    from celadon.cel.runtime.kinds import Objects

    back = celpython._taken(celpython._given(value, Objects()))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("must", "cause"),
    [
        ("dyn(operation.tags.size()) == 1.0", COMPARISONS),
        ("operation.extensions.size() < 2.5", COMPARISONS),
        ("dyn(operation.deprecated) == 0", COMPARISONS),
        ("operation.path in [1, 'b']", COMPARISONS),
        ("string(double(operation.tags.size())) == '2'", DOUBLES),
        ("int(operation.summary) >= 0", NULLS),
        ("operation.tags.map(t, t == 'x', t).size() > 0", MAP),
    ],
)
def test_each_known_defect_of_cel_python_is_told_as_such(must: str, cause: str) -> None:
    opinion = opinion_of(f"target: operation\nmust: {must}\n")
    assert opinion.portable == 1
    assert {one.cause for one in opinion.disagreements} == {cause}
