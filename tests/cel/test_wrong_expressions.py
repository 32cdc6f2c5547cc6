"""What people get wrong, and what they are told. `CELADON_GOLDEN=write` writes golden/wrong.txt anew; review it like code."""

import os
from pathlib import Path
from types import SimpleNamespace

from celadon.cel.environment import Environment
from celadon.cel.errors import CelError
from celadon.cel.types import BOOL, BYTES, INT, STRING, Field, ObjectType, list_of, nullable, object_of

GOLDEN = Path(__file__).parent / "golden" / "wrong.txt"

OPERATION = ObjectType(
    "Operation",
    {
        "operation_id": nullable(STRING),
        "method": STRING,
        "path": STRING,
        "parameters": list_of(object_of("Parameter")),
        "max_length": nullable(INT),
        "body": Field(BYTES, "body"),
    },
    SimpleNamespace,
)
PARAMETER = ObjectType("Parameter", {"name": STRING, "place": STRING, "required": Field(BOOL, "required")}, SimpleNamespace)
ENVIRONMENT = Environment(
    {"operation": object_of("Operation"), "params": "map(string, list(string))", "names": "list(string)", "count": "int"},
    objects=(OPERATION, PARAMETER),
)

WRONG = [
    "operation.operationid == 'list'",
    "operation.operationId != null",
    "operaton.method == 'get'",
    "operation.parameters.exists(p, p.in == 'query')",
    "operation.parameters.name == 'limit'",
    "operation.parameters.exists(p, p.nam == 'limit' || p.requird)",
    "operation.method = 'get'",
    "operation.method == 'get' & operation.path == '/'",
    "operation.method == 'get' and operation.path == '/'",
    "not operation.method == 'get'",
    "operation.method.startWith('g')",
    "operation.method.startsWith('g', 'p')",
    "startsWith(operation.method, 'g')",
    "len(operation.path) > 5",
    "operation.path.length() > 5",
    "operation.path.toLowerCase() == '/'",
    "operation.path",
    "operation.method && count > 3",
    "!count",
    "count > '3'",
    "count == 3.0",
    "count + 'px' == '3px'",
    "operation.method in 'get post'",
    "count in names",
    "names.contains('a')",
    "names[0].size() > names['a']",
    "operation.path.matches('^/(?!internal)')",
    "operation.path.matches('[a-z')",
    r"operation.path.matches('^\d+$')",
    "operation.path == 'it's'",
    "operation.path == 'C:\\\\temp\\\\'' ",
    "operation.path == 'unclosed",
    "operation.path == “/”",
    "operation.parameters.exists(p.name == 'limit')",
    "operation.parameters.all('p', true)",
    "operation.parameters.map(p, p.name).filter(n, n.size())",
    "has(operation['path'])",
    "has(operation)",
    "operation.path == None",
    "count > 0 ? 'yes' : 0",
    "count ? 1 : 2",
    "operation.parameters[0",
    "(count > 3",
    "count > 3)",
    "count >",
    "",
    "  // only a comment",
    "if(count)",
    "return == 1",
    "operation.path.pathMatches('/a/**b')",
    "operation.path.isCase('kebabcase')",
    "operation.path.inStatusRange('4xy')",
    "names.exists(n, m == 'a') &&\n  operation.foo == 1 &&\n  count.bar",
    "optional.of(count) == 3",
    "operation.?path.orValue(3) == 3",
    "Operation{method: 'get'}",
    "99999999999999999999 > 1",
    "'%d items'.format([names])",
    "operation.max_length.size() > 1",
    "names.map(n, n, n, n)",
    "base64.decod('a') == b''",
    "math.max(1, 2) == 2",
    "operation.path == 'a\\'",
    "'''a' == operation.path",
]


def told() -> str:
    parts = []
    for source in WRONG:
        try:
            ENVIRONMENT.compile(source, expected=BOOL)
        except CelError as error:
            parts.append(f"### {source!r}\n{type(error).__name__}\n{error}\n")
        else:
            raise AssertionError(f"nothing is wrong with {source}")
    return "\n".join(parts)


def test_wrong_expressions_are_answered_as_the_golden_file_says() -> None:
    answer = told()
    if os.environ.get("CELADON_GOLDEN") == "write":
        GOLDEN.write_text(answer, encoding="utf-8", newline="\n")
    assert answer == GOLDEN.read_text(encoding="utf-8")


def test_every_issue_points_into_the_text_and_no_python_shows() -> None:
    for source in WRONG:
        try:
            ENVIRONMENT.compile(source, expected=BOOL)
        except CelError as error:
            for issue in error.issues:
                assert 0 <= issue.start <= issue.end <= len(source)
                assert 1 <= issue.line <= source.count("\n") + 1
                assert not any(word in issue.message for word in ("NoneType", "Traceback", "object has no attribute", "__"))
