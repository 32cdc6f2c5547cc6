"""What will be evaluated on a model: compiled policies with their severity and parameters, grouped by target."""

from collections.abc import Iterable

from celadon.cel.values import Timestamp
from celadon.evaluation.compiled import CompiledPolicy
from celadon.evaluation.scope import Params
from celadon.frozen import dataclass
from celadon.terms.policy import Applies
from celadon.terms.severity import Severity


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One policy, ready to judge."""

    compiled: CompiledPolicy
    severity: Severity
    params: Params
    today: Timestamp
    """When the day of the run began, in UTC."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Entries sorted by policy. Plans hold no state: one plan serves any number of models."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry], *, kind: str, family: str, version: str) -> "Plan":
        """Take the entries that speak of this kind and version."""
        speaking = (entry for entry in entries if entry.compiled.speaks_of(kind, family, version))
        return cls(tuple(sorted(speaking, key=lambda entry: entry.compiled.policy.name)))

    def standing(self) -> "Plan":
        """Leave out the policies that ask of a change only: nothing that stood before excuses what breaks them."""
        return Plan(tuple(entry for entry in self.entries if entry.compiled.policy.applies_to is Applies.ALWAYS))
