"""What failed, where, and what became of it."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from celadon.frozen import dataclass, field
from celadon.terms.location import Location
from celadon.terms.severity import Confidence, Severity


class Disposition(Enum):
    """What became of a finding after the exemptions were applied."""

    OPEN = "open"
    EXISTING = "existing"
    WAIVED = "waived"
    BASELINED = "baselined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One logical place that uses a failed node, such as `POST /orders`."""

    label: str
    disposition: Disposition = Disposition.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverMark:
    """The waiver that covers a finding."""

    owner: str
    reason: str
    expires: str
    ticket: str = ""
    status: str = ""
    expired: bool = False


class Standing(Protocol):
    """Where a finding stands. Told when somebody asks: a page for people shows a few of thousands, and a gate only counts them."""

    @property
    def location(self) -> Location:
        """The failed node."""

    @property
    def related(self) -> tuple[Location, ...]:
        """What to look at besides."""

    @property
    def fingerprint(self) -> str:
        """A name by which the violation is known again after edits elsewhere."""

    @property
    def order(self) -> tuple[int, ...]:
        """Sorts the findings of one file as they stand in it."""

    @property
    def file(self) -> str:
        """The file of the location."""

    def settle(self) -> None:
        """Find out all of it now, and let go of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One failed node of one policy."""

    policy: str
    block: str | None
    document: str
    severity: Severity
    confidence: Confidence
    standing: Standing
    message: str
    remediation: str
    subjects: int = 1
    """How many failed subjects stand at this node."""
    disposition: Disposition = Disposition.OPEN
    used_by: tuple[Use, ...] = ()
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiver: WaiverMark | None = None
    security_severity: float | None = None
    explanation: tuple[tuple[str, str], ...] = ()
    """With `--why`: sub-expressions of the failed `must` and their values."""

    @property
    def location(self) -> Location:
        """The failed node, with lines and source."""
        return self.standing.location

    @property
    def related(self) -> tuple[Location, ...]:
        """What to look at besides."""
        return self.standing.related

    @property
    def fingerprint(self) -> str:
        """The same after edits elsewhere."""
        return self.standing.fingerprint
