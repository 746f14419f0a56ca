"""Text that went through a program's dump: JSON whole, and escapes that were left in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from page_cleaner.reading.html import looks_like_markup

#: A Han character or a mark of Chinese punctuation as an escape of JSON and JavaScript, and as a numeric reference.
_ESCAPE = re.compile(
    r"\\u(?:[4-9][0-9a-fA-F]{3}|3[04][0-9a-fA-F]{2}|ff[0-9a-fA-F]{2})|&#(?:x[4-9][0-9a-fA-F]{3}|[1-4]\d{4});"
)
_HAN = re.compile("[\u3400-\u9fff]")
#: So many escapes, and more than there are Han characters in the same stretch, are no accident.
_LEAST, _LOOKED_AT = 5, 65_536


def has_escapes(text: str) -> bool:
    """Whether what should be Han stands there as escapes."""
    head = text[:_LOOKED_AT]
    if "\\u" not in head and "&#" not in head:
        return False
    escapes = sum(1 for _ in _ESCAPE.finditer(head))
    return escapes >= _LEAST and escapes > sum(1 for _ in islice(_HAN.finditer(head), escapes))


def strings(text: str) -> list[str] | None:
    """The strings of a dump that say something, in order: those with Han or markup; None where the text is no JSON of that kind."""
    start = text[:256].lstrip("\ufeff \t\r\n")
    if start[:1] not in ("{", "[", '"'):
        return None
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    found = [one for one in _strings(value) if _HAN.search(one) or looks_like_markup(one)]
    return found or None


def as_markup(found: list[str]) -> str | None:
    """The strings of a dump as one piece of markup where any of them is, else None."""
    if not any(map(looks_like_markup, found)):
        return None
    return "\n".join(
        f"<div>{one}</div>"
        if looks_like_markup(one)
        else "".join(f"<p>{escape(line)}</p>" for line in one.splitlines())
        for one in found
    )


def _strings(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            waiting += reversed(one.values())
