"""What to do with a standard output that nobody reads any more. Imported by whoever fails first, so it needs nothing."""

import os
import sys


def silence_standard_output() -> None:
    """Point standard output nowhere, so that Python's own flush at exit does not fail again on a closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # door: the face's own stream
