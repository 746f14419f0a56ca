"""The pieces that a body is chosen from: units, those that cut one sentence put together; and what a row and a title look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from page_cleaner.body.copies import copies
from page_cleaner.text.units import stitch
from page_cleaner.text.view import Unit

#: What stands before the last step of a path.
_STEP, _SHORTEST_STEP = re.compile(r"[^\s>/][\s]?[>/]+\s?$"), 6
#: A row of cells with no more units than this goes or stays as a whole.
ROW = 12
#: A title is no longer or shorter than this, in code points.
SHORTEST_TITLE, LONGEST_TITLE = 4, 90
#: A path is so much longer than a title at most.
_PATH = 20
#: What a page says of itself there without the words of a byline, and what stands below a picture.
ABOUT_PAGE = re.compile(
    r"^[^:。]{0,6}(?:日期|时间|版面|版次|报纸名称|栏目|来源|作者|记者)\s?:.{0,24}$|^[\d\s:./年月日-]{4,20}$"
)
CAPTION = re.compile(r"(?:记者|通讯员).{0,12}(?:摄影?|供?图)[)】]?$")


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


def rows(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """The rows of the units: the first unit of each, and the one behind its last."""
    of = [unit.row for unit in units]
    ends = [n for n, (above, row) in enumerate(pairwise(of), 1) if row != above]
    return list(pairwise((0, *ends, len(units)))) if units else []


def fits_title(text: str) -> bool:
    """Whether a unit may be a title: neither a sentence nor what stands below a picture or a label."""
    fits = SHORTEST_TITLE <= len(text) <= LONGEST_TITLE and "。" not in text and text[-1] not in ";,:"
    return fits and not ABOUT_PAGE.match(text) and not CAPTION.search(text)
