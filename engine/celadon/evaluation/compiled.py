"""Policies that can judge: their programs, what becomes of these at the subjects of a visit, and their way to another process.

What is kept for another process contains code: revive only what nobody else can write.
"""

import marshal
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from celadon.cel.program import Program
from celadon.evaluation.printing import Template
from celadon.evaluation.scope import Binding, Function, Variables, environment_of, variables_class
from celadon.evaluation.visits.sparing import Spared
from celadon.frozen import dataclass
from celadon.sources.selecting import Selector, parse_selector
from celadon.terms.policy import Policy, SourceText
from celadon.terms.version import VersionRange

T = TypeVar("T")
Bind = Callable[[Program], Function]
Parts = tuple[str | Program, ...]
"""A template: text, and expressions that are printed."""
_Load = Callable[[bytes], Program]
_Written = tuple[str | bytes, ...]
"""A template that is kept."""
_Judging = tuple[tuple[tuple[str, bytes], ...], bytes | None, tuple[tuple[str, bytes, _Written, bytes | None], ...]]
"""Pieces that are kept: the variables, `when`, and the blocks, each as id, `must`, message, `at`."""


@dataclass(frozen=True, slots=True)
class Block:
    """One way to break the policy, whatever is visited."""

    id: str
    must: Program
    message: Parts
    at: Program | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """The programs that judge, whatever is visited."""

    variables: Mapping[str, Program]
    """In the order of the policy: each sees those before it."""
    when: Program | None
    blocks: tuple[Block, ...]

    def programs(self) -> Iterator[Program]:
        """Give all of them."""
        yield from self.variables.values()
        if self.when is not None:
            yield self.when
        for block in self.blocks:
            yield block.must
            yield from _programs(block.message)
            if block.at is not None:
                yield block.at


@dataclass(frozen=True, slots=True)
class About:
    """What is said to whoever mends it."""

    remediation: Parts
    snippets: Mapping[str, Parts]

    def programs(self) -> Iterator[Program]:
        """Give all that are printed in it."""
        for parts in (self.remediation, *self.snippets.values()):
            yield from _programs(parts)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledBlock:
    """One way to break the policy; functions take what `Function` says."""

    id: str
    must: Function
    message: Template
    at: Function | None
    rule: Program
    """The `must` again, for those who ask why it failed."""


class CompiledVisit:
    """What a policy does at the subjects of one of its targets. Its functions are made for the first who is asked: most are for none."""

    def __init__(
        self,
        target: str,
        select: Selector | None,
        gates: tuple[Function, ...],
        spared: Spared,
        pieces: Callable[[], Pieces],
        bind: Bind,
        shared: Collection[str],
    ) -> None:
        """Take what decides whether anybody is asked, and how to come by the questions; `shared` variables are the same for all."""
        self.target = target
        self.select = select
        self.gates = gates
        """Conjuncts of `when` that are the same for every subject."""
        self.spared = spared
        """What is the same for all subjects that share a fact."""
        self._pieces = pieces
        self._bind = bind
        self._shared = shared

    @cached_property
    def when(self) -> Function | None:
        """The function of `when`, if there is one."""
        when = self._pieces().when
        return None if when is None else self._bind(when)

    @cached_property
    def blocks(self) -> tuple[CompiledBlock, ...]:
        """The ways to break the policy."""
        return tuple(_bound(block, self._bind) for block in self._pieces().blocks)

    @cached_property
    def variables(self) -> type[Variables] | None:
        """What computes the variables, if there are any."""
        return variables_class({name: partial(self._bind, program) for name, program in self._pieces().variables.items()}, self._shared)


class CompiledPolicy:
    """A policy that can judge; holds no state of a run and may be shared between threads."""

    def __init__(
        self,
        policy: Policy,
        *,
        subjects: tuple[str, ...],
        select: Selector | None,
        gates: tuple[tuple[Program, ...], ...],
        spared: Callable[[int, Bind], Spared],
        shared: tuple[str, ...],
        words: tuple[str, ...],
        about: About,
        pieces: Callable[[], Pieces],
    ) -> None:
        """Take what decides whether anybody is asked, and how to come by the rest; `spared` is given the number of a visit."""
        self.policy = policy
        self.subjects = subjects
        """The names of the subjects' variables, one for each visit."""
        self.gates = gates
        """For each visit, the conjuncts of `when` that are the same for all of a document."""
        self.shared = shared
        """The variables that are the same for all subjects of a document."""
        self.words = words
        """The fields, of whatever object, and the functions that its expressions name, sorted."""
        self.about = about
        self.references = policy.references.given()
        self._kinds = {kind: _range(text) for kind, text in policy.kinds.items()}
        self._pieces = pieces
        binds = [Binding(subjects, name) for name in subjects]
        self.visits = tuple(
            CompiledVisit(target, select, tuple(map(bind, gates[number])), spared(number, bind), lambda: self.pieces, bind, shared)
            for number, (target, bind) in enumerate(zip(policy.targets, binds, strict=True))
        )

    @cached_property
    def pieces(self) -> Pieces:
        """The programs that judge."""
        return self._pieces()

    @cached_property
    def remediation(self) -> Template:
        """Takes `(budget, document, params, today)`, and so do the snippets."""
        return _rendered(self.about.remediation, _own)

    @property
    def conditions(self) -> tuple[tuple[SourceText, Program], ...]:
        """`when`, if there is one, and the `must` of each block, in the order of their use; for those who look at terms."""
        policy, pieces = self.policy, self.pieces
        when = [] if policy.when is None or pieces.when is None else [(policy.when, pieces.when)]
        return (*when, *((written.must, block.must) for written, block in zip(policy.findings, pieces.blocks, strict=True)))

    def speaks_of(self, kind: str, family: str, version: str) -> bool:
        """Tell whether the policy has a verdict on documents of a kind; a vendor's own line goes before its family's."""
        admitted = self._kinds.get(kind) or self._kinds.get(family)
        return admitted is not None and admitted.admits(version)

    def snippet_for(self, kind: str, family: str, version: str) -> Template | None:
        """Find the snippet that fits best: `openapi-3.1`, `openapi`, then the family's."""
        minor = ".".join(version.split(".")[:2])
        for name in (f"{kind}-{minor}", kind, family):
            if name in self.about.snippets:
                return _rendered(self.about.snippets[name], _own)
        return None


