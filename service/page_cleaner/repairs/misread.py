"""Text that the converter misread one byte off, read again.

The converter replaces bytes of GBK text without minding where a character begins. Where the bytes that it looks for
straddle two characters, what follows is read one byte off up to the next ASCII character: 獎者都是 becomes
獎?wù)叨际. The reading names the character that was met, the character names the missing byte, and the bytes read
again from there are the text as it was.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from page_cleaner import tables
from page_cleaner.repairs.readings import BLANK, HAN, ITEM, READING, gbk_pair, spell

#: What stands for a character that lacks a byte.
LOST = "\ufffd"

#: A misread spot: the mark for the byte that made no character, often with the bracket swallowed, and the reading.
_SPOT = re.compile(f"[?？\ufffd(（](?:(?<=[?？\ufffd])[(（])?{READING}{BLANK}[)）]")
_UNREAD = re.compile("[?\ufffd]+")
_RUN = re.compile("[^\x00-\x7f\ufffd]*")

#: How many readings and unreadable bytes a misread stretch may go on over; it keeps the work linear.
_STAGES = 16

_COMMON = frozenset(tables.COMMON)
_COMMON_TRADITIONAL = frozenset(t for t, s in zip(tables.TRADITIONAL, tables.SIMPLIFIED, strict=True) if s in _COMMON)
_PLAUSIBLE = (_COMMON | _COMMON_TRADITIONAL | frozenset("，。、；：？！“”‘’（）《》〈〉【】—…·〇％")) - frozenset(
    tables.SIMPLIFIED_ONLY
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A misread stretch ``text[start:end]`` and what stood there, U+FFFD for a character that lacks a byte."""

    start: int
    end: int
    text: str

    @property
    def lossy(self) -> bool:
        return LOST in self.text

    @property
    def plausible(self) -> float:
        """The share of everyday characters, 0 to 1."""
        return _plausible(self.text.replace(LOST, "")) if self.text.strip(LOST) else 1.0


@lru_cache(maxsize=4096)
def _led(reading: str, lead: bytes) -> str:
    """The characters of this first reading whose GBK bytes begin with ``lead``."""
    return "".join(c for c in tables.READINGS.get(reading, "") if gbk_pair(c)[:1] == lead)


def _candidates(reading: str, lead: bytes, annotated: AbstractSet[str]) -> Sequence[str]:
    """The same, the likeliest first."""
    found = _led(reading, lead)
    return sorted(found, key=lambda c: (c not in annotated, c not in _PLAUSIBLE)) if len(found) > 1 else found


