"""What generated code calls: its global names, and nothing else. Names are short because they are written often.

Generated code may raise anything where there is no value; the careful interpreter then says what happened. So these functions
only have to be right when they return.
"""

from typing import Any, NoReturn

from celadon.cel.budget import MAX_SIZE, Budget
from celadon.cel.errors import BudgetSpent
from celadon.cel.runtime.arithmetic import (
    add,
    as_int,
    as_uint,
    divide,
    divide_double,
    divide_int,
    multiply,
    negate,
    remainder,
    subtract,
    too_large,
)
from celadon.cel.runtime.comparing import contains, equal, greater, greater_equal, less, less_equal, make_map, sort_by, unequal
from celadon.cel.runtime.kinds import LISTS, MAPS, no_overload, sure, type_value
from celadon.cel.runtime.selecting import elements, index, optional_index, optional_select, present, select, size
from celadon.cel.values import MISSING, NONE, Failure, KeyedMap, Optional, UInt
from celadon.terms.unknown import UnknownFact


def not_bool(value: Any) -> NoReturn:
    """Refuse a value where a bool is needed."""
    sure(value)
    raise no_overload("a bool is needed")


def again(fact: UnknownFact) -> NoReturn:
    """Raise where a name is used what was raised where it was bound."""
    raise fact


def misfit(value: Any) -> NoReturn:
    """Refuse an argument that is not of its parameter's type."""
    sure(value)
    raise no_overload("an argument of another type")


def as_list(value: Any) -> Any:
    """Let a tuple pass as a list."""
    return value if value.__class__ is tuple else misfit(value)


def as_map(value: Any) -> Any:
    """Let a map with bool keys pass as a map."""
    return value if value.__class__ is KeyedMap else misfit(value)


def as_object(value: Any) -> Any:
    """Let everything pass but null and unknowns."""
    return misfit(value) if value is None else sure(value)


def caught(budget: Budget, first: Exception | None, error: Exception) -> Exception:
    """Keep what an operand of `&&` or `||` raised; an error goes before an unknown, for the interpreter sees to what wins."""
    if isinstance(error, BudgetSpent):
        raise error
    charge(budget, RAISED)
    # Without its frames: a kept exception would keep the data alive.
    error.__traceback__ = None
    if first is None or (isinstance(first, UnknownFact) and not isinstance(error, UnknownFact)):
        return error
    return first


class Exhausted(BaseException):
    """Travels from the loop to the program's edge past every `except Exception`, and becomes BudgetSpent there."""

    def __init__(self, budget: Budget) -> None:
        super().__init__("the budget is spent")
        self.budget = budget


def spent(budget: Budget) -> NoReturn:
    """Stop: the budget is used up."""
    raise Exhausted(budget)


def charge(budget: Budget, steps: int) -> None:
    """Take steps from the budget."""
    budget.remaining -= steps
    if budget.remaining < 0:
        spent(budget)


# What a step buys was measured, so that a million of them take less than a second: one round of a macro, or the work below.
RAISED = 4
"""Steps for an exception that is kept."""
CHARACTERS_SEARCHED = 8
"""Binary logarithm of the characters that one step searches."""
CHARACTERS_READ = 3
"""The same for functions that look at each character."""
CHARACTERS_MADE = 6
ELEMENTS_MADE = 3
ELEMENTS_READ = 2
ELEMENTS_COMPARED = 1
_SHORT = 64


def grown(budget: Budget, value: Any) -> Any:
    """Check and charge the size of something that was made."""
    class_ = value.__class__
    if class_ is str or class_ is bytes or class_ is list:
        size = len(value)
        if size > _SHORT:
            if size > MAX_SIZE:
                raise too_large(size)
            charge(budget, size >> (ELEMENTS_MADE if class_ is list else CHARACTERS_MADE))
    return value


def within(budget: Budget, value: Any, container: Any) -> bool:
    """`value in container` inside of a loop, charged for long lists."""
    if container.__class__ in LISTS and len(container) > _SHORT:
        charge(budget, len(container) >> (ELEMENTS_READ if value.__class__ is str else ELEMENTS_COMPARED))
    return contains(value, container)


