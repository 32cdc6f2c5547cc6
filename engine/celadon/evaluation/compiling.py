"""Policies become functions: types from the model, CEL compiled once, every mistake reported where it stands in the policy file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from celadon.bundles.templates import BrokenTemplate, cut
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.errors import CelError
from celadon.cel.program import Program
from celadon.cel.types import BOOL, DYN, Field, ObjectType, Type, object_of, parse_type
from celadon.evaluation.printing import Template
from celadon.evaluation.scope import Function, Params, Variables, variables_class
from celadon.models.declarations import Vocabulary, vocabulary_of
from celadon.models.interface import GATEWAY, OPENAPI
from celadon.sources.selecting import Selector, parse_selector
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidBundle, Problem
from celadon.terms.location import Location, Span
from celadon.terms.policy import FindingBlock, Policy, SourceText
from celadon.terms.version import VersionRange

NODE = "node"
"""The target of policies with `select`: any node of any document."""

DOCUMENT = "document"
PARAMS, VARIABLES = "params", "variables"


@dataclass(frozen=True, slots=True, eq=False)
class CompiledBlock:
    """One way to break the policy; functions take `(budget, subject, document, params, variables)`."""

    id: str
    must: Function
    message: Template
    at: Function | None


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPolicy:
    """A policy that can judge; holds no state of a run and may be shared between threads."""

    policy: Policy
    select: Selector | None
    when: Function | None
    blocks: tuple[CompiledBlock, ...]
    variables: type[Variables] | None
    remediation: Template
    """Takes `(budget, document, params)`, and so do the snippets."""
    snippets: Mapping[str, Template]
    kinds: Mapping[str, VersionRange]
    references: Mapping[str, tuple[str, ...]]

    def speaks_of(self, kind: str, family: str, version: str) -> bool:
        """Tell whether the policy has a verdict on documents of a kind; a vendor's own line goes before its family's."""
        admitted = self.kinds.get(kind) or self.kinds.get(family)
        return admitted is not None and admitted.admits(version)

    def snippet_for(self, kind: str, family: str, version: str) -> Template | None:
        """Find the snippet that fits best: `openapi-3.1`, `openapi`, then the family's."""
        minor = ".".join(version.split(".")[:2])
        for name in (f"{kind}-{minor}", kind, family):
            if name in self.snippets:
                return self.snippets[name]
        return None


def compile_policies(policies: Sequence[Policy]) -> tuple[CompiledPolicy, ...]:
    """Compile policies; raises InvalidBundle with every mistake of every one."""
    compiled, problems = [], []
    for policy in policies:
        try:
            compiled.append(compile_policy(policy))
        except InvalidBundle as error:
            problems += error.problems
    if problems:
        raise InvalidBundle(problems)
    return tuple(compiled)


def compile_policy(policy: Policy) -> CompiledPolicy:
    """Compile one policy; raises InvalidBundle with every mistake."""
    return _Compiler(policy).compile()


def family_of(policy: Policy) -> str:
    """Name the family whose vocabulary a policy speaks; one that names a vendor speaks of gateways."""
    return OPENAPI if OPENAPI in policy.kinds or not policy.kinds else GATEWAY


