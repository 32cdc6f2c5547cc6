"""The built-in bundles, read and compiled once for an installation: kept beside the engine's own byte code, trusted like that.

Nothing else is kept: a folder that a pull request can write never gives code. The key is what Python uses for byte code - path, size
and time of every file of the engine and of the bundles - so an edit of either makes the old file useless. Where the installation cannot
be written, every run reads and compiles anew.
"""

import os
import pickle
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from celadon.bundles.loading import built_in_folder, load_bundle
from celadon.evaluation.compiled import CompiledPolicy, KeptPolicy
from celadon.frozen import replace
from celadon.sources.files.writing import write_atomically
from celadon.terms.errors import UnwritableOutput
from celadon.terms.policy import Bundle

ENGINE = Path(__file__).resolve().parents[2]


class Shelf:
    """What an earlier run of this installation left, and what this one adds."""

    def __init__(self) -> None:
        """Read the shelf, if it is of this very installation."""
        self._file = ENGINE / "__pycache__" / f"policies.{sys.implementation.cache_tag}.kept"
        self._key = _key()
        self._bundles: dict[str, bytes] = {}
        self.programs: dict[str, KeptPolicy] = {}
        """Compiled policies by full name."""
        self._is_new = False
        with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError):
            key, bundles, programs = pickle.loads(self._file.read_bytes())  # noqa: S301 # door: as trusted as the .pyc files beside it
            if key == self._key:
                self._bundles, self.programs = bundles, programs

    def bundle(self, name: str, folder: Path) -> Bundle:
        """Give a built-in bundle, without examples and places: they are for tests and for people who write policies."""
        kept = self._bundles.get(name)
        if kept is not None:
            bundle: Bundle = pickle.loads(kept)  # noqa: S301 # door: as trusted as the .pyc files beside it
            return bundle
        loaded = load_bundle(folder, shown=name)
        bundle = replace(loaded, policies=tuple(policy.bare() for policy in loaded.policies))
        self._bundles[name] = pickle.dumps(bundle, protocol=pickle.HIGHEST_PROTOCOL)
        self._is_new = True
        return bundle

    def keep(self, compiled: Iterable[CompiledPolicy], built_in: frozenset[str]) -> None:
        """Add the policies of built-in bundles, and write the shelf if anything on it is new."""
        for one in compiled:
            if one.policy.bundle in built_in and one.policy.name not in self.programs:
                self.programs[one.policy.name] = one.keep()
                self._is_new = True
        if self._is_new and not sys.dont_write_bytecode:
            data = pickle.dumps((self._key, self._bundles, self.programs), protocol=pickle.HIGHEST_PROTOCOL)
            with suppress(UnwritableOutput, OSError):
                self._file.parent.mkdir(exist_ok=True)
                write_atomically(self._file, data)
            self._is_new = False

    def known(self, built_in: frozenset[str]) -> Mapping[str, KeptPolicy]:
        """Give the compiled policies of bundles that are really the built-in ones of this run."""
        return {name: kept for name, kept in self.programs.items() if name.partition("/")[0] in built_in}


def _key() -> str:
    """Sum up every file that has a say in what is kept."""
    rows = [
        f"{path} {size} {time}"
        for folder, suffix in ((ENGINE, ".py"), (built_in_folder(), ".yaml"))
        for path, size, time in _files(folder, suffix)
    ]
    return sha256("\n".join(sorted(rows)).encode("utf-8", "surrogatepass")).hexdigest()


def _files(folder: Path, suffix: str) -> Iterable[tuple[str, int, int]]:
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:  # door: names, sizes and times of our own files
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                elif entry.name.endswith(suffix):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
