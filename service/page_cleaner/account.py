"""What was taken out of a page, as people look at it: the source in pieces, and what each detector took."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from page_cleaner.cleaned import Cleaned
from page_cleaner.options import DETECTORS
from page_cleaner.page import Span

#: Characters that would steer a terminal or turn a line round, shown as pictures or by their number.
_STEERING = (
    {code: chr(0x2400 + code) for code in range(0x20) if code not in {0x09, 0x0A}}
    | {0x7F: "\u2421"}
    | {
        code: f"<U+{code:04X}>"
        for code in (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
    }
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one detector took: its name, how many spans, and how many code points in them."""

    detector: str
    spans: int
    characters: int


def pieces(cleaned: Cleaned) -> Iterator[tuple[str, Span | None]]:
    """The source from beginning to end, cut at the bounds of the removed spans; None stands beside what was kept."""
    at = 0
    for span in cleaned.removed:
        if at < span.start:
            yield cleaned.source[at : span.start], None
        yield span.text, span
        at = span.end
    if at < len(cleaned.source):
        yield cleaned.source[at:], None


def taken(cleaned: Cleaned) -> list[Taken]:
    """What the detectors took, those that took nothing left out, in the order of the documentation."""
    sizes: dict[str, list[int]] = {}
    for span in cleaned.removed:
        sizes.setdefault(span.detector, []).append(span.end - span.start)
    return [Taken(name, len(sizes[name]), sum(sizes[name])) for name in DETECTORS if name in sizes]


class Shown(NamedTuple):
    """A removed span in a text that is shown: its number, from 0, where it stands there, and the span itself.

    ``start`` and ``end`` are code points of the text; in the source they are the span's own.
    """

    number: int
    start: int
    end: int
    span: Span


class Row(NamedTuple):
    """A line of a text that is shown, or several blank ones: the number of the first, from 1, and its pieces.

    A piece is its text, the removed span that took it or None, and whether that one begins here.
    """

    number: int
    start: int
    blank: bool
    pieces: list[tuple[str, Shown | None, bool]]


def shown_in_source(cleaned: Cleaned) -> list[Shown]:
    """The removed spans as they stand in the source."""
    return [Shown(n, span.start, span.end, span) for n, span in enumerate(cleaned.removed)]


def line_starts(text: str) -> list[int]:
    """Where the lines of a text begin, in code points; CR LF ends one line."""
    lines = text.splitlines(keepends=True)
    return [0, *accumulate(map(len, lines[:-1]))]


def windows(text: str, spans: Sequence[Shown], characters: int, most: int) -> list[tuple[int, int]]:
    """Cut a text into stretches of no more than so many code points and removed spans, between lines where that can be."""
    found, at, starts = list[tuple[int, int]](), 0, [span.start for span in spans]
    while at < len(text) or not found:
        end, n = min(at + characters, len(text)), bisect_left(starts, at)
        if n + most < len(starts):
            end = max(at + 1, min(end, starts[n + most]))
        if end < len(text):
            end = text.rfind("\n", at, end) + 1 or end
        found.append((at, end))
        at = end
    return found


def rows(text: str, starts: Sequence[int], spans: Sequence[Shown], start: int, end: int) -> Iterator[Row]:
    """The lines of ``text[start:end]`` in pieces, blank ones next to each other as one row; ``starts`` are those of all lines."""
    number = max(0, bisect_right(starts, start) - 1)
    n = max(0, bisect_left([span.end for span in spans], start + 1))
    begun, held = -1, None
    while start < end:
        stop = min(end, starts[number + 1] if number + 1 < len(starts) else len(text))
        pieces, at = list[tuple[str, Shown | None, bool]](), start
        while n < len(spans) and spans[n].start < stop:
            span = spans[n]
            if at < span.start:
                pieces.append((text[at : span.start], None, False))
            at = max(at, span.start)
            pieces.append((text[at : min(span.end, stop)], span, span.number != begun))
            begun = span.number
            at = min(span.end, stop)
            if span.end > stop:
                break
            n += 1
        if at < stop:
            pieces.append((text[at:stop], None, False))
        blank = text[start:stop].isspace()
        if held and blank and held.blank:
            held.pieces.extend(pieces)
        else:
            if held:
                yield held
            held = Row(number + 1, start, blank, pieces)
        start, number = stop, number + 1
    if held:
        yield held


def visible(text: str) -> str:
    """The text with its control and direction characters made visible, so that a page cannot steer what shows it."""
    return text.translate(_STEERING)
