"""One commit of a git repository, asked through the `git` command; no checkout, index or work tree is touched."""

import os
import subprocess
from bisect import bisect_left
from hashlib import new
from pathlib import Path

from celadon.terms.errors import InvalidUsage, Problem

TIMEOUT = 120.0
"""Seconds that one git command may take."""

LARGEST_MOVED = 4 << 20
"""Bytes of an untracked file that is looked at for one that is gone."""

PLAIN, LINK, SUBMODULE = "100", "120", "160"
"""How the modes of plain files, symbolic links and submodules begin."""


class Revision:
    """The tree of one commit. Paths are text: POSIX, relative to the top of the work tree."""

    def __init__(self, start: Path, ref: str) -> None:
        """Resolve `ref` in the repository around a folder; raises InvalidUsage where git, the repository or the revision is missing."""
        self.ref = ref
        if ref.startswith("-") or not ref.strip():
            raise InvalidUsage(_problem(f"'{ref}' is not a git revision", "name a branch, a tag or a commit"))
        top = _git(start, "rev-parse", "--show-toplevel")
        if top is None:
            raise InvalidUsage(_not_here(start))
        self.top = Path(os.path.realpath(os.fsdecode(top.removesuffix(b"\n"))))
        """The work tree's own folder, links resolved."""
        self.commit = self._resolve(ref)
        self._entries: dict[str, tuple[str, str]] | None = None
        self._names: list[str] = []
        self._departed: dict[str, str | None] | None = None

    def _resolve(self, ref: str) -> str:
        """Take two steps, for what names a commit by its text (`:/fix the`) cannot be told to be one in the same breath."""
        found = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", ref)
        name = "" if found is None else found.decode("ascii").strip()
        commit = _git(self.top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") if name else None
        if commit is None:
            raise InvalidUsage(_problem(f"git knows no revision '{ref}' here", self._advice()))
        return commit.decode("ascii").strip()

    @property
    def short(self) -> str:
        """The commit as people write it."""
        return self.commit[:12]

    @property
    def shown(self) -> str:
        """The revision as it was named, and which commit that is."""
        return self.short if self.commit.startswith(self.ref) else f"{self.ref} ({self.short})"

    def _advice(self) -> str:
        shallow = _git(self.top, "rev-parse", "--is-shallow-repository")
        if shallow is not None and shallow.strip() == b"true":
            branch = self.ref.removeprefix("origin/")
            return f"this clone is shallow: 'git fetch --depth=1 origin {branch}', then --against FETCH_HEAD (or clone with its history)"
        return "fetch it first, or name another revision"

    def entry(self, path: str) -> tuple[str, str] | None:
        """Give the mode and the object of a file, a link or a submodule; None where the commit has none of that name."""
        return self._listed().get(path)

    def below(self, folder: str) -> list[str]:
        """List what stands below a folder, sorted; empty where there is no such folder."""
        self._listed()
        if not folder:
            return self._names
        first, last = bisect_left(self._names, f"{folder}/"), bisect_left(self._names, f"{folder}0")  # "0" follows "/"
        return self._names[first:last]

    def blob(self, path: str, *, at_most: int) -> bytes | int:
        """Give the bytes of a file or what a link says; the size alone where that is more than `at_most`.

        Raises InvalidUsage where the object is not in this clone: one without blobs fetches them when asked, and we fetch nothing.
        """
        found = self.entry(path)
        size = None if found is None else _git(self.top, "cat-file", "-s", found[1])
        if found is None or size is None:
            raise InvalidUsage(_problem(f"git does not have {path} of {self.shown}", "fetch it: this clone leaves out contents"))
        if int(size) > at_most:
            return int(size)
        return _git(self.top, "cat-file", "blob", found[1]) or b""

    def is_same(self, path: str, data: bytes) -> bool:
        """Tell whether a plain file of the commit has these very bytes, without reading it."""
        found = self.entry(path)
        if found is None or not found[0].startswith(PLAIN):
            return False
        return _object(data, len(found[1])) == found[1]

    def renames(self) -> dict[str, str]:
        """Map paths of the commit to those of today, those of files that git takes for renamed, or that were moved behind its back."""
        return {old: today for old, today in self.departed().items() if today is not None}

    def departed(self) -> dict[str, str | None]:
        """Map the paths of the commit that are not there today to those at which git takes the files to be, or to None."""
        if self._departed is None:
            # the `--` keeps git from taking a file for an option; renames are those of at least half the text
            listed = _git(
                self.top, "diff", "--name-status", "--diff-filter=DR", "-z", "-M", "--no-ext-diff", "--no-textconv", "--no-relative",
                "--ignore-submodules=all", self.commit, "--",
            )  # fmt: skip
            parts = iter(os.fsdecode(part) for part in (listed or b"").split(b"\0") if part)
            self._departed = {next(parts): next(parts) if state.startswith("R") else None for state in parts}
            self._departed |= self._moved({old for old, today in self._departed.items() if today is None})
        return self._departed

    def _moved(self, gone: set[str]) -> dict[str, str]:
        """Find files that are gone under names that nobody has added to git yet; these have to be the same to be known."""
        wanted = {found[1]: old for old in sorted(gone) if (found := self.entry(old)) is not None and found[0].startswith(PLAIN)}
        listed = _git(self.top, "ls-files", "--others", "--exclude-standard", "-z") if wanted else None
        moved = {}
        for name in sorted(os.fsdecode(part) for part in (listed or b"").split(b"\0") if part):
            path = self.top / name
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_MOVED:
                old = wanted.pop(_object(path.read_bytes(), len(self.commit)), None)
                if old is not None:
                    moved[old] = name
        return moved

    def tracks(self, path: str) -> bool:
        """Tell whether git knows something at or below a path, today or at the commit; what is in a submodule counts."""
        if self.entry(path) is not None or self.below(path):
            return True
        listed = _git(self.top, "--literal-pathspecs", "ls-files", "-z", "--", path)
        return listed is None or bool(listed)  # git refuses to look into submodules

    def _listed(self) -> dict[str, tuple[str, str]]:
        if self._entries is None:
            listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", self.commit)
            if listed is None:
                raise InvalidUsage(_problem(f"git cannot list {self.shown}", "fetch the commit with its folders"))
            rows = (row.partition(b"\t") for row in listed.split(b"\0") if row)
            self._entries = {os.fsdecode(name): _mode_and_object(about) for about, _, name in rows}
            self._names = sorted(self._entries)
        return self._entries


def _object(data: bytes, digits: int) -> str:
    """Name the bytes of a file as git does, by SHA-1 or, in a repository that has gone over to it, by SHA-256."""
    digest = new("sha1" if digits == 40 else "sha256", b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def _mode_and_object(about: bytes) -> tuple[str, str]:
    mode, _, name = about.decode("ascii").split(" ")
    return mode, name


def _not_here(start: Path) -> Problem:
    """Tell no repository from one that git refuses to look into because it belongs to somebody else, as in most containers."""
    said = _run(start, "rev-parse", "--show-toplevel").stderr
    if b"dubious ownership" in said:
        hint = f"say that you trust it: git config --global --add safe.directory {start}"
        return _problem(f"git does not look into {start}, which belongs to another user", hint)
    return _problem(f"{start} is not in a git repository", "a revision can be named in a clone only")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Give what git answers; None where it failed."""
    done = _run(folder, *arguments)
    return done.stdout if done.returncode == 0 else None


def _run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run git. Hooks, pagers, prompts, replacement objects and fetching on demand stay out."""
    stays_out = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    environment = {**os.environ, **stays_out, "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=TIMEOUT)
    except FileNotFoundError as error:
        raise InvalidUsage(_problem("the command 'git' was not found", "install git, or run without a revision")) from error
    except subprocess.TimeoutExpired as error:
        raise InvalidUsage(_problem(f"git took more than {TIMEOUT:.0f} seconds", "run without a revision, or in a local clone")) from error
    except OSError as error:
        raise InvalidUsage(
            _problem(f"git could not be run in {folder}: {error.strerror or error}", "run in a folder of a clone")
        ) from error


def _problem(message: str, hint: str) -> Problem:
    return Problem(kind="unknown-revision", message=message, hint=hint)
