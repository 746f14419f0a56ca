"""What markup says of a rendered page beside its text: headings, lists, tables, links and pictures, by where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """What a line of the source is.

    ``heading`` is its level, 0 for none; ``lists`` the lists that are open around it, ``item`` the number of the innermost entry on
    the page, -1 for none, ``ordinal`` what counts it, None for a bullet; ``quotes`` the quotations around it. A row of a table has the
    number of its ``table`` on the page, else -1, and for each column whether a cell of the line, which stand apart by tabs, is there.
    """

    heading: int = 0
    lists: int = 0
    item: int = -1
    ordinal: int | None = None
    quotes: int = 0
    table: int = -1
    columns: tuple[bool, ...] = ()


class Point(NamedTuple):
    """A point between two visible characters of the source: ``before`` is the number of those before it.

    ``kind`` is open or close, of a link, or image; ``url`` is what the page has, ``alt`` the words for an image. ``line`` is the line
    that the point stands in, or, where it is not ``inside`` of one, before; ``block`` that of the element around it.
    """

    before: int
    kind: str
    url: str = ""
    alt: str = ""
    line: int = 0
    inside: bool = True
    block: int = -1


@dataclass(frozen=True, slots=True)
class Outline:
    """The form of every line of the source, the points in order, and the base that the page's addresses are relative to."""

    forms: tuple[Form, ...]
    points: tuple[Point, ...]
    base: str = ""
