"""Which units are the document: decided once for the page, on all of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from types import MappingProxyType

from page_cleaner.body import confidence as sure
from page_cleaner.body import corrections, lists, markup, masthead, words
from page_cleaner.body.confidence import Signals
from page_cleaner.body.features import Facts
from page_cleaner.body.model import all_log_odds
from page_cleaner.body.pieces import LINKED, Pieces, put_together
from page_cleaner.page import Page
from page_cleaner.text.kinds import (
    SENTENCES,
    Kinds,
    han,
    is_attachment,
    is_frame,
    is_prose,
)
from page_cleaner.text.view import Unit, View

#: The rule of what goes since it stands on many pages of its site.
REPEATS = "navigation.site_repeats"
#: The rule of what is left above a title.
ABOVE_TITLE = "navigation.above_title"
#: The structural rules, and why each of them takes a unit.
WHYS = {
    "navigation.before_body": "The unit stands above the first of the document, in a page that shows boilerplate.",
    "navigation.after_body": "The unit stands below the last of the document, in a page that shows boilerplate.",
    "navigation.inside_body": "The unit stands in a box between pieces of the document: teasers, tags, a menu of its chapters.",
    ABOVE_TITLE: "The unit stands above a title and is no part of the document: the byline follows, or the text says what the title says.",
    REPEATS: "The unit stands on many pages of the site, by its profile, and here in the page's frame.",
    "navigation.path": "The unit is a path through the site whose last step is the title below it.",
    "navigation.copy": "All of the document stands a second time on the page, as for narrow screens; its first copy stays.",
}

#: A unit stays whose log-odds are above the first; where a single unit of boilerplate is all that certain rules know on a page,
#: above the second; where the body is unclear, above the third.
_KEEP, _KEEP_ON_LITTLE, _KEEP_UNCLEAR = -0.7, -2.5, -1.8
#: A paragraph, prose of so many Han characters, stays above these log-odds: little else on a page is so long.
_KEEP_LONG, _LONG_HAN = -1.3, 100
#: So many units that certain rules know as a page's frame are full evidence that it has one. Without any, all stays: so
#: cleaning a cleaned text again changes nothing.
_EVIDENCE = 2
#: A unit's log-odds are mixed, at this share, with the mean of those so many units around it.
_SHARE, _AROUND = 0.3, 3
#: The log-odds of a single unit count up to this much for its neighbours.
_MOST = 4.0
#: What is added to the log-odds of a unit outside the candidate element of markup, of one that is linked there, and of one inside it
#: that is not linked.
_OUTSIDE, _OUTSIDE_LINKED, _UNLINKED = -3.0, -6.0, 1.0
#: And to those of one that is a link to another page and no more, in a row of so many; of a bullet on a line of its own with its item, two
#: units and no sentence. Above stands a sentence with its stop, below links in markup another.
_LINKED_LINE, _LINKS_IN_A_ROW = -9.0, {"linked": range(2, 7), "bullet": range(3, 30)}
_STOPS = frozenset('。!?"')
_BULLETED, _LONE_BULLET = 2, re.compile(r"·[^\s。;][^。;]{3,39}$")
_TEASER = re.compile(
    r"(?!\s*[\d《(①-⑳]|附|[一二三四五六七八九十]{1,3}、|第.{1,4}[章节条编部篇讲])(?=.*[^\W\x00-\x7f]{4})[^。;@]{9,60}$"
)
#: What is added to those of an unlinked paragraph, prose of so many Han characters, and of one right beside another, of so many.
_PARAGRAPH, _PARAGRAPH_HAN = 1.0, 60
_PARAGRAPHS, _BESIDE_HAN = 1.5, 30
#: What is added to those of a unit that stands on many pages of the site, and of one that is the page's own.
REPEATED, OF_PAGE = -2.5, 0.7
#: No unit of the page is known of its site.
NOTHING: Mapping[int, float] = MappingProxyType({})
#: The body is unclear where nothing would stay, or less than this share of its expected characters and no element of markup bounds it;
#: then what is so near to the best unit stays too.
_CLEAR, _NEAR_BEST = 0.6, 1.5
#: From the first of these confidences on a choice is sure, below the second it is unsure, below the third more so; then a page is warned of
#: from a smaller share of its text on.
_SURE, _DOUBTFUL, _UNSURE = 0.9, 0.7, 0.3
_MOST_OF, _MUCH = 0.5, 0.25
#: What stays is hardly more than a title where it is no longer than this, in code points, and none of it is a sentence.
_TITLE_ALONE = 60


#: The confidence where no certain rule knows a unit as a page's frame, and all stays; of labelled pages without such units, in all
#: shapes, 96 in 100 were right.
ALL_STAYS = 0.95


@dataclass(frozen=True, slots=True)
class Body:
    """The choice: for each unit the structural rule that takes it, None for units that stay or that certain rules take.

    No rules say that all units stay. ``confidence`` says from 0 to 1 how sure it is that nine tenths of the document stay and of
    what stays are the document, ``signals`` what that rests on; None where nothing showed that there was something to choose.
    """

    rules: Sequence[str | None] = ()
    confidence: float = ALL_STAYS
    warnings: tuple[str, ...] = ()
    signals: Signals | None = None


#: Kinds of units that say nothing of a document: a page of nothing else may be a menu.
_MENU = frozenset("plain bullet figure label twice".split())
NO_BODY = Body(
    confidence=0.5,
    warnings=("no_body_found: nothing on the page is known as a document or as boilerplate, so all was kept.",),
)


def choose(
    page: Page,
    view: View,
    units: Sequence[Unit],
    extents: Sequence[tuple[int, int]],
    certain: Sequence[str | None],
    spared: Collection[int] = (),
    known: Mapping[int, float] = NOTHING,
) -> Body:
    """Choose the units of a page that are its document.

    ``extents`` are the units' stretches of the source, ``certain`` names the certain rule that takes a unit, ``spared`` are units
    that stay whatever the model says, ``known`` says what is added to the log-odds of those of which other pages of the site tell something. Linear in the page.
    """
    kinds = Kinds()
    if None not in certain:
        return Body()
    evidence = _evidence(certain)
    if not evidence and page.format != "html":
        return _all(units, certain, spared, kinds)
    pieces = put_together(units, extents, certain, spared)
    facts = facts_of(page, view, pieces, kinds)
    if not evidence and markup.INSIDE not in facts.candidate:
        return _all(units, certain, spared, kinds)
    odds = all_log_odds([piece.text for piece in pieces.units], facts, kinds)
    if known:
        odds = [
            each if each is None else each + max(known.get(n, 0.0) for n in own)
            for each, own in zip(odds, pieces.members, strict=True)
        ]
    body = decide(odds, pieces, facts, kinds)
    rules: list[str | None] = [None] * len(units)
    for own, rule, named in zip(pieces.members, body.rules, pieces.certain, strict=True):
        for n in own:
            rules[n] = rule or (named if certain[n] is None else None)
            if rule and known.get(n, 0.0) < 0:
                rules[n] = REPEATS
    return replace(body, rules=rules)


def _all(units: Sequence[Unit], certain: Sequence[str | None], spared: Collection[int], kinds: Kinds) -> Body:
    """The choice where nothing shows that the page has boilerplate: all stays, but for what stands above a title."""
    if not any(kinds[unit.text] not in _MENU for unit in units):
        return NO_BODY
    above = masthead.above_title(units, certain, spared, kinds)
    return Body([ABOVE_TITLE if n in above else None for n in range(len(units))]) if above else Body()


def decide(odds: Sequence[float | None], pieces: Pieces, facts: Facts, kinds: Kinds | None = None) -> Body:
    """Decide which pieces stay, from the log-odds of each that it is body (None for those that certain rules take)."""
    units, certain, bounded = pieces.units, pieces.certain, markup.INSIDE in facts.candidate
    lines, kinds = lists.rows(units), kinds or Kinds()
    weighed = lists.by_tables(lists.by_rows(_weighed(odds, pieces, facts, kinds), lines), lines, units)
    mixed = _smoothed(lists.by_lists(weighed, units, facts.linked))
    little = _evidence(certain) < _EVIDENCE
    keep = _KEEP_ON_LITTLE if little else _KEEP
    best = max((each for each in mixed if each is not None), default=keep)
    warnings: tuple[str, ...] = ()
    likely = sure.likely(mixed, units)
    if best <= keep or (
        not bounded and sure.signals(likely, [each is not None and each > keep for each in mixed]).recall < _CLEAR
    ):
        keep = min(keep, _KEEP_UNCLEAR, best - _NEAR_BEST)
        warnings = (UNCLEAR,)
    stays = [
        each is not None and (each > keep or n in pieces.spared or (each > _KEEP_LONG and _is_long(units[n].text)))
        for n, each in enumerate(mixed)
    ]
    if little and not bounded:
        stays = [
            stay or (each is not None and kinds[u.text] in SENTENCES)
            for stay, each, u in zip(stays, mixed, units, strict=True)
        ]
    lists.keep_lists(stays, units, certain, facts.linked)
    lists.keep_records(stays, units, certain)
    lists.keep_feed(stays, units, certain)
    corrections.keep_what_is_not_bounded(stays, mixed, certain)
    corrections.keep_second_titles(stays, pieces, facts)
    corrections.keep_announced(stays, pieces, facts)
    corrections.keep_announced_links(stays, pieces, facts)
    corrections.keep_below_buttons(stays, pieces, facts, kinds)
    corrections.keep_title(stays, mixed, pieces, facts)
    corrections.keep_attachments(stays, pieces)
    corrections.keep_signature(stays, pieces)
    corrections.keep_fields(stays, pieces)
    lists.keep_rows(stays, lines, units, certain)
    corrections.take_stray_date(stays, units)
    signals = sure.signals(likely, stays)
    confidence = sure.confidence(signals)
    if confidence < _SURE and _takes_more(units, certain, stays, _MUCH if confidence < _UNSURE else _MOST_OF):
        warnings += (MOST_GONE,)
    if confidence < _DOUBTFUL and not warnings and _takes_more(units, certain, stays, 0):
        warnings = (DOUBTFUL,)
    if not warnings and _is_title_alone(units, stays, kinds):
        warnings = (TITLE_ALONE,)
    rules = _named(stays, certain)
    taken = [rule or own for rule, own in zip(certain, rules, strict=True)]
    for n in masthead.above_title(units, taken, {*pieces.spared, facts.title}, kinds):
        rules[n] = ABOVE_TITLE
    return Body(rules, confidence, warnings, signals)


#: What an answer says where the body is unclear, where most of a page goes for its structure alone without the choice being sure, and where
#: anything does.
UNCLEAR = "body_unclear: nothing on the page stands out as its document, so more than that may have been kept."
MOST_GONE = "most_removed: much of the page's text was removed for where it stands, and the choice was not sure."
DOUBTFUL = "choice_unsure: text was removed for where it stands, and the choice was not sure."


TITLE_ALONE = "title_alone: hardly more than a title stays; the text may come by a script, or as a picture."


def _is_title_alone(units: Sequence[Unit], stays: Sequence[bool], kinds: Kinds) -> bool:
    """Whether what stays is no more than a title: short, without a sentence or a file."""
    kept = [unit.text for unit, stay in zip(units, stays, strict=True) if stay]
    return 0 < sum(map(len, kept)) <= _TITLE_ALONE and not any(
        kinds[text] in SENTENCES or is_attachment(text) for text in kept
    )


def _takes_more(units: Sequence[Unit], certain: Sequence[str | None], stays: Sequence[bool], share: float) -> bool:
    """Whether more than a share of a page's text goes without a certain rule that names it."""
    sizes = [len(unit.text) for unit in units]
    taken = sum(size for size, rule, stay in zip(sizes, certain, stays, strict=True) if rule is None and not stay)
    return taken > share * sum(sizes)


