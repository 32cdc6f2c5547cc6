"""Templates of messages and remediations: text with CEL between `{{` and `}}`. Cuts them; `evaluation` compiles the pieces."""

from celadon.terms.policy import SourceText

Part = str | SourceText
"""Literal text, or an expression with its places."""


class BrokenTemplate(ValueError):
    """The text is no template; `offset` is where."""

    def __init__(self, message: str, offset: int) -> None:
        """Keep what is wrong and where."""
        super().__init__(message)
        self.offset = offset


def cut(source: SourceText) -> tuple[Part, ...]:
    """Cut a template into text and expressions, in order; raises BrokenTemplate at the first piece that has no end or no content."""
    text, reached = source.text, 0
    parts: list[Part] = []
    while (opening := text.find("{{", reached)) >= 0:
        end = _end_of_expression(text, opening + 2)
        if end < 0:
            raise BrokenTemplate("'{{' has no '}}'", opening)
        start, stop = _trimmed(text, opening + 2, end)
        if start == stop:
            raise BrokenTemplate("nothing stands between '{{' and '}}'", opening)
        parts += [text[reached:opening], source.part(start, stop)] if opening > reached else [source.part(start, stop)]
        reached = end + 2
    if reached < len(text):
        parts.append(text[reached:])
    return tuple(parts)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _end_of_expression(text: str, at: int) -> int:
    """Find the `}}` that closes; braces and quotes of the CEL within do not. -1 where there is none."""
    depth = 0
    while at < len(text):
        character = text[at]
        if character in "'\"":
            at = _end_of_string(text, at)
            continue
        if character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif text.startswith("}}", at):
            return at
        at += 1
    return -1


def _end_of_string(text: str, at: int) -> int:
    """Step behind a CEL string, triple-quoted and raw ones too; to the end of the text where it is not closed."""
    is_raw = at > 0 and text[at - 1] in "rR" and not text[at - 2 : at - 1].isalnum()
    quote = text[at] * 3 if text.startswith(text[at] * 3, at) else text[at]
    at += len(quote)
    while at < len(text):
        if text[at] == "\\" and not is_raw:
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    return at
