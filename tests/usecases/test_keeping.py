"""The shelf of built-in bundles: what one process leaves there, another takes, and nothing else."""

import os
import sys
from pathlib import Path

import pytest

from celadon.bundles import loading
from celadon.bundles.shipped import built_in_bundles
from celadon.evaluation import compiling
from celadon.evaluation.compiled import keep
from celadon.frozen import replace
from celadon.usecases.checking import keeping
from celadon.usecases.checking.keeping import Shelf

NAME = "pagination"
BUILT_IN = frozenset({NAME})


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an installation of one module, with a shelf of its own."""
    (tmp_path / "cel").mkdir()
    (tmp_path / "cel" / "module.py").write_text("one\n")
    monkeypatch.setattr(keeping, "ENGINE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def _file(installation: Path) -> Path:
    return installation / "__pycache__" / f"policies.{sys.implementation.cache_tag}.kept"


def _filled() -> tuple[object, list[bytes]]:
    shelf = Shelf()
    bundle = shelf.bundle(NAME, built_in_bundles()[NAME])
    return bundle, [keep(one) for one in shelf.compiled(bundle.policies, BUILT_IN)]


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbid to read and to compile."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("it was made anew")

    monkeypatch.setattr(loading, "load_bundle", forbidden)
    monkeypatch.setattr(compiling, "compile_policies", forbidden)


@pytest.fixture
def left() -> tuple[object, list[bytes]]:
    """Fill the shelf as another process would have; give what it had."""
    return _filled()


def test_what_a_process_left_is_what_the_next_one_gets(left: object, frozen: None) -> None:
    assert _filled() == left


def test_a_shelf_grows_by_what_was_not_on_it(installation: Path) -> None:
    shelf = Shelf()
    first, *others = shelf.bundle(NAME, built_in_bundles()[NAME]).policies
    (alone,) = shelf.compiled([first], BUILT_IN)
    size = _file(installation).stat().st_size
    all_of_them = Shelf().compiled([first, *others], BUILT_IN)
    assert _file(installation).stat().st_size > size
    assert keep(next(one for one in all_of_them if one.policy == first)) == keep(alone)


@pytest.mark.parametrize("change", ["size", "time", "new file"])
def test_an_edit_of_the_engine_makes_all_of_it_useless(installation: Path, left: object, frozen: None, change: str) -> None:
    module = installation / "cel" / "module.py"
    if change == "new file":
        (installation / "another.py").write_text("")
    elif change == "size":
        before = module.stat()
        module.write_text("other\n")
        os.utime(module, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        os.utime(module, ns=(0, module.stat().st_mtime_ns + 1))
    with pytest.raises(AssertionError, match="made anew"):
        _filled()


@pytest.mark.parametrize(
    "data", [b"", b"\xff" * 8, b"\x00" * 8, b"\x00" * 7 + b"\x01N", b"\x00" * 7 + b"\x05\xe9\x01\x00\x00\x00", 100, -1]
)
def test_a_file_that_is_none_of_ours_or_was_cut_counts_as_nothing(installation: Path, left: object, data: bytes | int) -> None:
    whole = _file(installation).read_bytes()
    _file(installation).write_bytes(whole[:data] if isinstance(data, int) else data)
    assert _filled() == left
    assert _file(installation).read_bytes() == whole


def test_a_bundle_that_only_bears_the_name_of_a_built_in_one_gets_nothing_and_leaves_nothing(installation: Path, left: object) -> None:
    whole = _file(installation).read_bytes()
    shelf = Shelf()
    shelf.bundle(NAME, built_in_bundles()[NAME])
    policy = loading.load_bundle(built_in_bundles()[NAME]).policies[0]
    theirs = replace(policy, findings=(replace(policy.findings[0], must=replace(policy.findings[0].must, text="true")),))
    (compiled,) = shelf.compiled([theirs], frozenset())
    assert compiled.pieces.blocks[0].must.source == "true"
    assert _file(installation).read_bytes() == whole
