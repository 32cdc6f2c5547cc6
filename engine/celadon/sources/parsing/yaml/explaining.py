"""YAML's parser speaks of tokens; here its complaints become sentences with a next step."""

from celadon.sources.parsing.misreading import Misread
from celadon.sources.parsing.text import Text

TEMPLATES = ("{{", "{%")

SAYINGS = (  # parts of the parser's problem, of its context and of the text there; what we say, the next step
    (("cannot start any token", "\t"), "a tab stands where YAML wants spaces", "indent with spaces, never with tabs"),
    (("tab character",), "a tab stands where YAML wants spaces", "indent with spaces, never with tabs"),
    (("cannot start any token",), "a text begins with a character that YAML keeps for itself", "put the text in quotes"),
    (("mapping values are not allowed",), "a second ': ' stands where a text or the end of the line is expected",
     "put a text that holds ': ' in quotes, or mend the indentation"),
    (("could not find expected ':'",), "a key{where} has no colon", "write 'key: value', or put the text in quotes"),
    (("did not find expected ',' or ']'",), "a list in brackets{where} is not closed, or a comma is missing", "add the ']' or the ','"),
    (("did not find expected ',' or '}'",), "a mapping in braces{where} is not closed, or a comma is missing", "add the '}' or the ','"),
    (("unexpected end of stream", "quoted"), "a quoted text{where} is never closed", "add the closing quote"),
    (("unexpected document indicator",), "a quoted text{where} is not closed before the next '---'", "add the closing quote"),
    (("unknown escape character",), "a backslash in double quotes begins no escape",
     "use single quotes, where a backslash is just a backslash"),
    (("did not find expected hexdecimal number",), "an escape in double quotes lacks its digits",
     "write all digits, such as \\x41 or \\u0041"),
    (("did not find expected key",), "this does not line up with the keys of the mapping{where}",
     "line it up with the keys around it, and look for a quote that closes too early"),
    (("did not find expected '-' indicator",), "this does not line up with the items of the list{where}", "line it up under the '-' above"),
    (("block sequence entries are not allowed",), "'- ' stands where no list can begin", "begin the list on a line of its own"),
    (("mapping keys are not allowed",), "'? ' stands where no key can begin", "begin the key on a line of its own"),
    (("undefined tag handle",), "a tag has a prefix that is not declared", "declare the prefix by %TAG, or remove the tag"),
    (("did not find expected <document start>",), "something stands after the end of the document",
     "begin a new document with '---', or mend the indentation"),
    (("alphabetic or numeric character",), "'&' or '*' stands without a name", "put the text in quotes if it is a text"),
    (("unexpected ':'",), "a text inside of brackets holds a ':'", "put the text in quotes"),
    (("incompatible YAML document",), "the file asks for a version of YAML other than 1.1 and 1.2", "remove the %YAML line"),
    (("unknown directive",), "a line begins with '%', which is for directives", "put the text in quotes"),
    (("duplicate %",), "a directive stands twice", "remove one of them"),
    (("did not find expected node content",), "a value is missing", "add the value, or quotes around a text that begins with a sign"),
)  # fmt: skip


def explain(text: Text, problem: str, offset: int, context: str = "", beginning: int | None = None) -> Misread:
    """Turn the parser's words into ours; `beginning` is where the thing that is not well formed began.

    A template in the way is a matter of rendering, not of YAML: kind `needs-render`.
    """
    decoded = text.decoded
    offset = min(offset, len(decoded))
    if any(_is_template_near(decoded, at) for at in (offset, beginning) if at is not None):
        message = "a template ('{{ ... }}' or '{% ... %}') is not YAML before it is rendered"
        return Misread("needs-render", message, "render it first and check what comes out, or put the value in quotes", offset)
    where = ""
    if beginning is not None and beginning < offset:
        start = text.position(beginning)
        where = f" that begins at {start.line}:{start.column}"
    said = "\n".join((problem, context, decoded[offset : offset + 1]))
    for words, message, hint in SAYINGS:
        if all(word in said for word in words):
            return Misread("syntax-error", message.replace("{where}", where), hint, offset)
    return Misread(
        "syntax-error", f"this is not YAML: {problem or 'it ends too early'}{where}", "mend the syntax here or just above", offset
    )


def _is_template_near(decoded: str, offset: int) -> bool:
    """Look at the line of a complaint and the two before it: the parser notices a template late."""
    start = offset
    for _ in range(3):
        start = max(decoded.rfind("\n", 0, start), 0)
    end = decoded.find("\n", offset)
    near = decoded[start : end if end >= 0 else len(decoded)]
    return any(mark in near for mark in TEMPLATES)
