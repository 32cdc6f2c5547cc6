"""A fact that the document cannot tell. It is neither null nor an error (docs: reference/language, "Unknown")."""

from typing import NoReturn, final


class UnknownFact(Exception):
    """Raised where an operation needs the value of an `Unknown`; carries it."""

    def __init__(self, unknown: "Unknown") -> None:
        """Keep the unknown that was touched."""
        super().__init__(unknown.reason)
        self.unknown = unknown


class Unknown:
    """A value that poisons strict operations: to look at it, other than by `isinstance`, raises `UnknownFact`.

    Models put it where a fact belongs; so plain Python code that forgets to ask fails closed.
    """

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        """Give the reason as a reader should see it, such as "the file ./a.yaml was not found"."""
        self.reason = reason

    def _touch(self, *_: object) -> NoReturn:
        raise UnknownFact(self)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse every field: the value behind is not known."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnknownFact(self)

    def __hash__(self) -> int:
        """Refuse: equality is not known."""
        raise UnknownFact(self)

    def __eq__(self, other: object) -> bool:
        """Refuse: equality is not known."""
        raise UnknownFact(self)

    def __ne__(self, other: object) -> bool:
        """Refuse: equality is not known."""
        raise UnknownFact(self)

    def __repr__(self) -> str:
        """Name the reason, for people who debug."""
        return f"{type(self).__name__}({object.__getattribute__(self, 'reason')!r})"

    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __lt__ = __le__ = __gt__ = __ge__ = _touch
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _touch
    __mod__ = __rmod__ = __neg__ = __int__ = __float__ = __index__ = _touch


@final
class Tagged(Unknown):
    """A YAML value with a tag that we do not construct (`!Ref x`): kept as data, unknown to policies."""

    __slots__ = ("tag", "value")

    def __init__(self, tag: str, value: object) -> None:
        """Keep the tag as written and the plain value below it."""
        super().__init__(f"the tag {tag} is not evaluated")
        self.tag = tag
        self.value = value
