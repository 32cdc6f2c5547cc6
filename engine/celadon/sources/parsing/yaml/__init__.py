"""From YAML text to plain trees with places.

PyYAML compiles, whenever it is imported, the patterns of loaders that nobody here uses: more work than reading a small document. So it is
imported here, before any module of this folder, and its patterns are compiled when somebody uses one.
"""

import re
import sys
from collections.abc import Callable
from typing import Any


class LatePattern:
    """A pattern that is compiled at its first use."""

    __slots__ = ("_given", "_made")

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what `re.compile` takes."""
        self._given = (given, named)
        self._made: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        """Answer as the compiled pattern does."""
        if self._made is None:
            given, named = self._given
            self._made = re.compile(*given, **named)  # noqa: TID251 - a pattern of PyYAML's own
        return getattr(self._made, name)


def _import_pyyaml() -> None:
    if "yaml" in sys.modules:
        return
    at_once: Callable[..., Any] = re.compile  # noqa: TID251 - nothing is compiled here
    re.compile = LatePattern  # type: ignore[assignment] # noqa: TID251 - for the time of one import, and it does the same, later
    try:
        import yaml  # noqa: F401, PLC0415 - as said
    finally:
        re.compile = at_once  # noqa: TID251 - as it was


_import_pyyaml()
