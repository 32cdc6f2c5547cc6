"""What goes wrong in an expression: when it is read, when it is checked, when it runs; each with its place in the text."""

from collections.abc import Iterable


class Issue:
    """One complaint about an expression; `start` and `end` are offsets in code points, `line` and `column` count from 1."""

    __slots__ = ("at", "column", "end", "hint", "line", "message", "start")

    def __init__(self, message: str, source: str, start: int, end: int, *, hint: str = "", at: int | None = None) -> None:
        """Work out the line and column of `start`; `at` is where the reference implementation points, `start` by default."""
        self.message = message
        self.start = start
        self.end = max(end, start)
        self.hint = hint
        self.at = start if at is None else at
        self.line, self.column = line_and_column(source, start)

    def __repr__(self) -> str:
        return f"Issue({self.message!r}, {self.start}, {self.end}, hint={self.hint!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Issue):
            return NotImplemented
        return (self.message, self.start, self.end, self.hint) == (other.message, other.start, other.end, other.hint)

    def __hash__(self) -> int:
        return hash((self.message, self.start, self.end, self.hint))

    def __getstate__(self) -> tuple[None, dict[str, object]]:
        return None, {name: getattr(self, name) for name in self.__slots__}


class CelError(Exception):
    """Anything that CEL has to say against an expression. `issues` holds all of one stage, in the order of the text."""

    def __init__(self, source: str, issues: Iterable[Issue]) -> None:
        self.source = source
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("; ".join(issue.message for issue in self.issues))

    def __str__(self) -> str:
        return "\n".join(render(issue, self.source) for issue in self.issues)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.source, self.issues)


class ParseError(CelError):
    """The text is not CEL."""


class CheckError(CelError):
    """The text is CEL, and cannot mean anything: unknown names, types that do not fit, a bad constant pattern."""


class EvaluationError(CelError):
    """The expression has no value for this input; one issue, whose span is the sub-expression that failed."""

    @property
    def message(self) -> str:
        """What happened, in CEL terms, in one line."""
        return self.issues[0].message


class BudgetSpent(EvaluationError):
    """The evaluation cost more than it may. `&&`, `||` and the macros do not absorb it."""


def too_deep(source: str) -> ParseError:
    """Refuse an expression whose tree has too many levels."""
    return ParseError(source, [Issue("the expression is nested too deeply", source, 0, 0, hint="split it into variables")])


def line_and_column(source: str, offset: int) -> tuple[int, int]:
    """Count line and column from 1, columns in code points."""
    before = source.count("\n", 0, offset)
    return before + 1, offset - (source.rfind("\n", 0, offset) + 1) + 1


def render(issue: Issue, source: str) -> str:
    """Show the complaint above the source line, with the span underlined and the hint below."""
    first = source.rfind("\n", 0, issue.start) + 1
    last = source.find("\n", issue.start)
    text = source[first : last if last >= 0 else len(source)].expandtabs(1)
    marks = max(1, min(issue.end, first + len(text)) - issue.start)
    text, shift = _window(text, issue.start - first, marks)
    gutter = str(issue.line)
    lines = [
        f"{issue.line}:{issue.column}: {issue.message}",
        f" {gutter} | {text}",
        f" {' ' * len(gutter)} | {' ' * (issue.start - first - shift)}{'^' * min(marks, len(text) + 1)}",
    ]
    if issue.hint:
        lines.append(f" {' ' * len(gutter)} = {issue.hint}")
    return "\n".join(lines)


def _window(text: str, column: int, marks: int, width: int = 120) -> tuple[str, int]:
    """Cut a long line to the part around the span; return it with what to subtract from columns."""
    if len(text) <= width:
        return text, 0
    start = max(0, min(column - 40, len(text) - width))
    cut = text[start : start + max(width, min(marks, width))]
    head = "..." if start else ""
    return head + cut + ("..." if start + len(cut) < len(text) else ""), start - len(head)