def _evidence(certain: Sequence[str | None]) -> int:
    """How many units certain rules know as the page's frame."""
    return sum(map(is_frame, certain))


def facts_of(page: Page, view: View, pieces: Pieces, kinds: Kinds) -> Facts:
    """What is known of the pieces of a page besides their texts."""
    units = pieces.units
    if page.format == "html":
        facts = markup.place(page, view, units, pieces.certain, kinds)
    else:
        linked = _linked(page.links, units, pieces.extents)
        facts = Facts(pieces.certain, linked, [markup.NO_MARKUP] * len(units))
    return replace(facts, words=words.scores([unit.text for unit in units]))


def _linked(links: Sequence[tuple[int, int]], units: Sequence[Unit], extents: Sequence[tuple[int, int]]) -> list[float]:
    """The share of each unit's characters that stand in links of Markdown; below 0 where the text is none."""
    if not links:
        return [-1.0] * len(units)
    starts, shares = [start for start, _ in links], list[float]()
    for unit, (start, end) in zip(units, extents, strict=True):
        n, linked = max(0, bisect_right(starts, start) - 1), 0
        while n < len(links) and starts[n] < end:
            linked += max(0, min(links[n][1], end) - max(starts[n], start))
            n += 1
        shares.append(min(1.0, linked / len(unit.text)))
    return shares


