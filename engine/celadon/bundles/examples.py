"""Examples as they are written, in a policy file or in a file of cases. Marks inside the documents are read by `testing`."""

from datetime import date

from celadon.sources.document import Document
from celadon.sources.shaping import Shape
from celadon.terms.policy import FIXED_DAY, Answer, Example, ExpectedFinding, freeze

ANSWERS = tuple(answer.value for answer in Answer)
KEYS = ("title", "document", "files", "entry", "params", "today", "pair", "finds")
PAIR_KEYS = ("openapi", "gateway")
FIND_KEYS = ("file", "pointer", "count", "id")
SINGLE_FILE = "openapi.yaml"


def read_examples(shape: Shape, document: Document, *, policy: str) -> tuple[Example, ...]:
    """Read a mapping of answers to examples, in the order of `Answer`."""
    shape.keys(known=ANSWERS)
    if not isinstance(shape.value, dict):
        return ()
    return tuple(
        example
        for answer in Answer
        for item in shape.items_at(answer.value)
        if (example := _read_example(item, document, answer, policy)) is not None
    )


def _read_example(shape: Shape, document: Document, answer: Answer, policy: str) -> Example | None:
    shape.keys(known=KEYS, required=("title",))
    if not isinstance(shape.value, dict):
        return None
    title = shape.text_at("title")
    files = _files(shape)
    entry = shape.text_at("entry", next(iter(files), SINGLE_FILE))
    if not files:
        shape.complain(f"the example '{title}' has no document", "write it below 'document: |', or several below 'files:'")
    elif entry not in files:
        shape.complain(f"the entry '{entry}' is not one of the files", f"files: {', '.join(files)}", key="entry")
    finds = tuple(_read_find(item, entry, policy) for item in shape.items_at("finds"))
    if finds and answer is not Answer.REFUSED:
        shape.complain("only a refused example finds something", "move it to 'refused:', or remove 'finds'", key="finds")
    return Example(
        title=title,
        answer=answer,
        files={name: str(item.value) for name, item in files.items()},
        entry=entry,
        finds=finds,
        params={name: freeze(item.value) for name, item in shape.members_at("params")},
        today=_today(shape),
        pair=_pair(shape, files),
        origin=shape.location(),
        first_lines={name: _first_line(item, document) for name, item in files.items()},
    )


def _files(shape: Shape) -> dict[str, Shape]:
    """Give each file of an example by name; a text that is not one is complained of and left out."""
    single, several = shape.member("document"), shape.member("files")
    if single is not None and several is not None:
        shape.complain("an example has either 'document' or 'files', this has both", key="files")
    named = [(SINGLE_FILE, single)] if single is not None else list(shape.members_at("files"))
    files = {}
    for name, item in named:
        if isinstance(item.value, str):
            files[name] = item
        else:
            item.complain("a document is text, so that its lines can be marked", "write it as a block: 'document: |'")
    return files


def _first_line(shape: Shape, document: Document) -> int:
    """Find the line that holds the first line of a block; other styles are only near it."""
    start = document.value_span(shape.tokens).start.line
    return start + 1 if document.written(shape.tokens)[:1] in ("|", ">") else start


def _read_find(shape: Shape, entry: str, policy: str) -> ExpectedFinding:
    shape.keys(known=FIND_KEYS, required=("pointer",))
    pointer, count = shape.member("pointer"), shape.member("count")
    root = pointer is not None and pointer.value == ""
    return ExpectedFinding(
        file=shape.text_at("file", entry),
        id=shape.text_at("id", policy),
        pointer="" if root or pointer is None else pointer.text(),
        count=1 if count is None else count.whole_number(1, minimum=1),
    )


def _today(shape: Shape) -> date:
    member = shape.member("today")
    try:
        return FIXED_DAY if member is None else date.fromisoformat(member.text())
    except ValueError:
        shape.complain(f"`today` is '{shape.text_at('today')}', a date such as 2027-03-31 is expected", key="today")
        return FIXED_DAY


def _pair(shape: Shape, files: dict[str, Shape]) -> dict[str, str]:
    pair = {}
    member = shape.member("pair")
    if member is not None:
        member.keys(known=PAIR_KEYS, required=PAIR_KEYS)
        for side, item in member.members():
            pair[side] = item.text()
            if pair[side] not in files:
                item.complain(f"the {side} '{pair[side]}' is not one of the files", f"files: {', '.join(files)}")
    return pair
