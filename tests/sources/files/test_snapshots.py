import os
from pathlib import Path

import pytest

from celadon.sources.files.opening import DISK
from celadon.sources.files.revisions import Revision
from celadon.sources.files.snapshots import Snapshot
from celadon.sources.reading import Reader
from celadon.terms.errors import UnreadableInput
from tests.sources.files.repositories import commit, git, write

LONG = "".join(f"k{number}: {number}\n" for number in range(40))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "repo"
    write(place, {"apis/a.yaml": "a: 1\n", "shared/b.yaml": "b: 1\n", "shared/.hidden": "x", "long.yaml": LONG})
    (place / "link.yaml").symlink_to("apis/a.yaml")
    (place / "linked").symlink_to("shared")
    (place / "out.yaml").symlink_to("../outside.yaml")
    (place / "round.yaml").symlink_to("round.yaml")
    write(tmp_path, {"outside.yaml": "o: 1\n"})
    commit(place)
    return place


def snapshot(repository: Path, **more) -> Snapshot:
    return Snapshot(Revision(repository, "main"), **more)


def test_links_are_followed_as_the_revision_has_them(repository: Path) -> None:
    (repository / "link.yaml").unlink()
    (repository / "linked").unlink()
    tree = snapshot(repository)
    assert tree.real(repository / "link.yaml") == repository / "apis" / "a.yaml"
    assert tree.real(repository / "linked" / "b.yaml") == repository / "shared" / "b.yaml"
    assert tree.read(tree.real(repository / "linked" / "b.yaml"), name="b", at_most=100) == b"b: 1\n"


def test_a_link_in_a_circle_leads_to_nothing(repository: Path) -> None:
    tree = snapshot(repository)
    assert not tree.is_file(tree.real(repository / "round.yaml"))


def test_a_link_out_of_the_repository_leads_to_nothing_or_elsewhere(repository: Path) -> None:
    alone, with_disk = snapshot(repository), snapshot(repository, elsewhere=DISK)
    out = repository / "out.yaml"
    assert not alone.is_file(alone.real(out))
    assert with_disk.read(with_disk.real(out), name="o", at_most=100) == b"o: 1\n"


def test_a_folder_lists_its_plain_files_and_tells_links(repository: Path) -> None:
    tree = snapshot(repository)
    assert list(tree.below(repository / "shared")) == [("b.yaml", True)]
    assert dict(tree.below(repository))["link.yaml"] is False
    assert tree.is_folder(repository / "apis")
    assert not tree.is_folder(repository / "apis" / "a.yaml")


def test_what_the_revision_does_not_have_is_missing_and_says_where(repository: Path) -> None:
    write(repository, {"apis/new.yaml": "n: 1\n"})
    with pytest.raises(UnreadableInput, match=r"new.yaml does not exist at main \([0-9a-f]{12}\)"):
        snapshot(repository).read(repository / "apis" / "new.yaml", name="new.yaml", at_most=100)


def test_limits_hold_for_files_of_the_past(repository: Path) -> None:
    with pytest.raises(UnreadableInput, match="5 bytes, 4 are allowed"):
        snapshot(repository).read(repository / "apis" / "a.yaml", name="a.yaml", at_most=4)


def test_a_reader_follows_references_at_the_revision(repository: Path) -> None:
    write(repository, {"shared/b.yaml": "b: changed\n"})
    reader = Reader(repository, tree=snapshot(repository))
    [entry] = reader.read(repository / "apis" / "a.yaml")
    assert reader.resolve(entry, "../shared/b.yaml").tree == {"b": 1}
    with pytest.raises(UnreadableInput, match="leads out of the project"):
        reader.resolve(entry, "../out.yaml")


def test_a_renamed_file_is_found_and_called_by_its_name_of_today(repository: Path) -> None:
    (repository / "long.yaml").rename(repository / "apis" / "today.yaml")
    git(repository, "add", "-A", ".")
    tree = snapshot(repository)
    assert tree.before(repository / "apis" / "today.yaml") == repository / "long.yaml"
    assert tree.known_as(repository / "long.yaml") == repository / "apis" / "today.yaml"
    assert tree.before(repository / "apis" / "nowhere.yaml") is None


def test_the_same_means_the_same_bytes_by_the_same_way(repository: Path) -> None:
    tree = snapshot(repository)
    link = repository / "link.yaml"
    assert tree.has_same(link, b"a: 1\n")
    assert tree.has_same(repository / "nowhere.yaml", None)
    assert not tree.has_same(link, None)
    link.unlink()
    link.symlink_to("shared/b.yaml")
    assert not tree.has_same(link, b"a: 1\n")
    assert not tree.has_same(link, b"b: 1\n")


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_names_of_any_bytes_are_found(repository: Path) -> None:
    name = os.fsdecode(b"apis/\xff\n.yaml")
    write(repository, {name: "x: 1\n"})
    commit(repository)
    assert snapshot(repository).is_file(repository / name)
