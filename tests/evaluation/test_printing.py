"""Values as text in messages."""

import pytest

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.types import parse_type
from celadon.cel.values import Timestamp, UInt
from celadon.evaluation.printing import Template, is_printable, printed
from celadon.terms.unknown import Unknown, UnknownFact


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as is", "as is"),
        (True, "true"),
        (None, "null"),
        (3, "3"),
        (UInt(3), "3"),
        (2.5, "2.5"),
        (b"\xc3\xa9", "é"),
        (Timestamp(0), "1970-01-01T00:00:00Z"),
        (["a", 1, [True]], "a, 1, true"),
        ((), ""),
        (Unknown("gone"), "(unknown)"),
        (["a", Unknown("gone")], "a, (unknown)"),
    ],
)
def test_values_print_as_cel_strings_and_lists_with_commas(value, text):
    assert printed(value) == text


@pytest.mark.parametrize("value", [{}, object(), b"\xff"])
def test_what_has_no_text_is_an_error(value):
    with pytest.raises(EvaluationError, match="a value cannot be printed"):
        printed(value)


@pytest.mark.parametrize(
    ("kind", "is_printed"),
    [
        ("string", True),
        ("list(list(int))", True),
        ("dyn", True),
        ("nullable(string)", True),
        ("map(string, string)", False),
        ("list(map)", False),
    ],
)
def test_types_tell_at_load_what_can_be_printed(kind, is_printed):
    assert is_printable(parse_type(kind)) is is_printed


def test_a_template_fills_in_and_shows_what_is_not_known():
    def unknown(*_):
        raise UnknownFact(Unknown("gone"))

    assert Template(["a ", lambda _, x: x, " b ", unknown]).render(Budget(), [1, 2]) == "a 1, 2 b (unknown)"
