"""Which type can stand for which: the reference algorithm, with type variables and gradual `dyn`.

Follows cel-go's `checker/types.go`; the names of the questions are kept so that the two can be read side by side.
"""

from celadon.cel.types import DYN, Type, not_null

Mapping = dict[Type, Type]
"""Type variables and what they stand for. A Type is one object per type, so that the key is found by identity."""

_NULLABLE_KINDS = ("null", "opaque", "timestamp", "duration")
"""Kinds that take null without saying so. The reference adds messages; our model objects say `nullable`."""


def assignable(mapping: Mapping, value: Type, wanted: Type) -> Mapping | None:
    """Say under which mapping a value's type can be used where another is wanted; None where it cannot. The given mapping stays."""
    if value is wanted and not value.params and value.kind != "param":
        return mapping
    trial = dict(mapping)
    return trial if _assignable(trial, value, wanted) else None


def all_assignable(mapping: Mapping, values: list[Type], wanted: tuple[Type, ...]) -> Mapping | None:
    """Ask `assignable` of a list of arguments under one mapping."""
    if len(values) != len(wanted):
        return None
    trial = dict(mapping)
    for value, want in zip(values, wanted, strict=True):
        if not _assignable(trial, value, want):
            return None
    return trial


def _assignable(mapping: Mapping, one: Type, other: Type) -> bool:
    kind, other_kind = one.kind, other.kind
    if other_kind == "param":
        valid, substituted = _valid_substitution(mapping, one, other)
        if valid:
            return True
        if substituted:
            return False
    if kind == "param":
        return _valid_substitution(mapping, other, one)[0]
    if kind in ("dyn", "error") or other_kind in ("dyn", "error"):
        return True
    if kind == "null":
        return other.nullable or other_kind in _NULLABLE_KINDS
    if other_kind == "null":
        return one.nullable or kind in _NULLABLE_KINDS
    if kind != other_kind:
        return False
    if kind == "type":
        return True
    if one.name != other.name or len(one.params) != len(other.params):
        return False
    return all(_assignable(mapping, mine, yours) for mine, yours in zip(one.params, other.params, strict=True))


def _valid_substitution(mapping: Mapping, one: Type, variable: Type) -> tuple[bool, bool]:
    """Say whether `one` can stand for `variable`, and whether something stands for it already."""
    if one is variable:
        return True, True
    known = mapping.get(variable)
    if known is not None:
        if one is known:
            return True, True
        if _assignable(mapping, one, known):
            general = most_general(one, known)
            if _not_inside(mapping, variable, general):
                mapping[variable] = general
            return True, True
        return False, True
    if _not_inside(mapping, variable, one):
        mapping[variable] = one
        return True, False
    return False, False


def _not_inside(mapping: Mapping, variable: Type, within: Type) -> bool:
    """Say that a variable does not occur in a type: a type that contains itself has no end."""
    if variable is within:
        return False
    if within.kind == "param":
        known = mapping.get(within)
        return known is None or _not_inside(mapping, variable, known)
    return all(_not_inside(mapping, variable, part) for part in within.params)


def most_general(one: Type, other: Type) -> Type:
    """Give the less specific of two types that fit each other; null among them makes it nullable."""
    if one.nullable != other.nullable and not_null(one) is not_null(other):
        return one if one.nullable else other
    return one if _less_specific(one, other) else other


def _less_specific(one: Type, other: Type) -> bool:
    if one.kind in ("dyn", "param"):
        return True
    if other.kind in ("dyn", "param") or one.kind != other.kind:
        return False
    if one.kind == "type":
        return True
    if one.name != other.name or len(one.params) != len(other.params):
        return False
    return all(_less_specific(mine, yours) for mine, yours in zip(one.params, other.params, strict=True))


def substitute(mapping: Mapping, type_: Type, *, free_to_dyn: bool) -> Type:
    """Replace type variables by what they stand for; free ones stay, or become `dyn`."""
    if not type_.params and type_.kind != "param":
        return type_
    known = mapping.get(type_)
    if known is not None:
        return substitute(mapping, known, free_to_dyn=free_to_dyn)
    if type_.kind == "param":
        return DYN if free_to_dyn else type_
    parts = tuple(substitute(mapping, part, free_to_dyn=free_to_dyn) for part in type_.params)
    return type_ if parts == type_.params else type_.with_params(parts)
