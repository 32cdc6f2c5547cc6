"""The types of plain scalars: YAML 1.2 core schema (section 10.3.2), so `no`, `on`, dates, `1:30` are text and `010` is ten."""

import re

from celadon.sources.limits import DIGITS

Scalar = bool | int | float | str | None

WORDS: dict[str, bool | float | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}  # fmt: skip
FIRST = frozenset("~nNtTfF.+-0123456789") | {""}
"""First characters (or none) of everything that may not be text; the rest needs no look."""
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")  # noqa: TID251 - our own pattern, linear
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")  # noqa: TID251 - our own pattern, linear

CORE = "tag:yaml.org,2002:"


def resolve(text: str) -> Scalar:
    """Give the value of a plain scalar; ValueError for an integer of absurd length."""
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return _integer(text)
    if FLOAT.fullmatch(text):
        return float(text)
    return text


def _integer(text: str) -> int:
    if len(text) > DIGITS:
        raise ValueError(f"an integer of {len(text)} digits, above the limit of {DIGITS}")
    return int(text, 0 if text[1:2] in ("o", "x") else 10)


def construct(tag: str, text: str) -> Scalar:
    """Apply a core tag (`!!int`, ...) to a scalar; LookupError for a tag of another schema, ValueError where the text does not fit."""
    kind = tag.removeprefix(CORE)
    if kind == "str":
        return text
    if kind not in ("null", "bool", "int", "float"):
        raise LookupError(tag)
    value = resolve(text)
    if kind == "null" and value is None:
        return None
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "float" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(text) if isinstance(value, int) else value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"the text does not fit its tag !!{kind}")
