"""Writes random trees as YAML in every style that people use, so that places are tested on more than one emitter's habits."""

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Tree = None | bool | int | float | str | list["Tree"] | dict[str, "Tree"]
Draw = Callable[[st.SearchStrategy], Any]

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.one_of(
    WORDS, st.text(LETTERS, max_size=12), st.sampled_from(["", "no", "1:30", "2020-01-01", "null", "0x1F", "a: b", "# x", "x #y", "~"])
)
LINES = st.lists(st.text(LETTERS, min_size=1, max_size=8).filter(lambda line: line.strip() == line), min_size=1, max_size=3).map("\n".join)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), TEXTS, LINES
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(WORDS, TEXTS), inner, max_size=4)),
    max_leaves=14,
)
PLAIN = re.compile(r"[A-Za-z_/$][A-Za-z0-9_/$.-]*")
WORDS_OF_YAML = {"null", "true", "false"}


@st.composite
def yaml_texts(draw: Draw) -> tuple[Tree, str]:
    """Draw a tree and one of the many texts that mean it."""
    tree = draw(TREES)
    first, *block = _Writer(draw).node(tree, 0)
    lines = block or [first]
    if draw(st.booleans()):
        lines = ["---", *lines]
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = end.join(lines) + draw(st.sampled_from(["", end, f"{end}{end}# the end{end}"]))
    return tree, text


class _Writer:
    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def flip(self) -> bool:
        return bool(self.draw(st.booleans()))

    def node(self, tree: Tree, column: int) -> list[str]:
        """Write a node whose lines begin at a column, the first one too; one line that is no block may follow its key."""
        if isinstance(tree, dict) and tree and self.flip():
            return ["", *(line for key, value in tree.items() for line in self.member(key, value, column))]
        if isinstance(tree, list) and tree and self.flip():
            return ["", *(line for item in tree for line in self.item(item, column))]
        return [self.flow(tree)]

    def member(self, key: str, value: Tree, column: int) -> list[str]:
        margin, name = " " * column, self.key(key)
        if isinstance(value, str) and _is_block(value) and self.flip():
            header = self.draw(st.sampled_from(["|-", "|-  # a comment", "|2-"]))
            return [*self.noise(column), f"{margin}{name}: {header}", *(f"{margin}  {line}" for line in value.split("\n"))]
        deeper = [1, 2, 4] + [0] * isinstance(value, list)  # a list may stand under its key without indentation
        first, *block = self.node(value, column + self.draw(st.sampled_from(deeper)))
        return [*self.noise(column), f"{margin}{name}: {first}".rstrip(" ") + self.comment(), *block]

    def item(self, value: Tree, column: int) -> list[str]:
        first, *block = self.node(value, column + 2)
        margin = " " * column
        if block and block[0].startswith(margin + "  ") and not block[0].lstrip().startswith("#"):
            return [*self.noise(column), f"{margin}- {block[0][column + 2 :]}", *block[1:]]
        return [*self.noise(column), f"{margin}- {first}".rstrip(" "), *block]

    def flow(self, tree: Tree) -> str:
        if isinstance(tree, dict):
            return "{" + ", ".join(f"{self.key(key)}: {self.flow(value)}" for key, value in tree.items()) + "}"
        if isinstance(tree, list):
            return "[" + self.draw(st.sampled_from([", ", ","])).join(map(self.flow, tree)) + "]"
        return self.scalar(tree)

    def key(self, key: str) -> str:
        return key if _is_plain(key) and self.flip() else self.quoted(key)

    def scalar(self, value: Tree) -> str:
        if value is None:
            return self.draw(st.sampled_from(["null", "~", "Null"]))
        if isinstance(value, str):
            return value if _is_plain(value) and self.flip() else self.quoted(value)
        return json.dumps(value)

    def quoted(self, text: str) -> str:
        if "\n" not in text and self.flip():
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=False)

    def comment(self) -> str:
        return self.draw(st.sampled_from(["", "", "  # why: {not, a: node}"]))

    def noise(self, column: int) -> list[str]:
        return self.draw(st.sampled_from([[], [], [""], [" " * column + "# note: 'this'"]]))


def _is_plain(text: str) -> bool:
    return PLAIN.fullmatch(text) is not None and text.lower() not in WORDS_OF_YAML


def _is_block(text: str) -> bool:
    return bool(text) and all(line and line == line.strip() for line in text.split("\n"))
