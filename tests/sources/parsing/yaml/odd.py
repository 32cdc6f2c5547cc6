"""Writes random block YAML with the odd things that people write: all styles, anchors, merges, repeated keys, broken lines."""

from random import Random

KEYS = ("a", "b", "c", "d", "e", "paths", "x-y", "/v1/{id}", "200", "$ref", "é", "_u")
LINES = (
    "a:", "  b: 1", "    c:", "- x", "  - y", "d: |", "    text", "", "# c", "e: 'q", "  q2'", "'q':", 'f: "x', "h: &a", "i: *a",
    "  <<: *x", "  <<: {z: 1}", "? k", ": v", "---", "...", "%TAG ! tag:x,2000:", "j: !t x", "k: {a: 1,", " b: 2}", "l: [1,", "\t",
    "  \tx: 1", "m: !!str", "?", "&r", "!!map", "--- a: 1", "--- |", "'<<': 1", "  ? <<", "\u2028v: 1", "w\x85x: 1", "x: y # ...",
)  # fmt: skip


def odd_text(chance: Random) -> str:
    """Write a text; most are YAML, and half of those are plain enough to be cut."""
    writer = _Writer(chance)
    lines = [chance.choice(("---", "# h", "%TAG !! tag:x,2000:\n---", "--- # c", "--- &r", "--- !!map", "..."))] * (chance.random() < 0.1)
    for _ in range(chance.randint(1, 3)):
        lines += writer.block(2 * (chance.random() < 0.03), chance.randint(1, 4))
    lines += [chance.choice(("---", "...", "---\nz: 1", "...\nz: 1", "# end", "...  # c"))] * (chance.random() < 0.05)
    if chance.random() < 0.9:  # the keys of the root differ
        lines = [f"t{number}{line}" if line[:1].isalpha() else line for number, line in enumerate(lines)]
    if chance.random() < 0.35:
        _spoil(chance, lines)
    text = "\n".join(lines) + "\n" * chance.randint(0, 2)
    if chance.random() < 0.15:
        return text.replace("\n", "\r\n")
    return text.replace("\n", chance.choice("\r\u2028\x85"), 1) if chance.random() < 0.05 else text


def _spoil(chance: Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines.insert(at, chance.choice(LINES))
        case 1:
            lines[at] = ""
        case 2:
            lines[at] = " " * chance.randint(0, 4) + lines[at].lstrip()
        case 3:
            lines.insert(at, lines[at])
        case _:
            lines[at] = lines[at].replace(":", chance.choice(("::", ":\t", "", ": x", ": {", ': "')), 1)


class _Writer:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.anchors = ["x"]

    def block(self, column: int, depth: int) -> list[str]:
        """Write a mapping."""
        chance, margin = self.chance, " " * column
        keys = chance.sample(KEYS, chance.randint(1, 5))
        lines: list[str] = []
        for key in keys + [keys[0]] * (chance.random() < 0.05):
            lines += [chance.choice(("", "# c", f"{margin}# d", "#...", "# %"))] * (chance.random() < 0.08)
            kind = chance.random()
            if kind < 0.04:
                lines += [f"{margin}? {key}", f"{margin}:{self.scalar(column)}"][: chance.randint(1, 2)]
            elif kind < 0.06:
                lines.append(margin + chance.choice(("<<: {m: 1}", "<<: {a: 1, b: 2}", "'<<': 1", f"<<: *{chance.choice(self.anchors)}")))
            elif kind < 0.55 and depth:
                lines.append(f"{margin}{chance.choice((key, key, key, chr(34) + key + chr(34)))}:{self.mark()}")
                inner = self.items if chance.random() < 0.25 else self.block
                lines += inner(column + chance.choice((2, 2, 2, 4, 1)), depth - 1)
            else:
                lines.append(f"{margin}{key}:{self.scalar(column)}")
        return lines

    def items(self, column: int, depth: int) -> list[str]:
        """Write a list; some items are mappings in its own lines."""
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            if depth and self.chance.random() < 0.4:
                first, *others = [line for line in self.block(column + 2, depth - 1) if line and not line.lstrip().startswith("#")]
                lines += [" " * column + "- " + first.lstrip(), *others]
            else:
                lines.append(" " * column + "-" + self.scalar(column))
        return lines

    def mark(self) -> str:
        """Write what may stand between a key and its mapping; mostly nothing."""
        if self.chance.random() < 0.1:
            return f" &{self.anchor()}"
        return self.chance.choice((" !!map", " !t", " # c", "  ")) if self.chance.random() < 0.05 else ""

    def anchor(self) -> str:
        self.anchors.append(self.chance.choice("xyz"))
        return self.anchors[-1]

    def scalar(self, column: int) -> str:
        """Write a value behind its key, with the lines that go on below."""
        below = "\n" + " " * (column + 2)
        styles = (
            " v", " 1", " true", " ~", "", " 'q'", ' "d\\n"', " é ü", " 0x1F", " x # c", f" |{below}lit{below} more: x\n", f" >-{below}b:",
            f" >+{below}fold\n\n", f" |2{below} x", f" 'q{below}q2:\n{below}q3'", f' "q{below}q2:"', f" plain{below}goes on{below} and",
            f" {{a: 1,{below}b: [1,{below}2]}}", f" *{self.chance.choice(self.anchors)}", " !!str 1", " !t x", " !!str", " &q",
        )  # fmt: skip
        return f" &{self.anchor()} val" if self.chance.random() < 0.08 else self.chance.choice(styles)
