from hypothesis import given
from hypothesis import strategies as st

from celadon.reports.pages.markdown import as_markdown
from celadon.reports.pages.prose import Block, blocks, spans


def test_paragraphs_items_and_code_are_told_apart() -> None:
    text = "Declare the header\non the operation:\n\n    parameters:\n      - {name: Key}\n\n    more: 1\n\n1. First\n   goes on.\n2. Second.\n- bullet\n"
    assert list(blocks(text)) == [
        Block("paragraph", "Declare the header on the operation:"),
        Block("code", "parameters:\n  - {name: Key}\n\nmore: 1"),
        Block("item", "First goes on.", "1"),
        Block("item", "Second.", "2"),
        Block("item", "bullet"),
    ]


def test_code_within_a_line_stands_between_backticks_and_an_odd_one_is_a_character() -> None:
    assert list(spans("write `a: b` or `c`.")) == [("write ", False), ("a: b", True), (" or ", False), ("c", True), (".", False)]
    assert list(spans("an odd ` here")) == [("an odd ` here", False)]
    assert list(spans("`a` and `")) == [("a", True), (" and `", False)]


@given(st.text(st.sampled_from("ab `\n-1. \t    ")))
def test_no_word_of_a_text_is_lost(text: str) -> None:
    kept = "".join(f"{block.number}{block.text}" for block in blocks(text))
    assert sorted(kept.replace("`", "")) != [] or not set(text) & set("ab")
    assert "".join(character for character in kept if character in "ab") == "".join(character for character in text if character in "ab")
    assert "".join(part for part, _ in spans(text)).replace("`", "") == text.replace("`", "")


def test_prose_becomes_markdown_that_looks_as_it_was_meant() -> None:
    assert as_markdown("Do `this`:\n\n    a: |\n      ```\n\n1. one\n2. two_three\n") == (
        "Do `this`:\n\n````\na: |\n  ```\n````\n\n1. one\n2. two\\_three"
    )
