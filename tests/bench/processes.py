"""The kernel's accounting of a finished process."""

import resource
import sys


def peak_megabytes(usage: resource.struct_rusage) -> float:
    """Give the largest resident size; macOS counts bytes, Linux counts kilobytes."""
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
