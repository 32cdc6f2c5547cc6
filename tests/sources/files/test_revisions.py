import subprocess
from pathlib import Path

import pytest

from celadon.sources.files.revisions import Revision, changed_since
from celadon.terms.errors import InvalidUsage


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "a repo"
    (place / "apis").mkdir(parents=True)
    git(place, "init")
    (place / "apis" / "ürlich es.yaml").write_text("openapi: 3.1.0\n", encoding="utf-8")
    (place / "other.yaml").write_text("old\n", encoding="utf-8")
    git(place, "add", ".")
    git(place, "commit", "-m", "one")
    (place / "other.yaml").write_text("new\n", encoding="utf-8")
    (place / "fresh.yaml").write_text("x\n", encoding="utf-8")
    return place


def test_a_file_is_read_as_it_was_at_the_revision(repository: Path) -> None:
    revision = Revision(repository, "main")
    assert revision.files() == ("apis/ürlich es.yaml", "other.yaml")
    assert revision.read("other.yaml") == b"old\n"
    assert revision.read("fresh.yaml") is None
    assert (repository / "other.yaml").read_text(encoding="utf-8") == "new\n"


def test_paths_are_relative_to_a_folder_inside_the_repository(repository: Path) -> None:
    revision = Revision(repository / "apis", "HEAD")
    assert revision.files() == ("ürlich es.yaml",)
    assert revision.read("ürlich es.yaml") == b"openapi: 3.1.0\n"


def test_what_changed_names_tracked_and_fresh_files(repository: Path) -> None:
    assert changed_since(repository, "HEAD") == {"other.yaml", "fresh.yaml"}


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/x", "HEAD~9"])
def test_a_revision_that_is_absent_is_refused_with_a_next_step(repository: Path, ref: str) -> None:
    with pytest.raises(InvalidUsage) as refused:
        Revision(repository, ref)
    assert ref in refused.value.problems[0].message
    assert refused.value.problems[0].hint


def test_a_shallow_clone_says_how_to_fetch_what_is_missing(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-am", "two")
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")
    with pytest.raises(InvalidUsage) as refused:
        Revision(tmp_path / "shallow", "HEAD~1")
    assert "git fetch" in refused.value.problems[0].hint


def test_a_folder_outside_of_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidUsage, match="not in a git repository"):
        Revision(tmp_path, "HEAD")
