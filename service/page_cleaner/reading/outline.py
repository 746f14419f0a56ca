"""Markup to a page and its outline: what html.py renders, with an eye on headings, lists, tables, links and pictures."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import BinaryIO

from page_cleaner.outline import Form, Outline, Point
from page_cleaner.reading.html import Renderer, Row

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "dir", "menu"))
_CELLS = frozenset(("td", "th"))
#: The most columns that a cell may take, and pixels that a picture is not worth showing at.
_SPAN, _DOT = 50, 2


class OutlineRenderer(Renderer):
    """Renders as its base does, character by character, and notes what the elements are."""

    #: What the outline says of elements counts all of them.
    leaves_out = False

    def __init__(self, source: BinaryIO) -> None:
        super().__init__(source)
        self.forms: list[Form] = []
        self.points: list[Point] = []
        self.base = ""
        self._visible = 0  # characters written so far that are not white space
        self._form = Form()
        self._around: list[Form] = []  # the form outside of each open element
        self._counters: list[int] = []  # the next ordinal of each open list
        self._items = self._tables = 0
        self._open_tables: list[int] = []
        self._spans: list[list[int]] = []  # of each open row, the columns that its cells take
        self._open_links = 0

    def outline(self) -> Outline:
        """The outline of what was rendered."""
        return Outline(tuple(self.forms), tuple(self.points), self.base)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if self.heard and not self.skipped:
            self._write()
        super().start(tag, attributes)
        self._around.append(self._form)
        if tag == "base" and not self.base:
            self.base = attributes.get("href") or ""
        if self.skipped:
            return
        if tag == "a":
            self._open_links += 1
            self._point("open", attributes.get("href") or "")
        elif tag == "img":
            self._picture(attributes)
        else:
            self._enter(tag, attributes)

    def end(self, tag: str) -> None:
        """The innermost element closes."""
        if self.heard and not self.skipped and tag != "title":
            self._write()
        inside = not self.skipped
        super().end(tag)
        self._form = self._around.pop()
        if not inside or self.skipped:
            return
        if tag == "a" and self._open_links:
            self._open_links -= 1
            self._point("close")
        elif tag in _LISTS and self._counters:
            self._counters.pop()
        elif tag == "table" and self._open_tables:
            self._open_tables.pop()
        elif tag == "tr" and self._spans:
            self._spans.pop()

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        form = self._form
        if tag in _HEADINGS:
            self._form = form._replace(heading=_HEADINGS[tag])
        elif tag in _LISTS:
            self._counters.append(_number(attributes.get("start"), 1) if tag == "ol" else -1)
            self._form = form._replace(lists=form.lists + 1, item=-1)
        elif tag == "li":
            ordinal = self._counters[-1] if self._counters else -1
            if ordinal >= 0:
                self._counters[-1] += 1
            self._form = form._replace(
                lists=max(1, form.lists), item=self._items, ordinal=ordinal if ordinal >= 0 else None
            )
            self._items += 1
        elif tag == "blockquote":
            self._form = form._replace(quotes=form.quotes + 1)
        elif tag == "table":
            self._open_tables.append(self._tables)
            self._tables += 1
        elif tag == "tr":
            self._spans.append([])
        elif tag in _CELLS and self._spans:
            self._spans[-1].append(max(1, min(_SPAN, _number(attributes.get("colspan"), 1))))

    def _picture(self, attributes: Mapping[str, str]) -> None:
        url = attributes.get("src") or attributes.get("data-src") or ""
        dot = any(_number(attributes.get(side), _DOT + 1) <= _DOT for side in ("width", "height"))
        if url and not dot:
            self._point("image", url, " ".join((attributes.get("alt") or "").split())[:300])

    def _point(self, kind: str, url: str = "", alt: str = "") -> None:
        self.points.append(Point(self._visible, kind, url, alt, len(self.texts), self.held >= 0, self.block))

    def _add(self, text: str) -> None:
        before = len(self.pieces)
        super()._add(text)
        if len(self.pieces) > before:
            self._visible += sum(map(len, text.split()))

    def _break(self) -> None:
        super()._break()
        self.forms.append(self._form)

    def _close_row(self, row: Row, block: int) -> None:
        first, cells = row.first, [*row.cells, len(self.texts)]
        super()._close_row(row, block)
        if len(self.texts) != first + 1 or cells[-1] <= first + 1:
            return
        spans = self._spans[-1] if self._spans else []
        columns: list[bool] = []
        for n, (start, end) in enumerate(itertools.pairwise(cells)):
            columns += [end > start, *[False] * ((spans[n] if n < len(spans) else 1) - 1)]
        self.forms[first:] = [
            self._form._replace(table=self._open_tables[-1] if self._open_tables else 0, columns=tuple(columns))
        ]
        for n in range(len(self.points) - 1, -1, -1):
            if self.points[n].line < first:
                break
            self.points[n] = self.points[n]._replace(line=first, inside=True)


def _number(word: str | None, otherwise: int) -> int:
    word = (word or "").strip().removesuffix("px")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 9 else otherwise
