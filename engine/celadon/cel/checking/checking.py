"""A tree and declarations to types: every node gets its type and its overloads, or there are issues, all of them at once."""

from collections.abc import Callable, Iterable
from typing import Any

from celadon.cel.checking.complaining import Complaints
from celadon.cel.checking.declarations import Declarations
from celadon.cel.checking.unifying import Mapping, assignable, most_general, substitute
from celadon.cel.checking.wording import MACRO_FORMS, not_expected
from celadon.cel.errors import CheckError
from celadon.cel.functions.library import Inspection
from celadon.cel.syntax.nodes import (
    Bind,
    Call,
    Comprehension,
    Conditional,
    Ident,
    Index,
    Known,
    ListLiteral,
    Literal,
    Local,
    Logic,
    MapLiteral,
    Node,
    Select,
    StructLiteral,
)
from celadon.cel.types import BOOL, DYN, ERROR, INT, STRING, Type, list_of, map_of, not_null, optional_of, param, type_of


def check(source: str, tree: Node, declarations: Declarations, expected: Type | None = None, *, strict: bool = True) -> Type:
    """Give the type of the whole and annotate the tree. Raises CheckError with every issue, in the order of the text.

    With `strict` false nothing is an error: what does not fit is `dyn`, and the run decides (the suite of the specification needs that).
    """
    checker = _Checker(source, declarations)
    checker.visit(tree)
    checker.settle()
    result = tree.type
    if expected is not None and not checker.complaints.issues and assignable({}, result, expected) is None:
        checker.complaints.add(tree, *not_expected(result, expected))
    if strict:
        checker.inspect_calls()
        if checker.complaints.issues:
            raise CheckError(source, sorted(checker.complaints.issues, key=lambda issue: (issue.at, issue.start)))
    return result


