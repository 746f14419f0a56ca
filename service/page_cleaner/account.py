"""What was taken out of a page, as people look at it: the source in pieces, and what each detector took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


def visible(text: str) -> str:
    """The text with its control and direction characters made visible, so that a page cannot steer what shows it."""
    return text.translate(_STEERING)
