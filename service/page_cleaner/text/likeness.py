"""What a line and a text have in common: pairs of Han characters that stand in both, in the view's folded form."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAIR = re.compile("(?=([\u3400-\u9fff]{2}))")


def beginning(texts: Iterable[str], most: int) -> list[str]:
    """The first of a document's texts, up to the one with which they have more than so many code points."""
    found, length = list[str](), 0
    for text in texts:
        found.append(text)
        length += len(text)
        if length > most:
            break
    return found


def share(line: str, text: str) -> float:
    """The share of the pairs of Han characters in a row of a line that a text has, too; 0 where it has none."""
    pairs = _PAIR.findall(line)
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def is_foreign(line: str, text: str) -> bool:
    """Whether no pair of Han characters of a line stands in a text."""
    return not any(pair in text for pair in _PAIR.findall(line))
