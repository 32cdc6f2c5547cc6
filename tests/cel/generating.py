"""Random expressions that mean something, and random JSON to run them on. The same seed gives the same expression."""

import random
from collections.abc import Callable
from typing import Any

VARIABLES = {
    "x": "map(string, dyn)",
    "n": "dyn",
    "i": "int",
    "d": "double",
    "b": "bool",
    "s": "string",
    "li": "list(int)",
    "ls": "list(string)",
    "m": "map(string, int)",
}
TEXTS = ["", "a", "b", "name", "pageSize", "héllo", "a-b_c", "/users/{id}", "x\ny", '"q"', "A", "429", "4XX", "1.5", "true"]
KEYS = ["name", "size", "tags", "items", "a", "missing", "in-line", "deep"]
INTS = ["0", "1", "-1", "2", "3", "7", "100", "9223372036854775807", "-9223372036854775808", "4294967296"]
DOUBLES = ["0.0", "1.0", "-1.5", "2.5", "1e3", "1e300", "3.0", "0.1"]
PATTERNS = ["^a", "[a-z]+$", "^[0-9]{3}$", "a|b", "(?i)NAME", "^$", "."]


def data(rng: random.Random, depth: int = 3) -> Any:
    """Make JSON data."""
    kind = rng.choice("nbidsslm" if depth else "nbids")
    if kind == "n":
        return None
    if kind == "b":
        return rng.random() < 0.5
    if kind == "i":
        return rng.choice([0, 1, 2, 3, 7, -1, 100, 9223372036854775807])
    if kind == "d":
        return rng.choice([0.0, 1.0, 2.5, -1.5, 3.0])
    if kind == "s":
        return rng.choice(TEXTS)
    if kind == "l":
        return [data(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): data(rng, depth - 1) for _ in range(rng.randrange(4))}


def bindings(rng: random.Random) -> dict[str, Any]:
    """Give every variable a value of its type."""
    return {
        "x": {
            "name": rng.choice(TEXTS),
            "size": rng.choice([0, 1, 3, 7]),
            "tags": rng.sample(["a", "b", "c", "pageSize"], rng.randrange(4)),
            "items": [{"name": rng.choice(TEXTS), "n": rng.randrange(5)} for _ in range(rng.randrange(4))],
            **{rng.choice(KEYS): data(rng) for _ in range(rng.randrange(3))},
        },
        "n": data(rng),
        "i": int(rng.choice(INTS)),
        "d": float(rng.choice(DOUBLES)),
        "b": rng.random() < 0.5,
        "s": rng.choice(TEXTS),
        "li": [int(rng.choice(INTS[:7])) for _ in range(rng.randrange(4))],
        "ls": [rng.choice(TEXTS) for _ in range(rng.randrange(4))],
        "m": {rng.choice(KEYS): rng.randrange(5) for _ in range(rng.randrange(4))},
    }


def quoted(text: str) -> str:
    """Write a text as a CEL string."""
    body = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{body}'"


class Generator:
    """Writes expressions of a wanted type; `scope` has the variables of macros by type."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.scope: list[tuple[str, str]] = []

    def write(self, wanted: str, depth: int) -> str:
        """Write an expression; now and then one of another type, hidden by dyn()."""
        if wanted not in _RULES or depth <= 0 or self.rng.random() < 0.15:
            return self.leaf(wanted)
        if self.rng.random() < 0.06:
            return f"dyn({self.write(self.rng.choice(['int', 'string', 'bool', 'double', 'dyn']), depth - 1)})"
        return self.rng.choice(_RULES[wanted])(self, depth - 1)

    def leaf(self, wanted: str) -> str:
        named = [name for name, type_ in self.scope if type_ == wanted]
        if named and self.rng.random() < 0.6:
            return self.rng.choice(named)
        return self.rng.choice(_LEAVES[wanted])(self.rng)

    def fresh(self) -> str:
        """Name a macro's variable."""
        return f"v{len(self.scope)}"

    def macro(self, form: str, range_: str, element: str, wanted: str, depth: int) -> str:
        """Write a macro: `form` has places for the range, the variable and the body."""
        name = self.fresh()
        source = self.write(range_, depth)
        self.scope.append((name, element))
        body = self.write(wanted, depth)
        self.scope.pop()
        return form.format(r=source, v=name, p=body)


Rule = Callable[[Generator, int], str]


def _op(sign: str, left: str, right: str | None = None) -> Rule:
    return lambda g, depth: f"({g.write(left, depth)} {sign} {g.write(right or left, depth)})"


def _form(text: str, *types: str) -> Rule:
    return lambda g, depth: text.format(*(g.write(type_, depth) for type_ in types))


def _macro(form: str, range_: str, element: str, wanted: str) -> Rule:
    return lambda g, depth: g.macro(form, range_, element, wanted, depth)


