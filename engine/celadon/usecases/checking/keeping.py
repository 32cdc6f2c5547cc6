"""The built-in bundles, read and compiled once for an installation: kept beside the engine's own byte code, trusted like that.

Nothing else is kept: a folder that a pull request can write never gives code. The key is what Python uses for byte code - path, size
and time of every file of the engine and of the bundles - so an edit of either makes the old file useless. Where the installation cannot
be written, every run reads and compiles anew.
"""

import marshal
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from celadon.bundles.shipped import built_in_folder
from celadon.evaluation.compiled import CompiledPolicy, keep, revive
from celadon.frozen import replace
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import UnwritableOutput
from celadon.terms.policy import Bundle, Policy

ENGINE = Path(__file__).resolve().parents[2]
_Piece = bytes | memoryview
_SIZE = 8
"""Bytes at the start of the file that say how long its index is."""


class Shelf:
    """What an earlier run of this installation left, and what this one adds."""

    def __init__(self) -> None:
        """Read the shelf, if it is of this very installation."""
        self._file = ENGINE / "__pycache__" / f"policies.{sys.implementation.cache_tag}.kept"
        self._key = _key()
        self._bundles: dict[str, _Piece] = {}
        self._sources: dict[str, _Piece] = {}
        """By bundle: its policies with their expressions, for those of them that are not compiled yet."""
        self._policies: dict[str, _Piece] = {}
        """Compiled policies by full name."""
        self._whole: dict[str, Policy] = {}
        self._is_new = False
        with suppress(OSError, ValueError, EOFError, TypeError):
            self._read(memoryview(self._file.read_bytes()))  # door: as trusted as the .pyc files beside it

    def bundle(self, name: str, folder: Path) -> Bundle:
        """Give a built-in bundle with bare policies; `compiled` knows how they judge."""
        kept = self._bundles.get(name)
        if kept is not None:
            bundle: Bundle = pickle.loads(kept)  # noqa: S301 # door: as trusted as the .pyc files beside it
            return bundle
        from celadon.bundles.loading import load_bundle  # noqa: PLC0415 - what was kept needs no reader of policies

        loaded = load_bundle(folder, shown=name)
        policies = tuple(policy.without_places() for policy in loaded.policies)
        bundle = replace(loaded, policies=tuple(policy.bare() for policy in policies))
        self._bundles[name] = pickle.dumps(bundle, protocol=pickle.HIGHEST_PROTOCOL)
        self._sources[name] = pickle.dumps(policies, protocol=pickle.HIGHEST_PROTOCOL)
        self._is_new = True
        return bundle

    def compiled(self, policies: Sequence[Policy], built_in: frozenset[str]) -> list[CompiledPolicy]:
        """Compile policies, or take them from the shelf, which is for those of bundles that are really the built-in ones of this run.

        Raises InvalidBundle with every mistake.
        """
        found = [revive(policy, self._policies[policy.name]) for policy in policies if self._has(policy, built_in)]
        missing = [policy for policy in policies if not self._has(policy, built_in)]
        if missing:
            from celadon.evaluation.compiling import compile_policies  # noqa: PLC0415 - the front end of CEL is behind it

            fresh = compile_policies(self._source(policy) if policy.bundle in built_in else policy for policy in missing)
            ours = {one.policy.name: keep(one) for one in fresh if one.policy.bundle in built_in}
            self._policies |= ours
            self._is_new = self._is_new or bool(ours)
            found += fresh
        self._write()
        return found

    def _source(self, policy: Policy) -> Policy:
        """Give a bare policy of a built-in bundle with its expressions."""
        if policy.name not in self._whole:
            policies: tuple[Policy, ...] = pickle.loads(self._sources[policy.bundle])  # noqa: S301 # door: as above
            self._whole |= {one.name: one for one in policies}
        return self._whole[policy.name]

    def _read(self, data: memoryview) -> None:
        """Find the pieces; each is looked into when it is asked for, for all of them are megabytes."""
        start = int.from_bytes(data[:_SIZE], "big") + _SIZE
        key, size, places = marshal.loads(data[_SIZE:start])  # noqa: S302 # door: as trusted as the .pyc files beside it
        if key == self._key and start + size == len(data):
            found: list[dict[str, _Piece]] = [{name: data[start + at : start + end] for name, (at, end) in each.items()} for each in places]
            self._bundles, self._sources, self._policies = found

    def _has(self, policy: Policy, built_in: frozenset[str]) -> bool:
        return policy.bundle in built_in and policy.name in self._policies

    def _write(self) -> None:
        """Write the shelf if anything on it is new."""
        if self._is_new and not sys.dont_write_bytecode:
            pieces: list[_Piece] = []
            places = tuple(_placed(each, pieces) for each in (self._bundles, self._sources, self._policies))
            index = marshal.dumps((self._key, sum(map(len, pieces)), places))
            with suppress(UnwritableOutput, OSError):
                self._file.parent.mkdir(exist_ok=True)
                write_atomically(self._file, b"".join([len(index).to_bytes(_SIZE, "big"), index, *pieces]))
            self._is_new = False


def _placed(kept: dict[str, _Piece], pieces: list[_Piece]) -> dict[str, tuple[int, int]]:
    """Add pieces to those of the file, and say where each of them begins and ends."""
    at = sum(map(len, pieces))
    placed = {}
    for name, piece in kept.items():
        placed[name] = (at, at + len(piece))
        pieces.append(piece)
        at += len(piece)
    return placed


def _key() -> str:
    """Name every file that has a say in what is kept."""
    return "\n".join(sorted([*_files(ENGINE, ".py"), *_files(built_in_folder(), ".yaml")]))


def _files(folder: Path, suffix: str) -> Iterator[str]:
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:  # door: names, sizes and times of our own files
            for entry in entries:
                if entry.name.endswith(suffix):
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
                elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                    pending.append(entry.path)
