"""What a repair says of itself: repairs mend single characters, by evidence of the whole page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """A rule that mends the characters of a page.

    ``mends`` are examples: pages as they come and as they should be; ``keeps`` are pages that look guilty and of which
    nothing may change.
    """

    id: str
    why: str
    mends: tuple[tuple[str, str], ...]
    keeps: tuple[str, ...]
