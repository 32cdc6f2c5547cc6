"""Findings that stand where a test says, without a document."""

from dataclasses import dataclass, replace

from celadon.terms.finding import Finding
from celadon.terms.location import Location

PLACES = ("location", "fingerprint", "related")


@dataclass(frozen=True)
class Stands:
    """A standing of which everything is told."""

    location: Location
    fingerprint: str
    related: tuple[Location, ...] = ()

    @property
    def file(self) -> str:
        return self.location.file

    @property
    def order(self) -> tuple[int, ...]:
        start, end = self.location.span.start, self.location.span.end
        return (start.line, start.column, end.line, end.column)

    def settle(self) -> None:
        """Nothing is left to find out."""


def changed(finding: Finding, **changes: object) -> Finding:
    """Replace fields of a finding, or of where it stands."""
    stands = {name: changes.pop(name) for name in PLACES if name in changes}
    if stands:
        changes["standing"] = replace(finding.standing, **stands)  # type: ignore[type-var] # a `Stands`, as all of these tests
    return replace(finding, **changes)  # type: ignore[arg-type] # a builder takes any field
