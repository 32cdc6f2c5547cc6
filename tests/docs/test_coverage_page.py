"""The page of coverage claims what the shipped policies do, and nothing else. `python docs/coverage.py` writes it anew."""

from dataclasses import replace

import pytest

from celadon.terms.severity import Confidence, Severity
from docs.coverage import CHECKLIST, PAGE, SECTIONED, TOP_TEN, page, shipped

POLICIES = shipped()
WRITTEN = page(POLICIES)


def _row(text: str, question: str) -> list[str]:
    [row] = [line for line in text.splitlines() if line.startswith(f"| {question} |")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_page_is_what_the_policies_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == WRITTEN, "python docs/coverage.py"


def test_every_item_of_the_top_ten_is_there_once() -> None:
    assert [chapter.item for chapter in TOP_TEN] == [f"API{number}:2023" for number in range(1, 11)]


def test_every_policy_that_refers_to_an_item_stands_under_it() -> None:
    for chapter in TOP_TEN:
        section = WRITTEN.split(f"### {chapter.item} ")[1].split("\n### ")[0]
        missing = [policy.name for policy in POLICIES if chapter.item in policy.references.owasp and f"[{policy.name}]" not in section]
        assert missing == []


def test_every_policy_of_the_checklist_has_a_section() -> None:
    checklist = WRITTEN.split("## The API security checklist")[1]
    assert [policy.name for policy in POLICIES if policy.bundle in SECTIONED and f"[{policy.name}]" not in checklist] == []


@pytest.mark.parametrize("chapter", [*TOP_TEN, *CHECKLIST], ids=lambda chapter: chapter.title)
def test_no_chapter_leaves_a_question_without_an_answer(chapter) -> None:
    assert [question.asks for question in chapter.questions if not question.policies and not question.undecidable] == []


def test_what_no_policy_answers_is_not_claimed() -> None:
    question = "Does an operation name the scopes it needs?"
    assert _row(WRITTEN, question)[1] == "checked"
    without = page(policy for policy in POLICIES if policy.id != "auth-scopes")
    assert _row(without, question)[1:3] == ["not checked", ""]


def test_a_weak_policy_is_a_hint_and_no_check() -> None:
    weak = [replace(policy, severity=Severity.INFO) if policy.id == "auth-scopes" else policy for policy in POLICIES]
    assert _row(page(weak), "Does an operation name the scopes it needs?")[1] == "hint"
    unsure = [replace(policy, confidence=Confidence.LOW) if policy.id == "auth-scopes" else policy for policy in POLICIES]
    assert _row(page(unsure), "Does an operation name the scopes it needs?")[1] == "hint"


def test_a_policy_is_not_claimed_for_an_item_that_it_does_not_refer_to() -> None:
    stray = [
        replace(policy, references=replace(policy.references, owasp=("API1:2023",))) if policy.id == "auth-scopes" else policy
        for policy in POLICIES
    ]
    assert _row(page(stray), "Does an operation name the scopes it needs?")[1:3] == ["not checked", ""]