class _Compiler:
    """The compilation of one policy; mistakes are collected, and what depends on a broken piece is left out."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.problems: list[Problem] = []
        self.vocabulary: Vocabulary = vocabulary_of(family_of(policy))
        self.libraries = (*STANDARD, *self.vocabulary.libraries)
        self.fields: dict[str, Field] = {}
        """The variables so far: each sees those before it."""

    def compile(self) -> CompiledPolicy:
        policy = self.policy
        kinds = self._kinds()
        select = self._select()
        variable, subject = self._target()
        functions = self._variables(variable, subject)
        scope = self._environment(variable, subject)
        when = None if policy.when is None else self._function(scope, policy.when, BOOL)
        blocks = tuple(self._block(scope, block) for block in policy.findings)
        about = self._environment("", DYN)
        remediation = self._template(about, policy.remediation.text)
        snippets = {name: self._template(about, text) for name, text in policy.remediation.snippets.items()}
        if self.problems:
            raise InvalidBundle(self.problems)
        return CompiledPolicy(
            policy=policy,
            select=select,
            when=when,
            blocks=blocks,
            variables=variables_class(functions),
            remediation=remediation,
            snippets=snippets,
            kinds=kinds,
            references=_references(policy),
        )

    def _complain(self, message: str, hint: str, source: SourceText | None, start: int = 0, end: int = 0) -> None:
        location = None
        if source is not None:
            span = Span(source.position(start), source.position(max(start, end)))
            location = Location(file=source.file, span=span)
        self.problems.append(Problem(kind="invalid-policy", message=message, hint=hint, location=location, policy=self.policy.name))

    def _kinds(self) -> dict[str, VersionRange]:
        ranges = {}
        for kind, text in (self.policy.kinds or {OPENAPI: "*"}).items():
            try:
                ranges[kind] = VersionRange.parse(text)
            except ValueError as error:
                self._complain(f"kinds.{kind}: {error}", "write a range such as '>=2.0'", self.policy.findings[0].must)
        return ranges

    def _select(self) -> Selector | None:
        source = self.policy.select
        if source is None:
            return None
        try:
            return parse_selector(source.text)
        except ValueError as error:
            self._complain(
                f"`select`: {error}", "use names, wildcards, indices, slices and descendants; a filter belongs in `when`", source
            )
            return None

    def _target(self) -> tuple[str, Type]:
        """Give the subject's variable and its type; a policy with `select` visits plain nodes."""
        target = self.policy.target
        if self.policy.select is not None or target == NODE:
            return NODE, object_of(NODE)
        name = self.vocabulary.targets.get(target)
        if name is None:
            known = did_you_mean(target, self.vocabulary.targets)
            self._complain(f"there is no target '{target}' in {family_of(self.policy)} documents", known, self.policy.findings[0].must)
            return target, DYN
        return name, object_of(name)

    def _environment(self, variable: str, subject: Type) -> Environment:
        """Declare what an expression sees; without a subject it sees what a remediation sees."""
        params = {
            param.name: Field(parse_type(param.type), f"p{number}", param.description) for number, param in enumerate(self.policy.params)
        }
        objects = [*self.vocabulary.objects, ObjectType(PARAMS, params, Params)]
        document = object_of(self.vocabulary.document)
        if not variable:
            return Environment({DOCUMENT: document, PARAMS: object_of(PARAMS)}, self.libraries, objects)
        objects.append(ObjectType(VARIABLES, self.fields, Variables))
        names = {variable: subject, DOCUMENT: document, PARAMS: object_of(PARAMS), VARIABLES: object_of(VARIABLES)}
        return Environment(names, self.libraries, objects)

    def _variables(self, variable: str, subject: Type) -> list[Function]:
        functions = []
        for number, (name, source) in enumerate(self.policy.variables.items()):
            program = self._program(self._environment(variable, subject), source, None)
            functions.append(_failing if program is None else _callable(program))
            self.fields[name] = Field(DYN if program is None else program.result_type, f"v{number}")
        return functions

    def _block(self, scope: Environment, block: FindingBlock) -> CompiledBlock:
        return CompiledBlock(
            id=block.id,
            must=self._function(scope, block.must, BOOL),
            message=self._template(scope, block.message),
            at=None if block.at is None else self._function(scope, block.at, None),
        )

    def _function(self, scope: Environment, source: SourceText, expected: Type | None) -> Function:
        program = self._program(scope, source, expected)
        return _failing if program is None else _callable(program)

    def _program(self, scope: Environment, source: SourceText, expected: Type | None) -> Program | None:
        try:
            return scope.compile(source.text, expected=expected)
        except CelError as error:
            for issue in error.issues:
                self._complain(issue.message, issue.hint, source, issue.start, issue.end)
            return None

    def _template(self, scope: Environment, source: SourceText) -> Template:
        try:
            parts = cut(source)
        except BrokenTemplate as error:
            self._complain(str(error), "close it, or write braces as {{ '{{' }}", source, error.offset)
            return Template(())
        return Template(part if isinstance(part, str) else self._function(scope, part, None) for part in parts)


def _callable(program: Program) -> Function:
    """Give the function with the arguments that evaluation passes; where the subject is the document itself, it comes once."""
    function = program.function
    if list(program.environment.variables)[:2] == [DOCUMENT, PARAMS] and len(program.environment.variables) == 3:
        return lambda budget, subject, _document, params, bag: function(budget, subject, params, bag)
    return function


def _failing(*_: object) -> object:
    """Stand in for an expression that does not compile; the policy is refused, so nobody calls it."""
    raise AssertionError("a policy that does not compile was evaluated")


def _references(policy: Policy) -> dict[str, tuple[str, ...]]:
    references = policy.references
    named = {"owasp": references.owasp, "cwe": references.cwe, "stride": references.stride, "links": references.links}
    return {name: values for name, values in named.items() if values}
