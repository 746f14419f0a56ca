"""Learning a profile: of every page its units and where they stand, counted up over the pages of a site."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from page_cleaner.page import Page
from page_cleaner.reading import html
from page_cleaner.reading.decoding import decode
from page_cleaner.reading.text import read as read_text
from page_cleaner.repairs import REPAIRS
from page_cleaner.sites.profile import Profile, Seen, names
from page_cleaner.text import resolve
from page_cleaner.text.kinds import is_prose
from page_cleaner.text.units import split
from page_cleaner.text.view import View, hidden

#: What is noted of a unit on a page, as bits: that it stands before, between or behind the prose, and that it is a link.
BEFORE, BETWEEN, BEHIND, LINKED = 1, 2, 4, 8
#: A line of markup is a link from this share of its characters on.
_LINKED = 0.6


class Learnt(NamedTuple):
    """What is learnt from a page: its units by their keys, each with what is noted of it, and whether the page shows its links."""

    units: dict[str, int]
    marked: bool


def learn(page: bytes | str, declared: str | None = None) -> Learnt:
    """Learn from a page, given as for ``clean``.

    Markup is read twice, as browsers show it and a text node a line, so that what is learnt from it holds for the page in every shape.
    Raises NotText. Linear in the page.
    """
    text = decode(page, None, declared)[0] if isinstance(page, bytes) else page
    found: dict[str, int] = {}
    if html.looks_like_markup(text):
        nodes: list[tuple[str, bool]] = []
        shown = html.read(text, None, nodes)
        _note(shown, [(line.start, line.end) for line in shown.lines if line.linked >= _LINKED], found)
        of_nodes, links, at = [], [], 0
        for node, linked in nodes:
            if linked:
                links.append((at, at + len(node)))
            of_nodes.append(node)
            at += len(node) + 1
        _note(read_text("\n".join(of_nodes)), links, found)
        return Learnt(found, marked=True)
    shown = read_text(text)
    _note(shown, shown.links, found)
    return Learnt(found, marked=bool(shown.links))


def _note(page: Page, links: Sequence[tuple[int, int]], found: dict[str, int]) -> None:
    """Add the units of a page to those that were found; ``links`` are the stretches of its source that are links."""
    source = page.source
    repairs = resolve.merge(source, (span for detector in REPAIRS for span in detector.find(source)[0]))
    view = View(source, hidden(repairs, page.marks))
    units = split(view)
    starts = [start for start, _ in links]
    prose = [n for n, unit in enumerate(units) if is_prose(unit.text)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(units))
    for n, (unit, place) in enumerate(zip(units, view.firsts(unit.start for unit in units), strict=True)):
        noted = 0 if not prose else BEFORE if n < first else BEHIND if n > last else BETWEEN
        link = bisect_right(starts, place) - 1
        if link >= 0 and place < links[link][1]:
            noted |= LINKED
        for name in names(unit.text):
            found[name] = found.get(name, 0) | noted


class Counter:
    """The counts of a site's units while it is learnt, of no more than ``most`` units at once (lossy counting).

    Where there are more, those on the fewest pages are left out, and the profile's ``floor`` says so. Each unit has five counts, as ``Seen``
    does, and the most pages that it may have stood on before it was counted.
    """

    def __init__(self, site: str = "", most: int = 100_000) -> None:
        self.site, self.most = site, most
        self.pages, self.marked, self.floor = 0, 0, 1
        self.units: dict[str, list[int]] = {}

    def add(self, page: Learnt) -> None:
        """Count a page."""
        self.pages += 1
        self.marked += page.marked
        units, missed = self.units, self.floor - 1
        for name, noted in page.units.items():
            counts = units.get(name)
            if counts is None:
                counts = units[name] = [0, 0, 0, 0, 0, missed]
            counts[0] += 1
            if noted:
                counts[1] += noted & 1
                counts[2] += noted >> 1 & 1
                counts[3] += noted >> 2 & 1
                counts[4] += noted >> 3
        self._bound()

    def absorb(self, other: Counter) -> None:
        """Count the pages that another counter has counted."""
        self.pages += other.pages
        self.marked += other.marked
        missed, missed_there = self.floor - 1, other.floor - 1
        if missed_there:
            for name in self.units.keys() - other.units.keys():
                self.units[name][5] += missed_there
        for name, counts in other.units.items():
            known = self.units.get(name, [0, 0, 0, 0, 0, missed])
            self.units[name] = [a + b for a, b in zip(known, counts, strict=True)]
        self.floor += missed_there
        self._bound()

    def _bound(self) -> None:
        while len(self.units) > self.most:
            self.floor += 1
            self.units = {name: counts for name, counts in self.units.items() if counts[0] + counts[5] >= self.floor}

    def profile(self) -> Profile:
        """The profile of the pages so far."""
        units = {name: Seen(*counts[:5]) for name, counts in self.units.items()}
        return Profile(self.site, self.pages, units, marked=self.marked, floor=self.floor)


class Counters:
    """Counters of many sites, of no more than ``most`` units together, each site's bounded as a ``Counter`` is.

    Where there are more, all that was counted is handed to ``put`` as profiles, and counting begins anew; so is the rest by ``close``.
    A site may be handed out several times: the profiles of a site add up.
    """

    def __init__(self, put: Callable[[Profile], None], most: int = 1_000_000) -> None:
        self.put, self.most = put, most
        self.counters: dict[str, Counter] = {}
        self.units = 0

    def add(self, site: str, page: Learnt) -> None:
        """Count a page of a site."""
        self._counted(site, lambda counter: counter.add(page))

    def absorb(self, other: Counter) -> None:
        """Count the pages of a site that a counter has counted."""
        self._counted(other.site, lambda counter: counter.absorb(other))

    def _counted(self, site: str, count: Callable[[Counter], None]) -> None:
        counter = self.counters.get(site)
        if counter is None:
            counter = self.counters[site] = Counter(site)
        self.units -= len(counter.units)
        count(counter)
        self.units += len(counter.units)
        if self.units > self.most:
            self.close()

    def close(self) -> None:
        """Hand out what was counted."""
        for site in sorted(self.counters):
            self.put(self.counters[site].profile())
        self.counters.clear()
        self.units = 0
