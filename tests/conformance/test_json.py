"""JSONTestSuite: what must parse parses, what must not is refused with its place; the free cases never crash."""

from pathlib import Path

import pytest

from celadon.sources.reading import Reader
from celadon.terms.errors import UnreadableInput

FREE = {
    "i_number_double_huge_neg_exp.json": True, "i_number_huge_exp.json": True, "i_number_neg_int_huge_exp.json": True,
    "i_number_pos_double_huge_exp.json": True, "i_number_real_neg_overflow.json": True, "i_number_real_pos_overflow.json": True,
    "i_number_real_underflow.json": True, "i_number_too_big_neg_int.json": True, "i_number_too_big_pos_int.json": True,
    "i_number_very_big_negative_int.json": True, "i_structure_UTF-8_BOM_empty_object.json": True,
    "i_string_UTF-16LE_with_BOM.json": True, "i_string_utf16BE_no_BOM.json": True, "i_string_utf16LE_no_BOM.json": True,
}  # fmt: skip
"""What we chose where the RFC lets everybody choose: these are accepted, all others are refused."""


def answer(path: Path) -> bool | str:
    """Tell whether a file is accepted as JSON; a refusal without a place is none."""
    try:
        [document] = Reader(path.parent).read(path, name=path.name)
    except UnreadableInput as error:
        is_placed = all(problem.location is not None or problem.kind == "empty-file" for problem in error.problems)
        return False if is_placed else "refused without a place"
    return document.format == "json"


def test_json_is_accepted_and_refused_as_the_suite_says(conformance: Path) -> None:
    cases = sorted((conformance / "json" / "test_parsing").glob("*.json"))
    assert len(cases) > 300
    wanted = {path.name: path.name.startswith("y_") or FREE.get(path.name, False) for path in cases}
    answers = {path.name: answer(path) for path in cases}
    assert {name: answers[name] for name in answers if answers[name] != wanted[name]} == {}


def test_a_repeated_key_is_accepted_and_noted(conformance: Path) -> None:
    [document] = Reader(conformance).read(conformance / "json" / "test_parsing" / "y_object_duplicated_key.json")
    assert [duplicate.key for duplicate in document.duplicates] == ["a"]


@pytest.mark.parametrize("name", ["n_structure_100000_opening_arrays.json", "n_structure_open_array_object.json"])
def test_endless_brackets_are_a_limit_that_was_passed(conformance: Path, name: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        Reader(conformance).read(conformance / "json" / "test_parsing" / name)
    assert caught.value.problems[0].kind == "limit-exceeded"
