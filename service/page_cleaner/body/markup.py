"""The body of a marked-up page: the candidate element with the highest score.

Every line has a score by its kind and by where it stands: prose its Han characters, less inside elements that are hidden or
whose class says menu, related, footer … (the class weight); links and lines that certain rules took count against it. An
element's score is the sum of what it holds, parts with a negative score being cut out at a fixed price, and the element with
the highest one is the body: so a body in several parts, or a table that is the content, is found by the element that holds all of it. Readability (Arc90, Mozilla) scores paragraphs for
parents and grandparents by commas and length in letters; here a whole subtree is summed, in Han, so that short notices count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from page_cleaner.page import Block, Line, Page
from page_cleaner.text.kinds import FRAME, han, is_attachment, is_prose
from page_cleaner.text.view import View

#: Words of class and id that name what is not the body, whatever else they say …
_FOREIGN = frozenset(
    "nav navi navbar navigation menu submenu foot footer sidebar related relate relevant recommend recommended comment comments "
    "reply share login popup dialog modal mask toolbar breadcrumb crumb copyright banner rank ranking friendlink toast feed guess "
    "hide pinglun fenxiang xiangguan tuijian daohang dingbu dibu yejiao".split()
)
#: … those that often do, unless one of the body's words stands beside them …
_DOUBTFUL = frozenset(
    "aside side hot ad ads advert bottom link links rec pop layer tips tip top header head right list more tag tags qr code "
    "erweima app download promo extra tool tools subscribe float fixed search sousuo".split()
)
#: … the words of bodies, in English and pinyin …
_BODY = frozenset(
    "article articles content contents zoom trs ucap detail details artibody maincontent body news newstext story post entry main zw "
    "txt text view pages con cont conten xl wenzhang neirong zhengwen".split()
)
#: … and those by which the content systems of Chinese sites (TRS, UCAP and others) name the very container of an article.
_CONTAINER = frozenset("trs ucap zoom artibody editor article detail zw zhengwen wenzhang".split())

#: The structural rules of markup, and why each of them takes a line.
WHYS = {
    "navigation.outside_body": "The line stands outside the element that holds the body.",
    "navigation.foreign_block": "The line stands in a part of the body's element that is a menu, a list of links, hidden or a form.",
    "navigation.link_list": "Lines of links in a row inside the body are a list of other pages.",
}

#: Elements that belong to a paragraph, list or table and are no candidates themselves.
_PARTS = frozenset("p span font strong b em a u i label h1 h2 h3 h4 h5 h6 li tr tbody th thead dd dt pre".split())
_FRAMES = frozenset("nav footer aside select button".split())
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
#: So many lines of links in a row are a list; attachments and tables of contents are none.
_LINKS = 2
_LINKED_KEPT = frozenset("prose number table".split())
#: How many lines above the body's element its head is looked for, and how long a title is.
_HEAD, _TITLE, _LONG_TITLE = 40, 6, 60
_OF_INDEX = frozenset("index label figure formal table".split())
_GOES_ON = frozenset("prose latin sentence number formal contact".split())
_DOCUMENT_NUMBER = re.compile(r"^[(\[【]?[\u4e00-\u9fff]{1,14}[〔\[(](?:19|20)\d\d[〕\])].{0,3}\d{1,4}号")


class _Place(NamedTuple):
    """Where a line hangs: its element and the linked share of its characters."""

    block: int
    linked: float


class _Name(NamedTuple):
    """What the words of an element's class and id say of it; of the first three at most one holds."""

    foreign: bool
    body: bool
    doubtful: bool
    container: bool


@lru_cache(maxsize=8_192)
def _name(words: str) -> _Name:
    given = frozenset(words.split())
    foreign, body = not given.isdisjoint(_FOREIGN), not given.isdisjoint(_BODY)
    return _Name(
        foreign,
        body and not foreign,
        not (foreign or body or given.isdisjoint(_DOUBTFUL)),
        not (foreign or given.isdisjoint(_CONTAINER)),
    )


