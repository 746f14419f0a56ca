"""The way of a page from bytes to its body, from top to bottom."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from page_cleaner.body import markup, plain_text
from page_cleaner.catalogue import VERSION
from page_cleaner.cleaned import Cleaned
from page_cleaner.facts import metadata, script
from page_cleaner.options import Options
from page_cleaner.page import LINE_ENDS, NO_LIMITS, Limits, Line, OverLimit, Page, Script, Span
from page_cleaner.reading import html
from page_cleaner.reading.decoding import decode
from page_cleaner.repairs import REPAIRS
from page_cleaner.rules import RULES
from page_cleaner.rules.engine import Engine, Hit
from page_cleaner.text import convert, resolve
from page_cleaner.text.kinds import Kinds
from page_cleaner.text.view import View

#: Cleaning goes on until a round takes nothing more, so that cleaning its result changes nothing; hostile pages that would
#: need more rounds than this get what these rounds took.
ROUNDS = 5

#: A page with no more lines than this needs no search for its body, and no warning that none was found.
FEW = 8

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(page: bytes | str, *, declared: str | None = None, limits: Limits = NO_LIMITS, **options: object) -> Cleaned:
    """Clean a page, given as the bytes that a site sent or as text.

    ``declared`` is the charset that the page came with (of an HTTP header, say): evidence, not an order. ``limits``
    bound what the page may cost. The options are those of ``page_cleaner.options.Options``. Raises OptionError for an
    unknown option or a value that it does not take, NotText for bytes that hold no text, OverLimit for a page over a
    limit, and whatever ``limits.check`` raises.
    """
    asked = Options.parse(options)
    encoding, warnings = None, []
    if isinstance(page, bytes):
        text, encoding = decode(page, asked.charset, declared)
        if encoding.replaced:
            warnings.append(
                f"replaced_bytes: {encoding.replaced} places were not valid {encoding.name} and read U+FFFD."
            )
    else:
        text = _whole(page)
    limits.check()
    is_markup = asked.format == "html" or (asked.format == "auto" and html.looks_like_markup(text))
    read = html.read(text, limits.nesting) if is_markup else _plain(text)
    _count_lines(read.source, limits)
    limits.check()
    repairs, repair_warnings = _repair(read.source, asked.skip)
    removed, body, body_warnings = _remove(read, repairs, asked.skip, limits)
    limits.check()
    warnings += [*repair_warnings, *body_warnings]
    if not body:
        warnings.append(_why_empty(read.source, removed))
    return Cleaned(
        text=_as_asked(body, asked),
        script=_script(body or read.source, removed),
        removed=tuple(removed),
        metadata=metadata.read(read.declared, _byline(removed, repairs), body),
        format=read.format,
        encoding=encoding,
        warnings=tuple(warnings),
        version=VERSION,
        source=read.source,
        options=asked,
    )


def _whole(text: str) -> str:
    """Put U+FFFD for halves of surrogate pairs, which no encoding of text has."""
    try:
        text.encode()  # a sixth of the time of looking for them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _plain(text: str) -> Page:
    return Page(text, (Line(0, len(text)),))


def _count_lines(source: str, limits: Limits) -> None:
    if limits.lines is not None and len(source) >= limits.lines:
        lines = 1 + sum(map(source.count, LINE_ENDS)) - source.count("\r\n")
        if lines > limits.lines:
            raise OverLimit("lines", limits.lines, lines, "lines")


@dataclass(frozen=True, slots=True)
class _Known:
    """What one round finds out about a line, for the rounds that follow: the rules that it may concern, and its kind."""

    rules: dict[str, int] = field(default_factory=dict)
    kinds: Kinds = field(default_factory=Kinds)


def _remove(
    page: Page, repairs: list[Span], skip: Collection[str], limits: Limits
) -> tuple[list[Span], str, list[str]]:
    """Take out what the detectors find, and what they find in the text that is left, until they find nothing."""
    known = _Known()
    removed, warnings = _find(page, repairs, skip, limits, known)
    text, offsets = resolve.write(page.source, removed)
    for _ in range(ROUNDS - 1):
        if page.format == "text" and not removed and text == page.source.rstrip("\n"):
            break  # it is what has just been looked at
        more, _ = _find(_plain(text), _repair(text, skip)[0], skip, limits, known)
        if not more:
            break
        removed = resolve.merge(page.source, [*removed, *resolve.rebase(more, offsets)])
        text, offsets = resolve.write(page.source, removed)
    return removed, text, warnings


def _find(
    page: Page, repairs: list[Span], skip: Collection[str], limits: Limits, known: _Known
) -> tuple[list[Span], list[str]]:
    source, warnings = page.source, list[str]()
    limits.check()
    view = View(source, repairs)
    limits.check()
    hits = _engine(frozenset(skip)).run(view, known.rules)
    limits.check()
    taken = [(hit.start, hit.end, hit.rule.id) for hit in hits]
    if "navigation" not in skip:
        around, warnings = _frame(page, view, hits, known.kinds)
        taken += around
    pieces: list[resolve.Piece | Span] = list(repairs)
    repaired = {span.start: span.end for span in repairs}
    for first, last, rule in taken:
        start, end = view.locate(first, last)
        end = repaired.get(end, end)  # a reading behind the last character goes with it
        pieces.append(resolve.Piece(start, end, rule))
    return resolve.merge(source, pieces), warnings


@lru_cache(maxsize=16)
def _engine(skip: frozenset[str]) -> Engine:
    return Engine([rule for rule in RULES if rule.detector not in skip])


def _frame(page: Page, view: View, hits: Collection[Hit], kinds: Kinds) -> tuple[list[tuple[int, int, str]], list[str]]:
    """Take what stands around the body, by structure: the elements of markup, or the run of a text's lines."""
    whole = {(hit.start, hit.end): hit.rule.id for hit in hits}
    taken = [whole.get((line.start, line.end)) for line in view.lines]
    chosen: Sequence[str | None] | None
    if page.format == "html":
        chosen = markup.leave_out(page, view, taken, kinds)
    else:
        chosen = plain_text.leave_out([line.text for line in view.lines], taken, kinds)
    left = [rule if hit is None else None for rule, hit in zip(chosen or [None] * len(taken), taken, strict=True)]
    warnings = []
    if chosen is None and page.format == "html" and taken.count(None) > FEW:
        warnings.append("no_body_found: no element stood out as the body, so only certain boilerplate was taken out.")
    return [(line.start, line.end, rule) for line, rule in zip(view.lines, left, strict=True) if rule], warnings


def _repair(source: str, skip: Collection[str]) -> tuple[list[Span], list[str]]:
    spans: list[Span] = []
    warnings: list[str] = []
    for detector in REPAIRS:
        if detector.__name__.rpartition(".")[2] not in skip:
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


def _byline(removed: list[Span], repairs: list[Span]) -> list[str]:
    """Give the lines of the byline, mended by the evidence of the whole page."""
    starts, texts = [repair.start for repair in repairs], list[str]()
    for span in removed:
        if span.detector == "byline":
            inside = repairs[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            moved = [
                replace(r, start=r.start - span.start, end=r.end - span.start) for r in inside if r.end <= span.end
            ]
            texts += resolve.write(span.text, moved)[0].split("\n")
    return texts


def _why_empty(source: str, removed: list[Span]) -> str:
    if not source.strip():
        return "empty_source: the page holds no text."
    names = ", ".join(dict.fromkeys(s.detector for s in removed))
    return f"empty_text: all of the page's text was boilerplate by certain rules of {names}."


def _as_asked(body: str, asked: Options) -> str:
    if asked.convert:
        body = convert.convert(body, asked.convert)
    if asked.punctuation == "fullwidth":
        body = convert.fullwidth(body)
    return body
