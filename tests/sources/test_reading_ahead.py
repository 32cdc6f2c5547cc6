"""A large YAML file is begun by another process as soon as it is named, and read as ever."""

import json
import os
from pathlib import Path

import pytest

from celadon.sources.parsing.yaml.events import is_pure
from celadon.sources.reading import Begun, Limits, Reader, begin
from celadon.sources.sharing import LARGE, can_fork
from celadon.terms.errors import UnreadableInput

pytestmark = pytest.mark.skipif(is_pure() or not can_fork(), reason="only libyaml's marks are shared out, and by a fork")

TREE = {"openapi": "3.1.0", "paths": {f"/v{number}": {"get": {"summary": "texts of some length"}} for number in range(LARGE // 40)}}


def written(tree: dict, tail: str = "") -> str:
    lines = ["openapi: 3.1.0", "paths:"]
    for path, item in tree["paths"].items():
        lines += [f"  {path}:", "    get:", f"      summary: {item['get']['summary']}"]
    return "\n".join(lines) + "\n" + tail


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.yaml"
    path.write_text(written(TREE), encoding="utf-8")
    return path


def nobody_is_left() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def read(path: Path, begun: Begun | None) -> list[object]:
    (document,) = Reader(path.parent, jobs=1, begun=begun).read(path)
    return [document.tree, document.digest, document.path, *(document.locate(("paths", f"/v{n}")) for n in range(0, LARGE // 40, 997))]


def test_a_file_that_was_begun_is_read_as_one_that_was_not(large: Path) -> None:
    begun = begin(str(large), 2)
    assert begun is not None
    assert read(large, begun) == read(large, None)
    assert read(large, None)[0] == TREE
    nobody_is_left()


def test_its_mistakes_are_told_as_ever(large: Path) -> None:
    for tail in ("  'x\n", "openapi: 3.0.0\n", "---\na: 1\n"):
        large.write_text(written(TREE, tail), encoding="utf-8")
        told = []
        for begun in (None, begin(str(large), 2)):
            try:
                found = Reader(large.parent, jobs=1, begun=begun).read(large)
                told.append([[one.tree for one in found], [one.duplicates for one in found]])
            except UnreadableInput as error:
                told.append([error.problems])
        assert told[0] == told[1], tail
    nobody_is_left()


def test_what_was_begun_is_given_to_its_own_file_only_and_once(large: Path) -> None:
    other = large.with_name("other.yaml")
    other.write_text("a: 1\n", encoding="utf-8")
    begun = begin(str(large), 2)
    reader = Reader(large.parent, jobs=1, begun=begun)
    assert reader.read(other)[0].tree == {"a": 1}
    assert reader.read(large)[0].tree == TREE
    assert Reader(large.parent, jobs=1, begun=begun).read(large)[0].tree == TREE
    nobody_is_left()


def test_a_file_in_memory_stands_in_for_one_that_was_begun(large: Path) -> None:
    begun = begin(str(large), 2)
    assert begun is not None
    reader = Reader(large.parent, jobs=1, begun=begun)
    reader.add_virtual("large.yaml", b"b: 2\n")
    assert reader.read(large)[0].tree == {"b": 2}
    begun.halves.cancel()
    nobody_is_left()


def test_other_files_are_not_begun(large: Path, tmp_path: Path) -> None:
    named = {
        "small.yaml": written({"paths": dict(list(TREE["paths"].items())[:50])}),
        "large.json": json.dumps(TREE),
        "braces.yaml": json.dumps(TREE),
        "no-text.yaml": "\udcff" * LARGE,
        "no-keys.yaml": "- some item of a list\n" * (LARGE // 20),
    }
    for name, text in named.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        assert begin(str(path), 2) is None, name
    for name in ("missing.yaml", ".", "", "a\0b"):
        assert begin(str(tmp_path / name) if name else name, 2) is None, name
    assert begin(str(large), 1) is None
    assert begin(str(large), 2, Limits(file_bytes=LARGE)) is None
    nobody_is_left()
