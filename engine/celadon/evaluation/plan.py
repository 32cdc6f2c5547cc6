"""What will be evaluated on a model: compiled policies with their severity and parameters, grouped by target."""

from collections.abc import Iterable
from dataclasses import dataclass

from celadon.evaluation.compiling import CompiledPolicy
from celadon.evaluation.scope import Params
from celadon.terms.severity import Severity


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One policy, ready to judge."""

    compiled: CompiledPolicy
    severity: Severity
    params: Params


@dataclass(frozen=True, slots=True)
class Plan:
    """Entries by target, both in a fixed order. Plans hold no state: one plan serves any number of models."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]

    @classmethod
    def of(cls, entries: Iterable[Entry], *, kind: str, family: str, version: str) -> "Plan":
        """Take the entries that speak of this kind and version, sorted by policy."""
        by_target: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: entry.compiled.policy.name):
            if entry.compiled.speaks_of(kind, family, version):
                by_target.setdefault(entry.compiled.policy.target, []).append(entry)
        return cls(tuple((target, tuple(by_target[target])) for target in sorted(by_target)))
