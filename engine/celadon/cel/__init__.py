"""CEL for JSON-like data: parse, check, compile, run. This page is the public face; docs/reference/cel.md describes it.

from celadon.cel import Environment

environment = Environment(variables={"request": "map(string, dyn)"})
program = environment.compile("request.size > 3 && request.user in ['ada', 'bob']")
program.evaluate({"request": {"size": 5, "user": "ada"}})  # True
"""

from celadon.cel.budget import Budget
from celadon.cel.environment import STANDARD, Environment
from celadon.cel.errors import BudgetSpent, CelError, CheckError, EvaluationError, Issue, ParseError
from celadon.cel.functions.library import Function, Library, Overload
from celadon.cel.program import Program
from celadon.cel.types import Field, ObjectType, Type, parse_type
from celadon.cel.values import Duration, Failure, KeyedMap, Optional, Timestamp, TypeValue, UInt

__all__ = [
    "STANDARD",
    "Budget",
    "BudgetSpent",
    "CelError",
    "CheckError",
    "Duration",
    "Environment",
    "EvaluationError",
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
    "Timestamp",
    "Type",
    "TypeValue",
    "UInt",
    "parse_type",
]
