"""Folders of generated files: in step with what is made, and nothing of others touched."""

import pytest

from celadon.sources.files.keeping import compare, keep
from celadon.terms.errors import UnwritableOutput

MARKER = "made by us"


def _page(text):
    return f"<!-- {MARKER} -->\n{text}\n"


def test_new_and_changed_files_are_written_and_told(tmp_path):
    assert keep(tmp_path, {"a/one.md": _page("1"), "a/two.md": _page("2")}, marker=MARKER).changed == ("a/one.md", "a/two.md")
    kept = keep(tmp_path, {"a/one.md": _page("1"), "a/two.md": _page("3")}, marker=MARKER)
    assert (kept.changed, kept.stale) == (("a/two.md",), ())
    assert (tmp_path / "a/two.md").read_text() == _page("3")


def test_what_is_no_longer_made_is_removed_and_what_people_wrote_stays(tmp_path):
    keep(tmp_path, {"a/one.md": _page("1"), "a/two.md": _page("2"), "b/three.md": _page("3")}, marker=MARKER)
    (tmp_path / "a" / "notes.md").write_text("mine\n")
    assert keep(tmp_path, {"a/one.md": _page("1")}, marker=MARKER).stale == ("a/two.md",)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")) == ["a/notes.md", "a/one.md", "b/three.md"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.md").write_text("mine\n")
    with pytest.raises(UnwritableOutput) as raised:
        keep(tmp_path, {"a/one.md": _page("1"), "a/two.md": _page("2")}, marker=MARKER)
    assert [problem.message for problem in raised.value.problems] == [f"{tmp_path / 'a' / 'one.md'} is there and was not generated"]
    assert not (tmp_path / "a" / "two.md").exists()


def test_comparing_touches_nothing(tmp_path):
    keep(tmp_path, {"a/one.md": _page("1"), "a/two.md": _page("2")}, marker=MARKER)
    found = compare(tmp_path, {"a/one.md": _page("9")}, marker=MARKER)
    assert (found.changed, found.stale) == (("a/one.md",), ("a/two.md",))
    assert (tmp_path / "a" / "one.md").read_text() == _page("1")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(UnwritableOutput) as raised:
        keep(tmp_path, {"a/one.md": _page("1")}, marker=MARKER)
    assert "cannot be written" in raised.value.problems[0].message
