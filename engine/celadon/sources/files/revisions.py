"""Files at a git revision, read through the `git` command; no checkout, index or work tree is touched."""

import os
import subprocess
from pathlib import Path

from celadon.terms.errors import InvalidUsage, Problem

TIMEOUT = 60.0
"""Seconds that one git command may take."""


class Revision:
    """The tree of one commit, below a folder of the repository. Reads are memoised; paths are POSIX and relative to the folder."""

    def __init__(self, root: Path, ref: str) -> None:
        """Resolve `ref`; raises InvalidUsage where git, the repository or the revision is missing."""
        self.root = root
        self.ref = ref
        if ref.startswith("-"):
            raise InvalidUsage(_problem(f"'{ref}' is not a git revision", "name a branch, a tag or a commit"))
        inside = _git(root, "rev-parse", "--show-prefix")
        if inside is None:
            raise InvalidUsage(_problem(f"{root} is not in a git repository", "--against compares with a git revision; run it in a clone"))
        self._prefix = inside.decode("utf-8", "replace").strip()
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if found is None:
            raise InvalidUsage(_problem(f"git knows no revision '{ref}' here", self._advice()))
        self.commit = found.decode("ascii").strip()
        self._read: dict[str, bytes | None] = {}
        self._files: tuple[str, ...] | None = None

    def _advice(self) -> str:
        shallow = _git(self.root, "rev-parse", "--is-shallow-repository")
        if shallow is not None and shallow.strip() == b"true":
            return f"this clone is shallow: fetch it with 'git fetch --depth=1 origin {self.ref}' and name FETCH_HEAD"
        return "fetch it first, or name another revision"

    def files(self) -> tuple[str, ...]:
        """List the regular files of the tree, sorted; symbolic links and submodules are left out."""
        if self._files is None:
            # `ls-tree` in a folder lists that folder, with names relative to it
            listed = _git(self.root, "ls-tree", "-r", "-z", self.commit) or b""
            entries = (entry.split(b"\t", 1) for entry in listed.split(b"\0") if b"\t" in entry)
            regular = (name for mode, name in entries if mode.startswith(b"100"))
            self._files = tuple(sorted(name.decode("utf-8", "surrogateescape") for name in regular))
        return self._files

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes at the revision; None where the revision has no such file."""
        if path not in self._read:
            known = path in self.files()
            self._read[path] = _git(self.root, "cat-file", "blob", f"{self.commit}:{self._prefix}{path}") if known else None
        return self._read[path]


def changed_since(root: Path, ref: str) -> frozenset[str] | None:
    """Name the files below `root` that differ from `ref`, untracked ones included; None where git cannot tell."""
    listed = _git(root, "diff", "--name-only", "--relative", "-z", "--end-of-options", ref)
    fresh = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    if listed is None or fresh is None:
        return None
    return frozenset(name.decode("utf-8", "surrogateescape") for name in (listed + fresh).split(b"\0") if name)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git; None where it failed. Hooks, pagers, prompts and replacement objects stay out."""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=TIMEOUT)
    except FileNotFoundError as error:
        raise InvalidUsage(_problem("the command 'git' was not found", "install git, or run without --against")) from error
    except subprocess.TimeoutExpired as error:
        raise InvalidUsage(_problem(f"git took more than {TIMEOUT:.0f} seconds", "run without --against, or in a local clone")) from error
    return done.stdout if done.returncode == 0 else None


def _problem(message: str, hint: str) -> Problem:
    return Problem(kind="unknown-revision", message=message, hint=hint)
