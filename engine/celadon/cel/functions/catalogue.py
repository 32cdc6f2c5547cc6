"""The table of libraries that every environment has unless it says otherwise."""

from celadon.cel.functions.library import Library
from celadon.cel.functions.standard import STANDARD as LANGUAGE

STANDARD: tuple[Library, ...] = (LANGUAGE,)
"""The language itself, its extensions, and our own libraries."""
