"""How many characters of a text are of which class."""

from __future__ import annotations

from page_cleaner import core
from page_cleaner.text.slices import slices

#: The classes are the numbers below this.
_CLASSES = 6


def _counts(table: bytes, text: str) -> list[int]:
    """Count the characters of each class. ``table`` has the class of every character up to U+FFFF; those beyond are of none."""
    found = [0] * _CLASSES
    for piece in slices(text):
        classes = piece.translate(table)  # the fastest way to look up every character
        for n in range(_CLASSES):
            found[n] += classes.count(chr(n))
    return found


counts = core.twin("counts", _counts)
