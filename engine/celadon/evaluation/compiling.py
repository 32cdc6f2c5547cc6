"""Policies become functions: types from the model, CEL compiled once, every mistake reported where it stands in the policy file."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, cast

from celadon.bundles.templates import BrokenTemplate, cut
from celadon.cel.errors import CelError
from celadon.cel.program import Program
from celadon.cel.types import BOOL, DYN, TIMESTAMP, Field, ObjectType, Type, nullable, object_of, parse_type
from celadon.evaluation.compiled import Asked, CompiledBlock, CompiledPolicy, CompiledVisit, KeptPolicy
from celadon.evaluation.printing import Template, is_printable
from celadon.evaluation.scope import DOCUMENT, Binding, Function, Params, Variables, called, variables_class
from celadon.evaluation.visits.sparing import Spared, terms_of
from celadon.frozen import dataclass, replace
from celadon.models.interface import GATEWAY, OPENAPI, PAIR
from celadon.sources.selecting import Selector, parse_selector
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidBundle, Problem
from celadon.terms.location import Location
from celadon.terms.policy import FindingBlock, Policy, SourceText
from celadon.terms.version import VersionRange

if TYPE_CHECKING:
    from celadon.cel.environment import Environment
    from celadon.evaluation.hoisting import Scope as Hoisting
    from celadon.models.declarations import Vocabulary

Scope = Callable[[], "Environment"]
Bind = Callable[[Program | None], Function]

NODE = "node"
"""The target of policies with `select`: any node of any document."""

MEND = "mend the expression; 'celadon eval' tries one, 'celadon explain --functions' lists the functions"
PARAMS, VARIABLES, TODAY = "params", "variables", "today"
SHARED = frozenset({DOCUMENT, PARAMS, TODAY})
"""What is the same for every subject of a document."""


def compile_policies(policies: Sequence[Policy], kept: Mapping[str, KeptPolicy] | None = None) -> tuple[CompiledPolicy, ...]:
    """Compile policies; raises InvalidBundle with every mistake of every one. What is kept, by policy name, is not compiled again."""
    compiled: list[CompiledPolicy] = []
    problems: list[Problem] = []
    for policy in policies:
        try:
            compiled.append(compile_policy(policy, (kept or {}).get(policy.name)))
        except InvalidBundle as error:
            problems += error.problems
    if problems:
        raise InvalidBundle(problems)
    return tuple(compiled)


def compile_policy(policy: Policy, kept: KeptPolicy | None = None) -> CompiledPolicy:
    """Compile one policy; raises InvalidBundle with every mistake."""
    return _Compiler(policy, kept).compile()


@cache
def known_kinds() -> frozenset[str]:
    """Name every kind that a policy may speak of: families, and each gateway that is recognised, read already or not yet."""
    from celadon.models.gateways.recognising import TABLE  # noqa: PLC0415 - policies that were kept are checked already

    return frozenset({OPENAPI, GATEWAY, PAIR, *(found.kind for found, _ in TABLE)})


def family_of(policy: Policy) -> str:
    """Name the family whose vocabulary a policy speaks; one that names a vendor speaks of gateways."""
    if PAIR in policy.kinds:
        return PAIR
    return OPENAPI if OPENAPI in policy.kinds else GATEWAY


class _Compiler:
    """The compilation of one policy; mistakes are collected, and what depends on a broken piece is left out."""

    def __init__(self, policy: Policy, kept: KeptPolicy | None) -> None:
        self.policy = policy
        self.kept = kept
        self.problems: list[Problem] = []
        self.programs: list[Program] = []
        self.templates: list[tuple[str | None, ...]] = []
        self.variables: dict[str, Program | None] = {}
        """The variables so far: each sees those before it."""

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        """What the policy may name; programs that were kept do without."""
        from celadon.models.declarations import vocabulary_of  # noqa: PLC0415 - as said

        return vocabulary_of(family_of(self.policy))

    def compile(self) -> CompiledPolicy:
        policy = self.policy
        kinds = self._kinds()
        select = self._select()
        subjects = self._subjects()
        for name, source in policy.variables.items():
            self.variables[name] = self._program(self._environment(subjects), source, None)
        scope = self._environment(subjects)
        when = None if policy.when is None else self._program(scope, policy.when, BOOL)
        blocks = [self._block(scope, block) for block in policy.findings]
        about = self._environment(())
        remediation = self._template(about, policy.remediation.text)
        snippets = {name: self._template(about, text) for name, text in policy.remediation.snippets.items()}
        if self.problems:
            raise InvalidBundle(sorted(self.problems, key=_reading_order))
        conditions = [(policy.when, when), *((written.must, block.must) for written, block in zip(policy.findings, blocks, strict=True))]
        gates = tuple(self._gates(number, subjects, when) for number in range(len(subjects)))
        asked = [[self._program(scope, self._again(gate), BOOL) for gate in each] for each in gates]
        shared = self._shared()
        binds = [Binding(subjects, name) for name in subjects]
        visits = tuple(
            CompiledVisit(
                target,
                select,
                gates=tuple(map(bind, each)),
                spared=self._spared(number, subjects, [when, *(block.must for block in blocks)], scope, bind),
                make=partial(_asked, bind, when, blocks, self.variables, shared),
            )
            for number, (target, bind, each) in enumerate(zip(policy.targets, binds, asked, strict=True))
        )
        if self.kept is None:
            for each_visit in visits:
                _ = each_visit.asked  # what cannot be made of an expression shows before a document is read
        return CompiledPolicy(
            policy=policy,
            visits=visits,
            remediation=_rendered(remediation, called),
            snippets={name: _rendered(parts, called) for name, parts in snippets.items()},
            kinds=kinds,
            references=policy.references.given(),
            subjects=subjects,
            programs=tuple(self.programs),
            templates=tuple(self.templates),
            gates=gates,
            shared=shared,
            conditions=tuple((source, program) for source, program in conditions if source is not None and program is not None),
        )

    def _complain(self, message: str, hint: str, source: SourceText, start: int = 0, end: int = 0) -> None:
        self._complain_at(message, hint, source.location(start, end))

    def _complain_at(self, message: str, hint: str, location: Location) -> None:
        self.problems.append(Problem(kind="invalid-policy", message=message, hint=hint, location=location, policy=self.policy.name))

    def _complain_of(self, key: str, message: str, hint: str) -> None:
        """Complain at a key of the policy."""
        self._complain_at(message, hint, self.policy.places.get(key) or self.policy.findings[0].must.location(0, 0))

    def _kinds(self) -> dict[str, VersionRange]:
        """Read the ranges, whose form is known to be right; kinds that no model has are told, for such a policy would never run."""
        if self.kept is None:
            for kind in self.policy.kinds:
                if kind not in known_kinds():
                    self._complain_of("kinds", f"there is no kind of document '{kind}'", did_you_mean(kind, known_kinds()))
            families = {kind if kind in (OPENAPI, PAIR) else GATEWAY for kind in self.policy.kinds}
            if len(families) > 1:
                message = f"a policy speaks of one family of documents, this of {' and '.join(sorted(families))}"
                self._complain_of("kinds", message, "write one policy for each: they share no targets")
        return {kind: _range(text) for kind, text in self.policy.kinds.items()}

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

    def _subjects(self) -> tuple[str, ...]:
        """Name the subjects' variables, one for each target; `select` visits plain nodes."""
        if self.kept is not None:
            return self.kept.subjects
        if self.policy.select is not None:
            return (NODE,)
        names = []
        for target in self.policy.targets:
            name = self.vocabulary.targets.get(target)
            if name is None:
                hint = did_you_mean(target, self.vocabulary.targets)
                self._complain_of("target", f"there is no target '{target}' in {family_of(self.policy)} documents", hint)
            names.append(name or target)
        return tuple(names)

    def _types(self, subjects: tuple[str, ...]) -> dict[str, Type]:
        """Give the types of the subjects; where there are several, each may be null."""
        declared = {known.name for known in self.vocabulary.objects}
        types = {name: object_of(name) if name in declared else DYN for name in subjects}
        return {name: type_ if len(subjects) == 1 or name == DOCUMENT else nullable(type_) for name, type_ in types.items()}

    def _environment(self, subjects: tuple[str, ...]) -> Scope:
        """Declare what an expression sees, when somebody needs to know; without a subject it sees what a remediation sees."""
        known = dict(self.variables)

        def environment() -> "Environment":
            from celadon.cel.environment import STANDARD, Environment  # noqa: PLC0415 - 50 ms; programs that were kept mostly do without

            params = {
                param.name: Field(parse_type(param.type), f"p{number}", param.description)
                for number, param in enumerate(self.policy.params)
            }
            objects = [*self.vocabulary.objects, ObjectType(PARAMS, params, Params)]
            libraries = (*STANDARD, *self.vocabulary.libraries)
            document = object_of(self.vocabulary.document)
            if not subjects:
                return Environment({DOCUMENT: document, PARAMS: object_of(PARAMS), TODAY: TIMESTAMP}, libraries, objects)
            fields = {
                name: Field(DYN if program is None else program.result_type, f"v{number}")
                for number, (name, program) in enumerate(known.items())
            }
            objects.append(ObjectType(VARIABLES, fields, Variables))
            shared = {DOCUMENT: document, PARAMS: object_of(PARAMS), VARIABLES: object_of(VARIABLES), TODAY: TIMESTAMP}
            return Environment({**self._types(subjects), **shared}, libraries, objects)

        return _once(environment)

    def _block(self, scope: Scope, block: FindingBlock) -> "_Block":
        at = None if block.at is None else self._program(scope, block.at, None)
        if block.at is not None and at is not None and self.kept is None and not _may_be_place(at.result_type):
            hint = "name a model object, its member with x.at('name'), or its key with x.key()"
            self._complain(f"`at` is a place in the document, this is of type {at.result_type}", hint, block.at, 0, len(block.at.text))
        return _Block(block.id, self._program(scope, block.must, BOOL), self._template(scope, block.message), at)

    def _program(self, scope: Scope, source: SourceText, expected: Type | None) -> Program | None:
        if self.kept is not None:
            program = Program.load(self.kept.programs[len(self.programs)], scope)
            self.programs.append(program)
            return program
        try:
            program = scope().compile(source.text, expected=expected)
        except CelError as error:
            for issue in error.issues:
                self._complain(issue.message, issue.hint or MEND, source, issue.start, issue.end)
            return None
        self.programs.append(program)
        return program

    def _gates(self, number: int, subjects: tuple[str, ...], when: Program | None) -> tuple[str, ...]:
        if self.kept is not None:
            return self.kept.gates[number]
        from celadon.evaluation.hoisting import shared_conjuncts  # noqa: PLC0415 - what was kept has its gates

        return () if when is None else shared_conjuncts(when.tree(), when.source, self._hoisting(number, subjects))

    def _spared(self, number: int, subjects: tuple[str, ...], conditions: Sequence[Program | None], scope: Scope, bind: Bind) -> Spared:
        if self.kept is not None:
            return Spared.kept(self.kept.sieves[number], partial(Program.load, environment=scope), bind)
        terms = partial(terms_of, conditions, self._hoisting(number, subjects))
        return Spared(terms, lambda text: scope().compile(text, expected=BOOL), bind)

    def _hoisting(self, number: int, subjects: tuple[str, ...]) -> "Hoisting":
        """Describe the variables for the visits of one subject."""
        from celadon.evaluation.hoisting import Scope as Hoisting  # noqa: PLC0415 - what was kept has its sieves
        from celadon.models.declarations import few_of, paths_of  # noqa: PLC0415 - the same

        objects = {one.name: one for one in self.vocabulary.objects}
        declared = objects.get(subjects[number], ObjectType(NODE, {}, object))
        return Hoisting(
            visited=subjects[number],
            subjects=frozenset(subjects),
            shared=SHARED,
            holder=VARIABLES,
            variables={name: program.tree() for name, program in self.variables.items() if program is not None},
            attribute=paths_of(declared, objects).get,
            few=few_of(declared, objects),
        )

    def _shared(self) -> tuple[str, ...]:
        if self.kept is not None:
            return self.kept.shared
        from celadon.evaluation.hoisting import shared_variables  # noqa: PLC0415 - as above

        trees = {name: program.tree() for name, program in self.variables.items() if program is not None}
        return shared_variables(trees, shared=SHARED, holder=VARIABLES)

    def _again(self, gate: str) -> SourceText:
        """Make a source of a piece of `when`, which was compiled without a mistake."""
        return replace(self.policy.when, text=gate) if self.policy.when is not None else self.policy.findings[0].must

    def _template(self, scope: Scope, source: SourceText) -> list[str | Program | None]:
        if self.kept is not None:
            texts = self.kept.templates[len(self.templates)]
            self.templates.append(texts)
            return [self._program(scope, source, None) if text is None else text for text in texts]
        try:
            parts = cut(source)
        except BrokenTemplate as error:
            self._complain(str(error), "close it, or write braces as {{ '{{' }}", source, error.offset)
            return []
        self.templates.append(tuple(part if isinstance(part, str) else None for part in parts))
        return [part if isinstance(part, str) else self._printable(scope, part) for part in parts]

    def _printable(self, scope: Scope, source: SourceText) -> Program | None:
        program = self._program(scope, source, None)
        if program is not None and not is_printable(program.result_type):
            hint = "print a text, a number, or a list of them: a field of it, perhaps"
            self._complain(f"a {program.result_type} cannot be printed", hint, source, 0, len(source.text))
        return program