def _plausible(text: str) -> float:
    return sum(c in _PLAUSIBLE for c in text) / max(1, len(text))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where misreading may begin or end, up to the ``end`` of the reading.

    ``before`` is the offset behind the character before it, less the readings that this one carries itself.
    """

    before: int
    end: int
    reading: str


def find_spots(text: str) -> dict[int, _Spot]:
    """The spots by their offsets.

    Some decoders drop the byte that made no character without a mark; then the reading follows a character that is never
    read so.
    """
    spots = {}
    for match in _SPOT.finditer(text):
        start = match.start()
        before = _before(text, start)
        bracketed = text[start] in "(（"
        if bracketed and _may_be(text[before - 1 : before], match[1]):
            continue
        reading, _ = spell(match[1])
        if reading in tables.READINGS:
            spots[start] = _Spot(before, match.end(), reading)
    return spots


@lru_cache(maxsize=2048)
def _may_be(char: str, raw: str) -> bool:
    """Whether a reading may be that of the character before it: of one that is read so, or is not Han."""
    return not HAN.match(char) or char in tables.SYLLABLES.get(spell(raw)[1], "")


def _before(text: str, at: int) -> int:
    """Where the reading begins that ends at this offset; the offset itself if none does."""
    if text[at - 1 : at] in (")", "）"):
        opening = max(text.rfind("(", max(0, at - 16), at), text.rfind("（", max(0, at - 16), at))
        match = ITEM.match(text, opening) if opening > 0 else None
        if match and match.end() == at:
            return opening
    return at


def mend_misread(text: str, spots: dict[int, _Spot], annotated: set[str]) -> list[Mended]:
    """Read misread stretches again.

    ``annotated`` are the characters that the page is known to annotate, none if it is not known to be corrupted: then
    only a stretch that speaks for itself is mended. Linear: a stretch ends at the next ASCII character, and the next
    spot begins there or later.
    """
    mended: list[Mended] = []
    at = 0
    for start, spot in spots.items():
        if start < at:
            continue
        behind_mended = mended and mended[-1].start < spot.before <= mended[-1].end
        before = mended[-1].text[-1] if behind_mended else text[spot.before - 1 : spot.before]
        best: tuple[bool, float, bool] = (False, 0.0, False)
        found: Mended | None = None
        for char in _candidates(spot.reading, gbk_pair(before)[1:], annotated):
            result = _reread(text, start, spot.end, gbk_pair(char)[1:], spots, annotated)
            score = (char in annotated, result.plausible, bool(HAN.match(result.text))) if result else best
            if result and score > best:
                best, found = score, result
        if found and _credible(text, found, certain=bool(annotated)):
            mended.append(found)
            at = found.end
    return mended


def _credible(text: str, found: Mended, *, certain: bool) -> bool:
    if not certain:
        return len(found.text) >= 4 and found.plausible == 1 and not found.lossy and text[found.start] not in "(（"
    if found.plausible < 0.8 or found.text[0] not in _PLAUSIBLE | {LOST}:
        return False
    return text[found.start] not in "(（" or (
        len(found.text) > 1 and found.plausible > _plausible(ITEM.sub("", text[found.start : found.end]))
    )


def _reread(
    text: str, start: int, at: int, hidden: bytes, spots: dict[int, _Spot], annotated: AbstractSet[str]
) -> Mended | None:
    """Decode again what follows a spot, from the byte that it hid on, until characters begin where they should.

    None if the bytes make no text.
    """
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        restored = decoder.decode(hidden)
        for _ in range(_STAGES):
            run = _run(text, at)
            restored += decoder.decode(_encode(run))
            at += len(run)
            pending = decoder.getstate()[0]
            if not pending:
                return Mended(start, at, restored)
            item = ITEM.match(text, at)
            if item and text[at - 1] in tables.READINGS.get(spell(item[1])[0], ""):
                at = item.end()  # bytes across two characters, and by chance a whole character to this reading
                continue
            if at in spots:
                chars = _candidates(spots[at].reading, pending, annotated)
                if chars:
                    return Mended(start, spots[at].end, restored + chars[0])
            if "@" <= text[at : at + 1] <= "~":
                return Mended(start, at + 1, restored + decoder.decode(text[at].encode()))
            marks = _UNREAD.match(text, at)
            if not marks:
                return Mended(start, at, restored + LOST)
            after = _run(text, marks.end())
            end = marks.end() + len(after)
            tail = text[end] if "@" <= text[end : end + 1] <= "~" else ""
            shifted = (_encode(after)[1:] + tail.encode()).decode("gb18030", "ignore")
            if not after or _plausible(after[:8]) >= max(_plausible(shifted[:8]), 0.1):
                return Mended(start, at + 1, restored + _last(text, at, restored, pending))
            # A mark for two bytes that make no character: the end of one that is lost and the beginning of another.
            decoder.reset()
            restored += LOST * (len(marks[0]) + 1) + decoder.decode(_encode(after)[1:])
            at = end
    except UnicodeDecodeError:
        pass
    return None


def _run(text: str, at: int) -> str:
    match = _RUN.match(text, at)
    return match[0] if match else ""


def _encode(run: str) -> bytes:
    return b"".join(b"\x80" if c == "€" else gbk_pair(c) or b"\xff" for c in run)


def _last(text: str, at: int, restored: str, lead: bytes) -> str:
    """The character whose second byte shows as the mark at ``at``, where only one will do.

    Before a double-byte character that byte is 0x80, which begins none; at the end of a line the first byte of a stop or
    a quotation mark tells which it is.
    """
    after = text[at + 1 : at + 2]
    if after > "\x7f":
        char = (lead + b"\x80").decode("gb18030", "replace")
        return char if char in _PLAUSIBLE else LOST
    if lead == b"\xa1" and after in ("", "\r", "\n"):
        return "”" if restored.endswith(("。", "！", "？", "…")) else "。"
    return LOST


@dataclass(frozen=True, slots=True)
class Patched:
    """The source with its misread stretches mended, and the way back: each stretch's place in the new text."""

    text: str
    places: tuple[tuple[int, int, int], ...]  # start and end in the new text, end in the source

    @classmethod
    def of(cls, source: str, mended: Sequence[Mended]) -> Patched:
        pieces: list[str] = []
        places: list[tuple[int, int, int]] = []
        at = size = 0
        for m in mended:
            pieces += source[at : m.start], m.text
            size += m.start - at
            places.append((size, size + len(m.text), m.end))
            size += len(m.text)
            at = m.end
        return cls("".join([*pieces, source[at:]]), tuple(places))

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the source has this stretch of the text; None if it touches a mended one."""
        if not self.places:
            return start, end
        index = bisect_right(self.places, start, key=lambda place: place[0]) - 1
        if index + 1 < len(self.places) and end > self.places[index + 1][0]:
            return None
        if index < 0:
            return start, end
        _, last, source_end = self.places[index]
        return None if start < last else (source_end + start - last, source_end + end - last)