def same(budget: Budget, left: Any, right: Any) -> bool:
    """`left == right` inside of a loop, charged for long lists and maps."""
    if (left.__class__ in LISTS or left.__class__ in MAPS) and len(left) > _SHORT:
        charge(budget, len(left) >> ELEMENTS_COMPARED)
    return equal(left, right)


def weighed(budget: Budget, value: Any) -> Any:
    """Charge a long text or list that a function reads inside of a loop."""
    if value.__class__ is str:
        if len(value) > _SHORT:
            charge(budget, len(value) >> CHARACTERS_READ)
    elif value.__class__ in LISTS and len(value) > _SHORT:
        charge(budget, len(value) >> ELEMENTS_READ)
    return value


def searched(budget: Budget, value: Any) -> Any:
    """Charge a long text that is searched inside of a loop."""
    if value.__class__ is str and len(value) > 1 << CHARACTERS_SEARCHED:
        charge(budget, len(value) >> CHARACTERS_SEARCHED)
    return value


def is_member(value: Any, elements: Any) -> bool:
    """`value in [constants]`, where the value is not of the class of the constants."""
    return contains(sure(value), elements)


def unwrapped(value: Any) -> Any:
    """Give what is in an optional, or MISSING."""
    if value.__class__ is not Optional:
        misfit(value)
    return value.value


def wrapped(value: Any) -> Optional:
    """Put a value or MISSING into an optional."""
    return NONE if value is MISSING else Optional(value)


def optional_field(value: Any, field: str, objects: Any) -> Any:
    """`value.?field`, not wrapped."""
    return optional_select(value, field, objects).value


def optional_item(container: Any, key: Any) -> Any:
    """`container[?key]`, not wrapped."""
    return optional_index(sure(container), sure(key)).value


def no_value() -> NoReturn:
    """Refuse `optional.none().value()`."""
    raise Failure("optional.none() has no value")


def item(container: Any, key: Any) -> Any:
    """`container[key]`."""
    return index(sure(container), sure(key))


def pairs(value: Any) -> Any:
    """Give index and element, or key and value."""
    return enumerate(value) if value.__class__ in LISTS else value.items()


def merged(entries: list[Any]) -> Any:
    """Build the map of `transformMapEntry` from the maps of its entries."""
    return make_map([(key, entry[key]) for entry in entries for key in elements(sure(entry))])


NAMES: dict[str, Any] = {
    "__builtins__": {},
    "BaseException": BaseException,
    "Exception": Exception,
    "enumerate": enumerate,
    "len": len,
    "MISSING": MISSING,
    "NONE": NONE,
    "UInt": UInt,
    "UnknownFact": UnknownFact,
    "int": int,
    "str": str,
    "float": float,
    "bool": bool,
    "list": list,
    "dict": dict,
    "not_bool": not_bool,
    "again": again,
    "misfit": misfit,
    "as_list": as_list,
    "as_map": as_map,
    "as_object": as_object,
    "caught": caught,
    "spent": spent,
    "grown": grown,
    "within": within,
    "same": same,
    "weighed": weighed,
    "searched": searched,
    "is_member": is_member,
    "unwrapped": unwrapped,
    "wrapped": wrapped,
    "optional_field": optional_field,
    "optional_item": optional_item,
    "no_value": no_value,
    "item": item,
    "pairs": pairs,
    "merged": merged,
    "sure": sure,
    "select": select,
    "present": present,
    "elements": elements,
    "size": size,
    "type_value": type_value,
    "make_map": make_map,
    "sort_by": sort_by,
    "equal": equal,
    "unequal": unequal,
    "contains": contains,
    "less": less,
    "less_equal": less_equal,
    "greater": greater,
    "greater_equal": greater_equal,
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "divide_int": divide_int,
    "divide_double": divide_double,
    "remainder": remainder,
    "negate": negate,
    "as_int": as_int,
    "as_uint": as_uint,
}
"""The global names of generated code. It has no other builtins."""
