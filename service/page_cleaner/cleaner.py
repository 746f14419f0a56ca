"""The way of a page from bytes to its body, from top to bottom."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, zip_longest

from page_cleaner.body.choice import OF_PAGE, REPEATED, REPEATS, Body, choose
from page_cleaner.catalogue import version
from page_cleaner.cleaned import Cleaned
from page_cleaner.facts import attachments, kind, metadata, script
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.options import Options, is_address
from page_cleaner.page import BUTTONS, LINE_ENDS, NO_LIMITS, Limits, Metadata, OverLimit, Page, Repeat, Script, Span
from page_cleaner.reading.opening import Opened, open_page
from page_cleaner.reading.text import read as read_text
from page_cleaner.repairs import REPAIRS
from page_cleaner.rules import RULES
from page_cleaner.rules.engine import Engine, Found, Verdict
from page_cleaner.rules.entries import entries
from page_cleaner.rules.titles import titles
from page_cleaner.sites import Profile, chosen
from page_cleaner.sites.evidence import Frame, Known, frame, repeats
from page_cleaner.text import resolve
from page_cleaner.text.charts import charts
from page_cleaner.text.extents import extents, gone
from page_cleaner.text.index_table import index_rows
from page_cleaner.text.kinds import Kinds
from page_cleaner.text.units import split
from page_cleaner.text.view import Unit, View, hidden
from page_cleaner.writing.markdown import of_markup, of_text

#: Cleaning goes on until a round takes nothing more, so that cleaning its result changes nothing; hostile pages that would
#: need more rounds than this get what these rounds took.
ROUNDS = 5

_MENDING = frozenset(detector.DETECTOR for detector in REPAIRS) - {"debris"}
#: A profile of fewer pages only helps to choose among what would go without it.
FEW = 10


def clean(
    page: bytes | bytearray | memoryview | str,
    *,
    declared: str | None = None,
    url: str | None = None,
    site: Profile | str | os.PathLike[str] | None = None,
    markdown: bool = False,
    limits: Limits = NO_LIMITS,
    **options: object,
) -> Cleaned:
    """Clean a page, given as the bytes that a site sent or as text.

    ``declared`` is the charset that the page came with (of an HTTP header, say): evidence, not an order. ``url`` is the page's address,
    which makes those of attachments, links and pictures absolute; one that is none of the web (http, https) is passed over. ``site`` is
    the profile of the page's site, or its file, which is read once. ``markdown`` asks for the body as Markdown besides. ``limits`` bound
    what the page may cost. The options are those of ``page_cleaner.options.Options``. Raises TypeError for a page of another type,
    OptionError for an unknown option or a value that it does not take, ProfileError for what is no profile, OSError for a file that
    cannot be read, NotText for bytes that hold no text, OverLimit for a page over a limit, and whatever ``limits.check`` raises.
    """
    if isinstance(page, bytearray | memoryview):
        page = bytes(page)
    if not isinstance(page, bytes | str):
        raise TypeError(f"a page is bytes or str, not {type(page).__name__}")
    asked = Options.parse(options)
    profile = chosen(site)
    opened = open_page(page, asked, declared, limits, outlined=markdown)
    read, warnings = opened.page, opened.warnings
    url = url if url and is_address(url) else opened.url
    _count_lines(read.source, limits)
    limits.check()
    if opened.misread:
        return _as_it_came(opened, asked, markdown=markdown)
    repairs, repair_warnings = repair(read.source, asked.skip)
    removed, body, choice, lines = _remove(read, repairs, asked.skip, limits, profile)
    limits.check()
    confidence = choice.confidence
    warnings += [*repair_warnings, *choice.warnings]
    if not body:
        confidence = 0.0
        warnings.append(_why_empty(read.source, removed))
    told = kind.find(lines, _linked(read, lines), confidence)
    return Cleaned(
        text=_as_asked(body, asked),
        confidence=confidence,
        kind=told,
        script=_script(body or read.source, removed),
        removed=tuple(removed),
        metadata=metadata.read(read.declared, lines, told, opened.markup),
        attachments=attachments.find(lines, read.targets, attachments.joined(url, read.declared.get("base", ""))),
        format=read.format,
        encoding=opened.encoding,
        warnings=tuple(warnings),
        version=version(profile.digest if profile else None),
        source=read.source,
        options=asked,
        markdown=_as_markdown(opened, removed, body, asked, url) if markdown else None,
    )


def _as_markdown(opened: Opened, removed: Sequence[Span], body: str, asked: Options, url: str | None) -> str:
    if opened.outline is None:
        return of_text(_as_asked(body, asked), is_markdown=bool(opened.page.marks))
    return of_markup(opened.page, opened.outline, removed, url or opened.url, lambda text: _as_asked(text, asked))


def _as_it_came(opened: Opened, asked: Options, *, markdown: bool) -> Cleaned:
    """A page whose characters are not those that were meant: whatever were taken, a repair would need."""
    source = opened.page.source
    return Cleaned(
        text=source, confidence=0.0, kind="unknown", script=_script(source, []), removed=(), metadata=Metadata(), attachments=(),
        format=opened.page.format, encoding=opened.encoding, warnings=tuple(opened.warnings), version=version(None), source=source,
        options=asked, markdown=of_text(source, is_markdown=False) if markdown else None,
    )  # fmt: skip


def _count_lines(source: str, limits: Limits) -> None:
    if limits.lines is not None and len(source) >= limits.lines:
        lines = 1 + sum(map(source.count, LINE_ENDS)) - source.count("\r\n")
        if lines > limits.lines:
            raise OverLimit("lines", limits.lines, lines, "lines")


@dataclass(frozen=True)
class Look:
    """A page as the rules see it: its view, the view's units, and what the rules take of them."""

    page: Page
    repairs: Sequence[Span]
    view: View
    units: list[Unit]
    named: Found
    """What the rules take, in index tables too."""
    repeats: Sequence[Known | None] = ()
    """What is known of each unit on other pages of the site; nothing without a profile."""
    pages: int = 0
    """On how many pages of the site that rests."""

    @cached_property
    def spared(self) -> frozenset[int]:
        """The units that stay whatever says otherwise: rows of index tables, and charts."""
        texts = [unit.text for unit in self.units]
        table = (n for row in index_rows(texts) for n in (row.label, row.value) if n >= 0 and not self._is_button(n))
        return frozenset((*table, *charts(texts)))

    def _is_button(self, n: int) -> bool:
        """Whether a unit is a button of the page, which no table has, whatever label it stands below."""
        rule = self.named.rules[n]
        return rule is not None and rule.detector in BUTTONS

    @cached_property
    def found(self) -> Found:
        """What the rules take."""
        rules = self.named.rules
        if not (self.named.pieces or any(rules) or any(self.repeats)):
            return self.named
        stay = self.spared.union(titles(self.units, rules), entries(self.units, rules))
        return _without(self.named, self.units, stay)

    @cached_property
    def frame(self) -> Frame:
        """Which of the repeats are the page's frame."""
        if not any(self.repeats):
            return Frame()
        certain = [None if rule is None else rule.id for rule in self.found.rules]
        return frame([unit.text for unit in self.units], certain, self.spared, self.repeats, Kinds(), self.pages)

    @cached_property
    def rules(self) -> list[str | None]:
        """The id of the certain rule that takes each unit."""
        rules = [None if rule is None else rule.id for rule in self.found.rules]
        for n in self.frame.taken:
            rules[n] = REPEATS
        return rules

    @cached_property
    def repaired(self) -> dict[int, int]:
        """From where each repair begins to its end, in code points of the source."""
        return {span.start: span.end for span in self.repairs}

    @cached_property
    def extents(self) -> list[tuple[int, int]]:
        """Where the units stand in the source."""
        return extents(self.page.source, self.view, self.units, self.page.marks, self.repaired)


