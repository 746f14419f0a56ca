"""Which units of a page stand on many other pages of its site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import ceil
from typing import NamedTuple

from page_cleaner.sites.profile import READABLE, Profile, key, squeezed
from page_cleaner.text.kinds import LABELS, is_frame

#: A unit is a repeat that stands on at least so many pages, of which the page at hand may be one, and on this share of them.
LEAST, SHARE = 4, 0.1
#: Units of more code points are looked up whole only.
_LONGEST = 600
#: The longest run of words that is looked up as one text.
_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")


class Known(NamedTuple):
    """On how many pages of the site a unit stands, and whether it is a link there, None where the profile does not tell."""

    pages: int
    linked: bool | None


def repeats(texts: Sequence[str], profile: Profile) -> list[Known | None]:
    """For the texts of units: what is known of each, None for those that are no repeats.

    A unit that is made up of repeats, as lines of a menu in another shape are, stands on as many as the rarest of them. Linear in the
    texts.
    """
    known = _known(profile)
    if not known:
        return [None] * len(texts)
    found = {text: _look_up(text, known) for text in set(texts)}
    return [found[text] for text in texts]


@lru_cache(maxsize=256)
def _known(profile: Profile) -> Mapping[str, Known]:
    least = max(LEAST, ceil(SHARE * profile.pages))
    tells = 2 * profile.marked >= profile.pages
    return {
        name: Known(seen.pages, 2 * seen.linked >= seen.pages if tells else None)
        for name, seen in profile.units.items()
        if seen.pages >= least and _tells(name)
    }


def _tells(name: str) -> bool:
    """Whether a text says anything: one of a single character or of digits alone is found everywhere."""
    return len(name) > 1 and not name.isdigit()


def _look_up(text: str, known: Mapping[str, Known]) -> Known | None:
    whole = squeezed(text)
    if not _tells(whole):
        return None
    if found := known.get(key(whole)):
        return found
    if len(text) > _LONGEST:
        return None
    words = _WORD.findall(text.lower())
    parts: list[Known] = []
    n = 0
    while n < len(words):
        if words[n].isdigit():
            n += 1
            continue
        for end in range(min(len(words), n + _WORDS), n, -1):
            if part := known.get(key("".join(words[n:end]))):
                parts.append(part)
                break
        else:
            end = n + 1
            if not (glued := _glued(words[n], known)):
                return None
            parts += glued
        n = end
    return _together(parts) if parts else None


def _glued(word: str, known: Mapping[str, Known]) -> list[Known]:
    """What is known of the pieces of a word that a shape made of several; nothing where it has other pieces."""
    parts: list[Known] = []
    at = 0
    while at < len(word):
        for end in range(min(len(word), at + READABLE), at + 1, -1):
            if part := known.get(word[at:end]):
                parts.append(part)
                break
        else:
            return []
        at = end
    return parts


def _together(parts: Sequence[Known]) -> Known:
    linked = None if parts[0].linked is None else all(part.linked for part in parts)
    return Known(min(part.pages for part in parts), linked)


#: A link that repeats is the frame's where so many (the second) of so many units right above it, or right below, are the frame's too. What is
#: no link needs all of them on one side, the page's edge among them, and on the other at least the next; a label so many there.
_OF, _SUPPORT = 3, 2
#: Two repeats support each other that stand on about as many pages: on no more than so many times as many.
_ALIKE = 2
#: A title is no shorter, in code points of the view, stands no more units above the byline, and is on less than this share of the pages
#: or on less than so many among the teasers.
_SHORTEST_TITLE, _REACH, _MOST, _FEW = 7, 6, 0.6, 12
#: A label is no longer than this, in code points.
_SHORT = 16
#: So many labels make a form, with no more than so many units between two of them.
_LABELS, _VALUES = 3, 2
#: The date below an office's signature.
_DATE = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
#: A document's closing formulas and the word before its attachments.
_FORMULA = re.compile(r"附\s?[件表录]|特此|此[致复令]|敬礼|现(?:将|予)|(?:以下|如下|全文)|各\S{0,40}:$")


#: From so many repeats in its frame on a page is one of its site's, as the profile has them: then what does not repeat is rather body.
_OF_SITE = 5


class Frame(NamedTuple):
    """The units that go since they repeat; those that repeat and are left to the choice of the body, with the odds against them; and those of
    forms, whose labels repeat: they stay.
    """

    taken: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()
    forms: frozenset[int] = frozenset()

    @property
    def of_site(self) -> bool:
        """Whether the page shows the frame of the site that the profile was learnt from."""
        return len(self.taken) >= _OF_SITE


def frame(
    texts: Sequence[str],
    rules: Sequence[str | None],
    spared: Collection[int],
    found: Sequence[Known | None],
    kinds: Mapping[str, str],
    pages: int,
) -> Frame:
    """Tell which repeats are the page's frame: those among others that are, or that certain rules know as frame.

    A label of a form repeats too, but between values that do not; so do the formal lines of an office's documents, and the head of a
    table, which is no link. These are left to the choice of the body. ``pages`` are those of the profile. Linear in the units.
    """
    known = [is_frame(rule) for rule in rules]
    open_ = [
        repeat is not None
        and rules[n] is None
        and n not in spared
        and not _FORMULA.match(text)
        and not (n + 1 < len(texts) and _DATE.fullmatch(texts[n + 1]))
        for n, (text, repeat) in enumerate(zip(texts, found, strict=True))
    ]
    plain = [each and kinds[text] not in LABELS for each, text in zip(open_, texts, strict=True)]
    anchored = _anchored(found, known)
    taken, doubted = set[int](), set[int]()
    for n, repeat in enumerate(found):
        if repeat is None or not open_[n]:
            continue
        if repeat.pages < max(_MOST * pages, _FEW) and _is_title(n, texts, rules, found, kinds):
            continue  # other pages have it among their teasers
        is_label = kinds[texts[n]] in LABELS
        link = repeat.linked is not False and not is_label
        sides = [_support(n, step, repeat.pages, found, known, open_, edge=not link) for step in (-1, 1)]
        if link:
            of_frame = max(sides) >= _SUPPORT
        elif is_label:
            of_frame = sorted(sides) >= [_SUPPORT, _OF]
        else:
            of_frame = (
                max(sides) >= _OF
                and min(_support(n, step, repeat.pages, found, known, plain, edge=True) for step in (-1, 1)) >= 1
            )
        if of_frame and anchored[n]:
            taken.add(n)
        elif anchored[n] and sum(_beside(n, known, found)) > (is_label and len(texts[n]) <= _SHORT):
            doubted.add(n)
    free = [
        n for n, each in enumerate(found) if each and not each.linked and not (known[n] or n in taken or n in doubted)
    ]
    closed = frozenset(n for n, rule in enumerate(rules) if rule is not None) | taken | doubted
    return Frame(frozenset(taken), frozenset(doubted), frozenset(_forms(free, closed)))


def _forms(labels: Sequence[int], closed: frozenset[int]) -> Iterator[int]:
    """The units of forms: so many labels, each with a value or two behind it, and nothing of the frame between.

    ``labels`` are the repeats that are no links and none of the frame's, ``closed`` the units that go or are doubted.
    """
    run: list[int] = []
    for n, below in zip_longest(labels, labels[1:]):
        run.append(n)
        if below is None or below - n > _VALUES + 1 or not closed.isdisjoint(range(n, below)):
            if len(run) >= _LABELS and run[-1] - run[0] >= len(run):
                end = next((m for m in range(n + 1, n + 1 + _VALUES) if m in closed), n + 2)
                yield from range(run[0], end)
            run = []


def _is_title(
    n: int, texts: Sequence[str], rules: Sequence[str | None], found: Sequence[Known | None], kinds: Mapping[str, str]
) -> bool:
    """Whether a unit stands where titles do, right above the byline or the first own paragraph, with the page's tools between."""
    if len(texts[n]) < _SHORTEST_TITLE:
        return False
    for m in range(n + 1, min(len(texts), n + 1 + _REACH)):
        rule = rules[m]
        if rule is None:
            return found[m] is None and kinds[texts[m]] == "prose"
        if rule.startswith("byline."):
            return True
    return False


