"""UTF-16 and UTF-32 without a byte order mark: told by what they give, and put right where a byte is missing."""

from __future__ import annotations

import sys
from array import array

from page_cleaner.reading.damage import decode_replacing
from page_cleaner.reading.ordinary import COMMON, CONCLUSIVE, FREE, cost_table, ordinary_table

WIDE = 512  # bytes
UNITS = {"utf-32-le": 4, "utf-32-be": 4, "utf-16-le": 2, "utf-16-be": 2}


def detect_wide(head: bytes, share: float) -> str | None:
    """The UTF-16 or UTF-32 in which at least that share of the characters at a page's head are ordinary, if any.

    Of the characters of another encoding read as UTF-16 no more than a third are. Hangul does not count, where
    gb18030 read as UTF-16 lands, but for the most frequent syllables; Latin, Greek and Cyrillic letters do. Where a byte
    is missing or too many, one half of the head is out of step, so each half is tried as well.
    """
    for name, unit in UNITS.items():
        if _reads_as(head, name, unit, share, least=2):
            return name
    middle = len(head) // 4 * 2
    for part, name in (
        (head[start:end], n) for start, end in ((0, middle), (middle, None), (middle + 1, None)) for n in UNITS
    ):
        if _reads_as(part, name, UNITS[name], share, least=CONCLUSIVE):
            return name
    return None


def choose_byte_order(body: bytes, name: str) -> str:
    """The byte order of UTF-16 that has an odd number of bytes: ASCII out of step reads well in the other order."""
    if name not in {"utf-16-le", "utf-16-be"} or len(body) % 2 == 0:
        return name
    head = body[: WIDE * 2 + 1]
    other = "utf-16-be" if name == "utf-16-le" else "utf-16-le"
    return min(name, other, key=lambda each: _step(head, each)[0])


def _reads_as(part: bytes, name: str, unit: int, share: float, least: int) -> bool:
    if unit == 4 and b"\0" not in part:  # the highest byte of every character is null
        return False
    text = part[: len(part) // unit * unit].decode(name, "replace")
    costs = text.replace("\0", "").replace("†", "").translate(ordinary_table())  # accidents, and two blanks of ASCII
    frequent = costs.count(chr(FREE))
    ordinary = frequent + costs.count(chr(COMMON))
    return ordinary >= max(least, share * len(costs)) and frequent >= 0.25 * ordinary


def read_out_of_step(body: bytes, name: str) -> tuple[str, int]:
    """Read UTF-16 of an odd length without the byte that _step gives up."""
    _, at = _step(body, name)
    head, lost = decode_replacing(body[:at], name)
    tail, more = decode_replacing(body[at + 1 :], name)
    return f"{head}\ufffd{tail}", lost + more + 1


def _step(body: bytes, name: str) -> tuple[int, int]:
    """The byte of an odd number, often the last, without which UTF-16 reads best: what that reading costs, and where."""
    costs = cost_table()
    before, behind = array("H", body[:-1]), array("H", body[1:])
    if name.endswith("le") != (sys.byteorder == "little"):
        before.byteswap()
        behind.byteswap()
    cost = sum(costs[unit] for unit in behind)
    least, at = cost, 0
    for place, (this, that) in enumerate(zip(before, behind, strict=True), 1):
        cost += costs[this] - costs[that]
        if cost <= least:
            least, at = cost, place * 2
    return least, at
