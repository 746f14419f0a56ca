"""The candidate element of a marked-up page: the one with the highest score, as evidence for the body model.

Every line has a score by its kind and by where it stands: prose its Han characters, less inside elements that are hidden or
whose class says menu, related, footer … (the class weight); links and lines that certain rules took count against it. An
element's score is the sum of what it holds, parts with a negative score being cut out at a fixed price, and the element with
the highest one is the candidate: so a body in several parts, or a table that is the content, is found by the element that
holds all of it. Readability (Arc90, Mozilla) scores paragraphs for parents and grandparents by commas and length in letters;
here a whole subtree is summed, in Han, so that short notices count.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from page_cleaner.body.features import Facts
from page_cleaner.body.pieces import LINKED
from page_cleaner.page import Block, Line, Page
from page_cleaner.text.kinds import han, is_frame
from page_cleaner.text.view import Unit, View

#: Words of class and id that name what is not the body, whatever else they say …
_FOREIGN = frozenset(
    "nav navi navbar navigation menu submenu foot footer sidebar related relate relevant recommend recommended comment comments "
    "reply share login popup dialog modal mask toolbar breadcrumb crumb copyright banner rank ranking friendlink toast guess "
    "hide pinglun fenxiang xiangguan tuijian daohang dingbu dibu yejiao".split()
)
#: … those that often do, unless one of the body's words stands beside them …
_DOUBTFUL = frozenset(
    "aside side hot ad ads advert bottom link links rec pop layer tips tip top header head right list more tag tags qr code "
    "feed erweima app download promo extra tool tools subscribe float fixed search sousuo".split()
)
#: … the words of bodies, in English and pinyin …
_BODY = frozenset(
    "article articles content contents zoom trs ucap detail details artibody maincontent body news newstext story post entry main zw "
    "txt text view pages con cont conten xl wenzhang neirong zhengwen".split()
)
#: … and those by which the content systems of Chinese sites (TRS, UCAP and others) name the very container of an article.
_CONTAINER = frozenset("trs ucap zoom artibody editor article detail zw zhengwen wenzhang".split())

#: Elements that belong to a paragraph, list or table and are no candidates themselves.
_PARTS = frozenset("p span font strong b em a u i label h1 h2 h3 h4 h5 h6 li tr tbody th thead dd dt pre".split())
_FRAMES = frozenset("nav footer aside select button".split())
_CELL = frozenset(("td", "th"))
#: What is in a cell without links is of its table, whatever its class is called.
_IN_CELL = _CELL | {"span", "font"}
_ITEMS = frozenset("li a button option span dd dt".split())

_SCORES = {
    "sentence": 8,
    "index": 20,
    "number": 2,
    "formal": 0,
    "table": 0,
    "contact": 0,
    "figure": 0,
    "label": 0,
    "twice": -12,
    "bullet": -6,
}
_PROSE, _LATIN, _ROW = 150, 80, 15
_TAKEN, _LINK, _HALF_LINK, _ITEM, _PLAIN = -25, -12, -6, -6, -1
#: What it costs to leave out a part of the body's element, and what a container's name adds to its score.
_CUT, _NAMED, _NAMED_MORE = 40, 40, 1.5
#: A linked title with one paragraph is a teaser of another page; so many of them side by side are a list, which keeps this share of its score.
_TEASERS, _TEASED, _TEASER = 3, 0.2, 15
#: Below this sum nothing is chosen.
_LEAST = 5
#: Names under which pages declare their titles; the shortest part of one that is looked for in the page is a code point longer than this,
#: and no more linked.
_TITLES, _SHORTEST = ("articletitle", "og:title", "title"), 5
#: How units stand to the candidate: outside or in a foreign part of it, inside, where none stands out, and where there is no markup.
OUTSIDE, INSIDE, NONE_STANDS_OUT, NO_MARKUP = (0, 1), 2, 3, -1


class _Name(NamedTuple):
    """What the words of an element's class and id say of it; of the first three at most one holds."""

    foreign: bool
    body: bool
    doubtful: bool
    container: bool


@lru_cache(maxsize=8_192)
def _name(words: str) -> _Name:
    given = frozenset(words.split())
    if "mso" in given:  # the class names of a word processor say nothing of the page
        return _Name(foreign=False, body=False, doubtful=False, container=False)
    foreign, body = not given.isdisjoint(_FOREIGN), not given.isdisjoint(_BODY)
    return _Name(
        foreign,
        body and not foreign,
        not (foreign or body or given.isdisjoint(_DOUBTFUL)),
        not (foreign or given.isdisjoint(_CONTAINER)),
    )


class Scored(NamedTuple):
    """The elements of a page with their scores: a list entry an element, but for the second to the fourth, an entry a unit."""

    names: list[_Name]
    holders: list[int]
    """The element that holds a unit."""
    linked: list[float]
    """The share of a unit's characters that stand in links."""
    weights: list[float]
    score: list[float]
    cut: list[bool]
    """Whether an element is cut out of the one above it."""
    lists: list[bool]
    """Whether an element is a list of teasers."""
    top: int
    """The candidate, -1 where none stands out."""


