"""Policies become functions: types from the model, CEL compiled once, every mistake reported where it stands in the policy file."""

from collections.abc import Callable, Iterable
from functools import cache, partial

from celadon.bundles.templates import BrokenTemplate, cut
from celadon.cel.environment import Environment
from celadon.cel.errors import CelError
from celadon.cel.program import Program
from celadon.cel.types import BOOL, ObjectType, Type
from celadon.evaluation.compiled import About, Bind, Block, CompiledPolicy, Parts, Pieces, once
from celadon.evaluation.hoisting import Scope as Hoisting
from celadon.evaluation.hoisting import shared_conjuncts, shared_variables, words
from celadon.evaluation.printing import is_printable
from celadon.evaluation.scope import DOCUMENT, PARAMS, TODAY, VARIABLES, environment_of, family_of
from celadon.evaluation.visits.sparing import Spared, terms_of
from celadon.models.declarations import few_of, paths_of, vocabulary_of
from celadon.models.gateways.recognising import TABLE
from celadon.models.interface import GATEWAY, OPENAPI, PAIR
from celadon.sources.selecting import Selector, parse_selector
from celadon.sources.shaping import did_you_mean
from celadon.terms.errors import InvalidBundle, Problem
from celadon.terms.location import Location
from celadon.terms.policy import FindingBlock, Policy, SourceText

Scope = Callable[[], Environment]

NODE = "node"
"""The target of policies with `select`: any node of any document."""

MEND = "mend the expression; 'celadon eval' tries one, 'celadon explain --functions' lists the functions"
SHARED = frozenset({DOCUMENT, PARAMS, TODAY})
"""What is the same for every subject of a document."""


def compile_policies(policies: Iterable[Policy]) -> tuple[CompiledPolicy, ...]:
    """Compile policies; raises InvalidBundle with every mistake of every one."""
    compiled: list[CompiledPolicy] = []
    problems: list[Problem] = []
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


@cache
def known_kinds() -> frozenset[str]:
    """Name every kind that a policy may speak of: families, and each gateway that is recognised, read already or not yet."""
    return frozenset({OPENAPI, GATEWAY, PAIR, *(found.kind for found, _ in TABLE)})


