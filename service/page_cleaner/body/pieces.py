"""The pieces that a body is chosen from: units, those that cut one sentence put together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from page_cleaner.body.copies import copies
from page_cleaner.text.units import stitch
from page_cleaner.text.view import Unit

#: A row of cells has no more units than this, and goes or stays as a whole; a longer one is a page on one line.
ROW = 12
#: A unit is linked from this share of its characters on.
LINKED = 0.6
#: What stands before the last step of a path.
_STEP, _SHORTEST_STEP = re.compile(r"[^\s>/][\s]?[>/]+\s?$"), 6
#: A title is no longer than this, in code points, and a path so much longer than one at most.
LONGEST_TITLE, _PATH = 90, 20


class Pieces(NamedTuple):
    """What is chosen from: the units, those that cut one sentence put together; of each what ``choose`` is told of units."""

    units: Sequence[Unit]
    extents: Sequence[tuple[int, int]]
    certain: Sequence[str | None]
    spared: Collection[int]
    members: Sequence[Sequence[int]]
    """The indexes of the units that make up each piece."""


def put_together(
    units: Sequence[Unit],
    extents: Sequence[tuple[int, int]],
    certain: Sequence[str | None],
    spared: Collection[int] = (),
) -> Pieces:
    """Stitch units that cut one sentence, and name a rule for the later copies of a document that stands more than once."""
    members = stitch(units, [rule is not None for rule in certain])
    if len(members) < len(units):
        kept = {number for number, own in enumerate(members) if any(n in spared for n in own)}
        pieces = Pieces(
            [_joined(units, own) for own in members],
            [(extents[own[0]][0], extents[own[-1]][1]) for own in members],
            [certain[own[0]] for own in members],
            kept,
            members,
        )
    else:
        pieces = Pieces(units, extents, certain, spared, members)
    texts = [unit.text for unit in pieces.units]
    named = dict.fromkeys(_paths(texts, pieces.certain), "navigation.path")
    named |= dict.fromkeys(copies(texts, pieces.certain), "navigation.copy")
    if not named:
        return pieces
    return pieces._replace(certain=[rule or named.get(n) for n, rule in enumerate(pieces.certain)])


def _paths(texts: Sequence[str], certain: Sequence[object]) -> Iterator[int]:
    """Find the units that are a path through the site whose last step is the unit below, as that is the title."""
    for n, (text, below) in enumerate(pairwise(texts)):
        if len(text) > len(below) >= _SHORTEST_STEP and text.endswith(below) and not (certain[n] or certain[n + 1]):
            step = _STEP.search(text, 0, len(text) - len(below))
            if step and len(text) <= LONGEST_TITLE + _PATH:
                yield n


def _joined(units: Sequence[Unit], own: Sequence[int]) -> Unit:
    first = units[own[0]]
    if len(own) == 1:
        return first
    return Unit(first.start, units[own[-1]].end, "".join(units[n].text for n in own), first.row)
