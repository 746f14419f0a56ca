"""What people ask of the view beside the page and its options, and the page that a form keeps while they do."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from page_cleaner.web.problems import Problem

if TYPE_CHECKING:
    from page_cleaner.web.jobs import Job

#: What the form may be answered with, beside the page itself.
ANSWERS = ("json", "csv", "text")
#: What stands on the left: the text that offsets count in, or the markup that it was rendered from.
SHOWS = ("source", "markup")
#: A page that takes more, in characters of the form's field, is not kept.
_KEPT = 4 * 1024 * 1024
_BYTES, _TEXT = "b", "t"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of the view.

    ``show`` is one of SHOWS, ``part`` the part of a long page, from 1; ``answer`` one of ANSWERS, None for the view itself;
    ``name`` is what the page's file was called; ``other`` is the page or the options to compare with.
    """

    show: str = SHOWS[0]
    part: int = 1
    answer: str | None = None
    name: str = ""
    other: Job | None = None


def place(given: str | None) -> tuple[str, int]:
    """What a form or a query asks to be shown: one of SHOWS, and the part behind a colon. Raises Problem."""
    show, _, part = (given or SHOWS[0]).partition(":")
    if show not in SHOWS or not (part == "" or (part.isascii() and part.isdigit() and 0 < int(part[:9]) < 10**6)):
        names = " or ".join(SHOWS)
        raise Problem("bad-option", f"What is shown is {names}, and a part's number behind a colon, not {given!r:.80}.")
    return show, int(part or 1)


def answer(given: str | None) -> str | None:
    """What a form wants to be answered with. Raises Problem."""
    if given and given not in ANSWERS:
        raise Problem("bad-option", f"The form is answered with {', '.join(ANSWERS)}, not {given!r:.80}.")
    return given or None


def pack(page: bytes | str) -> str:
    """The page as a field of the form can hold it; empty where that takes too much."""
    kind, data = (_TEXT, page.encode("utf-8", "surrogatepass")) if isinstance(page, str) else (_BYTES, page)
    packed = base64.b64encode(zlib.compress(data, 6)).decode("ascii")
    return kind + packed if len(packed) <= _KEPT else ""


def unpack(field: str, limit: int) -> bytes | str:
    """The page that a field holds, of at most so many bytes. Raises Problem."""
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode(field[1:], validate=True), limit + 1)
        whole = inflater.eof or len(data) > limit
        page = data.decode("utf-8", "surrogatepass") if field[:1] == _TEXT and len(data) <= limit else data
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        whole = False
    if not whole or field[:1] not in (_BYTES, _TEXT):
        raise Problem("broken-body", "The page that the form kept is damaged; choose or paste it again.")
    if len(data) > limit:
        detail = f"The page that the form kept has more than {limit} bytes. Send less, or raise CLEAN_BODY_LIMIT."
        raise Problem("body-too-large", detail, limit=limit, actual=len(data))
    return page
