"""From units that go to the stretches of the source that go with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from page_cleaner.page import Mark
from page_cleaner.text.resolve import Piece
from page_cleaner.text.view import Unit, View


def extents(
    source: str, view: View, units: Sequence[Unit], marks: Sequence[Mark], repaired: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Give each unit's stretch of the source, in code points.

    Marks of Markdown right before and behind belong to it, and so does a reading behind its last character: ``repaired``
    leads from where such a repair begins to its end.
    """
    places = view.locate_all((start, end) for start, end, _, _ in units)
    if not marks and not repaired:
        return places  # as on most pages
    found = []
    begins, ends = [mark.start for mark in marks], [mark.end for mark in marks]
    for begin, behind in places:
        start, end = begin, repaired.get(behind, behind)
        if marks:
            n = bisect_left(ends, start + 1) - 1
            while n >= 0 and marks[n].opens and not source[ends[n] : start].strip(" \t"):
                start, n = begins[n], n - 1
            n = bisect_left(begins, end)
            while n < len(marks) and not marks[n].opens and not source[end : begins[n]].strip(" \t"):
                end, n = ends[n], n + 1
        found.append((start, end))
    return found


def gone(source: str, places: Sequence[tuple[int, int]], rules: Sequence[str | None]) -> list[Piece]:
    """Give the pieces of the source that go with the units that rules take; ``places`` are the extents of all units.

    What stands between two units that both go, or between one and the page's edge, goes too: bars, bullets, rules under a
    table's head. Beside a unit that stays, it stays.
    """
    pieces: list[Piece] = []
    at, going = 0, True  # behind the unit before, and whether that one goes
    for (start, end), rule in zip(places, rules, strict=True):
        if rule is not None:
            between = len(source[at:start].lstrip()) if going and at < start else 0
            pieces.append(Piece(start - between, end, rule))
        going = rule is not None
        at = max(at, end)
    if pieces and going:
        pieces[-1] = pieces[-1]._replace(end=at + len(source[at:].rstrip()))
    return pieces
