"""Templates: where expressions begin and end, and that they know their places."""

import pytest

from celadon.bundles.templates import BrokenTemplate, cut
from celadon.bundles.texts import source_text
from celadon.terms.location import Position, Span
from celadon.terms.policy import SourceText


def _cut(text):
    source = SourceText(text=text, file="p.yaml", span=Span.of(1, 1, 1, 1))
    return [part if isinstance(part, str) else (part.text,) for part in cut(source)]


CUTS = {
    "": [],
    "no expression": ["no expression"],
    "{{ a.b }}": [("a.b",)],
    "{{a}}{{b}}": [("a",), ("b",)],
    "POST {{ operation.path }} has none": ["POST ", ("operation.path",), " has none"],
    "braces {{ '{{' }} and {{ \"}}\" }}": ["braces ", ("'{{'",), " and ", ('"}}"',)],
    "{{ {'a': {'b': 1}}.a.b }}": [("{'a': {'b': 1}}.a.b",)],
    "{{ 'it\\'s }}' }}": [("'it\\'s }}'",)],
    "{{ r'\\' }} after": [("r'\\'",), " after"],
    "{{ '''a'}}''' }}": [("'''a'}}'''",)],
    "a } b }} c": ["a } b }} c"],
    "{ single }": ["{ single }"],
}


@pytest.mark.parametrize(("text", "parts"), CUTS.items(), ids=CUTS.keys())
def test_a_template_is_cut_where_cel_says(text, parts):
    assert _cut(text) == parts


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("a {{ b", "'{{' has no '}}'", 2),
        ("{{ 'b }}", "'{{' has no '}}'", 0),
        ("a {{ }} b", "nothing stands between '{{' and '}}'", 2),
        ("{{ a }} {{", "'{{' has no '}}'", 8),
    ],
)
def test_a_broken_template_says_where(text, message, offset):
    with pytest.raises(BrokenTemplate) as caught:
        _cut(text)
    assert (str(caught.value), caught.value.offset) == (message, offset)


def test_an_expression_knows_its_place_in_a_folded_text():
    written = ">\n  the first line\n  then {{ a.b\n  .c }} end\n"
    source = source_text("the first line then {{ a.b .c }} end\n", written=written, file="p.yaml", span=Span.of(4, 10, 8, 1))
    expression = next(part for part in cut(source) if isinstance(part, SourceText))
    assert expression.text == "a.b .c"
    assert expression.position(0) == Position(6, 11)
    assert expression.position(expression.text.index(".c")) == Position(7, 3)
