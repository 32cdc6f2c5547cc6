"""One answer for all subjects that share a fact: who is not concerned, and who holds, is known of most subjects without asking each.

Nothing is decided here that asking each subject would decide otherwise. What is neither true nor false - an error, an unknown - is left
to the subject; so is everything about a fact that nearly every subject has for itself.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from operator import attrgetter

from celadon.evaluation.scope import Function
from celadon.frozen import dataclass
from celadon.models.view import View, read_together

FEW = 64
"""Subjects that are asked one by one: to look for what they share would cost more."""
PLAIN = frozenset((str, bool))
"""Classes of values that are their own keys: no other value equals one of them, for numbers stand beside their class."""
WORDS = 4
"""Items of a list of texts that is compared by its content; other values are the same only where they are one object."""


class Late:
    """A function that is made for the first that asks: where few subjects are left, nobody asks most of them."""

    def __init__(self, make: Callable[[], Function]) -> None:
        """Take what makes it."""
        self._make = make

    @cached_property
    def function(self) -> Function:
        """The function."""
        return self._make()


class Sieve(Late):
    """An expression that rests on one fact of the subject; of the subject its function reads that fact alone."""

    def __init__(self, attribute: str, make: Callable[[], Function]) -> None:
        """Name an attribute of the subject, or of an object that is one (`schema.types`)."""
        super().__init__(make)
        self.attribute = attribute


class Question(Late):
    """A conjunct, as disjuncts that rest on one fact each; the function is that of the whole."""

    def __init__(self, sieves: tuple[Sieve, ...], make: Callable[[], Function]) -> None:
        """Take the disjuncts, and what makes the function."""
        super().__init__(make)
        self.sieves = sieves


@dataclass(frozen=True, slots=True, eq=False)
class Sieves:
    """What is known of a visit's conditions, fact by fact."""

    concerned: tuple[Question, ...] = ()
    """Conjuncts of `when`."""
    rest: Late | None = None
    """Its other conjuncts, those aside that are the same for all subjects; None where there are no others."""
    holds: tuple[tuple[tuple[Sieve, ...], ...], ...] = ()
    """For each block the conjuncts of its `must`, each as disjuncts; empty where a block has a conjunct without one."""


class Column:
    """One fact of all subjects of a target, as keys: subjects with the same key have the same fact."""

    __slots__ = ("_attribute", "_subjects", "_unread", "keys", "witnesses")

    def __init__(self, subjects: Sequence[View], attribute: str) -> None:
        """Begin with nothing read."""
        self._subjects = subjects
        self._attribute = attribute
        self.keys: list[Hashable] = [None] * len(subjects)
        """None stands where nobody has read it yet."""
        self.witnesses: dict[Hashable, View] = {}
        """For each key, a subject that has it."""
        self._unread = len(subjects)

    def read(self, indices: Sequence[int]) -> None:
        """Read the keys of some subjects, which are in order."""
        if not self._unread:
            return
        keys, subjects, witnesses = self.keys, self._subjects, self.witnesses
        if len(indices) == self._unread == len(keys):
            chosen, found = subjects, self._found(subjects)
            keys[:] = found
            self._unread = 0
        else:
            unread = indices if self._unread == len(keys) else [index for index in indices if keys[index] is None]
            chosen = list(map(subjects.__getitem__, unread))
            found = self._found(chosen)
            for index, key in zip(unread, found, strict=True):
                keys[index] = key
            self._unread -= len(unread)
        for key, subject in dict(zip(found, chosen, strict=True)).items():
            witnesses.setdefault(key, subject)

    def _found(self, subjects: Sequence[View]) -> list[Hashable]:
        return _keys_of(self._values(subjects))

    def _values(self, subjects: Sequence[View]) -> list[Hashable]:
        """Read the fact of each; whatever it raises is the subject's own matter, and a value of its own."""
        try:
            return read_together(subjects, self._attribute)
        except Exception:  # noqa: BLE001 - as said
            look = attrgetter(self._attribute)
            values: list[Hashable] = []
            for subject in subjects:
                try:
                    values.append(look(subject))
                except Exception:  # noqa: BLE001 - as said
                    values.append(object())
            return values


