"""A long text in slices: what runs in C keeps every other thread waiting, so it gets no more than a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator

#: Code points of a slice; C goes over so many in 5 to 30 ms.
SLICE = 500_000


def slices(text: str) -> Iterator[str]:
    """The text from beginning to end, in slices; a short one is itself the only slice."""
    if len(text) <= SLICE:
        yield text
        return
    for at in range(0, len(text), SLICE):
        yield text[at : at + SLICE]
