"""What became of the tests of policies: cases with their differences, and what no case tries."""

from celadon.frozen import dataclass
from celadon.terms.errors import Problem
from celadon.terms.location import Location
from celadon.terms.policy import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which a policy does not say what its case says."""

    kind: str
    """`verdict`, `missing` (marked and not found), `unexpected` (found and not marked) or `problem`."""
    message: str
    """One clause, no place in it."""
    file: str = ""
    """Where the line stands that the difference is about: the policy's file or its file of cases; empty for the case as a whole."""
    line: int = 0
    source: str = ""
    """That line, trimmed."""
    pointer: str = ""
    """The node of the document, as `file#pointer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTested:
    """One example or case."""

    title: str
    answer: Answer
    file: str
    line: int
    """Where it is written."""
    differences: tuple[Difference, ...]
    """None where the case holds."""

    @property
    def is_passed(self) -> bool:
        """Tell whether the policy says exactly what the case says."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that no case tries."""

    kind: str
    """`branch`, `param` or `version`."""
    message: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a policy its cases try."""

    branches: int
    """Twice the number of deciding terms."""
    gaps: tuple[Gap, ...]
    """In the order of the policy."""

    @property
    def covered(self) -> int:
        """Count the branches that some case takes."""
        return self.branches - sum(gap.kind == "branch" for gap in self.gaps)

    @property
    def percent(self) -> float:
        """Give the share of branches that some case takes."""
        return 100.0 * self.covered / self.branches if self.branches else 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One expression of which two implementations of CEL say different things, at some subjects."""

    expression: str
    location: Location
    example: str
    """The title of the first example where they do."""
    ours: str
    theirs: str
    cause: str
    """Why, where that was proven; empty where nobody knows."""
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another implementation of CEL says of the expressions of one policy."""

    expressions: int
    """Variables, `when` and every `must`."""
    beyond: tuple[tuple[str, ...], ...]
    """For each expression that is not portable: what of it is not standard CEL."""
    compared: int
    """Evaluations in which both gave an answer."""
    left_out: int
    """Evaluations that met an unknown fact, which no other implementation has."""
    disagreements: tuple[Disagreement, ...]

    @property
    def portable(self) -> int:
        """Count the expressions that every implementation of CEL can judge."""
        return self.expressions - len(self.beyond)

    @property
    def is_explained(self) -> bool:
        """Tell whether every disagreement has a known cause; one without is a defect of one of the two."""
        return all(one.cause for one in self.disagreements)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTested:
    """One policy and its cases."""

    name: str
    file: str
    cases: tuple[CaseTested, ...]
    problems: tuple[Problem, ...] = ()
    """What kept its cases from being run, and what they lack."""
    coverage: Coverage | None = None
    """What its cases try; None where nobody asked, or a case does not hold."""
    opinion: Opinion | None = None
    """The second opinion; None where nobody asked."""

    @property
    def is_passed(self) -> bool:
        """Tell whether every case holds, none was kept from running, and a second opinion differs nowhere without a known cause."""
        is_doubted = self.opinion is not None and not self.opinion.is_explained
        return not self.problems and not is_doubted and all(case.is_passed for case in self.cases)

    def is_covered(self, percent: float) -> bool:
        """Tell whether the cases try at least this share of the branches; trivially so where nothing was measured."""
        return self.coverage is None or self.coverage.percent >= percent


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """A whole run of `celadon test`."""

    policies: tuple[PolicyTested, ...]
    min_coverage: float = 0.0
    """The share of branches, in percent, that the cases of each policy must try."""

    __test__ = False  # pytest collects classes by this name

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was tested."""
        return not any(policy.cases or policy.problems for policy in self.policies)

    @property
    def is_passed(self) -> bool:
        """Tell whether every policy passed and is covered as asked."""
        return all(policy.is_passed and policy.is_covered(self.min_coverage) for policy in self.policies)