def _choice(wanted: str) -> Rule:
    return _form("({0} ? {1} : {2})", "bool", wanted, wanted)


_LEAVES: dict[str, list[Callable[[random.Random], str]]] = {
    "int": [lambda r: r.choice(INTS[:7]), lambda r: r.choice(INTS), lambda r: "i"],
    "double": [lambda r: r.choice(DOUBLES), lambda r: "d"],
    "string": [lambda r: quoted(r.choice(TEXTS)), lambda r: "s"],
    "bool": [lambda r: r.choice(["true", "false", "b"])],
    "list_int": [lambda r: "li", lambda r: "[1, 2, 3]", lambda r: "[0]"],
    "list_string": [lambda r: "ls", lambda r: "['a', 'b']", lambda r: "['name']"],
    "map": [lambda r: "m", lambda r: "{'a': 1, 'size': 2}"],
    "dyn": [
        lambda r: "n",
        lambda r: f"x.{r.choice(['name', 'size', 'tags', 'items', 'a', 'missing', 'deep'])}",
        lambda r: "x['in-line']",
        lambda r: "null",
    ],
}

_RULES: dict[str, list[Rule]] = {
    "bool": [
        _op("&&", "bool"),
        _op("||", "bool"),
        _op("&&", "bool"),
        _op("||", "bool"),
        _form("!{0}", "bool"),
        *(_op(sign, type_) for sign in ("==", "!=") for type_ in ("int", "string", "double", "bool", "dyn", "list_int", "map")),
        *(_op(sign, type_) for sign in ("<", "<=", ">", ">=") for type_ in ("int", "string", "double")),
        _op("==", "dyn", "int"),
        _op("==", "dyn", "string"),
        _op("!=", "string", "dyn"),
        _op("==", "dyn", "bool"),
        _op("==", "dyn", "double"),
        _op("<", "dyn", "int"),
        _op(">=", "double", "dyn"),
        _op("<", "dyn"),
        _op("in", "int", "list_int"),
        _op("in", "string", "list_string"),
        _op("in", "string", "map"),
        _op("in", "dyn"),
        _op("in", "dyn", "list_string"),
        _form("({0} in ['a', 'b', 'name'])", "string"),
        _form("({0} in ['a', 'b', 'name'])", "dyn"),
        _form("({0} in [0, 1, 2])", "dyn"),
        _form("({0} in [1, 'a', true, null, 2.5])", "dyn"),
        _form("has(x.{0})", "key"),
        _form("has(x.a.{0})", "key"),
        _form("has(m.{0})", "key"),
        _form("{0}.startsWith({1})", "string", "string"),
        _form("{0}.endsWith({1})", "string", "string"),
        _form("{0}.contains({1})", "string", "string"),
        _form("{0}.contains({1})", "dyn", "string"),
        _form("{0}.matches({1})", "string", "pattern"),
        _macro("{r}.all({v}, {p})", "list_int", "int", "bool"),
        _macro("{r}.exists({v}, {p})", "list_int", "int", "bool"),
        _macro("{r}.exists_one({v}, {p})", "list_string", "string", "bool"),
        _macro("{r}.all({v}, {p})", "map", "string", "bool"),
        _macro("{r}.exists({v}, {p})", "dyn", "dyn", "bool"),
        _macro("{r}.all({v}, {p})", "dyn", "dyn", "bool"),
        _choice("bool"),
        _macro("cel.bind({v}, {r}, {p})", "int", "int", "bool"),
        _macro("cel.bind({v}, {r}, {p})", "dyn", "dyn", "bool"),
        _form("x.?{0}.hasValue()", "key"),
        _form("bool({0})", "string"),
    ],
    "int": [
        _op("+", "int"),
        _op("-", "int"),
        _op("*", "int"),
        _op("/", "int"),
        _op("%", "int"),
        _form("-({0})", "int"),
        _form("size({0})", "string"),
        _form("size({0})", "list_int"),
        _form("{0}.size()", "dyn"),
        _form("{0}.size()", "map"),
        _form("int({0})", "double"),
        _form("int({0})", "string"),
        _form("{0}[{1}]", "list_int", "int"),
        _form("{0}[0]", "list_int"),
        _form("{0}[{1}]", "map", "string"),
        _form("{0}.a", "map"),
        _form("{0}[?{1}].orValue({2})", "map", "string", "int"),
        _form("{0}[?{1}].orValue({2})", "list_int", "int", "int"),
        _form("{0}.indexOf({1})", "string", "string"),
        _form("math.greatest({0}, {1})", "int", "int"),
        _choice("int"),
        _macro("cel.bind({v}, {r}, {p})", "int", "int", "int"),
        # The order of a map's keys is each implementation's own, the number is not.
        _macro("{r}.filter({v}, {p}).size()", "map", "string", "bool"),
    ],
    "double": [
        _op("+", "double"),
        _op("-", "double"),
        _op("*", "double"),
        _op("/", "double"),
        _form("double({0})", "int"),
        _choice("double"),
    ],
    "string": [
        _op("+", "string"),
        _form("string({0})", "int"),
        _form("string({0})", "bool"),
        _form("string({0})", "plain_double"),
        _form("{0}.lowerAscii()", "string"),
        _form("{0}.upperAscii()", "string"),
        _form("{0}.replace({1}, {2})", "string", "string", "string"),
        _form("{0}.substring({1})", "string", "int"),
        _form("{0}.trim()", "string"),
        _form("{0}.join({1})", "list_string", "string"),
        _form("'%s-%d'.format([{0}, {1}])", "string", "int"),
        _form("{0}[{1}]", "list_string", "int"),
        _choice("string"),
    ],
    "list_int": [
        _op("+", "list_int"),
        _form("[{0}, {1}]", "int", "int"),
        _macro("{r}.filter({v}, {p})", "list_int", "int", "bool"),
        _macro("{r}.map({v}, {p})", "list_int", "int", "int"),
        _macro("{r}.map({v}, {p})", "list_string", "string", "int"),
        _choice("list_int"),
    ],
    "list_string": [
        _op("+", "list_string"),
        _form("[{0}]", "string"),
        _form("{0}.split({1})", "string", "separator"),
        _macro("{r}.filter({v}, {p})", "list_string", "string", "bool"),
        _macro("{r}.map({v}, {p})", "list_int", "int", "string"),
    ],
    "map": [_form("{{'a': {0}, 'b': {1}}}", "int", "int"), _form("{{{0}: {1}}}", "string", "int"), _choice("map")],
    "dyn": [
        _form("x.{0}", "key"),
        _form("{0}.{1}", "dyn", "key"),
        _form("{0}[{1}]", "dyn", "string"),
        _form("{0}[{1}]", "dyn", "int"),
        _form("{0}[0]", "dyn"),
        _form("x.?{0}.orValue({1})", "key", "dyn"),
        _form("x.?a.?{0}.orValue({1})", "key", "dyn"),
        _op("+", "dyn"),
        _macro("{r}.map({v}, {p})", "dyn", "dyn", "dyn"),
        _macro("{r}.filter({v}, {p})", "dyn", "dyn", "bool"),
        _form("[{0}, {1}]", "dyn", "int"),
        _choice("dyn"),
    ],
}
# Only ever leaves. The oracle writes some NaN as -nan, and splits '' at '' into [''], where Go says [].
_LEAVES["key"] = [lambda r: r.choice(["name", "size", "tags", "items", "a", "missing", "deep"])]
_LEAVES["pattern"] = [lambda r: quoted(r.choice(PATTERNS))]
_LEAVES["plain_double"] = [lambda r: r.choice(DOUBLES), lambda r: "d"]
_LEAVES["separator"] = [lambda r: r.choice(["','", "'a'", "'-'", "'/'"])]

