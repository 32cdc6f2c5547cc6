"""Where the file part of a reference may lead: down and across inside of the project, never out of it, never to the network.

Nothing of the file system is asked for a reference that is refused by its form alone, so a document cannot probe what exists elsewhere.
"""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from celadon.terms.errors import Problem

REFUSED = "refused-reference"
SCHEME = r"[A-Za-z][A-Za-z0-9+.-]+:"
"""Two letters at least: one letter and a colon is a drive of Windows, which is an absolute path."""


def target(path_part: str, folder: Path, root: Path, *, follow: Callable[[Path], Path]) -> Path | Problem:
    """Resolve a reference's file part from the folder of the file that holds it; symbolic links count as what they lead to (`follow`)."""
    steps = unquote(path_part)
    refused = _refusal(path_part, steps)
    if refused is not None:
        return refused
    real = follow(folder / steps)
    if not real.is_relative_to(root):
        return _problem(f"the reference {path_part} leads out of the project", "keep the file inside the project")
    return real


def _refusal(path_part: str, steps: str) -> Problem | None:
    if re.match("file:", path_part, re.IGNORECASE):
        return _problem(f"the reference {path_part} is a file: address", "write the path relative to the file that holds it")
    if re.match(SCHEME, path_part) or path_part.startswith("//"):
        return _problem(f"the reference {path_part} is remote, and nothing is fetched", "keep a copy in the project and refer to that")
    if PurePosixPath(steps).is_absolute() or PureWindowsPath(steps).anchor:
        return _problem(f"the reference {path_part} is an absolute path", "write it relative to the file that holds it")
    if "\0" in steps:
        return _problem("a reference holds a NUL character", "name the file by its path")
    return None


def _problem(message: str, hint: str) -> Problem:
    return Problem(kind=REFUSED, message=message, hint=hint)
