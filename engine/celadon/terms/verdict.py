"""Outcomes per subject and verdicts per policy and document."""

from enum import Enum

from celadon.frozen import dataclass, replace
from celadon.terms.severity import Severity


class Outcome(Enum):
    """What one policy says of one subject."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    INCONCLUSIVE = "inconclusive"
    ERROR = "error"


class Judgement(Enum):
    """What one policy says of one document, worst first: the first that occurs wins."""

    ERROR = "error"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    WAIVED = "waived"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One policy on one document, with counts of subjects."""

    policy: str
    document: str
    severity: Severity
    judgement: Judgement
    subjects: int = 0
    """Subjects that were concerned."""
    passed: int = 0
    failed: int = 0
    waived: int = 0
    inconclusive: int = 0
    errors: int = 0
    reasons: tuple[str, ...] = ()
    """Why it is inconclusive or an error; sorted, without repetition."""

    def with_waived(self, waived: int) -> "Verdict":
        """Count `waived` of the failed subjects as covered and fold again."""
        return replace(self, waived=waived, judgement=fold(self.errors, self.failed - waived, self.inconclusive, waived, self.passed))


def fold(errors: int, failed: int, inconclusive: int, waived: int, passed: int) -> Judgement:
    """Fold counts of subjects into one judgement; `failed` counts the open ones only."""
    if errors:
        return Judgement.ERROR
    if failed:
        return Judgement.FAIL
    if inconclusive:
        return Judgement.INCONCLUSIVE
    if waived:
        return Judgement.WAIVED
    return Judgement.PASS if passed else Judgement.NOT_APPLICABLE
