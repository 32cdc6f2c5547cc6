"""What the versions of OpenAPI differ in, stated once. Everything else asks here, never for a number."""

from celadon.sources.document import JsonValue

FIXED_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


class Version:
    """One version of OpenAPI and its habits."""

    __slots__ = ("identities", "methods", "nullable", "number", "numeric_exclusive", "ref_siblings", "written")

    def __init__(self, written: str) -> None:
        """Read a version as written in the document; a newer minor than 3.2 has the habits of 3.2."""
        self.written = written
        major, minor = _numbers(written)
        self.number = (2, 0) if major < 3 else (3, min(minor, 2))
        self.ref_siblings = self.number >= (3, 1)
        """Siblings of `$ref` apply in schemas."""
        self.identities = self.number >= (3, 1)
        """`$id`, `$anchor`, `$dynamicAnchor` and, in 3.2, `$self` name nodes."""
        self.numeric_exclusive = self.number >= (3, 1)
        """`exclusiveMaximum` is a number of its own, not a flag beside `maximum`."""
        self.nullable = {(2, 0): "x-nullable", (3, 0): "nullable"}.get(self.number)
        """The keyword that admits null beside a type; none from 3.1 on, where null is a type."""
        self.methods = frozenset(FIXED_METHODS + (("trace",) if major >= 3 else ()) + (("query",) if self.number >= (3, 2) else ()))

    @property
    def is_swagger(self) -> bool:
        """Tell 2.0 from the rest."""
        return self.number == (2, 0)


def written_version(tree: JsonValue) -> str | None:
    """Read `openapi` or `swagger` of a tree as text, unquoted numbers included; None where neither is there."""
    if not isinstance(tree, dict):
        return None
    for key in ("openapi", "swagger"):
        value = tree.get(key)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return str(value)
    return None


def _numbers(written: str) -> tuple[int, int]:
    parts = written.split(".")
    major = int(parts[0]) if parts[0].isdecimal() else 3
    minor = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
    return major, minor
