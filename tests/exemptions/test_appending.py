"""One more waiver in a file that people write: nothing of theirs is lost, and what is written reads as meant."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from celadon.exemptions.appending import appended
from celadon.exemptions.waivers import Waiver, parse_waivers
from celadon.sources.reading import Reader
from celadon.terms.errors import InvalidUsage
from tests.exemptions.building import mark, waiver

NEW = waiver(document="apis/orders.yaml", operation="", fingerprint=mark("a"), expires=date(2027, 3, 31))

HAND_WRITTEN = """\
# Agreed on in the meeting of May.
waivers:
    - policy: p/a   # until the new ledger
      where: POST /orders
      reason: >-
        the ledger
        deduplicates
      owner: "team"
      expires: 2027-01-31

    # The next one is Ada's.
    - {policy: p/b, where: apis/*.yaml, reason: 'they cannot change', owner: ada, expires: '2027-01-31'}   # in flow

# The end.
"""


def read(data: bytes) -> tuple[Waiver, ...]:
    return parse_waivers(Reader(Path.cwd()).read_text(data, name="w.yaml")[0])


def add(text: str | None, new: Waiver = NEW, remark: str = "") -> str:
    return appended(None if text is None else text.encode(), new, name="w.yaml", remark=remark).decode()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "# Only a remark.\n",
        "# Only a remark.",
        "waivers: []\n",
        "waivers:\n",
        "waivers: []   # none yet\n# The end.\n",
        HAND_WRITTEN,
        HAND_WRITTEN.rstrip("\n"),
        HAND_WRITTEN.replace("\n", "\r\n"),
        "\ufeff" + HAND_WRITTEN,
        "waivers:\n- {policy: p/b, where: a.yaml, reason: 'they cannot change', owner: ada, expires: '2027-01-31'}",
        HAND_WRITTEN.replace("\n# The end.\n", "\n\n\n"),
    ],
    ids=["no file", "empty", "a remark", "no line end", "an empty list", "nothing", "an empty list and remarks", "by hand", "no end", "CRLF", "BOM", "not indented", "blank lines"],
)  # fmt: skip
def test_the_entry_comes_last_and_every_line_stays(text: str | None) -> None:
    written = add(text)
    before = read(text.encode()) if text and "policy" in text else ()
    after = read(written.encode())
    assert [item.policy for item in after] == [*(item.policy for item in before), NEW.policy]
    assert (after[-1].fingerprint, after[-1].expires, after[-1].owner) == (NEW.fingerprint, NEW.expires, NEW.owner)
    lines = [line for line in (text or "").splitlines() if line.strip() and not line.startswith("waivers:")]
    assert [line for line in written.splitlines() if line in lines] == lines
    assert ("\r\n" in written) == ("\r\n" in (text or ""))
    assert written.endswith("\n")


def test_entries_can_be_added_one_after_the_other() -> None:
    text: str | None = None
    for digit in "abc":
        text = add(text, waiver(fingerprint=mark(digit), operation="GET /a"))
    assert text is not None
    assert [item.fingerprint for item in read(text.encode())] == [mark("a"), mark("b"), mark("c")]


@given(
    st.text(min_size=10, max_size=40).map(lambda text: " ".join(text.split()) + " and more words"),
    st.text(min_size=1, max_size=20).filter(str.strip),
    st.text(max_size=30),
)
def test_whatever_people_say_is_read_as_they_said_it(reason: str, owner: str, remark: str) -> None:
    new = waiver(reason=reason, owner=owner, operation="", document="a: b # c.yaml", fingerprint=mark("a"))
    try:
        (said,) = read(add(None, new, remark).encode())
    except InvalidUsage as refused:
        assert "added" in refused.problems[0].message
        return
    assert (said.reason, said.owner, said.document) == (reason, owner, "a: b # c.yaml")


@pytest.mark.parametrize(
    "text",
    ["waivers: [{policy: p/b, where: a.yaml, reason: 'they cannot change', owner: ada, expires: '2027-01-31'}]\n", '{"waivers": []}\n'],
)
def test_a_file_that_cannot_be_added_to_is_refused_with_the_entry(text: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        add(text)
    assert "- policy: payments/idempotency-key" in refused.value.problems[0].hint


def test_a_file_with_mistakes_is_refused_with_those() -> None:
    with pytest.raises(InvalidUsage) as refused:
        add("waivers:\n  - {policy: p/b}\n")
    assert len(refused.value.problems) == 4
