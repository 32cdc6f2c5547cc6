"""The error family: what is wrong, where, what to do next."""

from collections.abc import Iterable

from celadon.frozen import dataclass
from celadon.terms.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One complaint about an input, a setting or a policy; makes a run untrustworthy (exit 2)."""

    kind: str
    """A stable kebab-case word, such as `syntax-error`, `missing-file`, `limit-exceeded`, `policy-error`."""
    message: str
    """What is wrong, in one sentence, no full stop; not yet escaped for any medium."""
    hint: str = ""
    """The next step, imperative."""
    location: Location | None = None
    policy: str | None = None
    document: str | None = None


class CeladonError(Exception):
    """Carries every problem of one stage, never the first only. Compares by its problems."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        """Keep the problems in order; there is at least one."""
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))

    def __eq__(self, other: object) -> bool:
        """Compare by type and problems."""
        return isinstance(other, CeladonError) and type(other) is type(self) and self.problems == other.problems

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((type(self), self.problems))


class UnreadableInput(CeladonError):
    """A file, a stream or a document could not be read or parsed, or broke a limit."""


class InvalidBundle(CeladonError):
    """A bundle or one of its policies is not well formed."""


class InvalidUsage(CeladonError):
    """The command line or the settings ask for something that does not exist."""


class UnwritableOutput(CeladonError):
    """A report or a file could not be written; what stood there before is intact."""
