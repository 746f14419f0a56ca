"""What the scripts and data attributes of a page say of the day it was published, for pages that write it with a script only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr

from page_cleaner.facts import dates
from page_cleaner.text.view import fold

#: Names that say so: of variables, of an object's keys (JSON-LD's ``datePublished`` of schema.org among them), of attributes, of properties
#: of microdata. Each spelling by itself, since to look for a word takes a tenth of the time of a pattern.
_NAMES = ("datePublished", "pubdata", "pubdate", "pubDate", "pubtime", "publishdate", "publishDate")
#: A date as the value of what such a name ends.
_VALUE = r"""(?:["']?\s?[:=]|["']\scontent=)\s?["']\s?((?:19|20)\d\d[^"'<>]{4,30})["']"""
_IN_TEXT, _IN_BYTES = re.compile(_VALUE), re.compile(_VALUE.encode())
#: So many characters of a moment in ISO 8601 are its day.
_DAY = 10


def published(markup: str | bytes) -> str | None:
    """The day in ISO 8601 that markup states outside of its text, None where it states none or several: those are of other pages.

    Bytes are read as UTF-8. Linear in the markup.
    """
    found = sorted({day for value in _values(markup) if (day := dates.find(fold(value)))})
    return found[-1] if len({moment[:_DAY] for moment in found}) == 1 else None


def _values(markup: str | bytes) -> Iterator[str]:
    for name in _NAMES:
        if isinstance(markup, str):
            for at in _places(markup, name):
                if value := _IN_TEXT.match(markup, at):
                    yield value[1]
        else:
            for at in _places(markup, name.encode()):
                if stated := _IN_BYTES.match(markup, at):
                    yield stated[1].decode("utf-8", "replace")


def _places(markup: AnyStr, name: AnyStr) -> Iterator[int]:
    """Where the occurrences of a name end."""
    at = markup.find(name)
    while at >= 0:
        yield at + len(name)
        at = markup.find(name, at + len(name))
