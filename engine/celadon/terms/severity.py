"""Closed, ordered scales. None has an "unknown"."""

from enum import Enum
from functools import total_ordering


@total_ordering
class _Scale(Enum):
    """An enumeration ordered as written, weakest first."""

    def __lt__(self, other: object) -> bool:
        """Compare by the order of definition within one scale."""
        if not isinstance(other, type(self)):
            return NotImplemented
        members = list(type(self))
        return members.index(self) < members.index(other)

    def __hash__(self) -> int:
        """Hash by name, so that hashes do not depend on the process."""
        return hash(self.name)


class Severity(_Scale):
    """How much a failure matters; stated by the policy, changed only by settings."""

    HINT = "hint"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Confidence(_Scale):
    """How sure a failure is a real problem."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Stage(Enum):
    """A policy's life."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"
