"""A page of Markdown for every policy, a table for every bundle: written, or compared with what is there."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from celadon.reports.policies import index, page
from celadon.reports.policies.markup import MARKER
from celadon.sources.files.keeping import Kept, compare, keep
from celadon.usecases.explain import bundle_folders, catalogue

INDEX = "README.md"
"""What the hosts of repositories show for a folder."""


def policy_pages(*, bundles: Sequence[str], start: Path) -> dict[str, str]:
    """Give every page by its path: `<bundle>/<id>.md`, `<bundle>/README.md`, and the table of bundles where there are several."""
    every = tuple(catalogue(bundle_folders(bundles, start=start)))
    names = frozenset(item.policy.name for item in every)
    files: dict[str, str] = {}
    tables = []
    for _, group in groupby(every, key=lambda item: item.bundle.name):
        items = tuple(group)
        bundle, rows = items[0].bundle, [(item.policy, item.profiles) for item in items]
        tables.append((bundle, rows))
        files[f"{bundle.name}/{INDEX}"] = index.bundle_index(bundle, rows)
        files |= {f"{item.policy.name}.md": page.render(item.policy, bundle, item.profiles, pages=names) for item in items}
    if len(tables) > 1:
        files[INDEX] = index.catalogue_index(tables)
    return files


def write_pages(folder: Path, *, bundles: Sequence[str], start: Path) -> Kept:
    """Write what changed and remove pages of policies that are gone. Raises UnwritableOutput where a page is somebody else's file."""
    return keep(folder, policy_pages(bundles=bundles, start=start), marker=MARKER)


def compare_pages(folder: Path, *, bundles: Sequence[str], start: Path) -> Kept:
    """Tell which pages are out of step, and touch nothing."""
    return compare(folder, policy_pages(bundles=bundles, start=start), marker=MARKER)
