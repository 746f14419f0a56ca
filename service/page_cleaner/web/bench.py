"""What the view shows of a cleaned page: the part of its source, the spans and lines in it, and why each went or stayed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from page_cleaner.account import Row, Shown, line_starts, rows, shown_in_source, windows
from page_cleaner.catalogue import STRUCTURE
from page_cleaner.cleaned import Cleaned
from page_cleaner.reading.decoding import decode
from page_cleaner.reading.positions import Positions
from page_cleaner.reasons import Element, Reason, Reasons, reasons
from page_cleaner.text import resolve
from page_cleaner.web import difference
from page_cleaner.web.problems import Problem
from page_cleaner.web.wishes import SHOWS, Wishes

#: How much of a source is shown at once, in code points and removed spans: beyond this, browsers stall.
CHARACTERS, SPANS = 400_000, 10_000
#: Of longer sources, in code points, nobody is told why lines stayed, and no longer markup is shown.
EXPLAINED = 1_000_000
#: So many lines that stayed are told of at once.
TOLD = 3_000
#: So many rows make up a piece that browsers lay out when it comes into sight.
CHUNK = 100


@dataclass(frozen=True, slots=True)
class Bench:
    """What is known of a page beside its answer: the page as it came, with its options, and what is asked of the view.

    ``declared`` is the charset that it came with, ``other`` the answer to compare with, ``address`` where pages are cleaned.
    """

    page: bytes | str | None = None
    declared: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    other: Cleaned | None = None
    address: str = ""


class Entry(NamedTuple):
    """A removed span in the list: itself, the line that it begins in, and the evidence that took it, empty where its rule says all."""

    shown: Shown
    line: int
    evidence: str


class Kept(NamedTuple):
    """A unit that stayed, and its line."""

    reason: Reason
    line: int


class Paragraph(NamedTuple):
    """A line of the cleaned text, and the line of what stands beside it, 0 where that is not known."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What is shown at once. ``show`` is one of SHOWS; ``part`` counts from 1, of ``parts``; ``shows`` are what can be shown."""

    show: str
    shows: Sequence[str]
    part: int
    parts: int
    chunks: list[list[Row]]
    entries: list[list[Entry]]
    paragraphs: list[list[Paragraph]]
    kept: list[Kept]
    all_told: bool
    """Whether ``kept`` holds all lines of the part that stayed."""
    elements: list[tuple[Element, int, int]]
    """Elements of markup that might be the document's, with their first lines and last."""
    pairs: list[difference.Pair] | None
    """The two texts beside each other, where another was asked for."""


def sight(cleaned: Cleaned, bench: Bench) -> Sight:
    """What the view shows of a cleaned page. Raises Problem for a part that the page does not have."""
    text, spans, positions = cleaned.source, shown_in_source(cleaned), None
    markup = _markup(cleaned, bench)
    if bench.wishes.show == "markup":
        if markup is None:
            raise Problem("bad-option", "There is no markup to show: the page is text, or too long.")
        text, positions = markup, Positions(markup, cleaned.source)
        spans = list(_in_markup(spans, positions))
    parts = windows(text, spans, CHARACTERS, SPANS)
    part = bench.wishes.part
    if part > len(parts):
        raise Problem("bad-option", f"The page has {len(parts)} part{'s' * (len(parts) > 1)}, and no part {part}.")
    start, end = parts[part - 1]
    found = _reasons(cleaned, bench, (start, end) if positions is None else None)
    starts = line_starts(text)

    def line(place: int) -> int:
        """The line of what is shown in which a place of the source stands, 0 where it stands outside of the part."""
        if positions is not None:
            located = positions.locate(place, place + 1)
            place = located[0] if located else -1
        return bisect_right(starts, place) if start <= place < max(end, 1) else 0

    inside = spans[bisect_left([s.end for s in spans], start + 1) : bisect_left([s.start for s in spans], end)]
    kept = (
        [Kept(one, line(one.start)) for one in found.units if one.decision != "goes" and line(one.start)]
        if found
        else []
    )
    elements = [(e, line(e.start), line(max(e.start, e.end - 1))) for e in found.elements] if found else []
    return Sight(
        bench.wishes.show,
        SHOWS if markup is not None else SHOWS[:1],
        part,
        len(parts),
        list(_chunks(rows(text, starts, inside, start, end))),
        list(_chunks(_entries(inside, starts, found))),
        list(_chunks(p for p in _paragraphs(cleaned, line) if p.line or len(parts) == 1)),
        kept[:TOLD],
        found is not None and len(kept) <= TOLD,
        elements,
        None if bench.other is None else list(difference.shortened(difference.difference(cleaned.text, bench.other.text))),
    )  # fmt: skip


def _reasons(cleaned: Cleaned, bench: Bench, within: tuple[int, int] | None) -> Reasons | None:
    if len(cleaned.source) > EXPLAINED or (bench.page is None and cleaned.format == "html"):
        return None
    return reasons(cleaned, bench.page or "", declared=bench.declared, within=within, most=TOLD)


def _markup(cleaned: Cleaned, bench: Bench) -> str | None:
    """The markup of a page, None for text and for what is too long to be shown."""
    if cleaned.format != "html" or bench.page is None or len(bench.page) > 4 * EXPLAINED:
        return None
    page, asked = bench.page, cleaned.options
    text = page if isinstance(page, str) else decode(page, asked.charset, bench.declared, is_text=False)[0]
    return text.removeprefix("\ufeff") if len(text) <= EXPLAINED else None


def _in_markup(spans: Sequence[Shown], positions: Positions) -> Iterator[Shown]:
    at = 0
    for shown in spans:
        located = positions.locate(shown.start, shown.end)
        if located and located[1] > at:
            yield shown._replace(start=max(at, located[0]), end=located[1])
            at = located[1]


def _entries(spans: Sequence[Shown], starts: Sequence[int], found: Reasons | None) -> Iterator[Entry]:
    evidence = dict[tuple[int, str], str]()
    begins = [shown.span.start for shown in spans]
    for one in found.units if found else ():
        if not one.rules:
            continue
        words = f"{one.odds:+.1f}" if one.rules[0] in STRUCTURE and one.odds is not None else one.words
        first = max(0, bisect_right(begins, one.start) - 1)
        for n in range(first, min(len(spans), bisect_left(begins, one.end, first))):
            if spans[n].span.end > one.start:
                evidence.setdefault((spans[n].number, one.rules[0]), words)
    for shown in spans:
        words = evidence.get((shown.number, shown.span.rule), "")
        yield Entry(shown, bisect_right(starts, shown.start), words if words.strip() != shown.span.text.strip() else "")


def _paragraphs(cleaned: Cleaned, line: Callable[[int], int]) -> Iterator[Paragraph]:
    if not cleaned.text:
        return
    lines = cleaned.text.split("\n")
    text, offsets = resolve.write(cleaned.source, cleaned.removed)
    begins = _begins(text)
    if len(begins) != len(lines):  # converted in a way that does not keep lines
        begins = []
    places = offsets.firsts(begins) if begins else [0] * len(lines)
    for n, (words, place) in enumerate(zip(lines, places, strict=True), 1):
        yield Paragraph(words if n == len(lines) else f"{words}\n", line(place))


def _begins(text: str) -> list[int]:
    """Where the lines of a cleaned text begin, which only line feeds end."""
    found, at = [0], text.find("\n")
    while at >= 0:
        found.append(at + 1)
        at = text.find("\n", at + 1)
    return found


def _chunks(items: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk
