"""Examples and files of cases become cases: documents in memory, and the findings that they must give."""

from collections.abc import Iterable
from pathlib import Path

from celadon.bundles.examples import read_examples
from celadon.frozen import dataclass, replace
from celadon.sources.document import Document
from celadon.sources.parsing.yaml.comments import comments
from celadon.sources.shaping import Shape
from celadon.terms.errors import InvalidBundle, Problem
from celadon.terms.location import Location
from celadon.terms.policy import Answer, Example, ExpectedFinding, Policy

KIND = "invalid-case"
MARK = "finds:"
SUFFIX = ".cases.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One example of one policy, with its marks read."""

    policy: Policy
    example: Example
    marks: tuple[ExpectedFinding, ...]
    """By line, from comments inside the documents."""

    @property
    def name(self) -> str:
        """How people speak of it."""
        return f"{self.policy.name} {self.example.answer.value}: {self.example.title}"

    def line_of(self, file: str, line: int) -> tuple[str, int]:
        """Say where a line of a document is written, as file and line: in the policy file or the file of cases."""
        origin, first = self.example.origin, self.example.first_lines.get(file, 0)
        return (origin.file, first + line - 1) if origin is not None and first else (file, line)


def cases_of(policy: Policy, further: Iterable[Example] = ()) -> tuple[Case, ...]:
    """Make cases of a policy's own examples and of further ones; raises InvalidBundle for marks that name nothing."""
    problems: list[Problem] = []
    cases = tuple(_case(policy, example, problems) for example in (*policy.examples, *further))
    if problems:
        raise InvalidBundle(problems)
    return cases


def read_case_file(document: Document, policy: Policy) -> tuple[Example, ...]:
    """Read a file of cases; raises InvalidBundle with every mistake."""
    problems: list[Problem] = list(document.duplicate_problems())
    shape = Shape(document, kind=KIND, problems=problems)
    examples = read_examples(shape, document, policy=policy.id)
    if problems:
        raise InvalidBundle(problems)
    return examples


def case_file(policy_file: Path) -> Path:
    """Name the file of cases beside a policy file."""
    return policy_file.with_name(policy_file.name.removesuffix(policy_file.suffix) + SUFFIX)


def _case(policy: Policy, example: Example, problems: list[Problem]) -> Case:
    marks = tuple(mark for file, text in example.files.items() for mark in _marks(file, text))
    case = Case(policy=policy, example=example, marks=marks)
    known = {policy.id, *(block.id for block in policy.findings if block.id)}
    for expected in (*marks, *example.finds):
        if expected.id not in known:
            hint = f"a mark names the policy or one of its blocks: {', '.join(sorted(known))}"
            problems.append(_problem(case, f"the case '{example.title}' expects '{expected.id}'", hint, expected))
        if expected.file not in example.files:
            hint = f"files: {', '.join(example.files)}"
            problems.append(_problem(case, f"the case '{example.title}' expects a finding in '{expected.file}'", hint, expected))
    if example.answer is Answer.REFUSED and not marks and not example.finds:
        hint = f"write '# {MARK} {policy.id}' at the end of the line, or 'finds: [{{pointer: ...}}]'"
        problems.append(_problem(case, f"the refused case '{example.title}' marks no finding", hint))
    if example.answer is not Answer.REFUSED and marks:
        problems.append(_problem(case, f"the case '{example.title}' is not refused and marks a finding", "remove the mark", marks[0]))
    return case


def _marks(file: str, text: str) -> Iterable[ExpectedFinding]:
    """Read `# finds: a, b` comments; one expectation for each id."""
    for comment in comments(text):
        if comment.text.startswith(MARK):
            for name in comment.text.removeprefix(MARK).split(","):
                yield ExpectedFinding(file=file, id=name.strip(), line=comment.line)


def _problem(case: Case, message: str, hint: str, expected: ExpectedFinding | None = None) -> Problem:
    location = case.example.origin
    if location is not None and expected is not None and expected.line is not None:
        location = _at_line(location, case.example.first_lines.get(expected.file, 0) + expected.line - 1)
    return Problem(kind=KIND, message=message, hint=hint, location=location, policy=case.policy.name)


def _at_line(location: Location, line: int) -> Location:
    start = replace(location.span.start, line=line, column=1)
    return replace(location, span=replace(location.span, start=start, end=start), excerpt=None)
