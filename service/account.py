"""What was taken out of a page, as people look at it: the source in pieces, and what each detector took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service.cleaner import Cleaned
from service.options import DETECTORS
from service.page import Span


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
    spans, characters = Counter[str](), Counter[str]()
    for span in cleaned.removed:
        spans[span.detector] += 1
        characters[span.detector] += len(span.text)
    return [Taken(name, spans[name], characters[name]) for name in DETECTORS if spans[name]]