def look(
    page: Page,
    repairs: Sequence[Span],
    skip: Collection[str],
    limits: Limits,
    known: dict[str, Verdict],
    profile: Profile | None = None,
) -> Look:
    """Look at a page with every rule that is not skipped; ``known`` keeps what rules know of a line."""
    limits.check()
    view = View(page.source, hidden(repairs, page.marks))
    units = split(view)
    limits.check()
    found = _engine(frozenset(skip)).run(view.lines, units, known)
    limits.check()
    known_of_site = repeats([unit.text for unit in units], profile) if profile and "navigation" not in skip else ()
    return Look(page, repairs, view, units, found, known_of_site, profile.pages if profile else 0)


def _without(found: Found, units: Sequence[Unit], kept: Collection[int]) -> Found:
    """Leave units where they are whatever rules say: labels of an index table are those of bylines, its values names of sites."""
    if not kept:
        return found
    rules = [None if n in kept else rule for n, rule in enumerate(found.rules)]
    ends = [units[n].end for n in sorted(kept)]
    starts = [units[n].start for n in sorted(kept)]

    def inside(place: int) -> bool:
        n = bisect_right(starts, place) - 1
        return n >= 0 and place < ends[n]

    return Found(rules, [hit for hit in found.pieces if not inside(hit.start)])


