"""Whether the names of a document follow one style: `naming`, one for each sort of names."""

from collections.abc import Iterable
from functools import cached_property

from celadon.cel.functions.text import parts_are_case, styles_of
from celadon.models.place import Place
from celadon.models.view import Node, View, given

PLAIN = "flatcase"
"""Words of small letters alone: written alike in most styles, so that they tell nothing."""

CLEAR = 3 / 4
"""From this share on a style prevails; below, the names follow none."""

STYLES = ("camelCase", "snake_case", "kebab-case", "UPPER_SNAKE_CASE", "PascalCase", "Train-Case")


class Naming(View):
    """How names of one sort are written, over the whole document."""

    cel_name = "naming"

    def __init__(self, place: Place, node: Node, names: Iterable[str]) -> None:
        """Stand where the names are; each name counts once."""
        super().__init__(place, node)
        self._given = names

    @cached_property
    def _names(self) -> dict[str, None]:
        """The names, read for the first fact: some only ask where they stand."""
        return dict.fromkeys(self._given)

    @cached_property
    def _followed(self) -> dict[str, tuple[str, ...]]:
        """The styles of each telling name."""
        return {name: styles for name in self._names if PLAIN not in (styles := _followed(name)) and styles}

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {style: sum(style in styles for styles in self._followed.values()) for style in STYLES}

    @given
    def count(self) -> int:
        """How many different names there are."""
        return len(self._names)

    @given
    def telling(self) -> int:
        """How many of them follow a style that not every name follows: `userId` does, `user` does not."""
        return len(self._followed)

    @given
    def leading(self) -> str:
        """The style of most telling names; of equally frequent ones the first in the order of `isCase`; empty where none tells."""
        return max(STYLES, key=lambda style: self._counts[style]) if self._followed else ""

    @given
    def led(self) -> int:
        """How many telling names follow the leading style."""
        return self._counts[self.leading] if self.telling else 0

    @given
    def prevailing(self) -> str:
        """The leading style, where at least three of four telling names follow it; empty where the names follow no one style."""
        return self.leading if self.telling and self.led >= CLEAR * self.telling else ""


def _followed(name: str) -> tuple[str, ...]:
    """Find the styles in which a name or each of its parts is written; the parts matter only where the whole follows none."""
    return styles_of(name) or tuple(style for style in (PLAIN, *STYLES) if parts_are_case(name, style))
