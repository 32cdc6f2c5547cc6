"""The types of CEL as interned values, and the declarations of model objects. No values live here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn, final

_VALUE_NAMES = {"null": "null_type", "timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}
"""Types whose name as a value (`type(x)`) differs from their name in declarations."""


@final
class Type:
    """A CEL type. Equal types are one object, so `is` and hashing by identity are right; build them with the functions below."""

    __slots__ = ("is_open", "kind", "name", "nullable", "params", "text")

    kind: str
    """`bool`, `int`, `uint`, `double`, `string`, `bytes`, `null`, `timestamp`, `duration`, `list`, `map`, `type`, `dyn`, `error`,
    `param` (a type variable), `object` (declared by a model) or `opaque` (`optional_type`, `net.IP`, ...)."""
    name: str
    """The name of an object, an opaque type or a type variable; the kind otherwise."""
    params: tuple["Type", ...]
    nullable: bool
    """Whether null is a value of this type too."""
    is_open: bool
    """Whether a type variable occurs in it."""
    text: str
    """As the reference checker writes it."""

    def __init__(self, kind: str, name: str, params: tuple["Type", ...], *, nullable: bool) -> None:
        self.kind = kind
        self.name = name
        self.params = params
        self.nullable = nullable
        self.is_open = kind == "param" or any(param.is_open for param in params)
        plain = f"{name}({', '.join(param.text for param in params)})" if params else name
        self.text = f"nullable({plain})" if nullable else plain

    def with_params(self, params: tuple["Type", ...]) -> "Type":
        """Give the same type with other types inside."""
        return _interned(self.kind, self.name, params, self.nullable)

    def __repr__(self) -> str:
        return f"<{self.text}>"

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[Callable[..., "Type"], tuple[object, ...]]:
        return _interned, (self.kind, self.name, self.params, self.nullable)


_TYPES: dict[tuple[str, str, tuple[Type, ...], bool], Type] = {}


def _interned(kind: str, name: str, params: tuple[Type, ...] = (), nullable: bool = False) -> Type:
    key = (kind, name, params, nullable)
    known = _TYPES.get(key)
    if known is None:
        known = _TYPES.setdefault(key, Type(kind, name, params, nullable=nullable))
    return known


DYN = _interned("dyn", "dyn")
ERROR = _interned("error", "error")
NULL = _interned("null", "null")
BOOL = _interned("bool", "bool")
INT = _interned("int", "int")
UINT = _interned("uint", "uint")
DOUBLE = _interned("double", "double")
STRING = _interned("string", "string")
BYTES = _interned("bytes", "bytes")
TIMESTAMP = _interned("timestamp", "timestamp")
DURATION = _interned("duration", "duration")
TYPE = _interned("type", "type")


def list_of(element: Type) -> Type:
    """Build `list(element)`."""
    return _interned("list", "list", (element,))


def map_of(key: Type, value: Type) -> Type:
    """Build `map(key, value)`."""
    return _interned("map", "map", (key, value))


def optional_of(value: Type) -> Type:
    """Build `optional_type(value)`."""
    return _interned("opaque", "optional_type", (value,))


def type_of(value: Type) -> Type:
    """Build `type(value)`: the type of a type."""
    return _interned("type", "type", (value,))


def opaque(name: str, *params: Type) -> Type:
    """Build a type that only its own functions look into."""
    return _interned("opaque", name, params)


def param(name: str) -> Type:
    """Build a type variable, as in `list(A)`."""
    return _interned("param", name)


def object_of(name: str) -> Type:
    """Name the type of a model object; its fields are in the environment's `ObjectType` of that name."""
    return _interned("object", name)


def nullable(plain: Type) -> Type:
    """Let null be a value too; `dyn`, null and types that already are nullable stay themselves."""
    if plain.nullable or plain.kind in ("dyn", "null", "error", "param"):
        return plain
    return _interned(plain.kind, plain.name, plain.params, True)


def not_null(wrapped: Type) -> Type:
    """Undo `nullable`."""
    return _interned(wrapped.kind, wrapped.name, wrapped.params) if wrapped.nullable else wrapped


LIST = list_of(DYN)
MAP = map_of(DYN, DYN)

_SIMPLE = {type_.name: type_ for type_ in (DYN, NULL, BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION)}
_SIMPLE |= {"any": DYN, "null_type": NULL, "list": LIST, "map": MAP, "type": TYPE}
_SIMPLE |= {"google.protobuf.Timestamp": TIMESTAMP, "google.protobuf.Duration": DURATION}

