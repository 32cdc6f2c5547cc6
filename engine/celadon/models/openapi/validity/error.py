"""A structural error as a subject of policies: one broken rule, at its place. Who finds them stands in the rooms beside."""

from typing import cast

from celadon.models.openapi.plain import mapping
from celadon.models.place import Place
from celadon.models.view import Node, View, given, is_unknown
from celadon.sources.document import JsonValue
from celadon.terms.location import Tokens
from celadon.terms.unknown import Unknown


class StructuralError(View):
    """One rule of the specification that the document breaks."""

    cel_name = "structural_error"

    def __init__(self, place: Place, node: Node, holder: JsonValue, keyword: str, message: str | Unknown) -> None:
        """Stand at what is wrong; `holder` is the object that breaks the rule; a message of `Unknown` says why nothing was judged."""
        super().__init__(place, node)
        self._holder = holder
        self._keyword = keyword
        self._message = message

    @given
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return cast("str", self._message)

    @given
    def keyword(self) -> str:
        """The rule: a keyword of JSON Schema (`required`, `additionalProperties`, `type`, ...), or a word of the thorough check."""
        return cast("str", self._message) if is_unknown(self._message) else self._keyword

    @given
    def extensions(self) -> dict[str, JsonValue]:
        """The `x-` members of the object that breaks the rule."""
        return {key: value for key, value in mapping(self._holder).items() if key.startswith("x-")}


def value_at(tree: JsonValue, tokens: Tokens) -> JsonValue:
    """Read the node at a place; None where there is none."""
    node = tree
    for token in tokens:
        if isinstance(node, dict):
            node = node.get(str(token))
        elif isinstance(node, list) and isinstance(token, int) and token < len(node):
            node = node[token]
        else:
            return None
    return node
