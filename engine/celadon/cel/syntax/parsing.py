"""Tokens to a tree: precedence climbing with a depth of its own. Macros are recognised in `macros`."""

from typing import NoReturn

from celadon.cel.budget import MAX_DEPTH, MAX_LEVELS
from celadon.cel.errors import Issue, ParseError, too_deep
from celadon.cel.syntax.lexing import BYTES, DOUBLE, END, INT, NAME, OPERATOR, QUOTED, STRING, UINT, Token, tokenize
from celadon.cel.syntax.literals import read_bytes, read_integer, read_string
from celadon.cel.syntax.macros import MACROS, expand
from celadon.cel.syntax.nodes import Call, Conditional, Ident, Index, ListLiteral, Literal, Logic, MapLiteral, Node, Select, StructLiteral
from celadon.cel.syntax.walking import deepest
from celadon.cel.types import BOOL, NULL, Type
from celadon.cel.types import BYTES as BYTES_TYPE
from celadon.cel.types import DOUBLE as DOUBLE_TYPE
from celadon.cel.types import INT as INT_TYPE
from celadon.cel.types import STRING as STRING_TYPE
from celadon.cel.types import UINT as UINT_TYPE
from celadon.cel.values import UInt

OR, AND, RELATION = 1, 2, 3
_PRECEDENCE = {"||": OR, "&&": AND, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}
_FUNCTIONS = {text: f"_{text}_" for text in _PRECEDENCE} | {"in": "@in"}
_CONSTANTS: dict[str, tuple[object, Type]] = {"true": (True, BOOL), "false": (False, BOOL), "null": (None, NULL)}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORDS = {"and": "&&", "or": "||", "not": "!"}
_RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ],
)


def parse(source: str) -> Node:
    """Read an expression. Raises ParseError with one issue: after the first mistake the rest would be guesswork."""
    tokens = tokenize(source)
    tree = _Parser(source, tokens).whole()
    if len(tokens) > MAX_LEVELS and deepest(tree) > MAX_LEVELS:
        raise too_deep(source)
    return tree


