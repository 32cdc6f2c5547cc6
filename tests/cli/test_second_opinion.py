"""`celadon test --second-opinion` and what `celadon explain` says of portability, through the real command."""

import json
from pathlib import Path

import jsonschema
import pytest

import celadon as package
from celadon.reports.policies.tested import junit
from celadon.reports.policies.tested.opinion import disagreement_lines, opinion_lines
from celadon.reports.text.painting import paint
from celadon.terms.location import Location, Span
from celadon.terms.tested import Disagreement, Opinion, PolicyTested, TestReport
from tests.bundles.building import changed, write_bundle
from tests.cli.running import celadon

CELPY = pytest.mark.skipif(__import__("importlib.util").util.find_spec("celpy") is None, reason="cel-python is an extra")
BEYOND = changed("operation.operation_id != null", "operation.operation_id != null && !operation.operation_id.isNamed('x')")


@CELPY
def test_a_second_opinion_tells_what_was_compared_and_each_cause(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=changed("operation.operation_id != null", "operation.raw != 'x' && operation.operation_id != null"))
    answer = celadon("test", "team", "--second-opinion", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        "second opinion  portable CEL: 2 of 2 expressions\n"
        "                6 evaluations compared with cel-python, 5 agree\n"
        "                1 disagree: cel-python compares values of different types, null among them, wrongly or not at all\n"
        "1 policy, 3 cases: all as they say\n"
    )


@CELPY
def test_what_is_not_portable_is_counted_with_its_reason(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=BEYOND)
    answer = celadon("test", "team", "--second-opinion", cwd=tmp_path)
    assert "second opinion  portable CEL: 1 of 2 expressions\n                the others use isNamed (text) 1\n" in answer.out


@CELPY
def test_the_answer_for_programs_has_the_opinion_and_keeps_to_its_schema(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=BEYOND)
    page = json.loads(celadon("test", "team", "--second-opinion", "--format", "json", cwd=tmp_path).out)
    schema = json.loads((Path(package.__file__).parent / "schemas" / "tests.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(page)
    opinion = page["policies"][0]["second_opinion"]
    assert (opinion["expressions"], opinion["portable"], opinion["beyond"]) == (2, 1, [["isNamed (text)"]])


def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    write_bundle(tmp_path, named=BEYOND)
    (tmp_path / "block").mkdir()
    (tmp_path / "block" / "sitecustomize.py").write_text("import sys\nsys.modules['celpy'] = None\n")
    answer = celadon("test", "team", "--second-opinion", cwd=tmp_path, PYTHONPATH=str(tmp_path / "block"))
    assert (answer.code, answer.out) == (2, "")
    assert "cel-python is not installed, so there is no second opinion" in answer.err
    assert "pip install 'celadon[cel-python]'" in answer.err


@CELPY
def test_the_bundles_that_we_ship_have_no_unexplained_disagreement(tmp_path: Path) -> None:
    answer = celadon("test", "pagination", "payments", "--second-opinion", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert "NO KNOWN CAUSE" not in answer.out


@pytest.mark.parametrize(
    ("policy", "told"), [(changed("", ""), "portable: standard CEL only"), (BEYOND, "beyond standard CEL: isNamed (text)")]
)
def test_explain_says_whether_a_policy_is_portable(tmp_path: Path, policy: str, told: str) -> None:
    write_bundle(tmp_path, named=policy)
    assert f"\n  {told}\n" in celadon("explain", "team/named", "--bundle", "team", cwd=tmp_path).out


PLACE = Location(file="team/named.yaml", span=Span.of(14, 7, 14, 20))
DOUBT = Disagreement(expression="a == b", location=PLACE, example="One", ours="true", theirs="false", cause="", times=2)
OPINION = Opinion(expressions=3, beyond=(("isNamed (text)",),), compared=9, left_out=1, disagreements=(DOUBT,))


def test_a_disagreement_that_nobody_can_explain_is_shown_and_fails() -> None:
    lines = paint((*disagreement_lines(OPINION, verbose=False, width=80), *opinion_lines([OPINION])), color=False)
    assert lines == (
        "      team/named.yaml:14:7   in: One\n"
        "        a == b\n"
        "        Celadon:    true\n"
        "        cel-python: false\n"
        "        no known cause: one of the two is wrong (2 times)\n"
        "second opinion  portable CEL: 2 of 3 expressions\n"
        "                the others use isNamed (text) 1\n"
        "                9 evaluations compared with cel-python, 7 agree; 1 more meet unknown facts\n"
        "                2 disagree: NO KNOWN CAUSE\n"
    )
    tested = PolicyTested(name="team/named", file="team/named.yaml", cases=(), opinion=OPINION)
    assert not tested.is_passed
    assert 'message="cel-python says otherwise, and there is no known cause"' in junit.render(TestReport(policies=(tested,)))
