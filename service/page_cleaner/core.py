"""Which functions run: those of Python, or their twins in the compiled core where one was built.

The core is optional. A twin gives the same answer as the function of Python, to the byte; that one says what is done and why.
"""

from __future__ import annotations

import os
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar, cast

_Twin = TypeVar("_Twin")
#: Raised with every change of the arguments that a function of the core takes, here and in core/module.cpp.
_INTERFACE = 3


def _load() -> ModuleType | None:
    """The core; None where it was not built or not for this Python, is of another version, or is not wanted."""
    if os.environ.get("PAGE_CLEANER_PURE", "0") not in ("", "0"):
        return None
    try:
        core = import_module("page_cleaner._core")
        if core.INTERFACE != _INTERFACE:
            return None
    except (ImportError, AttributeError):
        return None
    return core


_CORE = _load()
#: What does the work: ``compiled`` or ``python``.
NAME = "python" if _CORE is None else "compiled"


def twin(name: str, function: _Twin, *given: object) -> _Twin:
    """Give the core's function of this name, with ``given`` as its first arguments; ``function`` where there is no core."""
    if _CORE is None:
        return function
    compiled: Any = getattr(_CORE, name)
    return cast(_Twin, partial(compiled, *given) if given else compiled)


def prepared(name: str, *given: object) -> object:
    """Give a table as the core wants it; None where there is no core."""
    return None if _CORE is None else getattr(_CORE, name)(*given)
