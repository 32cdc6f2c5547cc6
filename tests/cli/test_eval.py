"""`celadon eval` through the real command: values, types, costs, reasons, and what a slip is answered with."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Answer, celadon
from tests.cli.test_bad_input import BUNDLE, write

API = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {"200": {description: ok}}
    post:
      responses: {"201": {description: made}}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "api.yaml").write_text(API)
    (folder / "order.json").write_text('{"items": [{"price": 1.5}, {"price": -1.0}], "count": 2, "data-id": "x", "in": 1}')
    return folder


def read(answer: Answer) -> dict[str, object]:
    page = json.loads(answer.out)
    assert isinstance(page, dict)
    return page


def test_an_expression_alone_gives_value_type_and_cost(here: Path) -> None:
    answer = celadon("eval", "[1, 2, 3].map(n, n * 2)", cwd=here)
    assert (answer.code, answer.out, answer.err) == (0, "[2, 4, 6]\n  list(int), costs 3 steps\n", "")


def test_the_members_of_the_data_are_variables_and_data_is_all_of_it(here: Path) -> None:
    assert celadon("eval", "count + data.items.size()", "--data", "order.json", cwd=here).out.startswith("4\n")
    assert celadon("eval", "data['data-id']", "--data", "order.json", cwd=here).out.startswith('"x"\n')
    assert celadon("eval", "data['in']", "--data", "order.json", cwd=here).out.startswith("1\n")


def test_data_may_come_from_standard_input(here: Path) -> None:
    assert celadon("eval", "name + '!'", "--data", "-", cwd=here, stdin=b"name: ada").out.startswith('"ada!"\n')


def test_the_types_of_the_data_are_checked(here: Path) -> None:
    answer = celadon("eval", "count == '2'", "--data", "order.json", cwd=here)
    assert (answer.code, answer.out) == (2, "")
    assert "expression:1:1" in answer.err
    assert "    1 | count == '2'\n      | ^^^^^^^^^^^^\n" in answer.err


def test_a_false_chain_names_the_term_that_made_it_so(here: Path) -> None:
    answer = celadon("eval", "count > 0 && items.all(i, i.price > 0.0)", "--data", "order.json", cwd=here)
    assert answer.code == 0
    assert answer.out.splitlines()[:-1] == [
        "false",
        '    i = {"price": -1.0}',
        "    i.price = -1.0",
        "  * i.price > 0.0 = false",
        "  * items.all(i, i.price > 0.0) = false",
    ]


def test_why_shows_the_true_terms_too(here: Path) -> None:
    answer = celadon("eval", "count > 0 && items.all(i, i.price > 0.0)", "--data", "order.json", "--why", cwd=here)
    assert "    count = 2\n    count > 0 = true\n" in answer.out


def test_a_target_is_visited_at_every_subject(here: Path) -> None:
    answer = celadon("eval", "operation.operation_id", "api.yaml", "--target", "operation", cwd=here)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == (
        "api.yaml   OpenAPI 3.1.0, 2 operations\n"
        '  5:5       GET /pets   "listPets"\n'
        "  9:5       POST /pets  null\n"
        "2 operations: 2 with a value   nullable(string), costs 0 steps\n"
    )


def test_without_a_target_the_document_is_visited(here: Path) -> None:
    assert "  1:1       the whole document  2\n" in celadon("eval", "document.operations.size()", "api.yaml", cwd=here).out


def test_a_selector_visits_plain_nodes(here: Path) -> None:
    answer = celadon("eval", "has(node.raw.tags)", "api.yaml", "--select", "$.paths.*.*", cwd=here)
    assert [line.split()[-1] for line in answer.out.splitlines()[1:3]] == ["true", "false"]


def test_data_stand_beside_a_document_as_the_parameters_of_a_policy_do(here: Path) -> None:
    (here / "params.yaml").write_text("params: {methods: [post]}")
    answer = celadon("eval", "operation.method in params.methods", "api.yaml", "--target", "operation", "--data", "params.yaml", cwd=here)
    assert "2 operations: 1 true, 1 false   bool" in answer.out


POLICY = """\
id: ours
title: Something holds
severity: error
kinds: {openapi: ">=2.0"}
why: Because.
target: operation
params:
  methods: {type: list(string), default: [post], description: d}
variables:
  named: operation.operation_id != null
must: variables.named
message: "it is wrong"
remediation: Mend it.
examples:
  refused:
    - title: Wrong
      document: |
        openapi: 3.1.0
        info: {title: T, version: "1"}
        paths: {/a: {get: {}}}  # finds: ours
