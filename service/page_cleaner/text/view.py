"""The view: a page's text as rules read it, with a map back to the source.

What repairs took out and Markdown's marks are gone from it, full width is folded to half, Traditional to Simplified, white
space is squeezed and blank lines are left out. So a rule is written once, in Simplified and half width, and finds its
text in either script and width, with exact offsets of the source. A tab, or a run of blanks as between columns, is a tab in
the view.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from page_cleaner import core, tables
from page_cleaner.page import LINE_ENDS
from page_cleaner.text.offsets import Offsets
from page_cleaner.text.slices import slices

#: Characters that no rule should see: zero-width marks, direction marks, soft hyphens, byte order marks.
_INVISIBLE = (
    "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\ufeff"
)
_GONE, _MENDED = "\u200b", "\ufdd0"  # stand-ins while a view is made: left out, replaced


def _fold_table() -> str:
    table: dict[int, str] = dict(zip(map(ord, tables.TRADITIONAL), tables.SIMPLIFIED, strict=True))
    for code in (*range(0x2000, 0x2070), *range(0x3000, 0x3040), *range(0xFE10, 0xFE70), *range(0xFF01, 0xFFEF)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and not unicodedata.combining(folded):
            table[code] = folded
    # Look-alikes that sites mix up, and marks that NFKC leaves alone.
    for marks, folded in (("〉＞›»→", ">"), ("‹〈＜«", "<"), ("︰∶︓ː", ":"), ("•‧∙●・･◆■▪►▶★☆◎✦✧❖➢➤", "·"), ("｜︱丨│┃ǀ∣∥‖", "|"),
                          ("「『“”„‟﹁﹃＂", '"'), ("」』﹂﹄", '"'), ("‘’", "'"), ("﹣－–", "-"), ("〖［", "["), ("〗］", "]")):  # fmt: skip
        table.update(dict.fromkeys(map(ord, marks), folded))
    table.update(dict.fromkeys(map(ord, LINE_ENDS), "\n"))
    table.update((c, " ") for c in range(0x3001) if chr(c).isspace() and c not in table and c != ord("\t"))
    table.update(dict.fromkeys(map(ord, _INVISIBLE), _GONE))
    table[ord("\u3000")] = " "
    table[ord(_MENDED)] = "\ufffd"
    return "".join([table.get(code) or chr(code) for code in range(0x10000)])


#: What stands for each character, one for one, so that the folded text has the offsets of the source. A string, because
#: ``str.translate`` takes a third longer over a dict that lacks most characters, and a list would take 2 MB; it ends with the basic
#: plane, since no rule speaks of what lies beyond.
FOLD = _fold_table()

#: White space of two and more, or what is left out or mended. The first character stands by itself: ``re`` looks for it fast.
_GAP = re.compile(
    f"[ \t\n{_GONE}{_MENDED}](?:(?<={_MENDED}){_MENDED}*|(?<=[ \t\n{_GONE}])[ \t\n{_GONE}]+|(?<={_GONE}))"
)
#: So many blanks stand between columns, not between words.
_WIDE = "   "


def fold(text: str) -> str:
    """Fold text as the view does, character by character, without squeezing anything."""
    return text.translate(FOLD)


class Shown(Protocol):
    """A stretch of the source, in code points, and what stands for it in the view; nothing where that is empty."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def replacement(self) -> str | None: ...


def hidden(repairs: Sequence[Shown], marks: Sequence[Shown]) -> Sequence[Shown]:
    """What is not seen in the view, in order; a mark that a repair touches is left as it is."""
    if not marks:
        return repairs
    found, at = list[Shown](), 0
    for each in sorted((*repairs, *marks), key=lambda one: one.start):
        if each.start >= at:
            found.append(each)
            at = each.end
    return found


class Unit(NamedTuple):
    """A piece of the view, ``view.text[start:end] == text`` in its code points, and the index of its row.

    A row is a line of the view; most rows are one unit.
    """

    start: int
    end: int
    text: str
    row: int


class View:
    """The text of a page less what repairs took and marks hide, folded and squeezed, with the map back.

    ``taken`` are those stretches, sorted and disjoint. ``text`` holds the lines joined by line feeds, ``lines`` those that are not
    blank, each a unit. Time and memory are linear in the source.
    """

    __slots__ = ("_offsets", "lines", "text")

    def __init__(self, source: str, taken: Sequence[Shown] = ()) -> None:
        self.text, *noted, self.lines = make(source, taken)
        self._offsets = Offsets(*noted)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Give the source's code-point offsets of ``text[start:end]`` (``start < end``)."""
        return self._offsets.locate(start, end)

    def locate_all(self, pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Give the source's code-point offsets of many pieces of the text, in order and disjoint, in one pass."""
        return self._offsets.locate_all(pieces)

    def firsts(self, places: Iterable[int]) -> list[int]:
        """Give the source's code-point offsets of many places of the text, in order, in one pass."""
        return self._offsets.firsts(places)


def _make(source: str, taken: Sequence[Shown]) -> tuple[str, list[int], list[int], list[int], list[Unit]]:
    """Make the text of a view, what its offsets note, and its lines."""
    folded = _without("".join(piece.translate(FOLD) for piece in slices(source)), taken)
    mended = [span for span in taken if span.replacement]
    pieces: list[str] = []
    offsets = Offsets()
    offsets.note(0, 0)
    size = at = done = 0
    for gap in _GAP.finditer(folded):
        start, end = gap.span()
        pieces.append(folded[at:start])
        size += start - at
        if folded[start] == _MENDED:
            while done < len(mended) and mended[done].start < end:
                span = mended[done]
                offsets.note(size, span.start, span.end)
                pieces.append(fold(span.replacement or ""))
                size += len(pieces[-1])
                done += 1
        elif blank := _squeezed(gap[0]):
            offsets.note(size, start, end)
            pieces.append(blank)
            size += 1
        offsets.note(size, end)
        at = end
    pieces.append(folded[at:])
    text = "".join(pieces)
    return text, *offsets.noted(), list(_lines(text))


def _lines(whole: str) -> Iterator[Unit]:
    at = row = 0
    for raw in whole.split("\n"):
        text = raw.strip(" \t")
        if text:
            start = at + (raw[0] in " \t")
            yield Unit(start, start + len(text), text, row)
            row += 1
        at += len(raw) + 1


def _squeezed(gap: str) -> str:
    """The one character that stands for a run of white space, none for a run of characters that are left out."""
    if "\n" in gap:
        return "\n"
    if "\t" in gap or _WIDE in gap:
        return "\t"
    return " " if " " in gap else ""


def _without(folded: str, taken: Sequence[Shown]) -> str:
    """Put stand-ins where spans were taken, so that the text keeps its offsets."""
    if not taken:
        return folded
    pieces, at = [], 0
    for span in taken:
        pieces += [folded[at : span.start], (_MENDED if span.replacement else _GONE) * (span.end - span.start)]
        at = span.end
    return "".join(pieces) + folded[at:]


#: Gives what ``_make`` does.
make = core.twin("view", _make, FOLD.encode("utf-32-le", "surrogatepass"), ord(_GONE), ord(_MENDED), Unit)