class _Compiler:
    """The compilation of one policy; mistakes are collected, and what depends on a broken piece is left out."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.problems: list[Problem] = []
        self.vocabulary = vocabulary_of(family_of(policy))
        self.variables: dict[str, Program | None] = {}
        """The variables so far: each sees those before it."""

    def compile(self) -> CompiledPolicy:
        policy = self.policy
        self._check_kinds()
        select = self._select()
        subjects = self._subjects()
        for name, source in policy.variables.items():
            self.variables[name] = self._program(self._environment(subjects), source, None)
        scope = self._environment(subjects)
        when = None if policy.when is None else self._program(scope, policy.when, BOOL)
        blocks = [self._block(scope, block) for block in policy.findings]
        bare = self._environment(())
        remediation = self._template(bare, policy.remediation.text)
        snippets = {name: self._template(bare, text) for name, text in policy.remediation.snippets.items()}
        if self.problems:
            raise InvalidBundle(sorted(self.problems, key=_reading_order))
        gates = tuple(self._gates(number, subjects, when, scope) for number in range(len(subjects)))
        if self.problems:
            raise InvalidBundle(dict.fromkeys(self.problems))  # the same for each of several targets
        pieces = Pieces(self._known(), when, tuple(block for block in blocks if block is not None))
        about = About(remediation, snippets)
        compiled = CompiledPolicy(
            policy,
            subjects=subjects,
            select=select,
            gates=gates,
            spared=lambda number, bind: self._spared(number, subjects, pieces, scope, bind),
            shared=shared_variables({name: program.tree() for name, program in pieces.variables.items()}, shared=SHARED, holder=VARIABLES),
            words=tuple(sorted(words([program.tree() for some in (pieces, about) for program in some.programs()]))),
            about=about,
            pieces=lambda: pieces,
        )
        for program in (*pieces.variables.values(), *(program for _, program in compiled.conditions)):
            _ = program.function  # what cannot be made of an expression shows before a document is read
        return compiled

    def _known(self) -> dict[str, Program]:
        """Give the variables that compiled so far."""
        return {name: program for name, program in self.variables.items() if program is not None}

    def _complain(self, message: str, hint: str, source: SourceText, start: int = 0, end: int = 0) -> None:
        self._complain_at(message, hint, source.location(start, end))

    def _complain_at(self, message: str, hint: str, location: Location) -> None:
        self.problems.append(Problem(kind="invalid-policy", message=message, hint=hint, location=location, policy=self.policy.name))

    def _complain_of(self, key: str, message: str, hint: str) -> None:
        """Complain at a key of the policy."""
        self._complain_at(message, hint, self.policy.places.get(key) or self.policy.findings[0].must.location(0, 0))

    def _check_kinds(self) -> None:
        """Complain of kinds that no model has, for such a policy would never run; the form of ranges is known to be right."""
        for kind in self.policy.kinds:
            if kind not in known_kinds():
                self._complain_of("kinds", f"there is no kind of document '{kind}'", did_you_mean(kind, known_kinds()))
        families = {kind if kind in (OPENAPI, PAIR) else GATEWAY for kind in self.policy.kinds}
        if len(families) > 1:
            message = f"a policy speaks of one family of documents, this of {' and '.join(sorted(families))}"
            self._complain_of("kinds", message, "write one policy for each: they share no targets")

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

    def _environment(self, subjects: tuple[str, ...]) -> Scope:
        """Declare what an expression sees beside the variables so far, when somebody needs to know."""
        known = self.variables.copy()
        return once(lambda: environment_of(self.policy, subjects, known))

    def _block(self, scope: Scope, block: FindingBlock) -> Block | None:
        at = None if block.at is None else self._program(scope, block.at, None)
        if block.at is not None and at is not None and not _may_be_place(at.result_type):
            hint = "name a model object, its member with x.at('name'), or its key with x.key()"
            self._complain(f"`at` is a place in the document, this is of type {at.result_type}", hint, block.at, 0, len(block.at.text))
        must, message = self._program(scope, block.must, BOOL), self._template(scope, block.message)
        return None if must is None else Block(block.id, must, message, at)

    def _program(self, scope: Scope, source: SourceText, expected: Type | None) -> Program | None:
        try:
            return scope().compile(source.text, expected=expected)
        except CelError as error:
            for issue in error.issues:
                self._complain(issue.message, issue.hint or MEND, source, issue.start, issue.end)
            return None

    def _gates(self, number: int, subjects: tuple[str, ...], when: Program | None, scope: Scope) -> tuple[Program, ...]:
        """Compile what is the same for all subjects by itself; the brackets of ours may be one level more than an expression may have."""
        source = self.policy.when
        if when is None or source is None:
            return ()
        try:
            found = shared_conjuncts(when.tree(), when.source, self._hoisting(number, subjects))
            return tuple([scope().compile(text, expected=BOOL) for text in found])
        except CelError as error:
            for issue in error.issues:
                self._complain(issue.message, issue.hint or MEND, source, 0, len(source.text))
            return ()

    def _spared(self, number: int, subjects: tuple[str, ...], pieces: Pieces, scope: Scope, bind: Bind) -> Spared:
        conditions = [pieces.when, *(block.must for block in pieces.blocks)]
        terms = partial(terms_of, conditions, self._hoisting(number, subjects))
        return Spared(terms, lambda text: scope().compile(text, expected=BOOL), bind)

    def _hoisting(self, number: int, subjects: tuple[str, ...]) -> Hoisting:
        """Describe the variables for the visits of one subject."""
        objects = {one.name: one for one in self.vocabulary.objects}
        declared = objects.get(subjects[number], ObjectType(NODE, {}, object))
        return Hoisting(
            visited=subjects[number],
            subjects=frozenset(subjects),
            shared=SHARED,
            holder=VARIABLES,
            variables={name: program.tree() for name, program in self._known().items()},
            attribute=paths_of(declared, objects).get,
            few=few_of(declared, objects),
        )

    def _template(self, scope: Scope, source: SourceText) -> Parts:
        try:
            cuts = cut(source)
        except BrokenTemplate as error:
            self._complain(str(error), "close it, or write braces as {{ '{{' }}", source, error.offset)
            return ()
        parts = [part if isinstance(part, str) else self._printable(scope, part) for part in cuts]
        return tuple(part for part in parts if part is not None)

    def _printable(self, scope: Scope, source: SourceText) -> Program | None:
        program = self._program(scope, source, None)
        if program is not None and not is_printable(program.result_type):
            hint = "print a text, a number, or a list of them: a field of it, perhaps"
            self._complain(f"a {program.result_type} cannot be printed", hint, source, 0, len(source.text))
        return program


def _reading_order(problem: Problem) -> tuple[int, int]:
    return (0, 0) if problem.location is None else (problem.location.span.start.line, problem.location.span.start.column)


def _may_be_place(kind: Type) -> bool:
    """Tell whether a type is a model object, as far as the type tells."""
    return kind.kind == "dyn" or (kind.kind == "object" and kind.name not in (PARAMS, VARIABLES))
