"""The tree of an expression. Every node knows its span; the checker adds types and overloads, nothing else changes after parsing."""

from celadon.cel.signatures import Signature
from celadon.cel.types import DYN, Type


class Node:
    """`start` and `end` are offsets into the source; `at` is where the reference implementation reports errors of this node."""

    __slots__ = ("at", "end", "start", "type")

    def __init__(self, start: int, end: int, at: int) -> None:
        self.start = start
        self.end = end
        self.at = at
        self.type: Type = DYN


class Literal(Node):
    """A constant: null, bool, int, uint, double, string or bytes; its type is known from the start."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: object, type_: Type) -> None:
        super().__init__(start, end, start)
        self.value = value
        self.type = type_


class Ident(Node):
    """A name: a variable, a type's name, or the first part of a qualified name. The checker says which."""

    __slots__ = ("denotes", "local", "name", "rooted", "variable")

    def __init__(self, start: int, end: int, name: str, *, rooted: bool = False) -> None:
        super().__init__(start, end, start)
        self.name = name
        self.rooted = rooted
        """Written with a leading dot: looked up from the root, never in the container."""
        self.variable: str | None = None
        """The declared variable that is meant (with its full name)."""
        self.local: Local | None = None
        """The macro's or `cel.bind`'s variable that is meant."""
        self.denotes: Type | None = None
        """The type whose name this is."""


class Local:
    """A variable that a macro or `cel.bind` introduces; identity tells two of one name apart."""

    __slots__ = ("end", "name", "plain", "start", "type")

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.type: Type = DYN
        self.plain = False
        """Whether the compiler found that it holds plain data."""


class Select(Node):
    """`a.b`, `a.?b`; with `test` it is `has(a.b)`. `field_start` is where the field's name begins."""

    __slots__ = ("field", "field_start", "operand", "optional", "qualified", "test")

    def __init__(self, start: int, end: int, at: int, operand: Node, field: str, field_start: int, *, optional: bool) -> None:
        super().__init__(start, end, at)
        self.operand = operand
        self.field = field
        self.field_start = field_start
        self.optional = optional
        self.test = False
        self.qualified: Ident | None = None
        """Where the whole chain `a.b.c` is the name of a variable or a type: that name."""


class Index(Node):
    """`a[i]`, `a[?i]`."""

    __slots__ = ("index", "operand", "optional", "overloads")

    def __init__(self, start: int, end: int, at: int, operand: Node, index: Node, *, optional: bool) -> None:
        super().__init__(start, end, at)
        self.operand = operand
        self.index = index
        self.optional = optional
        self.overloads: tuple[Signature, ...] = ()


class Call(Node):
    """A function or an operator (`_+_`, `!_`, `_in_` named as the specification names them)."""

    __slots__ = ("args", "function", "name_start", "overloads", "target")

    def __init__(self, start: int, end: int, at: int, function: str, target: Node | None, args: list[Node], name_start: int) -> None:
        super().__init__(start, end, at)
        self.function = function
        self.target = target
        self.args = args
        self.name_start = name_start
        self.overloads: tuple[Signature, ...] = ()
        """The overloads that may apply, as far as the types are known; the run decides between several."""

    @property
    def operands(self) -> list[Node]:
        """The receiver, if any, and the arguments."""
        return self.args if self.target is None else [self.target, *self.args]


class Logic(Node):
    """A chain of `&&` or of `||`, flat. `spots` are the places of the operators."""

    __slots__ = ("conjunction", "operands", "spots")

    def __init__(self, start: int, end: int, spots: list[int], operands: list[Node], *, conjunction: bool) -> None:
        super().__init__(start, end, spots[0])
        self.spots = spots
        self.operands = operands
        self.conjunction = conjunction


class Conditional(Node):
    """`condition ? yes : no`."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, at: int, condition: Node, yes: Node, no: Node) -> None:
        super().__init__(condition.start, no.end, at)
        self.condition = condition
        self.yes = yes
        self.no = no


class ListLiteral(Node):
    """`[a, ?b]`; `optional` has the indices of the elements with a question mark."""

    __slots__ = ("elements", "optional")

    def __init__(self, start: int, end: int, elements: list[Node], optional: frozenset[int]) -> None:
        super().__init__(start, end, start)
        self.elements = elements
        self.optional = optional


class MapLiteral(Node):
    """`{k: v, ?k: v}`."""

    __slots__ = ("entries", "optional", "spots")

    def __init__(self, start: int, end: int, entries: list[tuple[Node, Node]], optional: frozenset[int], spots: list[int]) -> None:
        super().__init__(start, end, start)
        self.entries = entries
        self.optional = optional
        self.spots = spots
        """The places of the colons."""


class StructLiteral(Node):
    """`Name{field: value}`: read, so that the error can be clear; there are no messages to build."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, at: int, name: str) -> None:
        super().__init__(start, end, at)
        self.name = name


class Comprehension(Node):
    """A macro that looks at the elements of a range.

    `macro` is `all`, `exists`, `existsOne`, `filter`, `map`, `sortBy`, `transformList`, `transformMap` or `transformMapEntry`;
    `second` is the second variable of the two-variable forms.
    """

    __slots__ = ("first", "macro", "name_start", "predicate", "range", "second", "transform")

    def __init__(
        self,
        start: int,
        end: int,
        at: int,
        macro: str,
        range_: Node,
        first: Local,
        second: Local | None,
        predicate: Node | None,
        transform: Node | None,
        name_start: int,
    ) -> None:
        super().__init__(start, end, at)
        self.macro = macro
        self.range = range_
        self.first = first
        self.second = second
        self.predicate = predicate
        self.transform = transform
        self.name_start = name_start


class Bind(Node):
    """`cel.bind(name, value, body)`; also `optMap` and `optFlatMap`, where `unwrap` is set and the value is an optional."""

    __slots__ = ("body", "name_start", "unwrap", "value", "variable")

    def __init__(self, start: int, end: int, at: int, variable: Local, value: Node, body: Node, *, unwrap: str, name_start: int) -> None:
        super().__init__(start, end, at)
        self.variable = variable
        self.value = value
        self.body = body
        self.unwrap = unwrap
        """Empty, `optMap` or `optFlatMap`."""
        self.name_start = name_start


class Known(Node):
    """`known(x)`: the one operation that looks at an unknown."""

    __slots__ = ("operand",)

    def __init__(self, start: int, end: int, at: int, operand: Node) -> None:
        super().__init__(start, end, at)
        self.operand = operand
