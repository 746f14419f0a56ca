"""How many characters of texts are of which class."""

from __future__ import annotations

from collections.abc import Sequence

from page_cleaner import core
from page_cleaner.text.slices import slices

#: The classes are the numbers below this.
_CLASSES = 6


def _counts(table: bytes, texts: Sequence[str]) -> list[list[int]]:
    """Count the characters of each class in each text, a list for each class.

    ``table`` has the class of every character up to U+FFFF; those beyond are of none.
    """
    found = [[0] * len(texts) for _ in range(_CLASSES)]
    for number, text in enumerate(texts):
        for piece in slices(text):
            classes = piece.translate(table)  # the fastest way to look up every character
            for n, column in enumerate(found):
                column[number] += classes.count(chr(n))
    return found


counts = core.twin("counts", _counts)