SHAPES = [
    "has(x.name) && x.name.size() > {int} && x.name != {string}",
    "x.items.exists(p, p.name == {string} && p.n > {int})",
    "x.items.all(p, p.name.matches({pattern}) || p.n <= {int})",
    "x.tags.all(t, t in ['a', 'b', 'pageSize']) || !has(x.{key})",
    "x.items.filter(p, p.n > {int}).map(p, p.name).size() < {int}",
    "x.?{key}.?{key}.orValue({dyn}) == {dyn}",
    "x.size > {int} ? x.{key} : {dyn}",
    "x.items.map(p, p.n)[{int}] == {int}",
    "!(s in ls) && (x.{key}.size() == {int} || {bool})",
    "x.{key} == null || x.{key}.{key} == {dyn}",
    "m.all(k, m[k] >= {int}) && m.exists(k, k.startsWith({string}))",
    "cel.bind(found, x.items.filter(p, p.n > {int}), found.size() > 0 && found[0].name == {string})",
]
"""Expressions as policies have them; the names in braces are filled with small expressions."""


def expression(rng: random.Random) -> str:
    """Write one expression: a third are policy-shaped."""
    generator = Generator(rng)
    if rng.random() < 0.34:
        shape = rng.choice(SHAPES)
        for type_ in ("int", "string", "bool", "dyn", "key", "pattern"):
            while f"{{{type_}}}" in shape:
                shape = shape.replace(f"{{{type_}}}", generator.write(type_, 1), 1)
        return shape
    return generator.write(
        rng.choice(["bool", "bool", "bool", "int", "string", "dyn", "list_int", "list_string", "map", "double"]), rng.randrange(1, 5)
    )
