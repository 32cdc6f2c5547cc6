"""jsonschema-rs, imported late and without what it never uses."""

import sys
from importlib import import_module
from types import ModuleType

_MAIL = "email.utils"


def json_schemas() -> ModuleType:
    """Import `jsonschema_rs`. A run that needs no validator need not pay for it.

    While it is imported it dates its own build by `email.utils`, whose import (sockets, calendars, random numbers) costs more than its
    own. Nobody asks for that date, so that a stand-in leaves it as written.
    """
    if _MAIL not in sys.modules and "jsonschema_rs" not in sys.modules:
        stand_in = _stand_in()
        sys.modules[_MAIL] = stand_in
        try:
            return import_module("jsonschema_rs")
        finally:
            _leave(stand_in)
    return import_module("jsonschema_rs")


def _stand_in() -> ModuleType:
    """Stand in for `email.utils`; whoever else asks it for something meanwhile, in another thread, gets that of the real one."""
    module = ModuleType(_MAIL)

    def late(name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        _leave(module)
        return getattr(import_module(_MAIL), name)

    vars(module).update(parsedate_to_datetime=str, __getattr__=late)
    return module


def _leave(stand_in: ModuleType) -> None:
    if sys.modules.get(_MAIL) is stand_in:
        del sys.modules[_MAIL]
