"""The lines of a page as facts are read from them: in order, each with the rule that takes it, in the view's form and as written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from page_cleaner.page import Page, detector_of
from page_cleaner.text.index_table import TITLES, Row, index_rows, is_label
from page_cleaner.text.view import Shown

#: Elements that hold a heading that may be the title.
_HEADINGS = frozenset(("h1", "h2", "h3"))


class Entry(NamedTuple):
    """A unit of the page, or a piece that a rule takes of one.

    ``folded`` is its text in the view's form, ``start`` and ``end`` are code points of the source, ``rule`` is the id of the rule that
    takes it, None where it stays; ``row`` is the row that the unit stands in.
    """

    folded: str
    start: int
    end: int
    rule: str | None
    row: int

    @property
    def detector(self) -> str:
        """The detector that takes the entry, empty where it stays."""
        return detector_of(self.rule) if self.rule else ""


@dataclass(frozen=True)
class Lines:
    """The entries of a page in order; ``hidden`` are the repairs and marks that what is written is free of, in order; ``page`` is
    what was read, where more than its text tells.
    """

    source: str
    entries: Sequence[Entry]
    hidden: Sequence[Shown] = ()
    page: Page | None = None

    @cached_property
    def labelled(self) -> list[tuple[int, Entry]]:
        """The entries that go and hold a colon, with their places: those in which a label may stand."""
        return [(n, each) for n, each in enumerate(self.entries) if each.rule is not None and ":" in each.folded]

    @cached_property
    def tabled(self) -> frozenset[int]:
        """The rows of tables: of three cells and more, and of as many as the row above or below."""
        cells = Counter([each.row for each in self.entries])
        return frozenset(row for row, n in cells.items() if n > 2 and n in (cells[row - 1], cells[row + 1]))

    @cached_property
    def index(self) -> list[Row]:
        """The rows of the page's index tables."""
        return index_rows([entry.folded for entry in self.entries])

    @cached_property
    def indexed(self) -> frozenset[int]:
        """The entries that are labels or values of an index table, but for the title that it states."""
        rows = [row for row in self.index if row.name not in TITLES]
        return frozenset(
            n for row in rows for n in (row.label, row.value if row.value >= 0 else self._beside(row)) if n >= 0
        )

    def _beside(self, row: Row) -> int:
        """The cell behind a label that looked like no value, as in a table whose cells stand side by side; -1 where none is."""
        n = row.label + 1
        is_cell = n < len(self.entries) and self.entries[n].row == self.entries[row.label].row
        return n if is_cell and not is_label(self.entries[n].folded) else -1

    def heading_end(self, n: int) -> int:
        """The entry behind the last that stays in the heading element of an entry; the one behind the entry where it is in none."""
        block, end = self._heading(n), n + 1
        while block >= 0 and end < len(self.entries) and self.entries[end].rule is None and self._heading(end) == block:
            end += 1
        return end

    def is_heading(self, n: int) -> bool:
        """Whether an entry stands in a heading element of markup."""
        return self._heading(n) >= 0

    def _heading(self, n: int) -> int:
        """The heading element of markup that an entry stands in, by its place among the blocks of the page; -1 where it stands in none."""
        if self.page is None or not self.page.blocks:
            return -1
        line = self.page.lines[bisect_right(self.page.lines, self.entries[n].start, key=attrgetter("start")) - 1]
        return line.block if line.block is not None and self.page.blocks[line.block].tag in _HEADINGS else -1

    def of(self, detector: str) -> list[tuple[int, Entry]]:
        """The entries that a detector takes, with their places."""
        return self._taken.get(detector, [])

    @cached_property
    def _taken(self) -> dict[str, list[tuple[int, Entry]]]:
        """The entries that each detector takes, with their places."""
        taken: dict[str, list[tuple[int, Entry]]] = {}
        for n, each in enumerate(self.entries):
            if each.rule is not None:
                taken.setdefault(each.detector, []).append((n, each))
        return taken

    def written(self, start: int, end: int) -> str:
        """What stands in a stretch of the source, repaired, blanks squeezed."""
        pieces, at = list[str](), start
        for span in self._within(start, end):
            pieces += [self.source[at : span.start], span.replacement or ""]
            at = span.end
        return " ".join("".join([*pieces, self.source[at:end]]).split())

    def text(self, n: int) -> str:
        """An entry as written."""
        return self.written(self.entries[n].start, self.entries[n].end)

    def value(self, n: int, start: int, end: int) -> str:
        """A piece of an entry, given by offsets of its folded text, as written.

        Folding keeps every character's place but for blanks, which it squeezes, so the piece is found behind as many visible
        characters.
        """
        folded, text = self.entries[n].folded, self.text(n)
        before, length = _visible(folded[:start]), _visible(folded[start:end])
        places = [k for k, character in enumerate(text) if not character.isspace()]
        if before >= len(places) or not length:
            return ""
        return text[places[before] : places[min(before + length, len(places)) - 1] + 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.hidden]

    def _within(self, start: int, end: int) -> list[Shown]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [span for span in self.hidden[first:last] if span.end <= end]


def _visible(text: str) -> int:
    return sum(not character.isspace() for character in text)