def _weighed(odds: Sequence[float | None], pieces: Pieces, facts: Facts, kinds: Kinds) -> list[float | None]:
    """Add what holds whatever the trees say: paragraphs are body, links in a row are none, and little is body outside the candidate
    element of markup.
    """
    units = pieces.units
    sizes = [han(u.text) if each is not None and is_prose(u.text) else 0 for each, u in zip(odds, units, strict=True)]
    beside = map(max, [0, *sizes[:-1]], [*sizes[1:], 0])
    found: list[float | None] = []
    teasers = _teasers(pieces, facts, kinds)
    each_of = zip(odds, facts.candidate, facts.linked, sizes, beside, strict=True)
    for n, (each, place, linked, size, near) in enumerate(each_of):
        if each is None:
            found.append(None)
            continue
        is_linked, more = linked >= LINKED, 0.0
        if place == markup.INSIDE and not is_linked:
            more = _UNLINKED
        elif place in markup.OUTSIDE:
            more = _OUTSIDE_LINKED if is_linked else _OUTSIDE
        elif n in teasers:
            more = _LINKED_LINE
        if size and not is_linked:
            more += _PARAGRAPH * (size >= _PARAGRAPH_HAN)
            more += _PARAGRAPHS * (min(size, near) >= _BESIDE_HAN and place not in markup.OUTSIDE)
        found.append(each + more)
    return found


