"""What a check is asked to do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from celadon.frozen import dataclass
from celadon.sources.reading import Begun
from celadon.terms.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What the command line asks for; None and empty leave the answer to the settings."""

    paths: tuple[str, ...] = ()
    """`-` is standard input."""
    start: Path
    """The working directory: paths are relative to it."""
    today: date
    read_stdin: Callable[[], bytes] | None = None
    stdin_name: str = ""
    """How standard input is shown, and where its references start from."""
    config: Path | None = None
    bundles: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    profile: str | None = None
    gate: str = "default"
    is_gated: bool = True
    """False where findings are wanted rather than a decision: a gate for new ones then needs nothing to compare with."""
    fail_on: Severity | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    """OpenAPI document and gateway configuration, both relative to `start`."""
    exclude: tuple[str, ...] = ()
    skip_unknown: bool = False
    validation: str = "fast"
    """`fast` or `full`."""
    against: str | None = None
    """A git revision: what it has already is not new, and settings, waivers, baseline and bundles are read there."""
    config_from: str | None = None
    """Another revision for the latter, or `worktree`."""
    use_waivers: bool = True
    use_baseline: bool = True
    strict_waivers: bool = False
    why: bool = False
    """Whether findings tell the values that made them."""
    jobs: int | None = None
    """Processes that may share one document; None leaves it to the size of a document and the machine."""
    places_all: bool = True
    """Whether the place of every finding will be asked for, so that it pays to get ready for that."""
    begun: Begun | None = None
    """The one document, where another process reads a part of it already."""
    exit_zero: bool = False
    """Turns exit code 1 into 0, never 2."""
