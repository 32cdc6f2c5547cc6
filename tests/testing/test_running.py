"""Cases through the real pipeline: what holds, and how a difference reads."""

import pytest

from celadon.evaluation.compiling import compile_policy
from celadon.testing.cases import cases_of
from celadon.testing.running import run
from tests.testing.building import blocks, policy_with


def _differences(answer, document, start=None, **more):
    body = "".join(f"        {line}\n" for line in document.splitlines())
    extra = "".join(f"      {key}: {value}\n" for key, value in more.items())
    text = f"examples:\n  {answer}:\n    - title: T\n{extra}      document: |\n{body}"
    policy = policy_with(text) if start is None else policy_with(text, start=start)
    (case,) = cases_of(policy)
    return [_shown(difference) for difference in run(case, compile_policy(policy)).differences]


def _shown(difference):
    """Write a difference on one line: place, line, message, node."""
    place = f"{difference.file}:{difference.line} {difference.source} - " if difference.file else ""
    return f"{place}{difference.message}{f' @ {difference.pointer}' if difference.pointer else ''}"


GOOD = "openapi: 3.1.0\npaths: {/a: {get: {operationId: a}}}"
BAD = "openapi: 3.1.0\npaths:\n  /a:\n    get: {}  # finds: named\n    put: {}\n    post: {}  # finds: named"
NOBODY = "openapi: 3.1.0\npaths: {}"
DANGLING = "openapi: 3.1.0\npaths: {/a: {$ref: gone.yaml}}"


@pytest.mark.parametrize(
    ("answer", "document"),
    [("refused", BAD), ("accepted", GOOD), ("not_concerned", NOBODY), ("inconclusive", DANGLING)],
)
def test_a_case_that_is_as_it_says_has_no_difference(answer, document):
    assert _differences(answer, document) == []


@pytest.mark.parametrize(
    ("answer", "document", "difference"),
    [
        ("accepted", NOBODY, "the verdict is not_applicable, pass is expected"),
        ("not_concerned", GOOD, "the verdict is pass, not_applicable is expected"),
        ("inconclusive", GOOD, "the verdict is pass, inconclusive is expected"),
    ],
)
def test_another_verdict_is_told(answer, document, difference):
    assert _differences(answer, document) == [difference]


def test_a_verdict_that_cannot_be_told_says_why():
    (difference,) = _differences("accepted", DANGLING)
    assert difference.startswith("the verdict is inconclusive, pass is expected (")
    assert "gone.yaml" in difference


def test_a_mark_without_a_finding_and_a_finding_without_a_mark_are_told_with_their_lines():
    wrong = BAD.replace("get: {}  # finds: named", "get: {}").replace("put: {}", "put: {}  # finds: named")
    assert _differences("refused", wrong) == [
        "team/named.yaml:25 get: {} - found and not expected: named: GET /a has no operationId @ openapi.yaml#/paths/~1a/get",
        "team/named.yaml:26 put: {}  # finds: named - expected and not found: named",
    ]


def test_a_finding_of_an_accepted_case_is_told():
    assert _differences("accepted", BAD.replace("  # finds: named", "")) == [
        "the verdict is fail, pass is expected",
        "team/named.yaml:25 get: {} - found and not expected: named: GET /a has no operationId @ openapi.yaml#/paths/~1a/get",
        "team/named.yaml:27 post: {} - found and not expected: named: POST /a has no operationId @ openapi.yaml#/paths/~1a/post",
    ]


def test_a_mark_may_ask_for_a_block():
    document = "openapi: 3.1.0\npaths:\n  /a:\n    get: {operationId: a b}  # finds: BLOCK\n"
    assert _differences("refused", document.replace("BLOCK", "spaced"), blocks()) == []
    assert _differences("refused", document.replace("BLOCK", "named"), blocks()) == []
    assert len(_differences("refused", document.replace("BLOCK", "missing"), blocks())) == 2


def test_one_mark_is_one_finding():
    document = "openapi: 3.1.0\npaths: {/a: {get: {}, post: {}}}  # finds: named\n"
    assert _differences("refused", document) == [
        "team/named.yaml:23 paths: {/a: {get: {}, post: {}}}  # finds: named - found and not expected: named: POST /a has no operationId @ openapi.yaml#/paths/~1a/post"
    ]
    assert _differences("refused", document.replace("finds: named", "finds: named, named")) == []


def test_listed_finds_name_pointers_and_counts():
    document = BAD.replace("  # finds: named", "")
    listed = "[{pointer: /paths/~1a/get}, {pointer: /paths/~1a/post}]"
    assert _differences("refused", document, finds=listed) == []
    assert _differences("refused", document, finds=listed.replace("get}", "put}")) == [
        "expected 1 times and found 0 times: named @ openapi.yaml#/paths/~1a/put",
        "team/named.yaml:26 get: {} - found and not expected: named: GET /a has no operationId @ openapi.yaml#/paths/~1a/get",
    ]


def test_a_mark_and_a_listed_find_may_be_of_one_finding():
    assert _differences("refused", BAD, finds="[{pointer: /paths/~1a/get}, {pointer: /paths/~1a/post}]") == []


def test_params_are_those_of_the_case():
    assert _differences("not_concerned", GOOD, params="{methods: [post]}") == []


def test_several_files_are_read_from_memory_only():
    text = """\
examples:
  refused:
    - title: Across
      files:
        entry.yaml: |
          openapi: 3.1.0
          paths: {/a: {$ref: "other.yaml#/a"}}
        other.yaml: |
          a:
            get: {}  # finds: named
"""
    policy = policy_with(text)
    (case,) = cases_of(policy)
    assert run(case, compile_policy(policy)).differences == ()


@pytest.mark.parametrize(
    ("document", "difference"),
    [
        ("a: [", "the document cannot be read: "),
        (
            "a: 1",
            "the document cannot be read: openapi.yaml is a mapping with the keys a: neither an OpenAPI document nor a gateway configuration",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_a_difference(document, difference):
    (told,) = _differences("accepted", document)
    assert told.startswith(difference)


def test_another_kind_or_version_is_not_concerned():
    start = blocks().replace('{openapi: "*"}', '{openapi: ">=3.1"}')
    assert _differences("not_concerned", "openapi: 3.0.3\npaths: {/a: {get: {}}}", start) == []


def test_an_error_of_the_policy_is_a_difference():
    start = blocks().replace("operation.operation_id != null", "1 / operation.tags.size() > 0")
    told = _differences("accepted", GOOD, start)
    assert told[0].startswith("team/named could not be evaluated: ")
    assert told[1].startswith("the verdict is error, pass is expected (")