"""


def test_with_a_policy_its_parameters_and_variables_are_there(here: Path) -> None:
    write(here, team__bundle=BUNDLE, team__ours=POLICY)
    arguments = ("operation.method in params.methods || variables.named", "api.yaml", "--policy", "team/ours", "--bundle", "team", "--why")
    answer = celadon("eval", *arguments, cwd=here)
    assert (answer.code, answer.err) == (0, "")
    assert "2 operations: 2 true" in answer.out
    assert "variables.named = true" in answer.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("variables.nmed", "api.yaml"), "did you mean 'named'?"),
        (("true", "api.yaml", "--target", "schema"), "team/ours does not visit 'schema'"),
        (("true", "kong.yaml"), "team/ours does not speak of kong 3.0 documents"),
        (("true", "api.yaml", "--select", "$.paths"), "--policy visits what the policy visits"),
        (("true",), "--policy needs a DOCUMENT"),
    ],
)
def test_what_a_policy_does_not_have_is_told(here: Path, arguments: tuple[str, ...], told: str) -> None:
    write(here, team__bundle=BUNDLE, team__ours=POLICY)
    (here / "kong.yaml").write_text("_format_version: '3.0'\nservices: []\n")
    answer = celadon("eval", *arguments, "--policy", "team/ours", "--bundle", "team", cwd=here)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_document_may_come_from_standard_input(here: Path) -> None:
    answer = celadon("eval", "operation.method", "-", "--target", "operation", cwd=here, stdin=API.encode())
    assert '  5:5       GET /pets   "get"\n' in answer.out
    both = celadon("eval", "true", "-", "--data", "-", cwd=here, stdin=API.encode())
    assert "the data and the document cannot both come from standard input" in both.err


def test_programs_read_values_places_costs_and_steps(here: Path) -> None:
    arguments = ("operation.tags.exists(t, t == 'pets')", "api.yaml", "--target", "operation", "--format", "json", "--why")
    page = read(celadon("eval", *arguments, cwd=here))
    assert (page["type"], page["target"], page["errors"]) == ("bool", "operation", [])
    first, second = page["results"]
    assert first["subject"] == "GET /pets"
    assert first["location"] == {"file": "api.yaml", "index": 0, "pointer": "/paths/~1pets/get", "line": 5, "column": 5}
    assert (first["kind"], first["value"], first["type"], first["cost"]) == ("value", True, "bool", 1)
    assert {"expression": "t == 'pets'", "value": "true", "decisive": True} in first["steps"]
    assert (second["value"], second["cost"]) == (False, 0)


def test_programs_read_mistakes_with_line_and_column(here: Path) -> None:
    answer = celadon("eval", "operation.operationid == ''", "api.yaml", "--target", "operation", "--format", "json", cwd=here)
    page = read(answer)
    assert (answer.code, page["results"]) == (2, [])
    (wrong,) = page["errors"]
    assert (wrong["line"], wrong["column"]) == (1, 11)
    assert wrong["message"] == "undefined field 'operationid' on operation (did you mean 'operation_id'?)"


def test_a_subject_without_a_value_is_told_with_its_place_in_the_expression(here: Path) -> None:
    answer = celadon("eval", "operation.tags[0]", "api.yaml", "--target", "operation", cwd=here)
    assert answer.code == 2
    assert "  9:5       POST /pets  index out of range: 0; the list has 0 elements\n" in answer.out
    assert "2 operations: 1 without a value, 1 with a value" in answer.out
    assert answer.err.count("error[evaluation-error]   expression:1:1") == 1


def test_what_the_document_cannot_tell_is_unknown(here: Path) -> None:
    (here / "api.yaml").write_text(API.replace("operationId: listPets", "operationId: !Ref Name"))
    answer = celadon("eval", "operation.operation_id == 'a'", "api.yaml", "--target", "operation", cwd=here)
    assert answer.code == 0
    assert "GET /pets   the tag !Ref is not evaluated" in answer.out
    assert "1 unknown" in answer.out


def test_many_subjects_are_cut_to_a_screen_and_counted_whole(here: Path) -> None:
    paths = "".join(f"  /p{number}: {{get: {{responses: {{}}}}}}\n" for number in range(30))
    (here / "api.yaml").write_text(API.partition("  /pets")[0] + paths)
    short = celadon("eval", "operation.deprecated", "api.yaml", "--target", "operation", cwd=here).out
    assert "  ... 10 more with --all\n30 operations: 30 false" in short
    assert celadon("eval", "operation.method", "api.yaml", "--target", "operation", "--all", cwd=here).out.count("GET /p") == 30


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "there is no expression; try: celadon eval '1 + 1'"),
        (("operation.method ==", "get", "api.yaml"), "put the expression in quotes"),
        (("api.yaml", "operation.method"), "the expression comes first: celadon eval EXPR api.yaml"),
        (("true", "--target", "operation"), "--target needs a DOCUMENT"),
        (("true", "api.yaml", "--target", "opration"), "did you mean 'operation'? there is any_operation, callback,"),
        (("true", "api.yaml", "--target", "listener"), "there is no target 'listener' in openapi documents; gateway documents have it"),
        (("true", "api.yaml", "--target", "pair_route"), "it belongs to an OpenAPI document together with its gateway"),
        (("true", "api.yaml", "--select", "$[?@.a]"), "--select: "),
        (("true", "order.json"), "order.json is a mapping with the keys items, count, data-id"),
        (("true", "--data", "missing.json"), "missing.json does not exist"),
        (("operaton.method", "api.yaml", "--target", "operation"), "did you mean 'operation'?"),
        (("kount", "--data", "order.json"), "there is count, data, items"),
        (("true", "--date", "tomorrow"), "'tomorrow' is not a date"),
        (("-i", "a", "b"), "expressions are typed at the prompt"),
        (("-i", "--data", "-"), "--interactive reads expressions from standard input"),
    ],
)
def test_bad_usage_teaches(here: Path, arguments: tuple[str, ...], told: str) -> None:
    answer = celadon("eval", *arguments, cwd=here)
    assert (answer.code, answer.out) == (2, "")
    assert told in " ".join(answer.err.split())


def test_a_member_of_the_data_never_hides_a_variable_of_the_document(here: Path) -> None:
    (here / "data.json").write_text('{"operation": 1}')
    answer = celadon("eval", "true", "api.yaml", "--target", "operation", "--data", "data.json", cwd=here)
    assert answer.code == 2
    assert "the data have a member 'operation'" in answer.err


def converse(here: Path, *lines: str) -> Answer:
    return celadon("eval", "--interactive", "api.yaml", "--target", "operation", cwd=here, stdin="\n".join(lines).encode())


def test_a_conversation_goes_on_after_a_mistake(here: Path) -> None:
    answer = converse(here, "operation.methd", "operation.method")
    assert answer.code == 0
    assert "did you mean 'method'?" in answer.err
    assert '  5:5       GET /pets   "get"\n  9:5       POST /pets  "post"\n' in answer.out


def test_a_conversation_may_look_at_one_subject_and_ask_why(here: Path) -> None:
    answer = converse(here, ":use 2", "operation.tags.size() > 0 || operation.deprecated", ":why", ":use all", "true", ":quit", "1")
    assert "1 operation: 1 false" in answer.out
    assert "operation.tags = []" in answer.out
    assert "operation.deprecated = false" in answer.out
    assert "all 2 subjects" in answer.out
    assert answer.out.rstrip().endswith("2 operations: 2 true   bool, costs 0 steps")


def test_a_conversation_tells_names_fields_functions_and_subjects(here: Path) -> None:
    answer = converse(here, ":names", ":fields operation", ":functions isNamed", ":subjects", ":help")
    assert "operation  operation\n" in answer.out
    assert "operation_id          nullable(string)" in answer.out
    assert "string.isNamed(list(string)) -> bool" in answer.out
    assert "    2  9:5       POST /pets" in answer.out
    assert ":quit               leave" in answer.out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":hlep", "did you mean ':help'?"),
        (":use 7", "write a number from 1 to 2, or all"),
        (":fields opration", "did you mean 'operation'?"),
        (":functions isNamd", "did you mean 'isNamed'?"),
        (":why", "type an expression first"),
    ],
)
def test_a_slip_in_a_conversation_is_answered_with_what_exists(here: Path, line: str, told: str) -> None:
    answer = converse(here, line)
    assert answer.code == 0
    assert told in answer.said


def test_what_data_print_cannot_command_a_terminal_or_a_log(here: Path) -> None:
    (here / "data.json").write_text(r'{"a": "\u001b[31m::error::x"}')
    answer = celadon("eval", "a", "--data", "data.json", cwd=here)
    assert "\x1b" not in answer.out
    assert r"\u001b" in answer.out
