"""Places of the characters of YAML scalars: each character of the text is found again in the file."""

import pytest
import yaml

from celadon.bundles.texts import runs_of
from celadon.terms.location import Position, Span
from celadon.terms.policy import SourceText

WRITTEN = {
    "plain": "must: operation.a == 1\n",
    "plain over lines": "must: operation.a ==\n  1 &&\n\n  true\n",
    "literal": "must: |\n  operation.a\n\n    == 1\n  && x\n",
    "literal with indicator": "must: |2-\n    operation.a\n  == 1\n",
    "folded": "must: >\n  operation.a ==\n  1 && operation.b\n    .c\n  == 2\n",
    "folded and stripped": "must: >-  # why\n  operation.a ==\n  1\n",
    "single quoted": "must: 'operation.a == ''x'' && y'\n",
    "single quoted over lines": "must: 'operation.a ==\n   ''x'' &&\n  y'\n",
    "double quoted": 'must: "operation.a == \\"x\\" && \\u0041b"\n',
    "double quoted over lines": 'must: "operation.a ==\n  \\"x\\" \\\n  && y"\n',
    "in a flow": "{id: x, must: a == 1 && b, at: c}\n",
    "tagged and anchored": "must: &m !!str a == 1\n",
}


def _scalar(source: str) -> yaml.ScalarNode:
    node = yaml.compose(source, yaml.SafeLoader)
    return next(value for key, value in node.value if key.value == "must")


@pytest.mark.parametrize("source", WRITTEN.values(), ids=WRITTEN.keys())
def test_each_character_is_found_where_it_is_written(source):
    node = _scalar(source)
    written = source[node.start_mark.index : node.end_mark.index]
    start = Position(node.start_mark.line + 1, node.start_mark.column + 1)
    text = SourceText(
        text=node.value, file="p.yaml", span=Span(start, start), runs=runs_of(node.value, written, line=start.line, column=start.column)
    )
    lines = source.split("\n")
    for offset, character in enumerate(node.value):
        if character in " \n" or (character in 'A"' and "\\" in source):
            continue
        place = text.position(offset)
        assert lines[place.line - 1][place.column - 1] == character, (offset, character, place)


def test_an_escape_is_found_at_its_backslash():
    source = 'must: "a == \\"x\\""\n'
    node = _scalar(source)
    runs = runs_of(node.value, '"a == \\"x\\""', line=1, column=7)
    text = SourceText(text=node.value, file="p.yaml", span=Span.of(1, 7, 1, 18), runs=runs)
    assert text.position(node.value.index('"')) == Position(1, 13)


def test_a_text_that_is_not_what_is_written_points_at_its_start():
    assert runs_of("something else", "| x\n  abc\n", line=3, column=5) == ()
    assert SourceText(text="abc", file="p.yaml", span=Span.of(3, 5, 3, 9)).position(2) == Position(3, 5)
