"""Two texts beside each other, line by line. Linear in the texts, but for a sort of the lines that both have once."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from page_cleaner.text.view import fold

#: A run of lines that are the same is folded but for so many at either end.
CONTEXT = 2
#: So many rows are shown, of so many code points together, and of a piece of a line no more than so many.
ROWS, CHARACTERS, PIECE = 4_000, 400_000, 2_000
#: Longer lines are not compared character by character.
_LONGEST = 20_000

#: A line in pieces: each with whether it is the other text's too.
Pieces = list[tuple[str, bool]]


class Pair(NamedTuple):
    """A row: the line of the first text and that of the second, None where one has none there; or how many equal lines are folded."""

    first: Pieces | None
    second: Pieces | None
    folded: int = 0

    @property
    def same(self) -> bool:
        """Whether no line differs here."""
        return self.first == self.second


def difference(first: str, second: str) -> Iterator[Pair]:
    """Lay two texts beside each other. Lines that say the same in another script or width stand beside each other too."""
    a, b = first.split("\n") if first else [], second.split("\n") if second else []
    at_a = at_b = 0
    for start_a, start_b, size in [*_runs(*map(_keys, (a, b))), (len(a), len(b), 0)]:
        for one, other in zip_longest(a[at_a:start_a], b[at_b:start_b]):
            yield _changed(one, other)
        at_a, at_b = start_a + size, start_b + size
        pairs = zip(a[start_a:at_a], b[start_b:at_b], strict=True)
        for same, run in groupby(pairs, lambda pair: pair[0] == pair[1]):
            if same:
                yield from _folded([one for one, _ in run])
            else:
                yield from (_changed(one, other) for one, other in run)


def shortened(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """As many of the rows as a page can show, long pieces cut; a last row without lines stands for the others."""
    left = CHARACTERS
    for n, pair in enumerate(pairs):
        if n == ROWS or left < 0:
            yield Pair(None, None)
            return
        sides = [
            side and [(text[:PIECE] + "…" * (len(text) > PIECE), same) for text, same in side] for side in pair[:2]
        ]
        left -= sum(len(text) for side in sides for text, _ in side or ())
        yield Pair(sides[0], sides[1], pair.folded)


def _keys(lines: Sequence[str]) -> list[str]:
    return ["".join(fold(line).split()) for line in lines]


def _folded(lines: Sequence[str]) -> Iterator[Pair]:
    """A run of equal lines, folded but for its ends where that spares more than a line."""
    inner = len(lines) - 2 * CONTEXT
    for n, line in enumerate(lines):
        if inner <= 1 or not CONTEXT <= n < len(lines) - CONTEXT:
            yield Pair([(line, True)], [(line, True)])
        elif n == CONTEXT:
            yield Pair(None, None, inner)


def _runs(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal lines, in order: where each begins in both, and its length.

    Anchors are the lines that each text has once, as many as stand in one order in both (patience diff, B. Cohen); runs grow
    from them.
    """
    at_a = at_b = 0
    for anchor_a, anchor_b in [(-1, -1), *_anchors(a, b), (len(a), len(b))]:
        if anchor_a >= 0 and (anchor_a < at_a or anchor_b < at_b):
            continue
        start_a, start_b = max(anchor_a, 0), max(anchor_b, 0)
        while start_a > at_a and start_b > at_b and a[start_a - 1] == b[start_b - 1]:
            start_a, start_b = start_a - 1, start_b - 1
        end_a, end_b = max(anchor_a, 0), max(anchor_b, 0)
        while end_a < len(a) and end_b < len(b) and a[end_a] == b[end_b]:
            end_a, end_b = end_a + 1, end_b + 1
        if end_a > start_a:
            yield start_a, start_b, end_a - start_a
        at_a, at_b = max(at_a, end_a), max(at_b, end_b)


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    in_a, in_b = Counter(a), Counter(b)
    places = {line: n for n, line in enumerate(b) if in_b[line] == 1}
    pairs = [(n, places[line]) for n, line in enumerate(a) if in_a[line] == 1 and line in places]
    # The longest increasing run of the places in the second text.
    ends, last, before = list[int](), list[int](), list[int]()
    for n, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1], last[at : at + 1] = [place], [n]
    chain, n = list[tuple[int, int]](), last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _changed(one: str | None, other: str | None) -> Pair:
    if one is None or other is None:
        return Pair(None if one is None else [(one, False)], None if other is None else [(other, False)])
    if len(one) == len(other) <= _LONGEST:  # converted, say
        same = [x == y for x, y in zip(one, other, strict=True)]
        return Pair(list(_stretches(one, same)), list(_stretches(other, same)))
    head = next((n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    rest = min(len(one), len(other)) - head
    tail = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    return Pair(_around(one, head, tail), _around(other, head, tail))


def _around(line: str, head: int, tail: int) -> Pieces:
    """A line whose first so many characters and last so many are the other's too."""
    end = len(line) - tail
    return [piece for piece in ((line[:head], True), (line[head:end], False), (line[end:], True)) if piece[0]]


def _stretches(line: str, same: Sequence[bool]) -> Iterator[tuple[str, bool]]:
    start = 0
    for n in range(1, len(line) + 1):
        if n == len(line) or same[n] != same[start]:
            yield line[start:n], same[start]
            start = n