DENOTATIONS: Mapping[str, Type] = {
    "bool": BOOL,
    "int": INT,
    "uint": UINT,
    "double": DOUBLE,
    "string": STRING,
    "bytes": BYTES,
    "list": LIST,
    "map": MAP,
    "null_type": NULL,
    "type": TYPE,
    "google.protobuf.Timestamp": TIMESTAMP,
    "google.protobuf.Duration": DURATION,
    "optional_type": optional_of(DYN),
    "net.IP": opaque("net.IP"),
    "net.CIDR": opaque("net.CIDR"),
}
"""The names that are values in an expression: `type(x) == string`."""


def runtime_name(type_: Type) -> str:
    """Name a type as `type(x)` shows it: `list`, never `list(int)`."""
    return _VALUE_NAMES.get(type_.name, type_.name)


@final
class Field:
    """One field of a model object."""

    __slots__ = ("attribute", "doc", "type")

    def __init__(self, type_: Type, attribute: str = "", doc: str = "") -> None:
        """Give the type, the Python attribute that holds it (default: the field's own name) and one line of documentation.

        A field of type `dyn` (or with `dyn` inside) holds plain data, never model objects.
        """
        self.type = type_
        self.attribute = attribute
        self.doc = doc


@final
class ObjectType:
    """The declaration of a model object: its name, its fields, and the Python class whose instances they are read from."""

    __slots__ = ("fields", "name", "python_class", "type")

    def __init__(self, name: str, fields: Mapping[str, Field | Type], python_class: type) -> None:
        """Keep the fields; a bare type is a field read from the attribute of the same name."""
        self.name = name
        self.python_class = python_class
        self.type = object_of(name)
        self.fields: dict[str, Field] = {}
        for key, given in fields.items():
            field = given if isinstance(given, Field) else Field(given)
            self.fields[key] = Field(field.type, field.attribute or key, field.doc)

    def __repr__(self) -> str:
        return f"<ObjectType {self.name}>"


def parse_type(text: str, objects: Iterable[str] = ()) -> Type:
    """Read a type as written in declarations: `list(string)`, `map(string, dyn)`, `optional(int)`, `nullable(Operation)`.

    `objects` are the names of model objects that may occur. Raises ValueError with a sentence for people.
    """
    reader = _TypeReader(text, frozenset(objects))
    found = reader.read()
    reader.end()
    return found


class _TypeReader:
    """A reader of one type's text; nesting is bounded so that hostile text cannot exhaust the stack."""

    def __init__(self, text: str, objects: frozenset[str]) -> None:
        self.text = text
        self.objects = objects
        self.position = 0
        self.depth = 0

    def read(self) -> Type:
        name = self.word()
        params: list[Type] = []
        if self.peek() == "(":
            self.depth += 1
            if self.depth > 50:
                self.fail("it is nested more than 50 levels deep")
            self.position += 1
            params.append(self.read())
            while self.peek() == ",":
                self.position += 1
                params.append(self.read())
            if self.peek() != ")":
                self.fail("a ')' is missing")
            self.position += 1
            self.depth -= 1
        return self.build(name, params)

    def build(self, name: str, params: Sequence[Type]) -> Type:
        wanted = {"list": 1, "map": 2, "optional": 1, "optional_type": 1, "nullable": 1, "type": 1}.get(name, 0)
        if params and len(params) != wanted:
            self.fail(f"{name} takes {wanted or 'no'} type{'' if wanted == 1 else 's'} in parentheses")
        if name in self.objects:
            return object_of(name)
        if not params:
            found = _SIMPLE.get(name)
            if found is None:
                self.fail(f"there is no type {name!r}; there are {', '.join(sorted({*_SIMPLE, *self.objects}))}")
            return found
        if name == "list":
            return list_of(params[0])
        if name == "map":
            return map_of(params[0], params[1])
        if name == "type":
            return type_of(params[0])
        return nullable(params[0]) if name == "nullable" else optional_of(params[0])

    def word(self) -> str:
        self.peek()
        start = self.position
        while self.position < len(self.text) and (self.text[self.position].isalnum() or self.text[self.position] in "_."):
            self.position += 1
        if start == self.position:
            self.fail("a type's name is missing")
        return self.text[start : self.position]

    def peek(self) -> str:
        while self.position < len(self.text) and self.text[self.position] in " \t\n":
            self.position += 1
        return self.text[self.position : self.position + 1]

    def end(self) -> None:
        if self.peek():
            self.fail(f"{self.text[self.position :]!r} is left over")

    def fail(self, reason: str) -> NoReturn:
        raise ValueError(f"not a CEL type: {self.text!r}: {reason}")
