"""Comments of a YAML text with their lines, found by the tokenizer: a `#` inside a scalar is none."""

from collections.abc import Iterator
from itertools import pairwise

import yaml

from celadon.frozen import dataclass

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # the pure scanner gives the same tokens, slower


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment without its `#`."""

    line: int
    """Counts from 1."""
    text: str


def comments(text: str) -> Iterator[Comment]:
    """Give each comment in order; text that is not YAML ends the walk at its error, for whoever reads it will say so."""
    spans = [(0, 0)]
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            spans.append((token.start_mark.index, token.end_mark.index))
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                # The header of a block scalar may carry a comment, which belongs to the token.
                header = text.find("\n", token.start_mark.index, token.end_mark.index)
                spans[-1:] = (
                    [(token.start_mark.index, token.start_mark.index + 1), (header, token.end_mark.index)] if header > 0 else spans[-1:]
                )
    except yaml.YAMLError:
        spans.append((len(text), len(text)))
    for (_, end), (start, _) in pairwise([*spans, (len(text), len(text))]):
        gap = text[end:start]
        if "#" in gap:
            first = text.count("\n", 0, end) + 1
            for number, line in enumerate(gap.split("\n")):
                at = line.find("#")
                if at >= 0:
                    yield Comment(first + number, line[at + 1 :].strip())
