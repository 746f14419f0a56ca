"""A map from the places of a derived text back to those of the text that it was made from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Offsets:
    """Stretches of a derived text, noted in order as it is written; all offsets are code points.

    A stretch runs along the original character by character, or stands for a whole piece of it (a squeezed blank, a
    replacement). Looking up a place takes time logarithmic in the number of stretches.
    """

    __slots__ = ("_derived", "_ends", "_originals")

    def __init__(self, *noted: list[int]) -> None:
        """Begin with no stretches, or with those noted: where each begins, where in the original, and where there it ends."""
        self._derived, self._originals, self._ends = noted or (list[int](), list[int](), list[int]())

    def note(self, derived: int, original: int, end: int = -1) -> None:
        """From ``derived`` on, the text runs along the original from ``original``, or stands for it up to ``end``."""
        if self._derived and self._derived[-1] == derived:
            self._originals[-1], self._ends[-1] = original, end
        else:
            self._derived.append(derived)
            self._originals.append(original)
            self._ends.append(end)

    def noted(self) -> tuple[list[int], list[int], list[int]]:
        """Give what was noted, as it may be begun with."""
        return self._derived, self._originals, self._ends

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Give the original's offsets of the derived text's piece from start to end (``start < end``)."""
        derived, originals, ends = self._derived, self._originals, self._ends
        k = bisect_right(derived, start) - 1
        first = originals[k] if ends[k] >= 0 else originals[k] + start - derived[k]
        k = bisect_right(derived, end - 1, k) - 1
        last = ends[k] if ends[k] >= 0 else originals[k] + end - derived[k]
        return first, last

    def locate_all(self, pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Do what ``locate`` does for many pieces, in order and disjoint, in one pass."""
        derived, originals, ends = self._derived, self._originals, self._ends
        found, k, last = list[tuple[int, int]](), 0, len(derived) - 1
        for start, end in pieces:
            while k < last and derived[k + 1] <= start:
                k += 1
            first = originals[k] if ends[k] >= 0 else originals[k] + start - derived[k]
            while k < last and derived[k + 1] < end:
                k += 1
            found.append((first, ends[k] if ends[k] >= 0 else originals[k] + end - derived[k]))
        return found

    def firsts(self, places: Iterable[int]) -> list[int]:
        """Give the original's offsets of many places of the derived text, in order, in one pass."""
        found, k, last = list[int](), 0, len(self._derived) - 1
        for place in places:
            while k < last and self._derived[k + 1] <= place:
                k += 1
            at = self._originals[k]
            found.append(at if self._ends[k] >= 0 else at + place - self._derived[k])
        return found