@dataclass(frozen=True, slots=True)
class _Block:
    """A block before its functions are bound to a target; None stands for what did not compile."""

    id: str
    must: Program | None
    message: list[str | Program | None]
    at: Program | None

    def bound(self, bind: Bind) -> CompiledBlock:
        at = None if self.at is None else _late(self.at, bind)
        must = bind(self.must)  # which refuses what did not compile
        return CompiledBlock(id=self.id, must=must, message=_rendered(self.message, bind), at=at, rule=cast("Program", self.must))


def _asked(
    bind: Bind, when: Program | None, blocks: Sequence[_Block], variables: Mapping[str, Program | None], shared: Sequence[str]
) -> Asked:
    """Make the functions of a visit."""
    return Asked(
        when=None if when is None else bind(when),
        blocks=tuple(block.bound(bind) for block in blocks),
        variables=variables_class({name: bind(program) for name, program in variables.items()}, shared),
    )


@lru_cache(maxsize=256)
def _range(text: str) -> VersionRange:
    return VersionRange.parse(text)


def _once(make: Scope) -> Scope:
    """Make an environment for the first that asks; `functools.cache` does the same for ten times the price, hundreds of times a run."""
    made: list[Environment] = []

    def ask() -> "Environment":
        if not made:
            made.append(make())
        return made[0]

    return ask


def _reading_order(problem: Problem) -> tuple[int, int]:
    return (0, 0) if problem.location is None else (problem.location.span.start.line, problem.location.span.start.column)


def _may_be_place(kind: Type) -> bool:
    """Tell whether a type is a model object, as far as the type tells."""
    return kind.kind == "dyn" or (kind.kind == "object" and kind.name not in (PARAMS, VARIABLES))


def _rendered(parts: Sequence[str | Program | None], bind: Bind) -> Template:
    """Bind a template's expressions when it is first filled in: most policies that run find nothing to say."""
    return Template(part if isinstance(part, str) else _late(part, bind) for part in parts)


def _late(program: Program | None, bind: Bind) -> Function:
    def first(*arguments: object) -> object:
        return bind(program)(*arguments)

    return first
