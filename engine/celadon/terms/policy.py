"""What a policy file says, as frozen values. CEL is text here; `bundles` reads it and `evaluation` compiles it."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from enum import Enum
from operator import itemgetter

from celadon.frozen import dataclass, field, replace
from celadon.terms.location import Excerpt, Location, Position, Span
from celadon.terms.severity import Confidence, Severity, Stage

ParamValue = str | int | float | bool | None | tuple["ParamValue", ...] | Mapping[str, "ParamValue"]
"""A parameter's value: JSON data with tuples for lists, so that it can be a key of a cache."""


def freeze(value: object) -> ParamValue:
    """Turn plain data into a parameter's value: lists become tuples; what is not JSON becomes null."""
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    if isinstance(value, dict):
        return {str(key): freeze(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool) else None


START = Span.of(1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A piece of text in a policy file and the place of its first character, for errors that point into the YAML."""

    text: str
    file: str
    span: Span
    """The value's span in the file."""
    runs: tuple[tuple[int, int, int], ...] = ()
    """Runs of characters written without a break: (offset in `text`, line in the file, column there), by offset."""
    lines: tuple[str, ...] = ()
    """The lines of the file in which it stands, whole; the first one is the line of `span.start`."""

    def location(self, start: int, end: int) -> Location:
        """Locate a piece of the text, with the line in which it begins."""
        span = Span(self.position(start), self.position(max(start, end)))
        row = span.start.line - self.span.start.line
        excerpt = Excerpt(first_line=span.start.line, lines=self.lines[row : row + 1]) if 0 <= row < len(self.lines) else None
        return Location(file=self.file, span=span, excerpt=excerpt)

    def position(self, offset: int) -> Position:
        """Find the character `offset` of the text in the file; the start of the value where the runs do not tell."""
        index = bisect_right(self.runs, offset, key=itemgetter(0)) - 1
        if index < 0:
            return self.span.start
        start, line, column = self.runs[index]
        return Position(line, column + offset - start)

    def bare(self) -> "SourceText":
        """Forget the places: of a policy that is known to be without mistakes nobody asks for them."""
        return SourceText(text=self.text, file=self.file, span=START)

    def part(self, start: int, end: int) -> "SourceText":
        """Cut out a piece that still knows its places."""
        first = self.position(start)
        runs = ((0, first.line, first.column), *((at - start, line, column) for at, line, column in self.runs if start < at < end))
        lines = self.lines[first.line - self.span.start.line :]
        return SourceText(text=self.text[start:end], file=self.file, span=Span(first, self.position(end)), runs=runs, lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One typed parameter of a policy."""

    name: str
    type: str
    """A CEL type, such as `list(string)`."""
    default: ParamValue
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBlock:
    """One way to break the policy; blocks run in order and the first false `must` is the finding."""

    id: str
    must: SourceText
    message: SourceText
    at: SourceText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """What a stranger does to mend it; templates see `params` and `document`."""

    text: SourceText
    snippets: Mapping[str, SourceText] = field(default_factory=dict)
    """By document kind and version (`openapi-2.0`, `openapi-3.1`, `openapi`) or vendor (`kong`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Catalogues and pages that state the requirement."""

    owasp: tuple[str, ...] = ()
    cwe: tuple[str, ...] = ()
    stride: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def given(self) -> dict[str, tuple[str, ...]]:
        """Leave out the catalogues that state nothing."""
        named = {"owasp": self.owasp, "cwe": self.cwe, "stride": self.stride, "links": self.links}
        return {name: values for name, values in named.items() if values}


FIXED_DAY = date(2026, 1, 1)
"""The day on which examples are judged that name none, so that they hold for ever."""


class Answer(Enum):
    """What a policy says of an example: the keys of `examples`."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    NOT_CONCERNED = "not_concerned"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFinding:
    """A finding that a refused example must produce."""

    file: str
    id: str
    """The policy's id, or the id of one of its finding blocks."""
    line: int | None = None
    pointer: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One document and what the policy says of it."""

    title: str
    answer: Answer
    files: Mapping[str, str]
    entry: str
    finds: tuple[ExpectedFinding, ...] = ()
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    today: date = FIXED_DAY
    pair: Mapping[str, str] = field(default_factory=dict)
    """For policies on pairs: `openapi` and `gateway`, each the name of a file."""
    origin: Location | None = None
    """Where the example is written."""
    first_lines: Mapping[str, int] = field(default_factory=dict)
    """By file: the line of the origin that holds its first line."""


class Applies(Enum):
    """With a baseline revision (`--against`): which subjects are judged."""

    ALWAYS = "always"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One requirement."""

    id: str
    bundle: str
    title: str
    since: str
    stage: Stage
    severity: Severity
    confidence: Confidence
    tags: tuple[str, ...]
    kinds: Mapping[str, str]
    """Document kind to a version range, such as `{"openapi": ">=2.0"}`; `gateway` stands for every vendor."""
    why: str
    targets: tuple[str, ...]
    """What is visited; of several, the variables of those that are not being visited are null."""
    select: SourceText | None
    params: tuple[Param, ...]
    variables: Mapping[str, SourceText]
    when: SourceText | None
    findings: tuple[FindingBlock, ...]
    remediation: Remediation
    references: References
    examples: tuple[Example, ...]
    file: str
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where the keys stand whose names are checked against the models: `kinds` and `target`."""
    replaced_by: str | None = None
    applies_to: Applies = Applies.ALWAYS
    effective_on: date | None = None
    waivable: bool = True
    max_waiver_days: int | None = None
    locked: bool = False
    security_severity: float | None = None
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def bare(self) -> "Policy":
        """Keep what a report says of it: how it judges is left to whoever compiled it."""
        remediation = Remediation(text=self.remediation.text.bare())
        return replace(self.without_places(), when=None, variables={}, findings=(), remediation=remediation)

    def without_places(self) -> "Policy":
        """Leave out what is for tests and for people who write policies: examples and the places of all texts."""
        remediation = self.remediation
        return replace(
            self,
            examples=(),
            places={},
            select=None if self.select is None else self.select.bare(),
            when=None if self.when is None else self.when.bare(),
            variables={name: source.bare() for name, source in self.variables.items()},
            findings=tuple(
                replace(block, must=block.must.bare(), message=block.message.bare(), at=None if block.at is None else block.at.bare())
                for block in self.findings
            ),
            remediation=Remediation(
                text=remediation.text.bare(), snippets={name: text.bare() for name, text in remediation.snippets.items()}
            ),
        )

    @property
    def name(self) -> str:
        """The full name, `<bundle>/<id>`."""
        return f"{self.bundle}/{self.id}"

    @property
    def target(self) -> str:
        """What is visited first and foremost."""
        return self.targets[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named selection: which policies run, at which severity, with which params."""

    name: str
    policies: Mapping[str, Severity | None]
    """Policy id to its severity in this profile; None keeps the policy's own."""
    params: Mapping[str, Mapping[str, ParamValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A folder of policies."""

    name: str
    version: str
    description: str
    license: str
    engine: str
    """The range of Celadon versions that it needs."""
    policies: tuple[Policy, ...]
    """Sorted by id."""
    profiles: Mapping[str, Profile]
    digest: str
    """`c1:sha256:<hex>` over the content (docs: reference/bundles)."""
    built_in: bool = False
    homepage: str = ""
