import os
from pathlib import Path

import pytest

from celadon.sources.files.revisions import Revision
from celadon.terms.errors import InvalidUsage
from tests.sources.files.repositories import commit, git, write

TEXT = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "a repo"
    commit(place, {"apis/ürlich es.yaml": "openapi: 3.1.0\n", "other.yaml": "old\n", "apis.yaml": "x\n", "moved.yaml": TEXT})
    return place


def test_a_file_is_read_as_it_was_at_the_revision(repository: Path) -> None:
    write(repository, {"other.yaml": "new\n", "fresh.yaml": "x\n"})
    revision = Revision(repository, "main")
    assert revision.blob("other.yaml", at_most=100) == b"old\n"
    assert revision.blob("apis/ürlich es.yaml", at_most=100) == b"openapi: 3.1.0\n"
    assert revision.entry("fresh.yaml") is None
    assert (repository / "other.yaml").read_text(encoding="utf-8") == "new\n"


def test_a_file_above_the_limit_tells_its_size_and_is_not_read(repository: Path) -> None:
    assert Revision(repository, "main").blob("other.yaml", at_most=3) == 4


def test_a_folder_lists_what_stands_below_it_and_not_beside_it(repository: Path) -> None:
    revision = Revision(repository, "main")
    assert revision.below("apis") == ["apis/ürlich es.yaml"]
    assert revision.below("") == ["apis.yaml", "apis/ürlich es.yaml", "moved.yaml", "other.yaml"]
    assert revision.below("nowhere") == []


def test_paths_count_from_the_top_wherever_one_stands(repository: Path) -> None:
    revision = Revision(repository / "apis", "HEAD")
    assert revision.top == repository.resolve()
    assert revision.blob("other.yaml", at_most=100) == b"old\n"


def test_the_same_bytes_are_known_without_reading_them(repository: Path) -> None:
    revision = Revision(repository, "main")
    assert revision.is_same("other.yaml", b"old\n")
    assert not revision.is_same("other.yaml", b"old")
    assert not revision.is_same("fresh.yaml", b"old\n")


def test_a_file_that_was_renamed_and_edited_is_known_again(repository: Path) -> None:
    (repository / "moved.yaml").rename(repository / "apis" / "new name.yaml")
    write(repository, {"apis/new name.yaml": TEXT + "one more\n"})
    git(repository, "add", "-A", ".")
    git(repository, "config", "diff.relative", "true")
    assert Revision(repository / "apis", "main").renames() == {"moved.yaml": "apis/new name.yaml"}


def test_a_file_that_was_moved_behind_the_back_of_git_is_known_by_its_bytes(repository: Path) -> None:
    (repository / "moved.yaml").rename(repository / "apis" / "fresh.yaml")
    (repository / "other.yaml").unlink()
    write(repository, {"apis/other.yaml": "old\nand more\n", ".gitignore": "ignored.yaml\n", "ignored.yaml": "old\n"})
    assert Revision(repository, "main").departed() == {"moved.yaml": "apis/fresh.yaml", "other.yaml": None}


def test_git_tracks_what_is_committed_or_added_and_nothing_else(repository: Path) -> None:
    write(repository, {"added/x.yaml": "x\n", "fresh/x.yaml": "x\n"})
    git(repository, "add", "added")
    revision = Revision(repository, "main")
    assert [revision.tracks(path) for path in ("apis", "other.yaml", "added", "fresh", "*")] == [True, True, True, False, False]


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/x", "HEAD~9", "", " ", "main:other.yaml", "a b"])
def test_a_revision_that_is_absent_is_refused_with_a_next_step(repository: Path, ref: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        Revision(repository, ref)
    assert f"'{ref}'" in refused.value.problems[0].message
    assert refused.value.problems[0].hint


@pytest.mark.parametrize("ref", ["main@{0}", "HEAD^{commit}", "refs/heads/main", ":/a change"])
def test_whatever_git_takes_for_a_commit_is_taken(repository: Path, ref: str) -> None:
    assert Revision(repository, ref).commit == git(repository, "rev-parse", "HEAD")


def test_a_shallow_clone_says_how_to_fetch_what_is_missing(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"other.yaml": "two\n"})
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")
    with pytest.raises(InvalidUsage) as refused:
        Revision(tmp_path / "shallow", "origin/release")
    assert "git fetch --depth=1 origin release" in refused.value.problems[0].hint


def test_a_clone_without_contents_is_told_and_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    commit(repository, {"other.yaml": "two\n"})
    git(tmp_path, "clone", "--filter=blob:none", repository.as_uri(), "partial")
    git(tmp_path / "partial", "config", "remote.origin.url", "file:///nowhere")
    with pytest.raises(InvalidUsage, match=r"git does not have other.yaml of HEAD~1"):
        Revision(tmp_path / "partial", "HEAD~1").blob("other.yaml", at_most=100)


def test_a_repository_of_somebody_else_is_told_from_none(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    with pytest.raises(InvalidUsage, match="belongs to another user") as refused:
        Revision(repository, "HEAD")
    assert "safe.directory" in refused.value.problems[0].hint


def test_a_folder_outside_of_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidUsage, match="not in a git repository"):
        Revision(tmp_path, "HEAD")