def _teasers(pieces: Pieces, facts: Facts, kinds: Kinds) -> set[int]:
    """The pieces that are links to other pages and no more, in a row of a few that breaks in behind a sentence.

    Markup says what is linked: a row between two paragraphs that stand unlinked, none of it the heading of another part of the page.
    Without markup a bullet on a line of its own tells, as lists of links leave them. What a colon announces belongs to the document.
    """
    units, linked = pieces.units, facts.linked
    headings = {text for (_, _, text, _), share in zip(units, linked, strict=True) if share < LINKED}

    def sort(n: int) -> str | None:
        text = units[n].text
        if linked[n] >= LINKED:
            return "linked" if _TEASER.match(text) and text not in headings and not is_attachment(text) else None
        lone = linked[n] < 0 and len(pieces.members[n]) == _BULLETED and _LONE_BULLET.match(text)
        return "bullet" if lone and not is_attachment(text) else None

    found = set[int]()
    for above, unit in enumerate(units):  # few rows break in
        first = below = above + 1
        if (
            first == len(units)
            or unit.text[-1] not in _STOPS
            or kinds[unit.text] not in SENTENCES
            or linked[above] >= LINKED
        ):
            continue
        what = sort(first)
        if what is None or what == sort(above):
            continue
        while below < len(units) and sort(below) == what:
            below += 1
        goes_on = below < len(units) and kinds[units[below].text] in SENTENCES and linked[below] < LINKED
        if below - first in _LINKS_IN_A_ROW[what] and (what == "bullet" or goes_on):
            found.update(range(first, below))
    return found


def _is_long(text: str) -> bool:
    """Whether a unit is a long paragraph."""
    return len(text) >= _LONG_HAN and is_prose(text) and han(text) >= _LONG_HAN


def _smoothed(odds: Sequence[float | None]) -> list[float | None]:
    """Mix each piece's log-odds with the mean of those around it, as far as the next piece that a certain rule takes."""
    mixed: list[float | None] = []
    for taken, stretch in groupby(odds, lambda each: each is None):
        if taken:
            mixed += stretch
            continue
        run = [each for each in stretch if each is not None]
        sums = _windows([_MOST if each > _MOST else max(each, -_MOST) for each in run])
        counts = _windows([1] * len(run))
        mixed += [
            (1 - _SHARE) * each + _SHARE * total / count for each, total, count in zip(run, sums, counts, strict=True)
        ]
    return mixed


def _windows(values: Sequence[float]) -> list[float]:
    """The sum of the values from ``_AROUND`` before each to as many behind."""
    sums = [0.0, *accumulate(values)]
    padded = [0.0] * _AROUND + sums + sums[-1:] * _AROUND
    return [high - low for low, high in zip(padded, padded[2 * _AROUND + 1 :], strict=False)]


def _named(stays: Sequence[bool], certain: Sequence[str | None]) -> list[str | None]:
    """Name the rule for each unit that goes, by how it stands to those that stay."""
    first = next((n for n, stay in enumerate(stays) if stay), len(stays))
    last = corrections.last_that_stays(stays)
    rules: list[str | None] = []
    for n, (stay, rule) in enumerate(zip(stays, certain, strict=True)):
        if stay or rule is not None:
            rules.append(None)
        else:
            rules.append(f"navigation.{'before' if n < first else 'after' if n > last else 'inside'}_body")
    return rules
