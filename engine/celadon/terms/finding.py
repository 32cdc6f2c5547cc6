"""What failed, where, and what became of it."""

from collections.abc import Mapping
from enum import Enum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One failed node of one policy."""

    policy: str
    block: str | None
    document: str
    severity: Severity
    confidence: Confidence
    location: Location
    message: str
    remediation: str
    fingerprint: str
    subjects: int = 1
    """How many failed subjects stand at this node."""
    disposition: Disposition = Disposition.OPEN
    related: tuple[Location, ...] = ()
    used_by: tuple[Use, ...] = ()
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiver: WaiverMark | None = None
    security_severity: float | None = None
    explanation: tuple[tuple[str, str], ...] = ()
    """With `--why`: sub-expressions of the failed `must` and their values."""
