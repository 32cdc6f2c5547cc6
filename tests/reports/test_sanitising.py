import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from celadon.reports.sanitising import clean, defuse
from celadon.reports.text.painting import paint

HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\u202e\u2066\u2028\x7f\ud800\n\r\t:#[]")))


@given(HOSTILE)
def test_nothing_invisible_or_acting_passes(text: str) -> None:
    kept = {unicodedata.category(character) for character in clean(text) if character not in "\u200c\u200d"}
    assert kept & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(HOSTILE)
def test_a_painted_line_is_one_line_that_no_runner_obeys(text: str) -> None:
    page = paint([((text, "plain"),)], color=False)
    assert page.count("\n") == 1
    assert not page.lstrip().startswith("::")
    assert "##[" not in page
    assert "##vso[" not in page


@given(HOSTILE)
def test_colours_are_the_only_escapes_of_a_coloured_line(text: str) -> None:
    page = paint([((text, "error"),)], color=True)
    assert page.replace("\x1b[1;31m", "").replace("\x1b[0m", "").count("\x1b") == 0


def test_what_is_escaped_stays_recognisable() -> None:
    assert clean("a\x1b[31mb\u202ec\nd\te") == r"a\x1b[31mb\u202ec\nd e"


def test_visible_text_of_any_script_stays() -> None:
    text = "naïve 日本語 עברית 👩\u200d💻"
    assert clean(text) == text


def test_commands_of_ci_runners_are_broken() -> None:
    assert defuse("  ::error::x") == r"  \x3a:error::x"
    assert defuse("a ##[group]") == r"a \x23#[group]"
    assert defuse("##vso[task.setvariable]") == r"\x23#vso[task.setvariable]"
    assert defuse("C::D") == "C::D"