def scored(
    page: Page, view: View, units: Sequence[Unit], certain: Sequence[str | None], kinds: Mapping[str, str]
) -> Scored:
    """Score the elements of a page by the units that they hold. Linear in units and elements."""
    holders, linked = _places(page.lines, view.firsts([start for start, _, _, _ in units]))
    blocks = page.blocks
    names = [_name(words) for _, _, words, _ in blocks]
    by_block = _class_weights(blocks, names)
    weights = [by_block[n] for n in holders]
    scores = [
        _score(text, kinds, rule, share, blocks[n].tag, weight)
        for (_, _, text, _), rule, n, share, weight in zip(units, certain, holders, linked, weights, strict=True)
    ]
    score, cut, lists = _subtree_scores(blocks, holders, linked, scores)
    top = _best_candidate(blocks, names, score)
    if top >= 0 and blocks[top].tag in _CELL:
        marked = (share or is_frame(rule) for share, rule in zip(linked, certain, strict=True))
        top = _table_of(blocks, top, _holding(blocks, holders, marked))
    return Scored(names, holders, linked, weights, score, cut, lists, top if top >= 0 and score[top] >= _LEAST else -1)


def place(
    page: Page, view: View, units: Sequence[Unit], certain: Sequence[str | None], kinds: Mapping[str, str]
) -> Facts:
    """Say of the units of a marked-up page how they are linked, how they stand to the candidate element, and their class weights.

    ``certain`` names the certain rule that takes a unit, ``kinds`` the kind of each unit's text. Linear in units and elements.
    """
    blocks = page.blocks
    names, holders, linked, weights, score, cut, lists, top = scored(page, view, units, certain, kinds)
    if top < 0:
        candidate = [NONE_STANDS_OUT] * len(units)
    else:
        inside, foreign = _regions(blocks, names, score, cut, _holding(blocks, holders, linked), top)
        candidate = [inside[n] + (inside[n] and not foreign[n]) for n in holders]
        if any(lists):
            teased = _within(blocks, lists)
            linked = [
                1.0 if teased[n] and at != INSIDE else share
                for n, share, at in zip(holders, linked, candidate, strict=True)
            ]
    return Facts(certain, linked, candidate, weights, _title(page.declared, units, certain, linked))


