"""Rules that nearly held for a unit that stayed: their pattern is found there, and a gate said no.

The engine passes such rules over as early as it can; here they are looked for again, for people who ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from page_cleaner.rules import RULES
from page_cleaner.rules.engine import accompanied
from page_cleaner.rules.rule import Rule
from page_cleaner.rules.triggers import lower, triggers
from page_cleaner.text.kinds import is_prose
from page_cleaner.text.view import Unit

#: Longer units, in code points of the view, are not tried: nobody takes them for boilerplate, and the time stays bounded.
LONGEST = 400


class Gate(NamedTuple):
    """What said no: ``name`` is limit, unless, where, beside, follows, skip or table.

    ``wanted`` is what the gate asks for and ``found`` what it met there instead, where there is more to say than the name does.
    """

    name: str
    wanted: str = ""
    found: str = ""


class Near(NamedTuple):
    """A rule whose pattern is found in a unit, the words that it found, and the gates that said no, at least one."""

    rule: str
    words: str
    gates: tuple[Gate, ...]


def near_misses(
    units: Sequence[Unit],
    taken: Sequence[object],
    wanted: Iterable[int],
    spared: Collection[int] = (),
    skip: Collection[str] = (),
) -> dict[int, tuple[Near, ...]]:
    """Say of the units ``wanted`` (their indexes) which rules nearly held there; units without such rules are left out.

    ``taken`` says of each unit whether a certain rule takes it, ``spared`` are units that stay whatever rules say, ``skip`` names
    detectors that are left out. Linear in the units wanted.
    """
    prose = [n for n, unit in enumerate(units) if not taken[n] and is_prose(unit.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(units), -1)
    found = {}
    for number in wanted:
        text = units[number].text
        if len(text) > LONGEST:
            continue
        near, vague = list[Near](), _vague()
        for rule in _concerned(text):
            match = rule.search.search(text)
            if match is None:
                continue
            gates = [*_own_gates(rule, text), *_places(rule, units, number, first, last)]
            if rule.detector in skip:
                gates.append(Gate("skip"))
            elif not gates and number in spared:
                gates.append(Gate("table"))
            if gates and not (rule in vague and gates[-1].name in ("beside", "follows")):
                near.append(Near(rule.id, match[0], tuple(gates)))
        if near:
            found[number] = tuple(near)
    return found


def evidence(rule_id: str, text: str) -> str:
    """The words of a unit that a rule's pattern finds; empty where it finds none, as inside a section that the rule takes."""
    rule = _by_id().get(rule_id)
    match = rule.search.search(text[:LONGEST]) if rule else None
    return match[0] if match else ""


def _own_gates(rule: Rule, text: str) -> Iterable[Gate]:
    if len(text) > rule.limit:
        yield Gate("limit", str(rule.limit), str(len(text)))
    veto = rule.veto and rule.veto.search(text)
    if veto:
        yield Gate("unless", "", veto[0])


def _places(rule: Rule, units: Sequence[Unit], number: int, first: int, last: int) -> Iterable[Gate]:
    here = {"head": number < first, "tail": number > last, "edge": number < first or number > last}
    if not here.get(rule.where, True):
        yield Gate("where", rule.where)
    if rule.company and not accompanied(rule, rule.company, units, number):
        yield Gate("beside" if rule.beside else "follows", str(rule.reach))


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in RULES}


@cache
def _literals() -> tuple[AhoCorasick, list[list[int]], list[int]]:
    """The literals without which patterns cannot match, the rules that each of them concerns, and the rules that have none."""
    concerned, bare = dict[str, list[int]](), list[int]()
    for number, rule in enumerate(RULES):
        literals = triggers(rule.written)
        if literals is None:
            bare.append(number)
        for literal in literals or ():
            concerned.setdefault(literal, []).append(number)
    return AhoCorasick(list(concerned)), list(concerned.values()), bare


@cache
def _vague() -> frozenset[Rule]:
    """Rules whose pattern fits nearly any short line: without their company they say nothing."""
    return frozenset(RULES[number] for number in _literals()[2] if RULES[number].written_company)


def _concerned(text: str) -> list[Rule]:
    """The rules that may match in a text, in their order."""
    automaton, concerned, bare = _literals()
    numbers = set(bare)
    for literal, _, _ in automaton.find_matches_as_indexes(lower(text), overlapping=True):
        numbers.update(concerned[literal])
    return [RULES[number] for number in sorted(numbers)]
