"""Which expressions every implementation of CEL can judge."""

import pytest

from celadon.cel.checking.portability import beyond_standard
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.types import STRING, ObjectType, nullable, object_of


class Thing:
    name = "a"


THING = ObjectType("thing", {"name": nullable(STRING)}, Thing)
ENVIRONMENT = Environment({"x": "map(string, dyn)", "n": "dyn", "thing": object_of("thing")}, objects=(THING,))


@pytest.mark.parametrize(
    ("source", "beyond"),
    [
        ("x.a == 1 && has(x.b) && x.l.exists(e, e.n > 2.0) ? size(x.l) > 1 : 'a'.matches('b')", ()),
        (
            "x.l.filter(e, e > 1).map(e, string(e)) == ['1'] && type(n) == int && timestamp('2026-01-01T00:00:00Z').getFullYear() == 2026",
            (),
        ),
        ("thing.name != null && thing.name in ['a']", ()),
        ("string(n) == 'a'", ()),
        ("'a'.lowerAscii() == 'a'", ("lowerAscii (strings)",)),
        ("'a'.isNamed('a') || [[1]].flatten() == [1]", ("flatten (lists)", "isNamed (text)")),
        ("n.reverse() == n", ("reverse (lists, strings)",)),
        ("x.?a.orValue(1) == 1", ("optional syntax", "orValue (optionals)")),
        ("x[?'a'].hasValue()", ("hasValue (optionals)", "optional syntax")),
        ("[?x.?a].size() == 1", ("optional syntax",)),
        ("cel.bind(v, 1, v == 1)", ("cel.bind (macro)",)),
        ("known(x.a)", ("known (macro)",)),
        ("x.all(k, v, v == 1)", ("all with two variables",)),
        ("x.l.sortBy(e, e) == []", ("sortBy (macro)",)),
        ("has(thing.name)", ("has() of a model's field",)),
    ],
)
def test_what_is_not_standard_is_named(source: str, beyond: tuple[str, ...]) -> None:
    assert beyond_standard(ENVIRONMENT.checked(source), STANDARD) == beyond