def _remove(
    page: Page, repairs: list[Span], skip: Collection[str], limits: Limits, profile: Profile | None
) -> tuple[list[Span], str, Body, Lines]:
    """Take out what the rules name and what the body model leaves out; then what rules name in the text that is left.

    Gives the spans, the text, the choice of the body and the page's lines.
    """
    known = dict[str, Verdict]()
    seen = look(page, repairs, skip, limits, known, profile)
    body = Body() if "navigation" in skip else _choose(seen)
    if 0 < seen.pages < FEW and seen.frame.taken:
        body = _cautious(body, seen, look(page, repairs, skip, limits, known))
    rules = [certain or structural for certain, structural in zip_longest(seen.rules, body.rules)]
    removed, first = _spans(seen, rules), (seen, rules)
    text, offsets = resolve.write(page.source, removed)
    for _ in range(ROUNDS - 1):
        if page.format == "text" and not removed and text == page.source.rstrip("\n"):
            break  # it is what has just been looked at
        seen = look(read_text(text), repair(text, skip)[0], skip, limits, known, profile)
        more = _spans(seen, seen.rules) if seen.repairs or seen.found.pieces or any(seen.rules) else []
        if not more:
            break
        removed = resolve.merge(page.source, [*removed, *resolve.rebase(more, offsets)])
        text, offsets = resolve.write(page.source, removed)
    return removed, text, body, _lines(*first, removed)


def _choose(seen: Look) -> Body:
    """Choose the body among the units that certain rules leave, with what is known of the site."""
    told = dict.fromkeys(range(len(seen.units)), OF_PAGE) if seen.frame.of_site else {}
    told |= dict.fromkeys(seen.frame.doubted, REPEATED)
    spared = seen.spared | seen.frame.forms
    return choose(seen.page, seen.view, seen.units, seen.extents, seen.rules, spared, told)


def _cautious(body: Body, seen: Look, without: Look) -> Body:
    """The choice where few pages were learnt from: no unit goes for its structure that repeats on none and stays without a profile."""
    stays = zip_longest(without.rules, _choose(without).rules)
    rules = [
        rule if certain or structural or repeat else None
        for rule, (certain, structural), repeat in zip_longest(body.rules, stays, seen.repeats)
    ]
    return replace(body, rules=rules[: len(body.rules)])


def _spans(seen: Look, rules: Sequence[str | None]) -> list[Span]:
    """Make spans of what rules take of a page, whole units and pieces of them, and of its repairs."""
    source = seen.page.source
    taken = gone(source, seen.extents, rules)
    if seen.repeats:
        told = (known for known, rule in zip(seen.repeats, rules, strict=True) if rule is not None)
        taken = [
            piece._replace(evidence=Repeat(known.pages, seen.pages)) if known and piece.rule == REPEATS else piece
            for piece, known in zip(taken, told, strict=True)
        ]
    pieces: list[resolve.Piece | Span] = [*seen.repairs, *taken]
    for hit in seen.found.pieces:
        start, end = seen.view.locate(hit.start, hit.end)
        pieces.append(resolve.Piece(start, seen.repaired.get(end, end), hit.rule.id))
    return resolve.merge(source, pieces)


