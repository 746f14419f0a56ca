"""Why each unit of a page stayed or went: what the rules and the body model saw of it, for people who ask.

Cleaning does not come here. What is decided is read off its answer; the rest is computed a second time, by the same functions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from page_cleaner.body import markup
from page_cleaner.body.choice import facts_of
from page_cleaner.body.features import Facts
from page_cleaner.body.model import all_log_odds
from page_cleaner.body.pieces import Pieces, put_together
from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import Look, look, repair
from page_cleaner.page import NO_LIMITS, Limits, Page, Span
from page_cleaner.reading import html
from page_cleaner.reading.decoding import decode
from page_cleaner.reading.text import read as read_text
from page_cleaner.repairs import REPAIRS
from page_cleaner.rules.near import Near, evidence, near_misses
from page_cleaner.text.kinds import Kinds, is_frame

#: So many elements are named that might be the document's.
RIVALS = 6
#: Where a unit stands, by the numbers of ``Facts.candidate``.
_PLACES = {
    0: "outside",
    1: "foreign",
    markup.INSIDE: "inside",
    markup.NONE_STANDS_OUT: "none_stands_out",
    markup.NO_MARKUP: "",
}
_MENDING = frozenset(rule.id for repair in REPAIRS for rule in repair.RULES)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit stayed or went.

    ``start`` and ``end`` are its code points in the source, ``text`` is how the rules read it, ``kind`` what it looks like
    (``text/kinds.py``), ``linked`` the share of it in links, None where nothing tells; ``odds`` are the log-odds of body that the
    trees give it, None where a certain rule takes it. ``place`` says how it stands to the candidate element of markup: inside,
    outside, foreign (in a part of it that is none of the body), none_stands_out, or empty without markup. ``decision`` is stays,
    partly or goes, ``rules`` are those that took something of it, ``words`` what the first of these found there.

    ``kept_by`` says what kept it: ``table`` (a row of an index table or a chart), ``all`` (nothing shows that the page has
    boilerplate), ``score`` (its log-odds), ``company`` (title, attachment, row, neighbours, or nothing that bounds the body), or
    empty where it goes. ``near`` are rules that nearly held.
    """

    start: int
    end: int
    text: str
    kind: str
    linked: float | None
    odds: float | None
    place: str
    decision: str
    rules: tuple[str, ...]
    words: str
    kept_by: str
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An element of markup that might be the document's: its path, its score, with its name's share, and whether it was chosen.

    ``start`` and ``end`` are the stretch of the source from its first text to its last.
    """

    path: str
    score: float
    chosen: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons for all units asked for, in order, and for markup the elements with the highest scores, the best first."""

    units: list[Reason]
    elements: list[Element]


def reasons(
    cleaned: Cleaned,
    page: bytes | str,
    *,
    declared: str | None = None,
    limits: Limits = NO_LIMITS,
    within: tuple[int, int] | None = None,
    most: int | None = None,
) -> Reasons:
    """Say why the units of a page stayed or went.

    ``cleaned`` is what ``clean`` made of ``page``, ``declared`` the charset that it came with; ``within`` bounds the units that are
    told of, in code points of the source, and of the first ``most`` alone that stay it is said which rules nearly held. Linear in the page. Raises whatever ``limits.check`` raises.
    """
    read = _read(cleaned, page, declared, limits)
    seen = look(read, repair(read.source, cleaned.options.skip)[0], cleaned.options.skip, limits, {})
    if not seen.units:
        return Reasons([], [])
    kinds = Kinds()
    pieces = put_together(seen.units, seen.extents, seen.rules, seen.spared)
    facts = facts_of(read, seen.view, pieces, kinds)
    limits.check()
    odds = all_log_odds([piece.text for piece in pieces.units], facts, kinds)
    chosen = any(map(is_frame, pieces.certain)) or markup.INSIDE in facts.candidate
    first, last = within or (0, len(cleaned.source) + 1)
    wanted = [n for n, (start, end) in enumerate(seen.extents) if start < last and end > first]
    whole = {n: number for number, own in enumerate(pieces.members) for n in own}
    spans = _Spans(cleaned)
    limits.check()
    tell = _teller(seen, facts, kinds, odds, spans, chosen=chosen)
    told = [tell(n, whole[n]) for n in wanted]
    stay = islice((n for n, one in zip(wanted, told, strict=True) if one.decision != "goes"), most)
    near = near_misses(seen.units, seen.rules, stay, seen.spared, cleaned.options.skip)
    told = [replace(one, near=near[n]) if n in near else one for n, one in zip(wanted, told, strict=True)]
    return Reasons(told, _elements(read, seen, pieces, kinds))


