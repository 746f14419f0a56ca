"""What a rule is, and the one engine that runs all of them over the view.

A detector names a kind of boilerplate, a rule is one piece of evidence for it. Rules are data: a pattern in Simplified
Chinese and half width, declared gates, and examples. The engine knows no rule by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import ahocorasick

from service.kinds import is_prose
from service.triggers import lower, triggers
from service.view import View, ViewLine, fold


@dataclass(frozen=True)
class Rule:
    """One piece of evidence for boilerplate.

    ``pattern`` is searched in one line of the view (it may be written in any width and script: it is folded like the
    page). ``removes`` are examples, pages in which exactly what stands in ⟦ ⟧ goes; ``keeps`` are pages that look guilty
    and of which nothing goes, whatever the detector.

    The gates: ``take`` says what goes: the whole ``line``, only the ``match`` (or its group ``cut``), everything from the
    match to the end of the line (``rest``), or the line and all that follow it up to the next prose (``section``).
    ``limit`` is the longest line, in code points of the view, that the rule is tried on; ``unless`` is a pattern that must
    not be found in the line; ``where`` is anywhere, head (before the first line of prose), tail (after the last one) or
    edge (either); ``beside`` is a pattern that must be found in another line, at most ``reach`` lines
    away, and ``follows`` one that must be found in one of the ``reach`` lines before, where the line alone says too little.
    """

    id: str
    why: str
    pattern: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    take: str = "line"
    limit: int = 80
    unless: str = ""
    where: str = "anywhere"
    beside: str = ""
    follows: str = ""
    reach: int = 2

    @property
    def detector(self) -> str:
        """The name before the dot of the rule's id."""
        return self.id.partition(".")[0]

    @cached_property
    def search(self) -> re.Pattern[str]:
        return re.compile(fold(self.pattern))

    @cached_property
    def veto(self) -> re.Pattern[str] | None:
        return re.compile(fold(self.unless)) if self.unless else None

    @cached_property
    def company(self) -> re.Pattern[str] | None:
        return re.compile(fold(self.beside or self.follows)) if self.beside or self.follows else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of the view that a rule takes, in code points of the view."""

    start: int
    end: int
    rule: Rule


#: What may stand around the words of a line that is nothing but controls: bullets, brackets, bars.
_LEAD = r"^[\s·*#|/\-—_>【\[(<\"'+&]*"
_BETWEEN = r"[\s·*|/\-—_>:,、.】\[\](){}【<!+&\"'。]*"


def line_of(*words: str, need: str = "") -> str:
    """Write the pattern of a line that holds nothing but these words (patterns), bullets, bars and brackets.

    ``need`` is a pattern that must be found in it, where some of the words say nothing by themselves.
    """
    any_word = "|".join(sorted(words, key=len, reverse=True))
    must = f"(?=.*(?:{need}))" if need else ""
    return f"^{must}{_LEAD[1:]}(?>(?>{any_word}){_BETWEEN})+$"


def labelled(*labels: str) -> str:
    """Write the pattern of a line that begins with one of these labels and a colon."""
    return rf"{_LEAD}(?:{'|'.join(labels)})\s?[】\])]?\s?:"


#: So many sets of rules are remembered.
_SETS = 20_000


class Engine:
    """A set of rules made ready to run: which of them hold anywhere, and which lines can concern which of them.

    A rule is tried on a line only if one of its triggers stands there; an Aho-Corasick automaton finds all triggers of all
    rules in one pass over the view.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._sets: dict[int, tuple[Rule, ...]] = {}
        self._automaton = ahocorasick.Automaton()
        self._always = 0
        found: dict[str, int] = {}
        for number, rule in enumerate(self.rules):
            literals = triggers(rule.search.pattern)
            if literals is None:
                self._always |= 1 << number
            for literal in literals or ():
                found[literal] = found.get(literal, 0) | 1 << number
        for literal, concerned in found.items():
            self._automaton.add_word(literal, concerned)
        self._automaton.make_automaton()
        certain = [r.where == "anywhere" and not r.company and r.take != "section" for r in self.rules]
        self._certain = sum(1 << n for n, sure in enumerate(certain) if sure)

    def run(self, view: View) -> list[Hit]:
        """Try every rule on every line that its gates let through.

        Rules that hold anywhere come first; what they leave decides where the page's prose begins and ends, and with it
        where the others may look. Linear in the view: a line longer than a rule's limit is passed over.
        """
        lines, concerned = view.lines, self._concerned(view)
        hits: list[Hit] = []
        gone = [False] * len(lines)
        for number, line in enumerate(lines):
            for rule in self._of(concerned[number] & self._certain):
                hit = _try(rule, line)
                if hit:
                    hits += hit
                    if rule.take == "line":
                        gone[number] = True
                        break
        prose = [n for n, line in enumerate(lines) if not gone[n] and is_prose(line.text)]
        first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
        open_to = 0  # the end of the last section
        for number, line in enumerate(lines):
            for rule in self._of(concerned[number] & ~self._certain):
                if (rule.take == "section" and number < open_to) or (rule.take != "section" and gone[number]):
                    continue
                if not _stands(rule.where, number, first, last) or not _try(rule, line):
                    continue
                if rule.company and not _accompanied(rule, rule.company, lines, number):
                    continue
                end = number + 1
                if rule.take == "section":
                    end = open_to = next((p for p in prose if p > number), len(lines))
                for n in range(number, end):
                    if not gone[n]:
                        gone[n] = True
                        hits.append(Hit(lines[n].start, lines[n].end, rule))
                break
        return hits

    def _concerned(self, view: View) -> list[int]:
        """Say of each line, as a bit set, which rules it may concern."""
        lines = view.lines
        concerned = [self._always] * len(lines)
        number = 0
        for end, rules in self._automaton.iter(lower(view.text)):
            while number < len(lines) and lines[number].end <= end:
                number += 1
            if number == len(lines):
                break
            concerned[number] |= rules
        return concerned

    def _of(self, bits: int) -> tuple[Rule, ...]:
        """The rules of a bit set, in order; the same few sets come again and again."""
        rules = self._sets.get(bits)
        if rules is None:
            rules = tuple(rule for n, rule in enumerate(self.rules) if bits >> n & 1)
            if len(self._sets) < _SETS:
                self._sets[bits] = rules
        return rules


def _stands(where: str, number: int, first: int, last: int) -> bool:
    head, tail = number < first, number > last
    return where == "anywhere" or (head and where in ("head", "edge")) or (tail and where in ("tail", "edge"))


def _accompanied(rule: Rule, company: re.Pattern[str], lines: Sequence[ViewLine], number: int) -> bool:
    near = range(max(0, number - rule.reach), min(len(lines), number + 1 + (rule.reach if rule.beside else 0)))
    return any(company.search(lines[n].text[:200]) for n in near if n != number)


def _try(rule: Rule, line: ViewLine) -> list[Hit]:
    if len(line.text) > rule.limit or (rule.veto and rule.veto.search(line.text)):
        return []
    if rule.take in ("line", "section"):
        return [Hit(line.start, line.end, rule)] if rule.search.search(line.text) else []
    return list(_matches(rule, line))


def _matches(rule: Rule, line: ViewLine) -> Iterator[Hit]:
    for match in rule.search.finditer(line.text):
        start, end = match.span("cut") if "cut" in rule.search.groupindex else match.span()
        if rule.take == "rest":
            end = len(line.text)
        if start < end:
            yield Hit(line.start + start, line.start + end, rule)
        if rule.take == "rest":
            return