def _programs(parts: Parts) -> Iterator[Program]:
    return (part for part in parts if not isinstance(part, str))


@lru_cache(maxsize=256)
def _range(text: str) -> VersionRange:
    return VersionRange.parse(text)


def _own(program: Program) -> Function:
    return program.function


def _bound(block: Block, bind: Bind) -> CompiledBlock:
    at = None if block.at is None else _late(block.at, bind)
    return CompiledBlock(id=block.id, must=bind(block.must), message=_rendered(block.message, bind), at=at, rule=block.must)


def _rendered(parts: Parts, bind: Bind) -> Template:
    """Bind a template's expressions when it is first filled in: most policies that run find nothing to say."""
    return Template(part if isinstance(part, str) else _late(part, bind) for part in parts)


def _late(program: Program, bind: Bind) -> Function:
    function: Function | None = None

    def late(*arguments: object) -> object:
        nonlocal function
        if function is None:
            function = bind(program)
        return function(*arguments)

    return late


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Make something for the first that asks; `functools.cache` does the same for ten times the price, hundreds of times a run."""
    made: list[T] = []

    def ask() -> T:
        if not made:
            made.append(make())
        return made[0]

    return ask


def keep(compiled: CompiledPolicy) -> bytes:
    """Give what spares another process the compilation; the same policy gives the same bytes."""
    pieces, about = compiled.pieces, compiled.about
    judging = (
        tuple((name, program.dump()) for name, program in pieces.variables.items()),
        None if pieces.when is None else pieces.when.dump(),
        tuple(
            (block.id, block.must.dump(), _parts(block.message), None if block.at is None else block.at.dump()) for block in pieces.blocks
        ),
    )
    whole = (
        compiled.subjects,
        compiled.shared,
        compiled.words,
        tuple(tuple(gate.dump() for gate in gates) for gates in compiled.gates),
        tuple(visit.spared.dump() for visit in compiled.visits),
        _parts(about.remediation),
        tuple((name, _parts(parts)) for name, parts in about.snippets.items()),
        marshal.dumps(judging, 2),
    )
    return marshal.dumps(whole, 2)  # version 2: see `Program.dump`


def revive(policy: Policy, kept: bytes | memoryview) -> CompiledPolicy:
    """Give a compiled policy back; a bare policy will do. The programs that judge are loaded for the first subject."""
    subjects, shared, words, gates, sieves, remediation, snippets, judging = marshal.loads(kept)  # noqa: S302 # door: the module says whom to trust

    def pieces() -> Pieces:
        return _pieces(policy, subjects, marshal.loads(judging))  # noqa: S302 # door: as above

    load = _loading(policy, subjects, lambda: compiled.pieces.variables)
    bare = _loading(policy, (), dict)
    compiled = CompiledPolicy(
        policy,
        subjects=subjects,
        select=None if policy.select is None else parse_selector(policy.select.text),
        gates=tuple(tuple(map(load, each)) for each in gates),
        spared=lambda number, bind: Spared.kept(sieves[number], load, bind),
        shared=shared,
        words=words,
        about=About(_loaded(remediation, bare), {name: _loaded(parts, bare) for name, parts in snippets}),
        pieces=pieces,
    )
    return compiled


def _pieces(policy: Policy, subjects: tuple[str, ...], judging: _Judging) -> Pieces:
    written, when, blocks = judging
    variables: dict[str, Program] = {}
    for name, program in written:
        variables[name] = _loading(policy, subjects, partial(dict, variables.copy()))(program)  # it sees those before it
    load = _loading(policy, subjects, lambda: variables)
    return Pieces(
        variables,
        None if when is None else load(when),
        tuple(Block(id_, load(must), _loaded(message, load), None if at is None else load(at)) for id_, must, message, at in blocks),
    )


def _loading(policy: Policy, subjects: tuple[str, ...], variables: Callable[[], Mapping[str, Program]]) -> _Load:
    """Give what loads programs of one environment, which is made where one of them cannot do without."""
    return partial(Program.load, environment=once(lambda: environment_of(policy, subjects, variables())))


def _parts(parts: Parts) -> _Written:
    return tuple(part if isinstance(part, str) else part.dump() for part in parts)


def _loaded(parts: _Written, load: _Load) -> Parts:
    return tuple(part if isinstance(part, str) else load(part) for part in parts)