def leave_out(
    page: Page, view: View, certain: Sequence[str | None], kinds: Mapping[str, str]
) -> list[str | None] | None:
    """Name, line by line, the structural rule that takes a line of the view, None for lines of the body.

    ``certain`` names the certain rule that takes a line already, ``kinds`` the kind of each line's text. The whole answer is None
    where no element scores enough to be called the body. Linear in lines and elements.
    """
    taken = [rule and rule.partition(".")[0] for rule in certain]
    lines = [line.text for line in view.lines]
    places = _places(page.lines, view.begins())
    blocks = page.blocks
    names = [_name(block.words) for block in blocks]
    weight = _class_weights(blocks, names)
    scores = [
        _score(text, kinds, hit, place.linked, blocks[place.block].tag, weight[place.block])
        for text, hit, place in zip(lines, taken, places, strict=True)
    ]
    score, cut = _subtree_scores(blocks, places, scores)
    top = _best_candidate(blocks, names, score)
    if top < 0 or score[top] < _LEAST:
        return None
    inside, foreign = _regions(blocks, names, score, cut, top)
    rules: list[str | None] = []
    for place in places:
        if not inside[place.block]:
            rules.append("navigation.outside_body")
        else:
            rules.append("navigation.foreign_block" if foreign[place.block] else None)
    _leave_out_links(rules, lines, places, kinds)
    fit = [
        not hit and place.linked < 0.3 and weight[place.block] >= 0.5 and not blocks[place.block].hidden
        for hit, place in zip(taken, places, strict=True)
    ]
    around = _Around(rules, lines, taken, fit, kinds)
    declared = page.declared.get("title", "")
    around.keep_head(
        [
            len(text) >= _TITLE and place.linked < 0.5 and (text[:30] in declared or blocks[place.block].tag == "h1")
            for text, place in zip(lines, places, strict=True)
        ]
    )
    around.keep_tail()
    return rules


def _places(lines: Sequence[Line], begins: Sequence[int]) -> list[_Place]:
    """Find the place of each line of the view by where it begins in the source."""
    places, n, last = list[_Place](), 0, len(lines) - 1
    for at in begins:
        while n < last and lines[n + 1].start <= at:
            n += 1
        places.append(_Place(lines[n].block or 0, lines[n].linked))
    return places


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
        factors.append(max(factor, 0.02))
        good.append(better)
    return [factor * 1.25 if better else factor for factor, better in zip(factors, good, strict=True)]


def _score(text: str, kinds: Mapping[str, str], taken: str | None, linked: float, tag: str, weight: float) -> float:
    if taken:
        return _TAKEN if taken in FRAME else 0
    name = kinds[text]
    if linked >= 0.6 and not (name == "prose" and linked < 0.9):
        return _LINK - 0.3 * min(han(text[:40]), 40)
    if linked > 0.2 and name not in ("prose", "latin", "sentence"):
        return _HALF_LINK
    if tag == "tr" and name not in ("prose", "latin"):
        return min(len(text) / 2, _ROW) * weight
    return _text_score(name, text) * weight if name != "plain" else _ITEM if tag in _ITEMS else _PLAIN


def _text_score(name: str, text: str) -> float:
    if name == "prose":
        return min(han(text[: _PROSE * 4]), _PROSE)
    if name == "latin":
        return min(len(text) / 3, _LATIN)
    return _SCORES[name]


def _subtree_scores(
    blocks: Sequence[Block], places: Sequence[_Place], scores: Sequence[float]
) -> tuple[list[float], list[bool]]:
    """Give each element's score, that of its lines and parts together, and whether it is cut out of the one above it."""
    count = len(blocks)
    score, cut = [0.0] * count, [False] * count
    prose, links = [0] * count, [0] * count
    # Among an element's children: how many are teasers, and their score.
    teasers, teased = [0] * count, [0.0] * count
    for (block, linked), value in zip(places, scores, strict=True):
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
    return score, cut


def _best_candidate(blocks: Sequence[Block], names: Sequence[_Name], score: Sequence[float]) -> int:
    """Give the candidate with the highest score, of equals the innermost; a container's name adds to it."""
    best, found = 0.0, -1
    for n, own in enumerate(score):
        value = own * _NAMED_MORE + _NAMED if own > _LEAST and names[n].container else own
        if value >= best and blocks[n].tag not in _PARTS:
            best, found = value, n
    return found


