"""Counts and names as people write them."""

from collections.abc import Mapping

_KINDS = {"openapi": "OpenAPI", "krakend": "KrakenD", "aws": "AWS", "nginx": "nginx", "haproxy": "HAProxy"}
"""Kinds whose name is not just capitalised."""


def kind_title(kind: str) -> str:
    """Write a document's kind as its makers do."""
    return _KINDS.get(kind, kind.replace("-", " ").capitalize())


def kinds_phrase(kinds: Mapping[str, str]) -> str:
    """Say of what a policy speaks, such as `OpenAPI >=3.0` and `every gateway`."""
    known = {"gateway": "every gateway", "pair": "an OpenAPI document with its gateway"}
    return ", ".join(known.get(kind) or f"{kind_title(kind)} {versions}".removesuffix(" *") for kind, versions in kinds.items())


def counted(number: int, noun: str) -> str:
    """Write `1 operation`, `12,480 findings`, `3 policies`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def target_noun(target: str) -> str:
    """Write a target as a reader calls it: `request_body` with a space, `any_operation` as what it visits, several as subjects."""
    if "," in target:
        return "subject"
    return "CORS policy" if target == "cors" else target.removeprefix("any_").replace("_", " ") or "subject"


def plural(noun: str) -> str:
    """Write the plural of a noun of ours."""
    if noun == "info":  # the severity and the target alike
        return noun
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch")) else "s")


def listed(names: list[str], *, at_most: int) -> str:
    """Join names with commas; what goes beyond `at_most` is counted."""
    shown = ", ".join(names[:at_most])
    return f"{shown} and {len(names) - at_most} more" if len(names) > at_most else shown
