"""The table of libraries that every environment has unless it says otherwise."""

from celadon.cel.functions.extensions.encoders import ENCODERS
from celadon.cel.functions.extensions.lists import LISTS_EXTENSION
from celadon.cel.functions.extensions.math import MATH
from celadon.cel.functions.extensions.network import NETWORK
from celadon.cel.functions.extensions.optionals import OPTIONALS
from celadon.cel.functions.extensions.sets import SETS
from celadon.cel.functions.extensions.strings import STRINGS_EXTENSION
from celadon.cel.functions.http import HTTP
from celadon.cel.functions.library import Library
from celadon.cel.functions.pattern import PATTERN
from celadon.cel.functions.secrets import SECRETS
from celadon.cel.functions.standard import STANDARD as LANGUAGE
from celadon.cel.functions.text import TEXT
from celadon.cel.functions.time import TIME
from celadon.cel.functions.url import URL

EXTENSIONS: tuple[Library, ...] = (STRINGS_EXTENSION, MATH, LISTS_EXTENSION, SETS, ENCODERS, OPTIONALS, NETWORK)
"""The extensions of CEL that have functions; bindings and two-variable macros are part of the grammar."""

OWN: tuple[Library, ...] = (TEXT, HTTP, URL, PATTERN, TIME, SECRETS)
"""Our own libraries, for policies."""

STANDARD: tuple[Library, ...] = (LANGUAGE, *EXTENSIONS, *OWN)
"""The language itself, its extensions, and our own libraries."""