def _read(cleaned: Cleaned, page: bytes | str, declared: str | None, limits: Limits) -> Page:
    if cleaned.format != "html":
        return read_text(cleaned.source)
    asked = cleaned.options
    text = page if isinstance(page, str) else decode(page, asked.charset, declared, is_text=asked.format == "text")[0]
    return html.read(text, limits.nesting)


def _teller(
    seen: Look, facts: Facts, kinds: Kinds, odds: Sequence[float | None], spans: _Spans, *, chosen: bool
) -> Callable[[int, int], Reason]:
    """A function that tells of a unit, by its index and that of the piece that holds it."""

    def tell(n: int, piece: int) -> Reason:
        unit, (start, end) = seen.units[n], seen.extents[n]
        decision, rules = spans.decision(start, end)
        own, linked = odds[piece], facts.linked[piece]
        kept_by = "company"
        if decision == "goes":
            kept_by = ""
        elif n in seen.spared:
            kept_by = "table"
        elif not chosen:
            kept_by = "all"
        elif own is not None and own > 0:
            kept_by = "score"
        words = evidence(rules[0], unit.text) if rules else ""
        return Reason(
            start, end, unit.text, kinds[unit.text], linked if linked >= 0 else None, own, _PLACES[facts.candidate[piece]],
            decision, rules, words, kept_by,
        )  # fmt: skip

    return tell


class _Spans:
    """What was removed, to be asked what of a stretch of the source went."""

    def __init__(self, cleaned: Cleaned) -> None:
        self._source, self._removed = cleaned.source, cleaned.removed
        self._starts = [span.start for span in cleaned.removed]

    def decision(self, start: int, end: int) -> tuple[str, tuple[str, ...]]:
        """Whether the stretch stays, goes, or goes partly, repairs left out of account, and the rules that took something of it."""
        rules, at, left = dict[str, None](), start, ""
        for span in self._over(start, end):
            left += self._source[at : span.start]
            at = max(at, span.end)
            rules[span.rule] = None
        left += self._source[at:end]
        took = [rule for rule in rules if rule not in _MENDING]
        decision = "goes" if not left.strip() else "partly" if took else "stays"
        return decision, tuple(took or rules)

    def _over(self, start: int, end: int) -> Iterable[Span]:
        n = max(0, bisect_right(self._starts, start) - 1)
        while n < len(self._removed) and self._removed[n].start < end:
            if self._removed[n].end > start:
                yield self._removed[n]
            n += 1


def _elements(page: Page, seen: Look, pieces: Pieces, kinds: Kinds) -> list[Element]:
    """The elements of markup with the highest scores."""
    if page.format != "html" or not page.blocks:
        return []
    scored = markup.scored(page, seen.view, pieces.units, pieces.certain, kinds)
    found = markup.rivals(page.blocks, scored, RIVALS)
    bounds = _bounds(page)
    return [
        Element(_path(page, rival.block), round(rival.value, 1), rival.chosen, *bounds[rival.block]) for rival in found
    ]


def _bounds(page: Page) -> list[tuple[int, int]]:
    """The stretch of the source that each element holds; (0, 0) where it holds no text."""
    first, last = [len(page.source)] * len(page.blocks), [0] * len(page.blocks)
    for line in page.lines:
        n = line.block or 0
        first[n], last[n] = min(first[n], line.start), max(last[n], line.end)
    for n in range(len(page.blocks) - 1, 0, -1):  # children stand after their parents
        above = page.blocks[n].parent
        if above >= 0:
            first[above], last[above] = min(first[above], first[n]), max(last[above], last[n])
    return [(start, end) if end > start else (0, 0) for start, end in zip(first, last, strict=True)]


def _path(page: Page, block: int) -> str:
    """An element and the two above it, as selectors are written, from the outermost."""
    steps = list[str]()
    while block >= 0 and len(steps) < 3:
        at = page.blocks[block]
        steps.append(at.tag + "".join(f".{word}" for word in at.words.split()[:4]))
        block = at.parent
    return " > ".join(reversed(steps))
