"""The findings as data for the page's script: names are numbers into tables, what is empty is left out."""

from collections.abc import Iterable

from celadon.reports.sanitising import clean
from celadon.terms.finding import Finding
from celadon.terms.location import Location

Value = str | int | list["Value"] | dict[str, "Value"]

LEAD = 80
"""Characters kept before a mark that stands far to the right in a line."""

MOST_INDENT = 200
"""Indentation that all lines share is not shown: a phone has no room for it."""

WIDTH = 240
"""Characters shown of a line; a minified document is one line."""


class Table:
    """Names in the order in which they were first asked for."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Begin with some names."""
        self._numbers = {name: number for number, name in enumerate(names)}

    def number(self, name: str) -> int:
        """Give the number of a name, a new one where it is new."""
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[str]:
        """The names by their numbers."""
        return list(self._numbers)


class Findings:
    """Collects the rows and the tables that they point into."""

    def __init__(self, policies: Iterable[str]) -> None:
        """Know the policies by the numbers that their sections on the page have."""
        self.policies = Table(policies)
        self.documents = Table()
        self.files = Table()
        self.remedies = Table()
        self.states = Table()
        self.rows: list[Value] = []

    def add(self, finding: Finding) -> None:
        """Add a finding."""
        location = finding.location
        row: dict[str, Value] = {
            "policy": self.policies.number(finding.policy),
            "severity": finding.severity.value,
            "state": self.states.number(finding.disposition.value),
            "document": self.documents.number(finding.document),
            "file": self.files.number(location.file),
            "line": location.span.start.line,
            "column": location.span.start.column,
            "message": clean(finding.message),
        }
        optional: dict[str, Value] = {
            "pointer": clean(location.pointer),
            "source": _source(location),
            "used": [clean(use.label) for use in finding.used_by],
            "via": [clean(f"{hop.ref} at {hop.file}:{hop.line}") for hop in location.via],
            "related": [clean(f"{place.file}:{place.span.start.line}") for place in finding.related],
            "waiver": _waiver(finding),
            "why": [clean(f"{expression} is {value}") for expression, value in finding.explanation],
        }
        if finding.remediation.strip():
            optional["remedy"] = [self.remedies.number(finding.remediation)]
        self.rows.append(row | {name: value for name, value in optional.items() if value})

    def as_data(self) -> dict[str, Value]:
        """Return everything that the script needs."""
        tables = {"policies": self.policies, "documents": self.documents, "files": self.files, "states": self.states}
        named: dict[str, Value] = {name: [clean(word) for word in table.names] for name, table in tables.items()}
        return {**named, "findings": self.rows}


def _source(location: Location) -> list[Value]:
    """Give the lines: the first in three parts, before the mark, marked and after it; then those that follow."""
    excerpt = location.excerpt
    if excerpt is None or not excerpt.lines:
        return []
    start, end = location.span.start, location.span.end
    line = excerpt.lines[0]
    first = max(start.column - 1, 0)
    last = end.column - 1 if end.line == start.line else len(line.rstrip())
    indent = min(first, *(len(text) - len(text.lstrip(" ")) for text in excerpt.lines if text.strip()), MOST_INDENT)
    begin = indent if first <= LEAD else first - LEAD
    stop = begin + WIDTH
    parts = (line[begin:first], line[first : min(max(last, first + 1), stop)], line[max(last, first + 1) : stop])
    lead = "…" if begin > indent else ""
    return [lead + clean(parts[0]), clean(parts[1]), clean(parts[2]), *(clean(text[indent : indent + WIDTH]) for text in excerpt.lines[1:])]


def _waiver(finding: Finding) -> str:
    mark = finding.waiver
    if mark is None:
        return ""
    word = "The waiver ended" if mark.expired else "Waived until"
    owner = f", owner {mark.owner}" if mark.owner else ""
    return clean(f"{word} {mark.expires}{owner}: {mark.reason}")