def _regions(
    blocks: Sequence[Block], names: Sequence[_Name], score: Sequence[float], cut: Sequence[bool], top: int
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
        share = score[n] / total
        foreign[n] = (
            foreign[block.parent]
            or cut[n]
            or ((block.tag in _FRAMES or block.tag == "form") and share < 0.15)
            or (block.hidden and share < 0.3)
            or (names[n].foreign and share < 0.3)
            or (names[n].doubtful and share < 0)
        )
    return inside, foreign


def _leave_out_links(
    rules: list[str | None], lines: Sequence[str], places: Sequence[_Place], kinds: Mapping[str, str]
) -> None:
    """Inside the body, lines of links in a row are a list of other pages; one alone, or an attachment, is the document's."""
    start = 0
    for n in range(len(lines) + 1):
        if (
            n < len(lines)
            and places[n].linked >= 0.6
            and kinds[lines[n]] not in _LINKED_KEPT
            and not is_attachment(lines[n])
        ):
            continue
        if n - start >= _LINKS:
            rules[start:n] = [rule or "navigation.link_list" for rule in rules[start:n]]
        start = n + 1


@dataclass(frozen=True, slots=True)
class _Around:
    """The lines around the chosen element, and which of them may belong to the body all the same."""

    rules: list[str | None]
    lines: Sequence[str]
    taken: Sequence[str | None]
    fit: Sequence[bool]
    """Not taken, hardly linked, shown, and in no element of another name."""
    kinds: Mapping[str, str]

    def keep_head(self, titles: Sequence[bool]) -> None:
        """Keep the title above the body's element, between them a lead or a document number, above them the index table."""
        first = next((n for n, rule in enumerate(self.rules) if rule is None and not self.taken[n]), 0)
        above = range(first - 1, max(-1, first - _HEAD), -1)
        title = next((n for n in above if titles[n] and not self.taken[n]), None)
        if title is None:
            title = self._unnamed_title(above)
        if title is not None:
            self.rules[title] = None
            for n in range(title + 1, first):
                if self.fit[n] and (is_prose(self.lines[n]) or _DOCUMENT_NUMBER.match(self.lines[n])):
                    self.rules[n] = None
        kinds = {n: self.kinds[self.lines[n]] for n in above if self.fit[n]}
        index = min((n for n, name in kinds.items() if name == "index"), default=first)
        for n, name in kinds.items():
            if n >= index and name in _OF_INDEX:
                self.rules[n] = None

    def _unnamed_title(self, above: range) -> int | None:
        """Where neither the head nor a tag names the title: the line above the body, but for byline and document number."""
        for n in above:
            line = self.lines[n]
            if self.taken[n] == "byline" or (self.fit[n] and _DOCUMENT_NUMBER.match(line)):
                continue
            fits = self.fit[n] and _TITLE <= len(line) <= _LONG_TITLE and self.kinds[line] == "plain"
            return n if fits else n + 1 if n + 1 in above and self.fit[n + 1] else None
        return None

    def keep_tail(self) -> None:
        """Keep the attachments behind the body's element, and what goes on as if it had been closed too early, if with prose."""
        last = next(
            (n for n in range(len(self.rules) - 1, -1, -1) if self.rules[n] is None and not self.taken[n]), None
        )
        if last is None:
            return
        attached = last + 1
        while attached < len(self.rules) and (self.taken[attached] or is_attachment(self.lines[attached])):
            if not self.taken[attached]:
                self.rules[attached] = None
            attached += 1
        more, prose = [], False
        for n in range(last + 1, len(self.rules)):
            if (
                self.taken[n] in FRAME
                or not (self.fit[n] or self.taken[n])
                or self.kinds[self.lines[n]] not in _GOES_ON
            ):
                break
            more.append(n)
            prose = prose or is_prose(self.lines[n])
        for n in more if prose else ():
            self.rules[n] = None
