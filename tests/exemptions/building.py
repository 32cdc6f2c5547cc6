"""Findings and waivers with every field filled, for tests that care about one of them."""

from dataclasses import replace
from datetime import date

from celadon.exemptions.waivers import Waiver
from celadon.terms.finding import Finding, Use
from celadon.terms.location import Location, Span
from celadon.terms.severity import Confidence, Severity
from tests.standing import Stands, changed


def mark(digit: str) -> str:
    return "f1:" + digit * 64


PLACE = Location(file="apis/orders.yaml", pointer="/paths/~1orders/post", span=Span.of(3, 5, 4, 1))
FINDING = Finding(
    policy="payments/idempotency-key",
    block=None,
    document="apis/orders.yaml",
    severity=Severity.ERROR,
    confidence=Confidence.HIGH,
    standing=Stands(PLACE, mark("a")),
    message="POST /orders declares no Idempotency-Key header",
    remediation="Declare it.",
    used_by=(Use(label="POST /orders"),),
)
WAIVER = Waiver(
    policy="payments/idempotency-key",
    operation="POST /orders",
    reason="the ledger deduplicates",
    owner="team-pay@example.com",
    expires=date(2027, 1, 31),
    location=Location(file="celadon-waivers.yaml", span=Span.of(2, 3, 7, 1)),
)
TODAY = date(2026, 11, 23)


def finding(**changes: object) -> Finding:
    return changed(FINDING, **changes)


def waiver(**changes: object) -> Waiver:
    return replace(WAIVER, **changes)  # type: ignore[arg-type] # a builder takes any field
