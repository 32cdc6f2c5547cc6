"""What expressions see beside the subject: the parameters of a policy, and its variables, computed where used.

The names of a policy never become Python names: parameters are `p0`, `p1`, variables `v0`, `v1`, in the order declared.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self, cast

from celadon.cel.budget import Budget
from celadon.cel.errors import EvaluationError
from celadon.cel.program import Program
from celadon.cel.types import DYN, TIMESTAMP, Field, ObjectType, Type, nullable, object_of, parse_type
from celadon.cel.values import Timestamp
from celadon.models.interface import GATEWAY, OPENAPI, PAIR
from celadon.terms.policy import Param, ParamValue, Policy

if TYPE_CHECKING:
    from celadon.cel.environment import Environment
    from celadon.models.declarations import Vocabulary

DOCUMENT = "document"
"""The variable that every expression sees, and the target that visits it."""
PARAMS, VARIABLES, TODAY = "params", "variables", "today"

Function = Callable[..., object]
"""A compiled expression: `(budget, subject, document, params, variables, today)`; remediations take `(budget, document, params, today)`."""


def midnight(day: date) -> Timestamp:
    """Give the moment at which a day begins, in UTC: what `today` is in expressions."""
    return Timestamp((day - date(1970, 1, 1)).days * 86_400 * 1_000_000_000)


class Params:
    """The values of one policy's parameters."""

    def __init__(self, declared: Sequence[Param], values: Mapping[str, ParamValue]) -> None:
        """Take each value from `values`, its default otherwise."""
        for number, param in enumerate(declared):
            value = values.get(param.name, param.default)
            setattr(self, f"p{number}", float(cast("float", value)) if param.type == "double" else value)


class Variables:
    """The variables of one policy for one subject; each is computed at most once, its error kept like a value."""

    __slots__ = ("__dict__", "budget", "common", "document", "params", "subject", "today")

    def __init__(
        self, budget: Budget, subject: object, document: object, params: Params, today: Timestamp, common: dict[str, object] | None = None
    ) -> None:
        """Keep what the expressions need; `common` holds what is the same for all subjects of a visit."""
        self.budget = budget
        self.subject = subject
        self.document = document
        self.params = params
        self.today = today
        self.common = {} if common is None else common

    def renew(self, subject: object) -> None:
        """Forget one subject for another: cheaper than to begin anew, where nobody holds these."""
        self.subject = subject
        self.__dict__.clear()


class _Variable:
    """One variable of a class of `Variables`; not a data descriptor, so that the kept value is found before it."""

    __slots__ = ("failure", "function", "is_shared", "make", "slot")

    def __init__(self, slot: str, make: Callable[[], Function], *, is_shared: bool) -> None:
        self.slot = slot
        self.failure = f"{slot} failed"
        self.make = make
        self.function: Function | None = None
        """Made for the first that asks: many a variable is not asked for in a run."""
        self.is_shared = is_shared
        """Its value is that of every subject of a visit: computed for the first that asks."""

    def __get__(self, bag: Variables | None, owner: type) -> object | Self:
        if bag is None:
            return self
        kept = bag.common if self.is_shared else bag.__dict__
        if self.slot in kept:
            return kept[self.slot]
        if self.failure in kept:
            raise cast("EvaluationError", kept[self.failure])
        function = self.function
        if function is None:
            function = self.function = self.make()
        try:
            value = kept[self.slot] = function(bag.budget, bag.subject, bag.document, bag.params, bag, bag.today)
        except EvaluationError as error:
            kept[self.failure] = error
            raise
        return value


def variables_class(makers: Mapping[str, Callable[[], Function]], shared: Collection[str] = ()) -> type[Variables] | None:
    """Make the class that computes a policy's variables, by name, with what makes their functions; None where it has none."""
    if not makers:
        return None
    slots = {f"v{number}": _Variable(f"v{number}", make, is_shared=name in shared) for number, (name, make) in enumerate(makers.items())}
    return type("PolicyVariables", (Variables,), {"__slots__": (), **slots})


