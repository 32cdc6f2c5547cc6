"""The gate: when a run fails."""

from enum import Enum

from celadon.frozen import dataclass
from celadon.terms.severity import Severity


class Inconclusive(Enum):
    """What a gate does with what the documents cannot tell."""

    ALLOW = "allow"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """When a run fails."""

    name: str = "default"
    fail_on: Severity | None = Severity.ERROR
    """The weakest severity that fails; None: findings never fail the gate."""
    new_only: bool = False
    inconclusive: Inconclusive = Inconclusive.ALLOW
    max_warnings: int | None = None
    max_waivers: int | None = None
    max_waiver_days: int | None = None
    required_bundles: tuple[str, ...] = ()
