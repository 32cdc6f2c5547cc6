"""Examples and files of cases: the marks that are read, and the ones that mean nothing."""

from pathlib import Path

import pytest

from celadon.sources.reading import Reader
from celadon.terms.errors import InvalidBundle
from celadon.terms.policy import Answer
from celadon.testing.cases import case_file, cases_of, read_case_file
from tests.testing.building import blocks, policy_with

REFUSED = """\
examples:
  refused:
    - title: Two ways
      document: |
        openapi: 3.1.0
        info:
          description: |  # finds: missing
            # finds: named
          title: "# finds: named"
        paths:
          /a: {get: {}}  # finds: named, spaced
          # finds: nothing but text follows, for ids have no blanks
"""


def test_marks_are_comments_and_never_text():
    (case,) = cases_of(
        policy_with(REFUSED.replace("          # finds: nothing but text follows, for ids have no blanks\n", ""), start=blocks())
    )
    assert [(mark.file, mark.line, mark.id) for mark in case.marks] == [
        ("openapi.yaml", 3, "missing"),
        ("openapi.yaml", 7, "named"),
        ("openapi.yaml", 7, "spaced"),
    ]


def test_a_case_knows_where_its_lines_are_written():
    policy = policy_with(REFUSED, start=blocks())
    example = policy.examples[0]
    assert example.origin is not None
    first = example.first_lines["openapi.yaml"]
    text = (blocks() + REFUSED).splitlines()
    assert text[first - 1].strip() == "openapi: 3.1.0"


def _complaints(examples):
    with pytest.raises(InvalidBundle) as caught:
        cases_of(policy_with(examples))
    return [(problem.location.span.start.line, problem.message) for problem in caught.value.problems]


def test_a_mark_of_another_policy_is_told_at_its_line():
    text = "examples:\n  refused:\n    - title: T\n      document: |\n        openapi: 3.1.0\n        paths: {}  # finds: nmaed\n"
    assert _complaints(text) == [(23, "the case 'T' expects 'nmaed'")]


def test_a_refused_case_marks_something_and_others_nothing():
    text = "examples:\n  refused:\n    - {title: R, document: 'openapi: 3.1.0'}\n  accepted:\n    - title: A\n      document: |\n        a: b  # finds: named\n"
    assert _complaints(text) == [(20, "the refused case 'R' marks no finding"), (24, "the case 'A' is not refused and marks a finding")]


def test_a_listed_find_is_of_a_file_of_the_case():
    text = "examples:\n  refused:\n    - title: R\n      document: 'a: b'\n      finds: [{file: b.yaml, pointer: /a}]\n"
    assert _complaints(text) == [(20, "the case 'R' expects a finding in 'b.yaml'")]


CASES = """\
accepted:
  - title: Further
    params: {methods: [put]}
    files:
      a.yaml: "openapi: 3.1.0"
      b.yaml: "x: 1"
    entry: a.yaml
refused:
  - title: Listed
    document: '{"openapi": "3.1.0"}'
    finds: [{pointer: ""}, {pointer: /a~1b, count: 2, id: named}]
"""


def test_a_file_of_cases_has_the_form_of_examples():
    (document,) = Reader(Path("/nowhere")).read_text(CASES.encode(), name="team/named.cases.yaml")
    refused, accepted = read_case_file(document, policy_with("examples: {}\n"))
    assert (refused.answer, refused.entry) == (Answer.REFUSED, "openapi.yaml")
    assert [(find.file, find.pointer, find.count, find.id) for find in refused.finds] == [
        ("openapi.yaml", "", 1, "named"),
        ("openapi.yaml", "/a~1b", 2, "named"),
    ]
    assert (accepted.answer, accepted.entry, dict(accepted.params)) == (Answer.ACCEPTED, "a.yaml", {"methods": ("put",)})


def test_mistakes_of_a_file_of_cases_are_told_at_once():
    text = "acepted: []\nrefused:\n  - {title: A}\n  - {titel: B, document: x}\n"
    (document,) = Reader(Path("/nowhere")).read_text(text.encode(), name="team/named.cases.yaml")
    with pytest.raises(InvalidBundle) as caught:
        read_case_file(document, policy_with("examples: {}\n"))
    assert [problem.message for problem in caught.value.problems] == [
        "unknown key 'acepted'",
        "the example 'A' has no document",
        "unknown key 'titel'",
        "`refused` lacks the key 'title'",
    ]


def test_the_file_of_cases_stands_beside_the_policy():
    assert case_file(Path("team/named.yaml")) == Path("team/named.cases.yaml")
