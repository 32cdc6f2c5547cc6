"""The grammar: precedence, spans, macros, literals."""

import random

import pytest

from celadon.cel.environment import Environment
from celadon.cel.errors import ParseError
from celadon.cel.syntax.nodes import Bind, Call, Comprehension, Conditional, Index, Known, Literal, Logic, Node, Select
from celadon.cel.syntax.parsing import parse
from celadon.cel.syntax.walking import children, deepest
from celadon.cel.types import runtime_name
from tests.cel.generating import expression


def shape(node: Node) -> str:
    """Write the tree with all its parentheses."""
    if isinstance(node, Literal):
        return repr(node.value)
    if isinstance(node, Logic):
        return "(" + (" && " if node.conjunction else " || ").join(map(shape, node.operands)) + ")"
    if isinstance(node, Conditional):
        return f"({shape(node.condition)} ? {shape(node.yes)} : {shape(node.no)})"
    if isinstance(node, Call):
        target = "" if node.target is None else shape(node.target) + "."
        return f"{target}{node.function}({', '.join(map(shape, node.args))})"
    if isinstance(node, Select):
        return f"{'has ' if node.test else ''}{shape(node.operand)}{'.?' if node.optional else '.'}{node.field}"
    if isinstance(node, Index):
        return f"{shape(node.operand)}[{'?' if node.optional else ''}{shape(node.index)}]"
    name = getattr(node, "name", type(node).__name__)
    return str(name)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b * c", "_+_(a, _*_(b, c))"),
        ("a * b + c", "_+_(_*_(a, b), c)"),
        ("a - b - c", "_-_(_-_(a, b), c)"),
        ("a < b == c", "_==_(_<_(a, b), c)"),
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c", "((a && b) || c)"),
        ("a && b && c && d", "(a && b && c && d)"),
        ("(a && b) && c", "((a && b) && c)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? (b ? c : d) : e", "(a ? (b ? c : d) : e)"),
        ("!a && -b < c", "(!_(a) && _<_(-_(b), c))"),
        ("!!a", "a"),
        ("!!!a", "!_(a)"),
        ("--a", "a"),
        ("-1", "-1"),
        ("-1.5e3", "-1500.0"),
        ("- 1", "-1"),
        ("a - 1", "_-_(a, 1)"),
        ("a -1", "_-_(a, 1)"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("!a.b[c].d(e)", "!_(a.b[c].d(e))"),
        ("a.?b[?c].d", "a.?b[?c].d"),
        ("a in b in c", "@in(@in(a, b), c)"),
        ("has(a.b.c)", "has a.b.c"),
        ("a.`b-c`.`d e`", "a.b-c.d e"),
        ("a // comment\n + b", "_+_(a, b)"),
        (".a.b", "a.b"),
        ("a.b(c).d()", "a.b(c).d()"),
        ("a.while()", "a.while()"),
        ("0x1F", "31"),
        ("5 % 3 / 2", "_/_(_%_(5, 3), 2)"),
    ],
)
def test_operators_bind_as_the_grammar_says(source: str, expected: str) -> None:
    assert shape(parse(source)) == expected


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"'\x41\u0042\U00000043\104'", "ABCD"),
        (r"'\a\b\f\n\r\t\v\\\?\"\'\`'", "\a\b\f\n\r\t\v\\?\"'`"),
        (r"r'\d'", r"\d"),
        (r'R"a\"', "a\\"),
        ("'''a'b''c'''", "a'b''c"),
        ('"""line\nline"""', "line\nline"),
        (r"b'\xff\377é'", b"\xff\xff\xc3\xa9"),
        (r"rb'\x41'", rb"\x41"),
        (r"br'\x41'", rb"\x41"),
        ("''", ""),
        ("''''''", ""),
        ("1.", None),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("0xffu", 255),
    ],
)
def test_literals_are_read(source: str, value: object) -> None:
    if value is None:
        with pytest.raises(ParseError):
            parse(source)
    else:
        node = parse(source)
        assert isinstance(node, Literal)
        assert node.value == value