class _Checker:
    """One walk over one tree."""

    def __init__(self, source: str, declarations: Declarations) -> None:
        self.declarations = declarations
        self.mapping: Mapping = {}
        self.scope: dict[str, Local] = {}
        self.complaints = Complaints(source, declarations.functions.names)
        self.open: list[Node | Local] = []
        """Nodes whose type had a type variable when they were visited."""
        self.calls: list[tuple[Call, Inspection]] = []
        """Calls with something to inspect."""
        self.fresh = 0

    def visit(self, node: Node) -> Type:
        type_ = _VISITS[node.__class__](self, node)
        node.type = type_
        if type_.is_open:
            self.open.append(node)
        return type_

    def settle(self) -> None:
        """Replace type variables by what was found for them; free ones become `dyn`."""
        for item in self.open:
            item.type = substitute(self.mapping, item.type, free_to_dyn=True)

    def inspect_calls(self) -> None:
        for call, inspect in self.calls:
            for node, message, hint in inspect(call):
                self.complaints.add(node, message, hint)

    def fits(self, value: Type, wanted: Type) -> bool:
        """Ask whether a type can be used as another; if so, remember what type variables stand for."""
        if value is wanted and not value.is_open:
            return True
        found = assignable(self.mapping, value, wanted)
        if found is None:
            return False
        self.mapping = found
        return True

    def variable(self) -> Type:
        self.fresh += 1
        return param(f"?{self.fresh}")

    def shown(self, types: Iterable[Type]) -> list[Type]:
        return [substitute(self.mapping, type_, free_to_dyn=True) for type_ in types]

    def join(self, previous: Type | None, current: Type) -> Type:
        """Find one type for elements of a literal: the more general of two that fit, `dyn` for two that do not."""
        if previous is None or previous is current:
            return current
        return most_general(previous, current) if self.fits(previous, current) else DYN

    # Names

    def ident(self, node: Ident) -> Type:
        if not node.rooted:
            local = self.scope.get(node.name)
            if local is not None:
                node.local = local
                return local.type
        found = self.name(node, node.name)
        if found is not None:
            return found
        self.complaints.undeclared(node, [*self.declarations.variables, *self.scope])
        return ERROR

    def name(self, node: Ident, name: str) -> Type | None:
        """Resolve a (qualified) name to a variable or a type."""
        variable = self.declarations.variable(name, rooted=node.rooted)
        if variable is not None:
            node.variable = variable
            return self.declarations.variables[variable]
        denoted = self.declarations.denotation(name)
        if denoted is not None:
            node.denotes = denoted
            return type_of(denoted)
        return None

    def qualified(self, node: Select) -> Type | None:
        """See whether `a.b.c` as a whole is a name."""
        names = [node.field]
        root: Node = node.operand
        while isinstance(root, Select) and not root.optional and not root.test:
            names.append(root.field)
            root = root.operand
        if not isinstance(root, Ident) or root.name in self.scope:
            return None
        if not self.declarations.has_qualified and self.declarations.variable(root.name) is not None:
            return None
        ident = Ident(node.start, node.end, ".".join((root.name, *reversed(names))), rooted=root.rooted)
        found = self.name(ident, ident.name)
        if found is not None:
            node.qualified = ident
            ident.type = found
        return found

    def select(self, node: Select) -> Type:
        if not node.optional and not node.test:
            found = self.qualified(node)
            if found is not None:
                return found
        operand = substitute(self.mapping, self.visit(node.operand), free_to_dyn=False)
        through_optional = operand.kind == "opaque" and operand.name == "optional_type"
        inner = operand.params[0] if through_optional else operand
        result = self.field(node, inner)
        if node.test:
            return BOOL
        if through_optional or node.optional:
            return optional_of(not_null(result) if inner.kind == "object" else result)
        return result

    def field(self, node: Select, operand: Type) -> Type:
        kind = operand.kind
        if kind == "map":
            if not self.fits(STRING, operand.params[0]):
                self.complaints.add(
                    node, f"the keys of {operand.text} are not strings", f"write [...] with a key of type {operand.params[0].text}"
                )
            return operand.params[1]
        if kind == "object":
            declared = self.declarations.objects.by_name.get(operand.name)
            if declared is None:
                return DYN
            field = declared.fields.get(node.field)
            if field is not None:
                return field.type
            self.complaints.no_field(node, declared)
            return ERROR
        if kind == "param":
            self.fits(DYN, operand)
        elif kind not in ("dyn", "error"):
            self.complaints.no_fields(node, operand)
        return DYN

    def index(self, node: Index) -> Type:
        types = [self.visit(node.operand), self.visit(node.index)]
        return self.resolve(node, "_[?_]" if node.optional else "_[_]", types)

    # Calls

    def call(self, node: Call) -> Type:
        if node.target is not None and not self.namespace(node):
            return ERROR
        if node.function in MACRO_FORMS and node.function not in self.declarations.functions.names:
            self.complaints.no_function(node)
            return ERROR
        types = [self.visit(operand) for operand in node.operands]
        return self.resolve(node, node.function, types, member=node.target is not None)

    def namespace(self, node: Call) -> bool:
        """Turn `math.abs(x)` into a call of the function `math.abs`. False, with a complaint, where there is only the `math`."""
        names: list[str] = []
        root = node.target
        while isinstance(root, Select) and not root.optional and not root.test:
            names.append(root.field)
            root = root.operand
        if not isinstance(root, Ident) or root.name in self.scope:
            return True
        functions = self.declarations.functions
        name = ".".join((root.name, *reversed(names), node.function))
        for full in self.declarations.names(name, rooted=root.rooted):
            if full in functions.names:
                node.function = full
                node.target = None
                return True
        if root.name not in functions.namespaces or self.declarations.variable(root.name, rooted=root.rooted) is not None:
            return True
        node.function = name
        self.complaints.no_function(node)
        return False

    def resolve(self, node: Call | Index, function: str, types: list[Type], *, member: bool = False) -> Type:
        functions = self.declarations.functions
        self.fresh += 1
        found = functions.resolve(function, types, self.mapping, self.fresh, member=member)
        if found is not None:
            self.mapping = found.mapping
            node.overloads = found.overloads
            if isinstance(node, Call):
                self.calls += [(node, overload.inspect) for overload in found.overloads if overload.inspect]
            return found.result
        node.overloads = ()
        if isinstance(node, Call) and function not in functions.names:
            self.complaints.no_function(node)
        elif ERROR not in types:
            self.complaints.no_overload(node, function, self.shown(types), member=member)
        return ERROR

    def logic(self, node: Logic) -> Type:
        for operand in node.operands:
            self.want_bool(operand, f"an operand of {'&&' if node.conjunction else '||'}")
        return BOOL

    def want_bool(self, node: Node, where: str) -> None:
        type_ = self.visit(node)
        if not self.fits(type_, BOOL):
            shown = self.shown([type_])[0].text
            hint = {"string": "compare it: x != ''", "int": "compare it: x > 0"}.get(shown, "")
            if shown.startswith("optional_type"):
                hint = "ask .hasValue() or .orValue(false)"
            self.complaints.add(node, f"expected type 'bool' but found '{shown}' as {where}", hint)

    def conditional(self, node: Conditional) -> Type:
        condition, yes, no = self.visit(node.condition), self.visit(node.yes), self.visit(node.no)
        if not self.fits(condition, BOOL):
            self.complaints.add(node, f"the condition of ? : is {self.shown([condition])[0].text}, not bool")
            return ERROR
        if yes is no:
            return yes
        if not self.fits(yes, no):
            one, other = self.shown([yes, no])
            self.complaints.add(
                node, f"the branches of ? : have different types: {one.text} and {other.text}", "write dyn(x) around one to allow it"
            )
            return ERROR
        return most_general(yes, no)

    # Literals

    def list_literal(self, node: ListLiteral) -> Type:
        element: Type | None = None
        for number, item in enumerate(node.elements):
            type_ = self.visit(item)
            element = self.join(element, self.unwrapped(item, type_) if number in node.optional else type_)
        return list_of(self.variable() if element is None else element)

    def unwrapped(self, node: Node, type_: Type) -> Type:
        """Give what is in the optional of an element or entry with a question mark."""
        type_ = substitute(self.mapping, type_, free_to_dyn=False)
        if type_.kind == "opaque" and type_.name == "optional_type":
            return type_.params[0]
        if type_.kind not in ("dyn", "error"):
            self.complaints.add(node, f"an element with ? is an optional, not {type_.text}", "drop the ?, or write optional.of(...)")
        return DYN

    def map_literal(self, node: MapLiteral) -> Type:
        keys: Type | None = None
        values: Type | None = None
        for number, (key, value) in enumerate(node.entries):
            keys = self.join(keys, self.visit(key))
            type_ = self.visit(value)
            values = self.join(values, self.unwrapped(value, type_) if number in node.optional else type_)
        return map_of(self.variable() if keys is None else keys, self.variable() if values is None else values)

    def struct_literal(self, node: StructLiteral) -> Type:
        self.complaints.add(node, f"there is no message type {node.name} to build", "build a map: {'name': value}")
        return ERROR

    # Macros

    def comprehension(self, node: Comprehension) -> Type:
        range_ = substitute(self.mapping, self.visit(node.range), free_to_dyn=False)
        first, second = self.elements(node, range_)
        node.first.type = first
        saved = self.scope
        self.scope = saved | {node.first.name: node.first}
        self.remember(node.first)
        if node.second is not None:
            node.second.type = second
            self.scope[node.second.name] = node.second
            self.remember(node.second)
        if node.predicate is not None:
            self.want_bool(node.predicate, f"the predicate of {node.macro}")
        transform = DYN if node.transform is None else self.visit(node.transform)
        self.scope = saved
        return self.outcome(node, first, transform)

    def remember(self, local: Local) -> None:
        if local.type.is_open:
            self.open.append(local)

    def elements(self, node: Comprehension, range_: Type) -> tuple[Type, Type]:
        """Give the types of the one or two variables."""
        kind = range_.kind
        if kind == "list":
            return (range_.params[0], DYN) if node.second is None else (INT, range_.params[0])
        if kind == "map":
            return range_.params[0], range_.params[1]
        if kind == "param":
            self.fits(DYN, range_)
        elif kind not in ("dyn", "error"):
            hint = "split it: text.split(',')" if kind == "string" else ""
            self.complaints.add(
                node.range, f"expression of type '{range_.text}' cannot be range of a comprehension (must be list, map, or dynamic)", hint
            )
            return ERROR, ERROR
        return DYN, DYN

    def outcome(self, node: Comprehension, first: Type, transform: Type) -> Type:
        macro = node.macro
        if macro in ("all", "exists", "existsOne"):
            return BOOL
        if macro in ("filter", "sortBy"):
            return list_of(first)
        if macro in ("map", "transformList"):
            return list_of(transform)
        if macro == "transformMap":
            return map_of(first, transform)
        entry = map_of(self.variable(), self.variable())
        if not self.fits(transform, entry):
            self.complaints.add(node, f"transformMapEntry makes a map such as {{k: v}} for each entry, not {transform.text}")
            return ERROR
        return entry

    def bind(self, node: Bind) -> Type:
        value = substitute(self.mapping, self.visit(node.value), free_to_dyn=False)
        if node.unwrap:
            if value.kind == "opaque" and value.name == "optional_type":
                value = value.params[0]
            elif value.kind not in ("dyn", "error"):
                self.complaints.add(node, f"{node.unwrap} is for optionals, not for {value.text}", "read with .?field or [?key]")
                value = ERROR
        node.variable.type = value
        self.remember(node.variable)
        saved = self.scope
        self.scope = saved | {node.variable.name: node.variable}
        body = self.visit(node.body)
        self.scope = saved
        if node.unwrap == "optMap":
            return optional_of(body)
        if node.unwrap == "optFlatMap" and not self.fits(body, optional_of(self.variable())):
            self.complaints.add(node.body, f"optFlatMap needs an optional, not {self.shown([body])[0].text}", "use optMap")
        return body

    def known(self, node: Known) -> Type:
        self.visit(node.operand)
        return BOOL

    def literal(self, node: Literal) -> Type:
        return node.type


_VISITS: dict[type[Node], Callable[[_Checker, Any], Type]] = {
    Ident: _Checker.ident,
    Select: _Checker.select,
    Call: _Checker.call,
    Literal: _Checker.literal,
    Logic: _Checker.logic,
    Index: _Checker.index,
    Comprehension: _Checker.comprehension,
    Conditional: _Checker.conditional,
    ListLiteral: _Checker.list_literal,
    MapLiteral: _Checker.map_literal,
    Bind: _Checker.bind,
    Known: _Checker.known,
    StructLiteral: _Checker.struct_literal,
}