class Binding:
    """Lets functions take what `Function` says, whatever variables their programs declare."""

    def __init__(self, names: tuple[str, ...], visited: str) -> None:
        """Name the variables of all subjects, and the one that is visited."""
        self._place = names.index(visited)
        self._count = len(names)
        self._document_at = names.index(DOCUMENT) if DOCUMENT in names else -1

    def __call__(self, program: Program) -> Function:
        """Bind a program."""
        function = program.function
        if self._count == 1 and self._document_at < 0:
            return function
        if self._count == 2:
            return _of_two(function, self._place, self._document_at)
        before, after, place = (None,) * self._place, (None,) * (self._count - self._place - 1), self._document_at

        def bound(budget: object, subject: object, document: object, *shared: object) -> object:
            return function(budget, *before, subject, *after, document, *shared)

        def bound_with_document(budget: object, subject: object, document: object, *shared: object) -> object:
            given: list[object] = [*before, subject, *after]
            given[place] = document
            return function(budget, *given, *shared)

        return bound if place < 0 else bound_with_document


def _of_two(function: Function, place: int, document_at: int) -> Function:
    """Bind for one of two subjects, as most policies with several have: arguments by name cost half of those in tuples."""
    if document_at < 0 and place == 0:
        return lambda budget, subject, document, params, bag, today: function(budget, subject, None, document, params, bag, today)
    if document_at < 0:
        return lambda budget, subject, document, params, bag, today: function(budget, None, subject, document, params, bag, today)
    if document_at != place:
        if place == 0:
            return function
        return lambda budget, subject, document, params, bag, today: function(budget, document, subject, params, bag, today)
    if place == 0:
        return lambda budget, _, document, params, bag, today: function(budget, document, None, params, bag, today)
    return lambda budget, _, document, params, bag, today: function(budget, None, document, params, bag, today)


def family_of(policy: Policy) -> str:
    """Name the family whose vocabulary a policy speaks; one that names a vendor speaks of gateways."""
    if PAIR in policy.kinds:
        return PAIR
    return OPENAPI if OPENAPI in policy.kinds else GATEWAY


def environment_of(policy: Policy, subjects: tuple[str, ...], variables: Mapping[str, Program | None]) -> "Environment":
    """Declare what the expressions of a policy see; without a subject it is what a remediation sees."""
    from celadon.cel.environment import STANDARD, Environment  # noqa: PLC0415 - 50 ms; programs that were kept mostly do without
    from celadon.models.declarations import vocabulary_of  # noqa: PLC0415 - the same

    vocabulary = vocabulary_of(family_of(policy))
    params = {param.name: Field(parse_type(param.type), f"p{number}", param.description) for number, param in enumerate(policy.params)}
    objects = [*vocabulary.objects, ObjectType(PARAMS, params, Params)]
    libraries = (*STANDARD, *vocabulary.libraries)
    document = object_of(vocabulary.document)
    if not subjects:
        return Environment({DOCUMENT: document, PARAMS: object_of(PARAMS), TODAY: TIMESTAMP}, libraries, objects)
    fields = {
        name: Field(DYN if program is None else program.result_type, f"v{number}")
        for number, (name, program) in enumerate(variables.items())
    }
    objects.append(ObjectType(VARIABLES, fields, Variables))
    shared = {DOCUMENT: document, PARAMS: object_of(PARAMS), VARIABLES: object_of(VARIABLES), TODAY: TIMESTAMP}
    return Environment({**_types(subjects, vocabulary), **shared}, libraries, objects)


def _types(subjects: tuple[str, ...], vocabulary: "Vocabulary") -> dict[str, Type]:
    """Give the types of the subjects; where there are several, each may be null."""
    declared = {known.name for known in vocabulary.objects}
    types = {name: object_of(name) if name in declared else DYN for name in subjects}
    return {name: type_ if len(subjects) == 1 or name == DOCUMENT else nullable(type_) for name, type_ in types.items()}
