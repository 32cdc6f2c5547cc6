"""Where the bundles are that we ship. They are read by `loading`, which most runs do without: see `usecases.checking.keeping`."""

from pathlib import Path

FILE_NAME = "bundle.yaml"
"""What makes a folder a bundle."""
_PACKAGE = Path(__file__).resolve().parents[1]


def built_in_folder() -> Path:
    """Find the bundles that we ship: inside of an installed package, or beside `engine/` in a checkout."""
    installed = _PACKAGE / "_policies"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "policies"


def built_in_bundles() -> dict[str, Path]:
    """Give the folders of the bundles that we ship by name, sorted."""
    return {path.parent.name: path.parent for path in sorted(built_in_folder().glob(f"*/{FILE_NAME}"))}
