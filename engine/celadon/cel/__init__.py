"""CEL for JSON-like data: parse, check, compile, run. This page is the public face; docs/reference/cel.md describes it.

    from celadon.cel import Environment

    environment = Environment(variables={"request": "map(string, dyn)"})
    program = environment.compile("request.size > 3 && request.user in ['ada', 'bob']")
    program.evaluate({"request": {"size": 5, "user": "ada"}})  # True

Names are imported when they are first asked for: a run that takes its programs from a cache needs no parser.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from celadon.cel.budget import Budget
    from celadon.cel.environment import STANDARD, Environment
    from celadon.cel.errors import BudgetSpent, CelError, CheckError, EvaluationError, Issue, ParseError
    from celadon.cel.functions.library import Function, Library, Overload
    from celadon.cel.interpreting.explaining import Explanation, Step
    from celadon.cel.program import Program
    from celadon.cel.types import Field, ObjectType, Type, parse_type
    from celadon.cel.values import Duration, Failure, KeyedMap, Optional, Timestamp, TypeValue, UInt
    from celadon.terms.unknown import Unknown

_HOMES = {
    "celadon.cel.budget": ("Budget",),
    "celadon.cel.environment": ("STANDARD", "Environment"),
    "celadon.cel.errors": ("BudgetSpent", "CelError", "CheckError", "EvaluationError", "Issue", "ParseError"),
    "celadon.cel.functions.library": ("Function", "Library", "Overload"),
    "celadon.cel.interpreting.explaining": ("Explanation", "Step"),
    "celadon.cel.program": ("Program",),
    "celadon.cel.types": ("Field", "ObjectType", "Type", "parse_type"),
    "celadon.cel.values": ("Duration", "Failure", "KeyedMap", "Optional", "Timestamp", "TypeValue", "UInt"),
    "celadon.terms.unknown": ("Unknown",),
}

__all__ = [
    "STANDARD",
    "Budget",
    "BudgetSpent",
    "CelError",
    "CheckError",
    "Duration",
    "Environment",
    "EvaluationError",
    "Explanation",
    "Failure",
    "Field",
    "Function",
    "Issue",
    "KeyedMap",
    "Library",
    "ObjectType",
    "Optional",
    "Overload",
    "ParseError",
    "Program",
    "Step",
    "Timestamp",
    "Type",
    "TypeValue",
    "UInt",
    "Unknown",
    "parse_type",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its room."""
    from importlib import import_module  # noqa: PLC0415 - only where the face is used by name

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