def _title(
    declared: Mapping[str, str], units: Sequence[Unit], certain: Sequence[str | None], linked: Sequence[float]
) -> int:
    """Find the unit that is most of what the head of the page declares as its title, -1 where none is."""
    title = View(next((declared[name] for name in _TITLES if declared.get(name)), ""), ()).text
    best, found = max(_SHORTEST, len(title) // 3), -1
    for n, unit in enumerate(units):
        if certain[n] is None and linked[n] < LINKED:
            if unit.text == title:
                return n
            if len(unit.text) > best and unit.text in title:
                best, found = len(unit.text), n
    return found


def _places(lines: Sequence[Line], begins: Sequence[int]) -> tuple[list[int], list[float]]:
    """Find the element of each unit and its linked share, those of its line, by where it begins in the source."""
    starts = [start for start, _, _, _ in lines]
    found = [bisect_right(starts, at) - 1 for at in begins]
    return [lines[n].block or 0 for n in found], [lines[n].linked for n in found]


def _class_weights(blocks: Sequence[Block], names: Sequence[_Name]) -> list[float]:
    """Give each element's class weight: how far its prose counts, by its names and tags and those above it."""
    factors, good = list[float](), list[bool]()
    for (above, tag, words, hidden), name in zip(blocks, names, strict=True):
        factor, better = (factors[above], good[above]) if above >= 0 else (1.0, False)
        if hidden and not (above >= 0 and blocks[above].hidden):
            factor *= 0.2
        if tag in _FRAMES:
            factor *= 0.2
        if words:
            factor *= 0.3 if name.foreign else 0.6 if name.doubtful else 1
            better = better or name.body
        factors.append(factor if factor > 0.02 else 0.02)
        good.append(better)
    return [factor * 1.25 if better else factor for factor, better in zip(factors, good, strict=True)]


def _score(text: str, kinds: Mapping[str, str], rule: str | None, linked: float, tag: str, weight: float) -> float:
    if rule:
        return _TAKEN if is_frame(rule) else 0
    name = kinds[text]
    if linked >= 0.6 and not (name == "prose" and linked < 0.9):
        return _LINK - 0.3 * min(han(text[:40]), 40)
    if linked > 0.2 and name not in ("prose", "latin", "sentence"):
        return _HALF_LINK
    if tag == "tr" and name not in ("prose", "latin"):
        return min(len(text) / 2, _ROW) * weight
    return _text_score(name, text) * weight if name != "plain" else _ITEM if tag in _ITEMS and linked else _PLAIN


def _text_score(name: str, text: str) -> float:
    if name == "prose":
        return min(han(text[: _PROSE * 4]), _PROSE)
    if name == "latin":
        return min(len(text) / 3, _LATIN)
    return _SCORES[name]


def _subtree_scores(
    blocks: Sequence[Block], holders: Sequence[int], shares: Sequence[float], scores: Sequence[float]
) -> tuple[list[float], list[bool], list[bool]]:
    """Give each element's score, that of its lines and parts together, whether it is cut out of the one above it, and whether it
    is a list of teasers.
    """
    count = len(blocks)
    score, cut = [0.0] * count, [False] * count
    prose, links = [0] * count, [0] * count
    # Among an element's children: how many are teasers, and their score.
    teasers, teased = [0] * count, [0.0] * count
    for block, linked, value in zip(holders, shares, scores, strict=True):
        score[block] += value
        prose[block] += value > _TEASER
        links[block] += linked >= 0.6
    for n in range(count - 1, 0, -1):  # children stand after their parents
        if not (score[n] or prose[n] or links[n] or teasers[n]):
            continue
        above = blocks[n].parent
        if teasers[n] >= _TEASERS:
            score[n] -= (1 - _TEASED) * teased[n]
        if prose[n] == 1 and links[n]:
            teasers[above] += 1
            teased[above] += max(score[n], 0)
        prose[above] += prose[n]
        links[above] += links[n]
        cut[n] = blocks[n].tag not in _PARTS and score[n] < -_CUT
        score[above] += max(score[n], -_CUT) if cut[n] else score[n]
    return score, cut, [each >= _TEASERS for each in teasers]


def _within(blocks: Sequence[Block], marked: Sequence[bool]) -> list[bool]:
    """Say of each element whether it is marked or lies in one that is: what a teaser says of a page belongs to its link."""
    found = list[bool]()
    for (above, _, _, _), own in zip(blocks, marked, strict=True):
        found.append(own or (above >= 0 and found[above]))
    return found


def _best_candidate(blocks: Sequence[Block], names: Sequence[_Name], score: Sequence[float]) -> int:
    """Give the candidate with the highest value, of equals the innermost, -1 where none is positive."""
    best, found = 0.0, -1
    for n, own in enumerate(score):
        if own < best and own <= _LEAST:
            continue
        value = own * _NAMED_MORE + _NAMED if own > _LEAST and names[n].container else own
        if value >= best and blocks[n].tag not in _PARTS:
            best, found = value, n
    return found


def _table_of(blocks: Sequence[Block], cell: int, framed: Sequence[bool]) -> int:
    """Give the table of a cell, or the cell where the table holds a link or a piece of the page's frame: a table that lays the page out."""
    table = cell
    while table >= 0 and blocks[table].tag != "table":
        table = blocks[table].parent
    return cell if table < 0 or framed[table] else table


class Rival(NamedTuple):
    """An element that might be the document's: its index, its value, its own score, and whether it is the candidate.

    The value is the score, with what a container's name adds to it.
    """

    block: int
    value: float
    score: float
    chosen: bool


def rivals(blocks: Sequence[Block], scored: Scored, most: int) -> list[Rival]:
    """The elements with the highest values, the best first: at most so many, the candidate among them."""
    found = [
        Rival(n, own * _NAMED_MORE + _NAMED if scored.names[n].container else own, own, n == scored.top)
        for n, own in enumerate(scored.score)
        if own > _LEAST and blocks[n].tag not in _PARTS
    ]
    return heapq.nlargest(most, found, key=lambda rival: (rival.chosen, rival.value, rival.block))


def _holding(blocks: Sequence[Block], holders: Sequence[int], marked: Iterable[float | bool]) -> list[bool]:
    """Say of each element whether it holds a marked unit: one with a share in links, say."""
    found = [False] * len(blocks)
    for block, mark in zip(holders, marked, strict=True):
        above = block if mark else -1
        while above >= 0 and not found[above]:
            found[above] = True
            above = blocks[above].parent
    return found


def _regions(
    blocks: Sequence[Block],
    names: Sequence[_Name],
    score: Sequence[float],
    cut: Sequence[bool],
    links: Sequence[bool],
    top: int,
) -> tuple[list[bool], list[bool]]:
    """Say of each element whether it lies in the body's, and whether in a part of it that is none of the body."""
    inside, foreign = [False] * len(blocks), [False] * len(blocks)
    inside[top] = True
    total = score[top]
    for n in range(top + 1, len(blocks)):
        block = blocks[n]
        if not inside[block.parent]:
            break  # an element's parts follow it without a gap
        inside[n] = True
        share, own_cell = score[n] / total, block.tag in _IN_CELL and not links[n]
        foreign[n] = (
            foreign[block.parent]
            or cut[n]
            or ((block.tag in _FRAMES or block.tag == "form") and share < 0.15)
            or (block.hidden and share < 0.3)
            or (names[n].foreign and share < 0.3 and not own_cell)
            or (names[n].doubtful and share < 0 and not own_cell)
        )
    return inside, foreign
