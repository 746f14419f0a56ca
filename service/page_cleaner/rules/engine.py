"""The one engine that runs all rules over the lines and units of the view; it knows none of them by name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import attrgetter, is_, or_
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from page_cleaner.rules.rule import Rule
from page_cleaner.rules.triggers import lower, triggers
from page_cleaner.text.kinds import REMEMBERED, SENTENCES, SHORT, is_prose, kind
from page_cleaner.text.view import Unit


class Hit(NamedTuple):
    """A piece of a unit that a rule takes, in code points of the view."""

    start: int
    end: int
    rule: Rule


class Found(NamedTuple):
    """What the rules take: for each unit the rule that takes all of it, None where none does, and pieces of the others."""

    rules: list[Rule | None]
    pieces: list[Hit]


class Verdict(NamedTuple):
    """What is known of a line whoever stands beside it.

    ``concerned`` is the set of the rules that it may still concern, ``company`` of those whose company it may be; ``rule`` is the
    certain rule that takes all of it, None where none does; ``pieces`` are those that certain rules take of it, in code points of the line.
    """

    concerned: int
    company: int
    rule: Rule | None
    pieces: Sequence[Hit]


@lru_cache(maxsize=1_024)
def _undecided(concerned: int, company: int) -> Verdict:
    """What is known of a line of which no certain rule takes anything; the same of many."""
    return Verdict(concerned, company, None, ())


#: So many sets of rules are remembered.
_SETS = 20_000
#: A line of at least so many code points and pieces may be a whole page.
_OF_A_PAGE, _PIECES, _VERY_LONG = 60, 6, 300
_row = attrgetter("row")


class Engine:
    """A set of rules made ready to run: which of them hold anywhere, and which lines can concern which of them.

    A rule is tried on a line only if one of its triggers stands there, if one of its company's triggers stands near, and if
    its gates let it. An Aho-Corasick automaton finds the triggers; sets of rules are the bits of an integer, so that a gate
    costs one operation for all rules together.

    What is known of short lines is kept from page to page: menus, columns and footers are the same on all pages of a site.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._sets: dict[int, tuple[Rule, ...]] = {}
        self._count, found = len(self.rules), dict[str, int]()
        self._untriggered = self._alone = 0
        for number, rule in enumerate(self.rules):
            literals = triggers(rule.written)
            company = triggers(rule.written_company) if rule.written_company else None
            if literals is None:
                self._untriggered |= 1 << number
            if company is None:
                self._alone |= 1 << number
            for literal in literals or ():
                found[literal] = found.get(literal, 0) | 1 << number
            for literal in company or ():
                found[literal] = found.get(literal, 0) | 1 << number << self._count
        self._literals = AhoCorasick(list(found))
        self._concerned = list(found.values())  # in the upper half, whose company a line with this literal may be
        self._certain = _bits(
            r.where == "anywhere" and not r.written_company and r.take != "section" for r in self.rules
        )
        self._uncertain = (1 << self._count) - 1 & ~self._certain
        self._alone &= self._uncertain
        self._sections = _bits(r.take == "section" for r in self.rules)
        # The rules that may hold in a line, by whether it stands above all prose, and whether below all prose.
        anywhere, head, tail = (
            _bits(rule.where in places for rule in self.rules)
            for places in (("anywhere",), ("head", "edge"), ("tail", "edge"))
        )
        self._where = ((anywhere, anywhere | tail), (anywhere | head, anywhere | head | tail))
        self._limits = sorted({rule.limit for rule in self.rules})
        unlimited = -1 << self._count  # the company of others
        self._within = [unlimited | _bits(r.limit >= limit for r in self.rules) for limit in self._limits] + [unlimited]
        self._reach = max((rule.reach for rule in self.rules if rule.written_company), default=1)
        # Rules without triggers must be tried on every line; those of them that are certain are tried all at once. They
        # begin with ^ (a test sees to it), so a line's first character mostly decides.
        bare = self._of(self._untriggered & self._certain)
        self._bare = re.compile("|".join(f"(?:{rule.written})" for rule in bare) or "(?!)")
        self._bare_limit = max((rule.limit for rule in bare), default=0)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._know)

    def run(self, lines: Sequence[Unit], units: Sequence[Unit], known: dict[str, Verdict] | None = None) -> Found:
        """Try every rule on every line and unit that its gates let through.

        A line of several units goes as a whole where a rule knows it, unless it is a page; otherwise its units are looked at one by
        one. ``known`` keeps what is known of the page's lines from one view to the next. Linear in the view: what is longer
        than a rule's limit is passed over.
        """
        known = {} if known is None else known
        whole = self._run(lines, known, [None] * len(lines))
        if len(units) == len(lines) and all(map(is_, units, lines)):
            return whole
        rules = _sparing_pages(whole.rules, lines, units)
        finer = self._run(units, known, [rules[unit.row] for unit in units])
        return Found(finer.rules, list(dict.fromkeys((*whole.pieces, *finer.pieces))))

    def _run(self, units: Sequence[Unit], known: dict[str, Verdict], rules: list[Rule | None]) -> Found:
        """Try the rules on units, some of which are taken already.

        Rules that hold anywhere come first; what they leave decides where the page's prose begins and ends, and with it
        where the others may look.
        """
        texts = [unit.text for unit in units]
        for text in texts:
            if text not in known:
                known[text] = (self._remembered if len(text) <= SHORT else self._know)(text)
        pieces = list[Hit]()
        concerned, companies = list[tuple[int, int]](), list[tuple[int, int]]()
        for number, text in enumerate(texts):
            bits, company, rule, found = known[text]
            if bits:
                concerned.append((number, bits))
            if company:
                companies.append((number, company))
            if (rule or found) and rules[number] is None:
                rules[number], start = rule, units[number].start
                pieces += [Hit(start + hit.start, start + hit.end, hit.rule) for hit in found]
        open_ = [rule is None for rule in rules]

        def prose(places: Iterable[int], none: int) -> int:
            """The first of these units that is prose and was not taken; ``none`` where none is."""
            return next((n for n in places if open_[n] and is_prose(texts[n])), none)

        first = prose(range(len(units)), len(units))
        last = prose(range(len(units) - 1, first - 1, -1), -1)
        section_end = 0
        near = self._near(concerned, companies, len(units))
        for number, each in concerned:
            bits = each & near[number // self._reach] & self._where[number < first][number > last]
            if rules[number] is not None:
                bits &= self._sections
            if number < section_end or last < 0:
                bits &= ~self._sections
            rule = self._first(bits, units, number) if bits else None
            if rule is None:
                continue
            end = number + 1
            if rule.take == "section":
                end = section_end = prose(range(number + 1, len(units)), len(units))
            for n in range(number, end):
                if rules[n] is None:
                    rules[n] = rule
        return Found(rules, pieces)

    def _know(self, text: str) -> Verdict:
        """Find out of a line what does not depend on those beside it."""
        bare = len(text) <= self._bare_limit and self._bare.match(text)
        bits = self._untriggered if bare else self._untriggered & self._uncertain
        for literal, _, _ in self._literals.find_matches_as_indexes(lower(text), overlapping=True):
            bits |= self._concerned[literal]
        bits &= self._within[bisect_left(self._limits, len(text))]
        certain = bits & self._certain
        rule, pieces = self._certainly(text, certain)
        known = bits & self._uncertain, bits >> self._count
        return Verdict(*known, rule, pieces) if rule or pieces else _undecided(*known)

    def _near(
        self, concerned: Sequence[tuple[int, int]], companies: Sequence[tuple[int, int]], count: int
    ) -> list[int]:
        """Say of each block of lines which rules may have the company near it that they ask for; those that ask for none have it anywhere.

        A block has as many lines as the longest reach, so what a line reaches stands in its own or in one beside it.
        """
        wanted, size = reduce(or_, (bits for _, bits in concerned), 0), self._reach
        blocks = [0] * (count // size + 3)  # one above and one below all
        for number, company in companies:
            blocks[number // size + 1] |= company & wanted
        return [
            self._alone | above | own | below for above, own, below in zip(blocks, blocks[1:], blocks[2:], strict=False)
        ]

    def _certainly(self, text: str, bits: int) -> tuple[Rule | None, Sequence[Hit]]:
        """Give the first rule that takes all of a line, of those that need nothing else, and what others before it take of it."""
        pieces = list[Hit]()
        for rule in self._of(bits):
            if not rule.search.search(text) or (rule.veto and rule.veto.search(text)):
                continue
            if rule.take == "line":
                return rule, pieces
            pieces += _matches(rule, text)
        return None, pieces

    def _first(self, bits: int, lines: Sequence[Unit], number: int) -> Rule | None:
        """Give the first of these rules that holds for a line in the company of those around it."""
        text = lines[number].text
        for rule in self._of(bits):
            if (
                rule.search.search(text)
                and not (rule.veto and rule.veto.search(text))
                and (not rule.company or accompanied(rule, rule.company, lines, number))
            ):
                return rule
        return None

    def _of(self, bits: int) -> tuple[Rule, ...]:
        """The rules of a bit set, in order; the same few sets come again and again."""
        rules = self._sets.get(bits)
        if rules is None:
            rules = tuple(rule for n, rule in enumerate(self.rules) if bits >> n & 1)
            if len(self._sets) < _SETS:
                self._sets[bits] = rules
        return rules


def _sparing_pages(rules: list[Rule | None], lines: Sequence[Unit], units: Sequence[Unit]) -> list[Rule | None]:
    """The rules that take whole lines, but for those of a page on one line: it has sentences among its pieces, or is very long."""
    spared, least = list(rules), _PIECES if len(lines) > 1 else 2
    for row, rule in enumerate(rules):
        if rule is not None and len(lines[row].text) >= _OF_A_PAGE:
            pieces = units[bisect_left(units, row, key=_row) : bisect_right(units, row, key=_row)]
            if len(pieces) >= least and (
                len(lines[row].text) > _VERY_LONG or any(kind(unit.text) in SENTENCES for unit in pieces)
            ):
                spared[row] = None
    return spared


def _bits(held: Iterable[bool]) -> int:
    """The set of the rules, by their numbers, of which something holds."""
    return sum(1 << n for n, holds in enumerate(held) if holds)


def accompanied(rule: Rule, company: re.Pattern[str], lines: Sequence[Unit], number: int) -> bool:
    """Whether a line has the company that a rule asks for."""
    near = range(max(0, number - rule.reach), min(len(lines), number + 1 + (rule.reach if rule.beside else 0)))
    return any(company.search(lines[n].text[:200]) for n in near if n != number)


def _matches(rule: Rule, text: str) -> Iterator[Hit]:
    for match in rule.search.finditer(text):
        start, end = match.span("cut") if "cut" in rule.search.groupindex else match.span()
        if rule.take == "rest":
            end = len(text)
        if start < end:
            yield Hit(start, end, rule)
        if rule.take == "rest":
            return
