"""From what a validator says to what is wrong: choices are followed down to the branch that was meant, once per fact."""

from collections.abc import Iterable, Iterator
from typing import Any

from celadon.sources.document import JsonValue
from celadon.terms.location import Token, Tokens

CHOICES = ("oneOf", "anyOf")
UNEVALUATED = "unevaluatedProperties"
UNEXPECTED = ("additionalProperties", UNEVALUATED)


class Cause:
    """One broken rule at one node."""

    __slots__ = ("is_conditional", "keyword", "options", "tokens", "value")

    def __init__(
        self, tokens: Tokens, keyword: str, value: object, options: tuple[object, ...] = (), *, is_conditional: bool = False
    ) -> None:
        """Keep where, which keyword, and what the keyword says (its argument, or the names that it speaks of)."""
        self.tokens = tokens
        self.keyword = keyword
        self.value = value
        self.options = options
        """The values of an `enum` or `const`, over all branches that have one there."""
        self.is_conditional = is_conditional
        """The rule stands in a `then`: it may hold only because the member that the `if` asks about is missing."""

    @property
    def fact(self) -> tuple[object, ...]:
        """What makes two causes the same."""
        return (self.tokens, self.keyword, repr(self.value), tuple(map(repr, self.options)))


def causes_of(errors: Iterable[Any], tree: JsonValue) -> list[Cause]:
    """Find the causes behind the errors of jsonschema-rs, in the order of the validator, each once."""
    found: dict[tuple[object, ...], Cause] = {}
    for error in errors:
        for cause in _causes(error, tree):
            found.setdefault(cause.fact, cause)
    return _without_echoes(list(found.values()))


def _causes(error: Any, tree: JsonValue) -> Iterator[Cause]:
    """Take an error as it is, or descend into the branch that explains it best."""
    branches: list[list[Any]] = list(getattr(error.kind, "context", None) or [])
    if not branches or not all(branches):  # it fits more than one branch, which is the complaint
        yield from _plain(error, tree)
        return
    here = tokens_in(tree, error.instance_path)
    sets = [[cause for inner in branch for cause in _causes(inner, tree)] for branch in branches]
    sets = [one for one in sets if not _asks_for_ref(one, here)] or sets
    shared = [cause for cause in sets[0] if all(any(cause.fact == other.fact for other in one) for one in sets[1:])]
    mismatched = _mismatches(sets, here)
    alternatives = [one[0] for one in sets if len(one) == 1 and one[0].keyword == "required" and one[0].tokens == here]
    if shared:
        yield from shared
    elif len(alternatives) == len(sets):
        yield Cause(here, "required", None, tuple(cause.value for cause in alternatives))
    elif all(cause is not None for cause in mismatched):
        yield from _merged([cause for cause in mismatched if cause is not None])
    else:
        fitting = [one for one, mismatch in zip(sets, mismatched, strict=True) if mismatch is None]
        yield from min(fitting, key=lambda one: (_shallow(one, here), len(one)))


def _plain(error: Any, tree: JsonValue) -> Iterator[Cause]:
    """Turn one error into causes: one per missing or unexpected member, so that each has its own place."""
    tokens, kind = tokens_in(tree, error.instance_path), error.kind
    keyword = str(kind.name)
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        for name in kind.unexpected:
            yield Cause((*tokens, str(name)), keyword, None)
    elif keyword == "required":
        yield Cause(tokens, keyword, kind.property, is_conditional="then" in error.schema_path)
    elif keyword == "enum":
        yield Cause(tokens, keyword, None, tuple(kind.options))
    elif keyword == "const":
        yield Cause(tokens, keyword, None, (kind.expected_value,))
    elif keyword == "type":
        yield Cause(tokens, keyword, None, tuple(kind.types))
    elif keyword == "propertyNames":
        yield Cause((*tokens, str(kind.error.instance)), keyword, None)
    else:
        yield Cause(tokens, keyword, kind.value)


