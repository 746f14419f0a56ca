"""Double-byte text with missing bytes: read so that the loss stays a character long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from page_cleaner.reading.labels import WIDTHS
from page_cleaner.reading.ordinary import LOST, RARE, reading_cost
from page_cleaner.reading.signatures import NotText

#: No part of a character in any encoding of ASCII and more.
BREAK = re.compile(rb"[\x00-\x2f\x3a-\x3f]")
_PIECE = 65_536  # bytes
_REPAIRS = 32_768  # bytes; a page with more damage than that is past mending
_LEAST = 128  # bytes
_REACH = 2048  # bytes to either side of an error


def realign(body: bytes, name: str) -> tuple[str, int]:
    """Read damaged double-byte text, in pieces that, where there is any ASCII, begin and end between characters."""
    parts: list[str] = []
    replaced, budget = 0, _REPAIRS
    for piece in _pieces(body):
        start = 0
        while start < len(piece):
            try:
                parts.append(piece[start:].decode(name))
                break
            except UnicodeDecodeError as error:
                bad = start + error.start
            low, high = _window(piece, start, bad)
            budget -= max(high - low, _LEAST)  # each error costs a copy of the piece besides
            if budget < 0:
                low, high = start, len(piece)
            text, lost = mend(piece[low:high], name) if budget >= 0 else decode_replacing(piece[low:high], name)
            parts += piece[start:low].decode(name), text
            replaced += lost
            start = high
    return "".join(parts), replaced


def _pieces(body: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(body):
        found = BREAK.search(body, start + _PIECE, start + 2 * _PIECE)
        end = found.start() if found else min(len(body), start + 2 * _PIECE)
        yield body[start:end]
        start = end


def _window(piece: bytes, start: int, bad: int) -> tuple[int, int]:
    """The bytes around an error from one safe place to the next: what came before it may be out of step already."""
    low = max((match.end() for match in BREAK.finditer(piece, max(start, bad - _REACH), bad)), default=-1)
    if low < 0:
        low = start if bad - start <= _REACH else bad
    found = BREAK.search(piece, bad + 1, bad + _REACH)
    return low, found.start() if found else min(len(piece), bad + _REACH)


def mend(window: bytes, name: str) -> tuple[str, int]:
    """The cheapest reading of a window, by dynamic programming from its end, with U+FFFD for each byte given up.

    ``gb18030`` reads 0x80 as the euro sign, as the Encoding Standard does.
    """
    size = len(window)
    best = [0] * (size + 1)
    step: list[tuple[str, int]] = [("", 1)] * size
    for at in range(size - 1, -1, -1):
        byte = window[at]
        if byte < 0x80:
            best[at], step[at] = best[at + 1], (chr(byte), 1)
            continue
        euro = byte == 0x80 and name == "gb18030"
        best[at], step[at] = best[at + 1] + (RARE if euro else LOST), ("€" if euro else "\ufffd", 1)
        for width in WIDTHS[name]:
            try:
                text = window[at : at + width].decode(name)
            except UnicodeDecodeError:
                continue
            cost = best[min(at + width, size)] + reading_cost(text, name)
            if cost <= best[at]:
                best[at], step[at] = cost, (text, width)
    parts: list[str] = []
    lost = at = 0
    while at < size:
        text, width = step[at]
        lost += text == "\ufffd" and width == 1
        parts.append(text)
        at += width
    return "".join(parts), lost


def decode_replacing(body: bytes, name: str) -> tuple[str, int]:
    """Decode with U+FFFD for what cannot be read, and count those put in. Raises NotText where the codec cannot go on."""
    try:
        text = body.decode(name, "replace")
        return text, text.count("\ufffd") - body.decode(name, "ignore").count("\ufffd")
    except UnicodeError as error:
        raise NotText(f"the input cannot be read as {name}; leave the option charset out, or name another") from error