class _Parser:
    """One pass over the tokens; `index` is the token that is next."""

    __slots__ = ("depth", "index", "source", "tokens")

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def whole(self) -> Node:
        if self.tokens[0][0] == END:
            self.fail("the expression is empty", self.tokens[0])
        node = self.expression()
        token = self.tokens[self.index]
        if token[0] != END:
            self.unexpected(token, "an operator or the end")
        return node

    def expression(self) -> Node:
        """Read a conditional or what binds tighter; the chain of `: c ? d :` is read without recursion."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"the expression is nested more than {MAX_DEPTH} levels deep", self.tokens[self.index], "split it into variables")
        parts: list[tuple[int, Node, Node]] = []
        node = self.binary(OR)
        while self.tokens[self.index][1] == "?" and self.tokens[self.index][0] == OPERATOR:
            at = self.tokens[self.index][2]
            self.index += 1
            yes = self.binary(OR)
            if self.tokens[self.index][1] == "?":
                self.fail("a conditional between ? and : needs parentheses", self.tokens[self.index])
            self.expect(":", "of the conditional")
            parts.append((at, node, yes))
            if len(parts) > MAX_LEVELS:
                self.fail(f"more than {MAX_LEVELS} conditionals in a row", self.tokens[self.index], "use a map: {'a': 1, 'b': 2}[x]")
            node = self.binary(OR)
        for at, condition, yes in reversed(parts):
            node = Conditional(at, condition, yes, node)
        self.depth -= 1
        return node

    def binary(self, lowest: int) -> Node:
        left = self.unary()
        tokens = self.tokens
        links = 0
        while True:
            kind, text, at, _ = tokens[self.index]
            if kind != OPERATOR and (kind != NAME or text != "in"):
                return left
            precedence = _PRECEDENCE.get(text, 0)
            if precedence < lowest or not precedence:
                return left
            if precedence <= AND:
                left = self.logic(left, text, precedence)
                continue
            links += 1
            if links > MAX_LEVELS:
                self.fail(f"more than {MAX_LEVELS} operators in a row", tokens[self.index], "split it into variables")
            self.index += 1
            right = self.binary(precedence + 1)
            left = Call(left.start, right.end, at, _FUNCTIONS[text], None, [left, right], at)

    def logic(self, first: Node, text: str, precedence: int) -> Node:
        """Read the rest of a chain of one logical operator, flat however long it is."""
        operands = [first]
        spots: list[int] = []
        token = self.tokens[self.index]
        while token[1] == text and token[0] == OPERATOR:
            spots.append(token[2])
            self.index += 1
            operands.append(self.binary(precedence + 1))
            token = self.tokens[self.index]
        return Logic(first.start, operands[-1].end, spots, operands, conjunction=precedence == AND)

    def unary(self) -> Node:
        kind, text, at, _ = self.tokens[self.index]
        if kind != OPERATOR or text not in ("!", "-"):
            return self.member()
        count = 0
        while self.tokens[self.index][1] == text and self.tokens[self.index][0] == OPERATOR:
            self.index += 1
            count += 1
        token = self.tokens[self.index]
        if text == "-" and count == 1 and token[0] in (INT, DOUBLE):
            self.tokens[self.index] = (token[0], "-" + token[1], at, token[3])
            return self.member()
        if token[0] == OPERATOR and token[1] in ("!", "-"):
            self.unexpected(token, "a value; ! and - do not mix without parentheses")
        operand = self.member()
        if count % 2 == 0:
            # The reference parser drops pairs, `!!x` is x: keep the text's span, so that places stay right.
            operand.start = at
            return operand
        return Call(at, operand.end, at, "!_" if text == "!" else "-_", None, [operand], at)

    def member(self) -> Node:
        """Read a value and what follows it: `.field`, `.method(...)`, `[index]`."""
        node = self.primary()
        tokens = self.tokens
        links = 0
        while True:
            kind, text, at, _ = tokens[self.index]
            if kind != OPERATOR:
                return node
            if text == ".":
                node = self.select(node, at)
            elif text == "[":
                self.index += 1
                optional = self.accept("?")
                index = self.expression()
                end = self.expect("]", "of the index")
                node = Index(node.start, end, at, node, index, optional=optional)
            elif text == "{" and (name := _qualified_name(node)):
                node = self.struct(node, name, at)
            else:
                return node
            links += 1
            if links > MAX_LEVELS:
                self.fail(f"more than {MAX_LEVELS} steps in a row", tokens[self.index], "split it into variables")

    def select(self, operand: Node, at: int) -> Node:
        self.index += 1
        optional = self.accept("?")
        kind, text, start, end = self.tokens[self.index]
        if kind == NAME:
            if text == "in" or text in _CONSTANTS:
                hint = f'write {self.source[operand.start : operand.end]}["{text}"] for the member of a plain map'
                hint += "; a model object has another word for it, such as parameter.place" if text == "in" else ""
                raise ParseError(
                    self.source,
                    [Issue(f"{text!r} is a keyword of CEL and cannot be a field's name", self.source, start, end, hint=hint)],
                )
            name = text
        elif kind == QUOTED:
            name = text[1:-1]
            if not name or not all(c.isascii() and (c.isalnum() or c in "_.-/ ") for c in name):
                hint = f"any name can be written as an index: [{name!r}]"
                self.fail("a field in backticks has letters, digits and _ . - / and spaces only", self.tokens[self.index], hint)
        else:
            self.unexpected(self.tokens[self.index], "a field's name")
        self.index += 1
        token = self.tokens[self.index]
        if token[1] == "(" and token[0] == OPERATOR and kind == NAME and not optional:
            return self.call(name, operand, start)
        return Select(operand.start, end, at, operand, name, start, optional=optional)

    def call(self, function: str, target: Node | None, name_start: int) -> Node:
        at = self.tokens[self.index][2]
        self.index += 1
        args: list[Node] = []
        if not self.accept(")"):
            while True:
                args.append(self.expression())
                if not self.accept(","):
                    break
            end = self.expect(")", f"of {function}(")
        else:
            end = self.tokens[self.index - 1][3]
        node = Call(name_start if target is None else target.start, end, at, function, target, args, name_start)
        return expand(self.source, node) if function in MACROS else node

    def primary(self) -> Node:
        token = self.tokens[self.index]
        kind, text, start, end = token
        if kind == NAME:
            return self.name(text, start, end, rooted=False)
        if kind == OPERATOR:
            if text == "(":
                self.index += 1
                node = self.expression()
                node.end = self.expect(")", "of the parenthesis")
                node.start = start
                return node
            if text == "[":
                return self.list_literal(start)
            if text == "{":
                return self.map_literal(start)
            if text == ".":
                self.index += 1
                kind, text, _, end = self.tokens[self.index]
                if kind == NAME:
                    return self.name(text, start, end, rooted=True)
        elif kind not in (END, QUOTED):
            self.index += 1
            value, type_ = self.constant(token)
            return Literal(start, end, value, type_)
        return self.unexpected(self.tokens[self.index], "a value")

    def constant(self, token: Token) -> tuple[object, Type]:
        kind, text, _, _ = token
        if kind == STRING:
            return read_string(self.source, token), STRING_TYPE
        if kind == BYTES:
            return read_bytes(self.source, token), BYTES_TYPE
        if kind == DOUBLE:
            return float(text), DOUBLE_TYPE
        number = read_integer(text)
        if kind == UINT:
            if number >= 1 << 64:
                self.fail("the number does not fit into 64 bits without a sign", token)
            return UInt(number), UINT_TYPE
        if not -(1 << 63) <= number < 1 << 63:
            self.fail("the number does not fit into 64 bits", token, "write it as a double, with .0 at its end")
        return number, INT_TYPE

    def name(self, text: str, start: int, end: int, *, rooted: bool) -> Node:
        self.index += 1
        if text in _CONSTANTS:
            value, type_ = _CONSTANTS[text]
            return Literal(start, end, value, type_)
        token = self.tokens[self.index]
        if token[1] == "(" and token[0] == OPERATOR:
            return self.call(text, None, end - len(text))
        if text in _RESERVED:
            self.fail(f"{text!r} is a reserved word of CEL and cannot be a variable", self.tokens[self.index - 1])
        if text == "in":
            self.unexpected(self.tokens[self.index - 1], "a value")
        return Ident(start, end, text, rooted=rooted)

    def list_literal(self, start: int) -> Node:
        self.index += 1
        elements: list[Node] = []
        optional: set[int] = set()
        while not self.accept("]"):
            if self.accept("?"):
                optional.add(len(elements))
            elements.append(self.expression())
            if not self.accept(","):
                self.expect("]", "of the list")
                break
        return ListLiteral(start, self.tokens[self.index - 1][3], elements, frozenset(optional))

    def map_literal(self, start: int) -> Node:
        self.index += 1
        entries: list[tuple[Node, Node]] = []
        optional: set[int] = set()
        spots: list[int] = []
        while not self.accept("}"):
            if self.accept("?"):
                optional.add(len(entries))
            key = self.expression()
            spots.append(self.tokens[self.index][2])
            self.expect(":", "after the key of a map")
            entries.append((key, self.expression()))
            if not self.accept(","):
                self.expect("}", "of the map")
                break
        return MapLiteral(start, self.tokens[self.index - 1][3], entries, frozenset(optional), spots)

    def struct(self, named: Node, name: str, at: int) -> Node:
        """Read `Name{field: value}` to its end; the checker refuses it with a sentence."""
        self.index += 1
        while not self.accept("}"):
            self.accept("?")
            if self.tokens[self.index][0] not in (NAME, QUOTED):
                self.unexpected(self.tokens[self.index], "a field's name")
            self.index += 1
            self.expect(":", "after the field's name")
            self.expression()
            if not self.accept(","):
                self.expect("}", f"of {name}")
                break
        return StructLiteral(named.start, self.tokens[self.index - 1][3], at, name)

    def accept(self, text: str) -> bool:
        token = self.tokens[self.index]
        if token[1] == text and token[0] == OPERATOR:
            self.index += 1
            return True
        return False

    def expect(self, text: str, what: str) -> int:
        token = self.tokens[self.index]
        if token[1] != text or token[0] != OPERATOR:
            self.unexpected(token, f"the {text} {what}")
        self.index += 1
        return token[3]

    def unexpected(self, token: Token, wanted: str) -> NoReturn:
        found = "the expression ends" if token[0] == END else f"{token[1][:40]!r} stands"
        hint = ""
        for near in (token, self.tokens[max(0, self.index - 1)]):
            if near[0] == NAME and near[1].lower() in _WORDS:
                hint = f"write {_WORDS[near[1].lower()]} for {near[1]!r}"
        if not hint and token[0] == END:
            hint = self._open_bracket()
        self.fail(f"{found} where {wanted} is needed", token, hint)

    def _open_bracket(self) -> str:
        """Name the innermost bracket that nobody has closed."""
        waiting: list[Token] = []
        for token in self.tokens:
            if token[0] == OPERATOR and token[1] in _CLOSING:
                waiting.append(token)
            elif token[0] == OPERATOR and waiting and token[1] == _CLOSING[waiting[-1][1]]:
                waiting.pop()
        if not waiting:
            return ""
        _, bracket, start, _ = waiting[-1]
        beginning = " ".join(self.source[start : start + 24].split()) + ("..." if start + 24 < len(self.source) else "")
        return f"close `{beginning}` with {_CLOSING[bracket]}"

    def fail(self, message: str, token: Token, hint: str = "") -> NoReturn:
        raise ParseError(self.source, [Issue(message, self.source, token[2], token[3], hint=hint)])


def _qualified_name(node: Node) -> str:
    """Spell `a.b.C` where the node is such a chain; the empty text otherwise."""
    names: list[str] = []
    while isinstance(node, Select) and not node.optional and not node.test:
        names.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return ""
    names.append(node.name)
    return ".".join(reversed(names))