@pytest.mark.parametrize(
    "source",
    [
        r"'\q'",
        r"'\x4'",
        r"'\u12'",
        r"'\ud800'",
        r"'\U00110000'",
        r"b'\u0041'",
        r"'\400'",
        r"'\8'",
        "'a\nb'",
        "'a",
        '"',
        "b'",
        "r'\\",
        "'''a''",
        "`a`",
        "a.`b",
        "a.``",
        "1 2",
        "a b",
        "a.1",
        "a..b",
        "[1,,2]",
        "{1}",
        "{1:}",
        "f(,)",
        "a ? b",
        "a : b",
        "()",
        "a[]",
        "1u2",
        "18446744073709551616u",
        "9223372036854775808",
        "@",
        "a\\b",
        "has(a)",
        "has(a[0])",
        "a.all(1, true)",
        "a.map(x.y, x)",
        "a.transformMap(k, k, 1)",
        "cel.bind(a.b, 1, 2)",
        "a ? b ? c : d : e",
        "-!a",
        "a.true",
        "in",
        "a.null",
    ],
)
def test_what_is_no_expression_is_refused_with_a_place(source: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(source)
    (issue,) = caught.value.issues
    assert 0 <= issue.start <= issue.end <= len(source)


def test_every_node_spans_its_own_text() -> None:
    source = "a.b + size(c[0]) * 2 > 3 && (has(d.e) || l.exists(x, x == 'q')) ? f({'k': [1, g.h()]}) : cel.bind(v, known(w), v)"
    spans = {type(node).__name__: [] for node in (parse(source),)}
    waiting = [parse(source)]
    while waiting:
        node = waiting.pop()
        spans.setdefault(type(node).__name__, []).append(source[node.start : node.end])
        for child in children(node):
            assert node.start <= child.start <= child.end <= node.end
        waiting += children(node)
    assert spans["Conditional"] == [source]
    assert "(has(d.e) || l.exists(x, x == 'q'))" in spans["Logic"]
    assert spans["Comprehension"] == ["l.exists(x, x == 'q')"]
    assert "has(d.e)" in spans["Select"]
    assert "size(c[0]) * 2" in spans["Call"]
    assert spans["Bind"] == ["cel.bind(v, known(w), v)"]
    assert spans["Known"] == ["known(w)"]
    assert isinstance(parse("cel.bind(v, 1, v)"), Bind)
    assert isinstance(parse("known(a)"), Known)
    assert isinstance(parse("l.sortBy(x, x.n)"), Comprehension)


def test_the_span_of_a_text_parses_to_the_same_tree() -> None:
    for seed in range(300):
        source = expression(random.Random(seed))  # noqa: S311 - repeatable on purpose
        tree = parse(source)
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            assert shape(parse(source[node.start : node.end])) == shape(node)
            waiting += children(node)
        assert deepest(tree) <= 150


def test_macros_of_a_shape_that_is_not_theirs_stay_calls() -> None:
    assert isinstance(parse("a.map(b)"), Call)
    assert isinstance(parse("a.exists(b)"), Call)
    assert isinstance(parse("cel.bind(a, b)"), Call)
    assert isinstance(parse("known(a, b)"), Call)


def test_the_types_of_macro_variables_are_known() -> None:
    environment = Environment({"m": "map(string, list(int))"})
    assert environment.compile("m.map(k, m[k].map(v, v + 1))").result_type.text == "list(list(int))"
    assert environment.compile("m.transformMap(k, v, v.size())").result_type.text == "map(string, int)"
    assert environment.compile("m.transformList(k, v, k + string(v[0]))").result_type.text == "list(string)"
    assert environment.compile("m.transformMapEntry(k, v, {v[0]: k})").result_type.text == "map(int, string)"
    assert environment.compile("['a'].transformMap(i, v, v)").result_type.text == "map(int, string)"
    assert environment.compile("m.sortBy(k, m[k].size())").result_type.text == "list(string)"
    assert environment.compile("m.?a.optMap(l, l.size()).orValue(0)").result_type.text == "int"
    assert runtime_name(environment.compile("timestamp(0)").result_type) == "google.protobuf.Timestamp"
