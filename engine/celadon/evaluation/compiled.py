"""Policies that can judge: what the compiler makes, and what of it is kept for another process."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from celadon.cel.program import Program
from celadon.evaluation.printing import Template
from celadon.evaluation.scope import Function, Variables
from celadon.evaluation.visits.sparing import Spared
from celadon.frozen import dataclass
from celadon.sources.selecting import Selector
from celadon.terms.policy import Policy, SourceText
from celadon.terms.version import VersionRange


@dataclass(frozen=True, slots=True, eq=False)
class CompiledBlock:
    """One way to break the policy; functions take what `Function` says."""

    id: str
    must: Function
    message: Template
    at: Function | None
    rule: Program
    """The `must` again, for those who ask why it failed."""


class Asked(NamedTuple):
    """What each subject of a visit is asked."""

    when: Function | None
    blocks: tuple[CompiledBlock, ...]
    variables: type[Variables] | None


class CompiledVisit:
    """What a policy does at the subjects of one of its targets. Its functions are made for the first subject: most visits find none."""

    def __init__(
        self, target: str, select: Selector | None, gates: tuple[Function, ...], spared: Spared, make: Callable[[], Asked]
    ) -> None:
        """Take what decides whether anybody is asked, and how to come by the questions."""
        self.target = target
        self.select = select
        self.gates = gates
        """Conjuncts of `when` that are the same for every subject."""
        self.spared = spared
        """What is the same for all subjects that share a fact."""
        self._make = make

    @cached_property
    def asked(self) -> Asked:
        """The functions."""
        return self._make()

    @property
    def when(self) -> Function | None:
        """The function of `when`, if there is one."""
        return self.asked.when

    @property
    def blocks(self) -> tuple[CompiledBlock, ...]:
        """The ways to break the policy."""
        return self.asked.blocks

    @property
    def variables(self) -> type[Variables] | None:
        """What computes the variables, if there are any."""
        return self.asked.variables


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """The compiled programs of a policy, in the order in which the compiler asks for them. They contain code: see `Program.dump`."""

    subjects: tuple[str, ...]
    """The names of the subjects' variables."""
    programs: tuple[bytes, ...]
    templates: tuple[tuple[str | None, ...], ...]
    """The templates, in that order too; None stands where a program is printed."""
    gates: tuple[tuple[str, ...], ...]
    """For each subject, the conjuncts of `when` that are the same for all of a document, as CEL."""
    sieves: tuple[bytes, ...]
    """For each subject, what `Spared.dump` gave."""
    shared: tuple[str, ...]
    """The variables that are the same for all subjects of a document."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPolicy:
    """A policy that can judge; holds no state of a run and may be shared between threads."""

    policy: Policy
    visits: tuple[CompiledVisit, ...]
    remediation: Template
    """Takes `(budget, document, params, today)`, and so do the snippets."""
    snippets: Mapping[str, Template]
    kinds: Mapping[str, VersionRange]
    references: Mapping[str, tuple[str, ...]]
    subjects: tuple[str, ...]
    programs: tuple[Program, ...]
    """Every program, in the order of compilation."""
    templates: tuple[tuple[str | None, ...], ...]
    """Every template, in that order too; None stands where a program is printed."""
    conditions: tuple[tuple[SourceText, Program], ...]
    """`when`, if there is one, and the `must` of each block, in the order of their use; for those who look at terms."""
    gates: tuple[tuple[str, ...], ...]
    shared: tuple[str, ...]
    """The variables that are the same for all subjects of a document."""

    def keep(self) -> KeptPolicy:
        """Give what spares another process the compilation."""
        sieves = tuple(visit.spared.dump() for visit in self.visits)
        programs = tuple(program.dump() for program in self.programs)
        return KeptPolicy(self.subjects, programs, self.templates, self.gates, sieves, self.shared)

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