def _beside(n: int, known: Sequence[bool], found: Sequence[Known | None]) -> list[bool]:
    """Whether frame or another repeat stands right above a unit, and whether right below."""
    return [0 <= m < len(found) and (known[m] or found[m] is not None) for m in (n - 1, n + 1)]


def _anchored(found: Sequence[Known | None], known: Sequence[bool]) -> list[bool]:
    """Of each unit, whether it stands in a run of repeats and frame that is the frame's: with a unit that is sure, of certain rules or a
    link, or a run at the page's edge where there are such units elsewhere.
    """
    sure = [known[n] or (repeat is not None and repeat.linked is True) for n, repeat in enumerate(found)]
    ends = [n for n in range(len(found)) if not known[n] and found[n] is None]
    anchored, some = [False] * len(found), any(sure)
    for above, below in pairwise((-1, *ends, len(found))):
        at_edge = (above < 0 or below == len(found)) and below - above > _OF
        if any(sure[above + 1 : below]) or (at_edge and some):
            anchored[above + 1 : below] = [True] * (below - above - 1)
    return anchored


def _support(
    n: int,
    step: int,
    pages: int,
    found: Sequence[Known | None],
    known: Sequence[bool],
    open_: Sequence[bool],
    *,
    edge: bool,
) -> int:
    """How many of the next units are frame or stand on about as many pages, none where the very next does not; beyond the page's edge all
    are, or none.
    """
    count = 0
    for m in range(n + step, n + step * (_OF + 1), step):
        other = found[m] if 0 <= m < len(found) else None
        if not 0 <= m < len(found):
            count += edge
        elif known[m] or (
            open_[m] and other is not None and other.pages <= _ALIKE * pages and pages <= _ALIKE * other.pages
        ):
            count += 1
        elif m == n + step:
            return 0
    return count
