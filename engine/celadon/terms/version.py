"""Version numbers and ranges of them (`>=2.0`, `>=1.2 <2`, `^1.4`, `3.1`): of documents, engines and bundles alike."""

from celadon.frozen import dataclass

Numbers = tuple[int, ...]

_OPERATORS = ("<=", ">=", "!=", "<", ">", "=", "^", "~")


def numbers_of(version: str) -> Numbers:
    """Read the leading numbers of a version (`3.1.0-rc1` is 3, 1, 0); empty where it has none."""
    found: list[int] = []
    for part in version.strip().split("."):
        digits = ""
        for character in part:
            if character not in "0123456789":
                break
            digits += character
        if not digits or len(digits) > 9:
            break
        found.append(int(digits))
        if digits != part:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Bound:
    """One comparison; numbers that are not written are not compared, so `<=3.1` admits 3.1.1 and `3.1` is all of 3.1."""

    operator: str
    numbers: Numbers

    def admits(self, version: Numbers) -> bool:
        """Compare by the numbers that both sides may have; missing ones of the version are zero."""
        width = len(self.numbers)
        seen = (version + (0,) * width)[:width]
        match self.operator:
            case "=":
                return seen == self.numbers
            case "!=":
                return seen != self.numbers
            case "<":
                return seen < self.numbers
            case "<=":
                return seen <= self.numbers
            case ">":
                return seen > self.numbers
            case ">=":
                return seen >= self.numbers
            case "~":
                return seen >= self.numbers and version[:2] == (*self.numbers, 0)[:2]
            case _:
                return seen >= self.numbers and _same_major(seen, self.numbers)


def _same_major(version: Numbers, lowest: Numbers) -> bool:
    """Keep what `^` keeps: the first number that is not zero, and all before it."""
    for position, number in enumerate(lowest):
        if version[position] != number:
            return False
        if number:
            return True
    return True


@dataclass(frozen=True, slots=True)
class VersionRange:
    """What must hold of a version, all at once; no bound at all (`*`) admits everything, even what has no number."""

    text: str
    bounds: tuple[_Bound, ...]

    @classmethod
    def parse(cls, text: str) -> "VersionRange":
        """Read a range: bounds with spaces or commas between them, or `*`; raises ValueError that names the wrong part."""
        bounds = []
        parts = text.replace(",", " ").split()
        if not parts:
            raise ValueError("a version range is empty; write '*' for every version")
        if parts == ["*"]:
            return cls(text, ())
        for part in parts:
            operator = next((operator for operator in _OPERATORS if part.startswith(operator)), "")
            version = part[len(operator) :]
            numbers = numbers_of(version)
            if not numbers or ".".join(map(str, numbers)) != version:
                raise ValueError(f"'{part}' is not a version bound such as '>=2.0', '<4', '^1.4' or '3.1'")
            bounds.append(_Bound(operator or "=", numbers))
        return cls(text, tuple(bounds))

    def admits(self, version: str) -> bool:
        """Tell whether a version, as written in a document, lies within."""
        if not self.bounds:
            return True
        numbers = numbers_of(version)
        return bool(numbers) and all(bound.admits(numbers) for bound in self.bounds)