def _mismatches(sets: list[list[Cause]], here: Tokens) -> list[Cause | None]:
    """Find for each branch the cause by which it shows that it was not meant.

    That is the type of the node itself, else the value of the member by which branches are told apart: the one about which most of
    them complain, but not all (`in` of a parameter, `type` of a security scheme).
    """
    wrong_types = [next((cause for cause in one if cause.keyword == "type" and cause.tokens == here), None) for one in sets]
    if any(wrong_types):
        return wrong_types
    telling = [[cause for cause in one if _is_telling(cause, here)] for one in sets]
    counted: dict[Tokens, int] = {}
    for tokens in (tokens for one in telling for tokens in {cause.tokens for cause in one}):
        counted[tokens] = counted.get(tokens, 0) + 1
    discriminator = max(counted, key=lambda tokens: (counted[tokens] < len(sets), counted[tokens]), default=None)
    return [next((cause for cause in one if cause.tokens == discriminator), None) for one in telling]


def _is_telling(cause: Cause, here: Tokens) -> bool:
    return cause.keyword in ("const", "enum") and cause.tokens[:-1] == here and isinstance(cause.tokens[-1], str)


def _merged(mismatched: list[Cause]) -> Iterator[Cause]:
    """Every branch is about something else: say which values or types would have been understood."""
    first = mismatched[0]
    alike = [cause for cause in mismatched if cause.tokens == first.tokens and (cause.keyword == "type") == (first.keyword == "type")]
    options = {repr(option): option for cause in alike for option in cause.options}
    yield Cause(first.tokens, first.keyword if first.keyword == "type" else "enum", None, tuple(options.values()))


def _asks_for_ref(causes: list[Cause], here: Tokens) -> bool:
    """Tell the branch of Reference Objects: it is meant only where a `$ref` is written, and then does not ask for one."""
    return any(cause.keyword == "required" and cause.value == "$ref" and cause.tokens == here for cause in causes)


def _shallow(causes: list[Cause], here: Tokens) -> int:
    """Prefer the branch whose complaints lie deeper: it understood more of the node."""
    return -min((len(cause.tokens) - len(here) for cause in causes), default=0)


def _without_echoes(causes: list[Cause]) -> list[Cause]:
    """Leave out what another complaint about the same object explains.

    "Fits several forms" follows from a missing member; members count as unevaluated where a sibling keyword of the schema failed;
    an object that is a reference where none may stand lacks everything else; what is demanded on a condition counts once the
    member that the condition asks about is there.
    """
    first_hand = [cause for cause in causes if cause.keyword not in CHOICES and cause.keyword != UNEVALUATED]
    explained = {cause.tokens for cause in first_hand}
    troubled = explained | {cause.tokens[:-1] for cause in first_hand if cause.keyword in ("const", "enum", "pattern", "falseSchema")}
    lacking = {cause.tokens for cause in first_hand if cause.keyword == "required" and not cause.is_conditional}
    misplaced = {cause.tokens[:-1] for cause in causes if cause.keyword in UNEXPECTED and cause.tokens[-1] == "$ref"}

    def echoes(cause: Cause) -> bool:
        if cause.keyword in UNEXPECTED and cause.tokens[-1] == "$ref":
            return False
        if cause.tokens in misplaced or (cause.keyword in UNEXPECTED and cause.tokens[:-1] in misplaced):
            return True
        if cause.is_conditional and cause.tokens in lacking:
            return True
        if cause.keyword in CHOICES:
            return cause.tokens in explained
        return cause.keyword == UNEVALUATED and cause.tokens[:-1] in troubled

    return [cause for cause in causes if not echoes(cause)]


def tokens_in(tree: JsonValue, path: Iterable[Token]) -> Tokens:
    """Read a validator's path: numbers are indices of lists only, keys that look like numbers are text."""
    tokens: list[Token] = []
    node: JsonValue = tree
    for step in path:
        if isinstance(node, dict):
            tokens.append(str(step))
            node = node.get(str(step))
        elif isinstance(node, list):
            tokens.append(int(step))
            node = node[int(step)] if int(step) < len(node) else None
        else:
            tokens.append(step)
    return tuple(tokens)
