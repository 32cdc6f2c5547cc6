"""What one run may read. Every limit that is passed is an error of the run; nothing is skipped in silence."""

from celadon.frozen import dataclass

MEBIBYTE = 1024 * 1024
DIGITS = 4_300
"""Of an integer. Python converts no more in either direction, so this one is no setting."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults hold every public document known to us with room to spare, and stop a bomb within a second."""

    file_bytes: int = 64 * MEBIBYTE
    total_bytes: int = 512 * MEBIBYTE
    """Of all files of a run, those reached by `$ref` included."""
    files: int = 20_000
    documents: int = 10_000
    """In one YAML stream."""
    depth: int = 200
    """Of nesting, aliases expanded."""
    aliases: int = 1_000
    """In one YAML document."""
    nodes: int = 2_000_000
    """That aliases and merge keys of one YAML document stand for; nodes that are written out are bounded by `file_bytes`."""
    scalar_bytes: int = 8 * MEBIBYTE
    duplicates: int = 100
    """Repeated keys that are reported of one file before the reader gives up."""