class Columns:
    """What is known of all subjects of a model: columns, shared by all policies of a run, and for each policy what no subject changes."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._columns: dict[tuple[str, str], Column] = {}
        self._common: dict[Hashable, dict[str, object]] = {}

    def of(self, target: str, subjects: Sequence[View], attribute: str) -> Column:
        """Give the column of a fact."""
        found = self._columns.get((target, attribute))
        if found is None:
            found = self._columns[target, attribute] = Column(subjects, attribute)
        return found

    def common(self, policy: Hashable) -> dict[str, object]:
        """Give the variables of a policy that are the same for all subjects of the model, whatever their target."""
        return self._common.setdefault(policy, {})


class Sifting:
    """One policy's sieves over the subjects of one target."""

    def __init__(
        self, target: str, subjects: Sequence[View], columns: Columns, ask: Callable[[Function, Sequence[View]], list[object]]
    ) -> None:
        """Take what is sifted; `ask` gives an expression's answer for each subject, and something else than a bool where there is none."""
        self._target = target
        self._subjects = subjects
        self._columns = columns
        self._ask = ask

    def concerned(self, sieves: Sieves) -> tuple[Sequence[int], set[int], list[Late]]:
        """Say which subjects may be concerned, in order; for which of them a sieve gave no answer; and what each of them is to be asked."""
        kept: Sequence[int] = range(len(self._subjects))
        doubtful: set[int] = set()
        left: list[Late] = []
        for question in sieves.concerned:
            answers = self._alone(question.sieves[0], kept) if len(question.sieves) == 1 else self._either(question.sieves, kept)
            if answers is None:
                left.append(question)
            else:
                kept, doubts = answers
                doubtful |= doubts
        return kept, doubtful.intersection(kept) if doubtful else doubtful, left

    def _alone(self, sieve: Sieve, asked: Sequence[int]) -> tuple[Sequence[int], set[int]] | None:
        """Give those for whom an expression is not false, and those of them for whom there is no answer; None as in `_answers`."""
        answers = self._answers(sieve, asked)
        if answers is None:
            return None
        yes, no, keys, is_clear = answers
        if no:
            asked = [index for index in asked if keys[index] not in no]
        return asked, set() if is_clear else {index for index in asked if keys[index] not in yes}

    def _either(self, disjuncts: Sequence[Sieve], asked: Sequence[int]) -> tuple[Sequence[int], set[int]] | None:
        """Give the same of several expressions of which one must be true: where none is, all of them are false or there is no answer.

        Those whose facts are shared come first; the others are asked of each subject that is left.
        """
        unsure, doubts = asked, set[int]()
        late: list[Sieve] = []
        for sieve in disjuncts:
            answers = self._answers(sieve, unsure)
            if answers is None:
                late.append(sieve)
                continue
            yes, no, keys, is_clear = answers
            unsure = [index for index in unsure if keys[index] not in yes] if yes else unsure
            if not is_clear:
                doubts.update(index for index in unsure if keys[index] not in no)
        if len(late) == len(disjuncts):
            return None
        for sieve in late:
            said = list(zip(unsure, self._ask(sieve.function, list(map(self._subjects.__getitem__, unsure))), strict=True))
            unsure = [index for index, answer in said if answer is not True]
            doubts.update(index for index, answer in said if answer is not True and answer is not False)
        doubts.intersection_update(unsure)
        out = set(unsure) - doubts
        return [index for index in asked if index not in out], doubts

    def holding(self, sieves: Sieves, concerned: Sequence[int]) -> Sequence[int]:
        """Say which of the subjects surely hold."""
        holding: Sequence[int] = concerned if sieves.holds else ()
        for block in sieves.holds:
            for disjuncts in block:
                holding = self._surely(disjuncts, holding)
        return holding

    def _surely(self, disjuncts: tuple[Sieve, ...], asked: Sequence[int]) -> Sequence[int]:
        """Keep those for whom one of several expressions is true."""
        unsure = asked
        for sieve in disjuncts:
            answers = self._answers(sieve, unsure)
            if answers is not None and answers[0]:
                yes, _, keys, _ = answers
                unsure = [index for index in unsure if keys[index] not in yes]
        if len(unsure) == len(asked):
            return ()
        out = set(unsure)
        return [index for index in asked if index not in out] if out else asked

    def _answers(self, sieve: Sieve, asked: Sequence[int]) -> tuple[set[Hashable], set[Hashable], list[Hashable], bool] | None:
        """Ask once for each key: give the keys for which it is true, those for which it is false, and the keys of all subjects.

        And whether there is an answer for each key. None where there are few subjects, or nearly every subject has a key of its own.
        """
        if len(asked) < FEW:
            return None
        column = self._columns.of(self._target, self._subjects, sieve.attribute)
        column.read(asked)
        keys, witnesses = column.keys, column.witnesses
        mine = dict.fromkeys(map(keys.__getitem__, asked)) if len(witnesses) > FEW else witnesses
        if 2 * len(mine) > len(asked):
            return None
        given = dict(zip(mine, self._ask(sieve.function, [witnesses[key] for key in mine]), strict=True))
        yes = {key for key, answer in given.items() if answer is True}
        no = {key for key, answer in given.items() if answer is False}
        return yes, no, keys, len(yes) + len(no) == len(mine)


def _keys_of(values: list[Hashable]) -> list[Hashable]:
    """Name values; one that many share is looked at once."""
    if PLAIN.issuperset(map(type, values)):
        return values
    identities = list(map(id, values))
    distinct = dict(zip(identities, values, strict=True))
    if 2 * len(distinct) > len(values):
        return [value if value.__class__ in PLAIN else _key_of(value) for value in values]
    keys = {identity: value if value.__class__ in PLAIN else _key_of(value) for identity, value in distinct.items()}
    return list(map(keys.__getitem__, identities))


def _key_of(value: object) -> Hashable:
    """Name a value: texts and bools by themselves, other constants beside their class, a few words by what they are, the rest by identity.

    Facts are kept by their views, and views by their model, so that no identity is given twice.
    """
    kind = value.__class__
    if isinstance(value, (tuple, list)) and len(value) <= WORDS:
        for item in value:
            if item.__class__ is not str:
                return id(value)
        return value if kind is tuple else (kind, *value)  # type: ignore[return-value] # a tuple of texts
    if kind is int or kind is float or value is None:
        return kind, value
    return value if kind is object else id(value)  # ints themselves stand beside their class
