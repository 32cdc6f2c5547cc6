"""The sieves of a visit on their way from a policy's conditions to functions, which are made when many subjects ask for them."""

import marshal
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from celadon.cel.errors import CelError
from celadon.cel.program import Program
from celadon.evaluation.scope import Function
from celadon.evaluation.visits.sieving import Late, Question, Sieve, Sieves

if TYPE_CHECKING:
    from celadon.evaluation.hoisting import Scope

Expression = str | bytes
Term = tuple[str, Expression]
"""An attribute, and an expression that rests on it alone: as CEL, or as a program that was kept."""


class Terms(NamedTuple):
    """What `Sieves` has, as expressions."""

    concerned: tuple[tuple[Expression, tuple[Term, ...]], ...] = ()
    """Of each conjunct the whole, where that is more than its only disjunct."""
    rest: Expression = ""
    """What is left of `when`; empty where nothing is."""
    holds: tuple[tuple[tuple[Term, ...], ...], ...] = ()


def terms_of(conditions: Sequence[Program | None], scope: "Scope") -> Terms:
    """Look through `when`, which a policy need not have, and the `must` of each block, for the visits of one subject."""
    from celadon.evaluation.hoisting import lone_disjuncts, split_conjuncts  # noqa: PLC0415 - what was kept has its terms

    when, *musts = conditions
    lone, rest = ((), "") if when is None else split_conjuncts(when.tree(), when.source, scope)
    concerned = tuple((" || ".join(text for _, text in parts) if len(parts) > 1 else "", parts) for parts in lone)
    holds = tuple(lone_disjuncts(must.tree(), must.source, scope) for must in musts if must is not None)
    return Terms(concerned, rest, holds if all(holds) else ())


class Spared:
    """Sieves to be."""

    def __init__(self, terms: Callable[[], Terms], program: Callable[..., Program], bind: Callable[[Program], Function]) -> None:
        """Keep how to come by the terms, how a program is made of an expression, and how a function of a program."""
        self._made = terms
        self._program = program
        self._bind = bind

    @classmethod
    def kept(cls, kept: bytes, load: Callable[[bytes], Program], bind: Callable[[Program], Function]) -> "Spared":
        """Take what `dump` gave. It contains code: see `Program.dump`."""
        return cls(lambda: Terms(*marshal.loads(kept)), load, bind)  # noqa: S302 # door: see `Program.dump` for whom to trust

    @cached_property
    def _terms(self) -> Terms:
        return self._made()

    @property
    def asks_more(self) -> bool:
        """Whether `when` has conjuncts that are not the same for all subjects of a document."""
        return bool(self._terms.concerned or self._terms.rest)

    @cached_property
    def sieves(self) -> Sieves | None:
        """Give the functions; None where an expression is so near a limit of CEL that a piece of it in brackets of ours passes it."""
        terms = self._terms
        try:
            rest = Late(self._late(terms.rest)) if terms.rest else None
            holds = tuple(tuple(tuple(map(self._sieve, disjuncts)) for disjuncts in block) for block in terms.holds)
            return Sieves(tuple(self._question(*one) for one in terms.concerned), rest, holds)
        except CelError:
            return None

    def dump(self) -> bytes:
        """Give what spares another process the compilation."""
        terms = self._terms
        rest = self._program(terms.rest).dump() if terms.rest else b""
        holds = tuple(tuple(tuple(map(self._dumped, disjuncts)) for disjuncts in block) for block in terms.holds)
        concerned = tuple(
            (self._program(whole).dump() if whole else b"", tuple(map(self._dumped, parts))) for whole, parts in terms.concerned
        )
        return marshal.dumps((concerned, rest, holds), 2)  # version 2: see `Program.dump`

    def _question(self, whole: Expression, parts: tuple[Term, ...]) -> Question:
        return Question(tuple(map(self._sieve, parts)), self._late(whole or parts[0][1]))

    def _sieve(self, term: Term) -> Sieve:
        attribute, expression = term
        return Sieve(attribute, self._late(expression))

    def _late(self, expression: Expression) -> Callable[[], Function]:
        """Give what makes the function of an expression. CEL is compiled now, for that may fail."""
        if isinstance(expression, bytes):
            return lambda: self._bind(self._program(expression))
        return partial(self._bind, self._program(expression))

    def _dumped(self, term: Term) -> Term:
        attribute, expression = term
        return attribute, self._program(expression).dump()