@lru_cache(maxsize=16)
def _engine(skip: frozenset[str]) -> Engine:
    return Engine([rule for rule in RULES if rule.detector not in skip])


def repair(source: str, skip: Collection[str]) -> tuple[list[Span], list[str]]:
    spans: list[Span] = []
    warnings: list[str] = []
    for detector in REPAIRS:
        if detector.DETECTOR not in skip:
            found, notes = detector.find(source)
            spans += found
            warnings += notes
    return resolve.merge(source, spans), warnings


def _script(text: str, removed: list[Span]) -> Script:
    """Detect the variant; readings after Traditional characters are the work of a converter whatever else the text shows."""
    found = script.detect(text)
    if found.variant == "Hant" and any(s.rule == "pinyin_annotation.first_reading" for s in removed):
        return replace(found, origin="converted")
    return found


def _lines(seen: Look, rules: Sequence[str | None], removed: Sequence[Span]) -> Lines:
    """The units of a page with the rules that take them, and the pieces that rules take of units, for facts to be read from.

    What is written is mended as far as ``removed`` in the end was: some repairs show only once the frame is gone.
    """
    pieces = defaultdict[int, list[Entry]](list)
    starts = [unit.start for unit in seen.units]
    for hit in seen.found.pieces:
        n = bisect_right(starts, hit.start) - 1
        text = seen.view.text[hit.start : hit.end].strip()
        pieces[n].append(Entry(text, *seen.view.locate(hit.start, hit.end), hit.rule.id, seen.units[n].row))
    entries = [
        Entry(text, start, end, rule, row)
        for (_, _, text, row), (start, end), rule in zip(seen.units, seen.extents, rules, strict=True)
    ]
    if pieces:
        parted = (
            _parted(each, pieces[n], seen) if n in pieces and each.rule is None else [each]
            for n, each in enumerate(entries)
        )
        entries = [*chain.from_iterable(parted)]
    mended = {span.start: span for span in removed if span.detector in _MENDING} | {s.start: s for s in seen.repairs}
    shown = hidden([mended[start] for start in sorted(mended)], seen.page.marks)
    return Lines(seen.page.source, entries, shown, seen.page)


def _parted(whole: Entry, pieces: Sequence[Entry], seen: Look) -> list[Entry]:
    """A unit without the pieces at its end that rules take, and these."""
    end = whole.end
    for piece in reversed(pieces):
        if seen.page.source[piece.end : end].strip():
            break
        end = piece.start
    size = len(whole.folded) - sum(len(piece.folded) for piece in pieces if piece.start >= end)
    return [whole._replace(folded=whole.folded[:size].rstrip(), end=end), *pieces] if size > 0 else list(pieces)


def _linked(page: Page, lines: Lines) -> float:
    """The share of the kept characters of markup that stand in links, 0 for text."""
    if page.format != "html":
        return 0.0
    starts = [line.start for line in page.lines]
    kept = linked = 0.0
    for _, start, end, rule, _ in lines.entries:
        if rule is None:
            linked += page.lines[bisect_right(starts, start) - 1].linked * (end - start)
            kept += end - start
    return linked / kept if kept else 0.0


def _why_empty(source: str, removed: list[Span]) -> str:
    if not source.strip("\ufeff \t\r\n\f\v\u3000"):
        return "empty_source: the page holds no text."
    names = ", ".join(dict.fromkeys(s.detector for s in removed))
    return f"empty_text: all of the page's text was boilerplate by certain rules of {names}."


def _as_asked(body: str, asked: Options) -> str:
    if not asked.convert and asked.punctuation != "fullwidth":
        return body
    from page_cleaner.text import convert  # noqa: PLC0415  (20 ms to import, and few ask for it)

    if asked.convert:
        body = convert.convert(body, asked.convert)
    if asked.punctuation == "fullwidth":
        body = convert.fullwidth(body)
    return body
