"""Where the settings, waivers, baseline and bundles of a run are read. With a revision to compare with, there: no change excuses itself.

What git does not track is no part of a change, so it is read as it stands: a bundle that a pipeline fetched, settings from elsewhere.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from celadon.settings import Settings, find, load
from celadon.sources.files.opening import DISK, Files
from celadon.terms.errors import UnreadableInput
from celadon.terms.report import ConfigurationSeen
from celadon.usecases.checking.options import CheckOptions

if TYPE_CHECKING:
    from celadon.sources.files.revisions import Revision
    from celadon.sources.files.snapshots import Snapshot

WORKTREE = "worktree"
"""What `--config-from` is given to read them as they stand on disk."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked at for edits."""


class Origin:
    """One place for all of them, and notes about what was not read there."""

    __slots__ = ("_edits", "against", "notes", "snapshot")

    def __init__(self, snapshot: "Snapshot | None", against: "Revision | None", *notes: str) -> None:
        """Take the place, None for the disk, and what is compared with."""
        self.snapshot = snapshot
        self.against = against
        self.notes = list(notes)
        self._edits: set[str] = set()

    @property
    def tree(self) -> Files:
        """The files of this place."""
        return DISK if self.snapshot is None else self.snapshot

    @property
    def seen(self) -> ConfigurationSeen:
        """What the report says of it."""
        if self.snapshot is None:
            return ConfigurationSeen()
        revision = self.snapshot.revision
        return ConfigurationSeen(ref=revision.ref, commit=revision.commit, edits=tuple(sorted(self._edits)))

    def tree_for(self, path: Path, *, shown: str) -> Files:
        """Give the files among which something is that somebody named."""
        inner = None if self.snapshot is None else self.snapshot.inner(path)
        if self.snapshot is None or inner is None or self.snapshot.revision.tracks(inner):
            return self.tree
        self.notes.append(f"{shown} is read as it stands on disk: git does not track it")
        return DISK

    def settings(self, options: CheckOptions) -> Settings | None:
        """Read the settings; None where there are none. Raises what settings raise."""
        named = None if options.config is None else options.start / options.config
        tree = self.tree if named is None else self.tree_for(named, shown=str(options.config))
        file = find(options.start, tree=tree) if named is None else named
        if self.snapshot is not None and tree is self.snapshot and (file is None or not tree.has(file)):
            self._go_without(file or find(options.start))
            return None
        if file is None:
            return None
        self.look_for_edits(file, shown=file.name)
        return load(file, tree=tree)

    def look_for_edits(self, path: Path, *, shown: str) -> None:
        """Remember what has another content on disk than where it is read."""
        if self.snapshot is None or self.snapshot.inner(path) is None:
            return
        if not self.snapshot.has_same(path, _bytes_now(path, shown)):
            self._edits.add(shown)

    def look_at_bundle(self, folder: Path, *, shown: str) -> None:
        """Remember a bundle that has another content on disk."""
        if self.snapshot is None:
            return
        now, then = set(DISK.below(folder)), set(self.snapshot.below(folder))
        if now != then or not all(self.snapshot.has_same(folder / name, _bytes_now(folder / name, shown)) for name, _ in now):
            self._edits.add(shown)

    def _go_without(self, today: Path | None) -> None:
        """Say that the revision does not have the settings of today: the defaults apply."""
        if today is not None and self.snapshot is not None:
            self._edits.add(today.name)
            self.notes.append(f"{self.snapshot.revision.shown} has no {today.name}, so the default settings apply")


def origin_of(options: CheckOptions) -> Origin:
    """Find out where to read; raises InvalidUsage for revisions that git does not know."""
    if options.against is None and options.config_from in (None, WORKTREE):
        return Origin(None, None)
    from celadon.sources.files.revisions import Revision  # noqa: PLC0415 - most runs have no revision to compare with
    from celadon.sources.files.snapshots import Snapshot  # noqa: PLC0415 - the same

    against = None if options.against is None else Revision(options.start, options.against)
    if options.config_from == WORKTREE:
        return Origin(None, against, "settings, waivers, baseline and bundles are read as they stand here (--config-from worktree)")
    if against is not None and options.config_from in (None, options.against):
        return Origin(Snapshot(against, elsewhere=DISK), against)
    return Origin(Snapshot(Revision(options.start, options.config_from or ""), elsewhere=DISK), against)


def _bytes_now(path: Path, shown: str) -> bytes | None:
    try:
        return DISK.read(DISK.real(path), name=shown, at_most=LARGEST)
    except UnreadableInput:
        return None
