"""The body as Markdown: headings, lists, tables, links and pictures where the page was markup; for text, its paragraphs.

What a reader of the Markdown sees is the text of the body, white space aside, and the pictures that stand in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from page_cleaner.outline import Form, Outline, Point
from page_cleaner.page import Page, Span
from page_cleaner.writing import inline

#: Lists and quotations within one another that are shown as such.
_DEEPEST, _QUOTES = 6, 3
_TOGETHER = re.compile(r"\s*(?:[*+-]\s|\d+[.)]\s|>|\|)")


@dataclass(slots=True)
class _Written:
    """A line of the body: its form, its text as Markdown, or the texts of its cells; pictures alone have none of these."""

    form: Form
    text: str = ""
    cells: list[str] = field(default_factory=list)


def of_text(body: str, *, is_markdown: bool) -> str:
    """The body of a page that was text; Markdown stays what it is."""
    lines = body.split("\n") if body else []
    if not is_markdown:
        return "\n\n".join(inline.begin(inline.escape(line)) for line in lines)
    written = ""
    for before, line in zip(["", *lines], lines, strict=False):
        together = _TOGETHER.match(before) and _TOGETHER.match(line)
        written += ("\n" if together else "\n\n" if written else "") + line
    return written


def of_markup(
    page: Page, outline: Outline, removed: Sequence[Span], url: str | None, convert: Callable[[str], str]
) -> str:
    """The body of a page that was markup.

    ``removed`` is what was taken from its source, ``url`` its address; ``convert`` is applied to all text. Linear in the page.
    """
    return _laid_out(_Writer(page, outline, removed, inline.join(outline.base, url), convert).lines())


class _End(NamedTuple):
    """An end of a link: its beginning where it has no address."""

    url: str | None


class _Writer:
    """One pass over the lines of a page, its spans and the points of its outline."""

    def __init__(
        self, page: Page, outline: Outline, removed: Sequence[Span], base: str, convert: Callable[[str], str]
    ) -> None:
        self._page, self._outline, self._removed, self._base, self._convert = page, outline, removed, base, convert
        self._starts = [span.start for span in removed]
        self._kept = [self._is_kept(line.start, line.end) for line in page.lines]
        self._point = self._before = 0  # the next point, and the visible characters so far
        self._links: list[str | None] = []  # of the links that are open the addresses

    def lines(self) -> Iterator[_Written]:
        """The lines of the body in order."""
        points, count = self._outline.points, len(self._page.lines)
        for number, (line, form) in enumerate(zip(self._page.lines, self._outline.forms, strict=True)):
            while self._point < len(points) and points[self._point].line <= number and not points[self._point].inside:
                yield from self._apart(points[self._point], number)
                self._point += 1
            if form.table >= 0:
                cells = [
                    self._piece(start, end, number) for start, end in _cells(self._page.source, line.start, line.end)
                ]
                if any(cells):
                    yield _Written(form, cells=cells)
            else:
                text = self._piece(line.start, line.end, number)
                if text:
                    yield _Written(form, text)
            while self._point < len(points) and points[self._point].line == number and points[self._point].inside:
                self._pass(points[self._point], [])
        for point in points[self._point :]:
            yield from self._apart(point, count)

    def _between(self, start: int, end: int) -> Iterator[Span]:
        """The spans that reach into a stretch of the source."""
        for n in range(max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)):
            if self._removed[n].end > start:
                yield self._removed[n]

    def _is_kept(self, start: int, end: int) -> bool:
        at = start
        for span in self._between(start, end):
            if self._page.source[at : span.start].strip() or span.replacement:
                return True
            at = max(at, span.end)
        return bool(self._page.source[at:end].strip())

    def _apart(self, point: Point, number: int) -> Iterator[_Written]:
        """A point between lines: a picture of its own where the body is around it."""
        if point.kind == "open":
            self._links.append(inline.address(point.url, self._base))
        elif point.kind == "close":
            self._links[-1:] = []
        elif self._stands_in_body(point, number) and (shown := self._picture(point)):
            yield _Written(Form(), shown)

    def _stands_in_body(self, point: Point, number: int) -> bool:
        sides = [n for n in (number - 1, number) if 0 <= n < len(self._kept)]
        kept = [n for n in sides if self._kept[n]]
        if len(kept) == 2:
            return True
        near = self._near(point.block)
        return any(not near.isdisjoint(self._near(self._page.lines[n].block)) for n in kept)

    def _near(self, block: int | None) -> set[int]:
        """An element and the two around it, but not the whole page."""
        found: set[int] = set()
        while (
            block is not None and block >= 0 and len(found) < 3 and self._page.blocks[block].tag not in {"html", "body"}
        ):
            found.add(block)
            block = self._page.blocks[block].parent
        return found

    def _picture(self, point: Point) -> str | None:
        url = inline.address(point.url, self._base)
        return f"![{inline.escape(self._convert(point.alt))}]({url})" if url else None

    def _piece(self, start: int, end: int, number: int) -> str:
        """What is kept of a stretch of the source, as Markdown, with the points that stand in it."""
        parts: list[str | _End] = []
        if self._links and self._links[0]:
            parts.append(_End(None))  # a link that goes on
        at = start
        for span in self._between(start, end):
            self._stretch(at, max(at, min(span.start, end)), number, parts, kept=True)
            if span.replacement and span.start >= start:
                parts.append(inline.escape(self._convert(span.replacement)))
            self._stretch(max(at, span.start), min(span.end, end), number, parts, kept=False)
            at = min(span.end, end)
        self._stretch(at, end, number, parts, kept=True)
        if self._links and self._links[0]:
            parts.append(_End(self._links[0]))
        return self._linked(parts)

    def _stretch(self, start: int, end: int, number: int, parts: list[str | _End], *, kept: bool) -> None:
        """Go over a stretch that is kept or not, and over the points in it."""
        source, points = self._page.source, self._outline.points
        while start < end:
            stop = end
            if self._point < len(points) and points[self._point].line <= number and points[self._point].inside:
                stop = self._ahead(start, end, points[self._point].before - self._before)
            text = source[start:stop]
            self._before += sum(map(len, text.split()))
            if kept and text:
                parts.append(inline.escape(self._convert(text)))
            start = stop
            while self._point < len(points) and self._due(points[self._point], number):
                self._pass(points[self._point], parts)

    def _due(self, point: Point, number: int) -> bool:
        return point.inside and point.line <= number and point.before <= self._before

    def _ahead(self, start: int, end: int, visible: int) -> int:
        """The place behind so many visible characters."""
        source = self._page.source
        while start < end and visible > 0:
            visible -= not source[start].isspace()
            start += 1
        return start

    def _pass(self, point: Point, parts: list[str | _End]) -> None:
        self._point += 1
        if point.kind == "open":
            self._links.append(inline.address(point.url, self._base))
            if len(self._links) == 1 and self._links[0]:
                parts.append(_End(None))
        elif point.kind == "close":
            if len(self._links) == 1 and self._links[0]:
                parts.append(_End(self._links[0]))
            self._links[-1:] = []
        elif self._kept[point.line] and (shown := self._picture(point)):
            parts.append(shown)

    def _linked(self, parts: list[str | _End]) -> str:
        """The parts as one line; a link around nothing is none, and blanks stand outside of links."""
        written: list[str] = []
        inner: list[str] | None = None
        for part in parts:
            if isinstance(part, _End) and part.url is None:
                inner = []
            elif isinstance(part, _End):
                text = "".join(inner or [])
                words = text.strip()
                written.append(
                    f"{text[: len(text) - len(text.lstrip())]}[{words}]({part.url}){text[len(text.rstrip()) :]}"
                    if words
                    else text
                )
                inner = None
            else:
                (written if inner is None else inner).append(part)
        return " ".join("".join([*written, *(inner or [])]).split())


def _cells(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cell in source[start:end].split("\t"):
        yield at, at + len(cell)
        at += len(cell) + 1


def _laid_out(lines: Iterator[_Written]) -> str:
    """Blocks apart by blank lines, entries of a list and rows of a table below each other."""
    blocks: list[str] = []
    rows: list[_Written] = []
    widths: list[int] = []  # of the markers of the entry that was last, and of those that it stands in
    ordinals: list[int | None] = []  # what counts them
    last = Form()
    for line in lines:
        form = line.form
        if rows and form.table != rows[0].form.table:
            blocks.append(_table(rows))
            rows = []
        if form.table >= 0:
            rows.append(line)
            last = Form()
            continue
        quote = "> " * min(form.quotes, _QUOTES)
        if form.quotes != last.quotes:  # no list goes on from outside a quotation
            widths, ordinals = [], []
        if not form.lists or form.item < 0:
            widths, ordinals = [], []
            text = f"{'#' * form.heading} {line.text}" if form.heading else inline.begin(line.text)
            entry, close = quote + text, False
        elif form.item == last.item:
            entry, close = quote + " " * sum(widths) + inline.begin(line.text), False
        else:
            depth = min(form.lists, _DEEPEST)
            # a number other than 1 does not end the paragraph before it, unless it counts on
            close = form.ordinal is None or (depth <= len(ordinals) and ordinals[depth - 1] == form.ordinal - 1)
            del widths[depth - 1 :], ordinals[depth - 1 :]
            marker = "-" if form.ordinal is None else f"{form.ordinal % 1_000_000_000}."
            entry = quote + " " * sum(widths) + f"{marker} {inline.begin(line.text)}"
            widths.append(len(marker) + 1)
            ordinals.append(form.ordinal)
        same = bool(blocks) and last.quotes == form.quotes
        if same and close and last.item >= 0:
            blocks[-1] += f"\n{entry}"
        elif same and form.quotes:  # a blank line would end the quotation
            blocks[-1] += f"\n{quote.rstrip()}\n{entry}"
        else:
            blocks.append(entry)
        last = form
    if rows:
        blocks.append(_table(rows))
    return "\n\n".join(blocks)


def _table(rows: Sequence[_Written]) -> str:
    """Rows of a table, the first of them as its head, as wide as the widest."""
    filled = [list(_filled(row)) for row in rows]
    width = max(map(len, filled))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in filled]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def _filled(row: _Written) -> Iterator[str]:
    """The cells in their columns."""
    cells = iter(row.cells)
    for there in row.form.columns:
        yield next(cells, "") if there else ""
    yield from cells
