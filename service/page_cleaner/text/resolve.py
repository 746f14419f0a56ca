"""Spans to an answer: merge what the detectors took, cut it out, and write the text that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from page_cleaner.page import LINE_ENDS, Repeat, Span, detector_of
from page_cleaner.text.offsets import Offsets


class Piece(NamedTuple):
    """What becomes a span, without its text: code points of the source, and the rule that takes it."""

    start: int
    end: int
    rule: str
    replacement: str | None = None
    evidence: Repeat | None = None


def merge(source: str, pieces: Iterable[Piece | Span]) -> list[Span]:
    """Make pieces sorted and disjoint spans: one inside another goes, overlaps are clipped, and neighbours that one rule took
    become one where only white space stands between them.
    """
    merged: list[Span | Piece] = []
    begun = reached = 0
    last: Span | Piece | None = None  # from ``begun`` to ``reached``
    ordered = sorted(pieces, key=attrgetter("end"), reverse=True)
    for piece in sorted(ordered, key=attrgetter("start")):  # of those that begin together the longest first
        start, end = piece.start, piece.end
        if last is not None:
            if end <= reached:
                continue
            start = start if start > reached else reached
            if (
                last.rule == piece.rule
                and last.replacement is piece.replacement is None
                and last.evidence == piece.evidence
                and (start == reached or (source[reached].isspace() and source[reached:start].isspace()))
            ):
                reached = end
                continue
            merged.append(_bounded(last, begun, reached))
        last, begun, reached = piece, start, end
    if last is not None:
        merged.append(_bounded(last, begun, reached))
    return [piece if isinstance(piece, Span) else _span(source, *piece) for piece in merged]


def _bounded(piece: Span | Piece, start: int, end: int) -> Span | Piece:
    if piece.start == start and piece.end == end:
        return piece
    return Piece(start, end, piece.rule, piece.replacement, piece.evidence)


def _span(source: str, start: int, end: int, rule: str, replacement: str | None, evidence: Repeat | None) -> Span:
    return Span(start, end, source[start:end], detector_of(rule), rule, replacement, evidence)


def rebase(spans: Iterable[Span], offsets: Offsets) -> list[Piece]:
    """Say of spans of a derived text where they stand in the source."""
    return [Piece(*offsets.locate(span.start, span.end), span.rule, span.replacement, span.evidence) for span in spans]


def write(source: str, spans: Sequence[Span]) -> tuple[str, Offsets]:
    """Write the source less its spans (sorted, disjoint): a paragraph a line, no blank lines, no indentation.

    White space aside, nothing but the spans is missing and nothing but their replacements is new. The offsets lead from
    the text back to the source.
    """
    source = _with_line_feeds(source)
    offsets, lines, size = Offsets(), list[str](), 0
    line: list[tuple[str, int, int]] = []  # text, and the stretch of the source that it is or stands for

    def end_line() -> None:
        nonlocal size
        if not line:
            return
        text = line[0][0] if len(line) == 1 else "".join(t for t, _, _ in line)
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        if first < last:
            at, wrote = 0, size
            for piece, start, end in line:
                a, b = max(first - at, 0), min(last - at, len(piece))
                if a < b:
                    offsets.note(wrote, start + a if end < 0 else start, end)
                    wrote += b - a
                at += len(piece)
            lines.append(text[first:last])
            size = wrote + 1
        line.clear()

    def keep(start: int, end: int) -> None:
        nonlocal size
        pieces = source[start:end].split("\n")
        for number, text in enumerate(pieces):
            if number:
                end_line()
                if number < len(pieces) - 1:  # a whole line, as most are
                    body = text.strip()
                    if body:
                        offsets.note(size, start if body is text else start + text.index(body[0]))
                        lines.append(body)
                        size += len(body) + 1
                    start += len(text) + 1
                    continue
            body = text
            if line and line[-1][0][-1:].isspace():  # a seam keeps one blank of two
                body = text.lstrip()
            at = start + len(text) - len(body)
            if body:
                line.append((body, at, -1))
            start += len(text) + 1

    at = 0
    for span in spans:
        keep(at, span.start)
        if span.replacement:
            line.append((span.replacement, span.start, span.end))
        at = span.end
    keep(at, len(source))
    end_line()
    return "\n".join(lines), offsets


def _with_line_feeds(text: str) -> str:
    """Put a line feed for every mark that ends a line; each is one code point, and CR LF becomes two."""
    if any(mark in text for mark in _OTHER_ENDS):  # to look costs a hundredth of translating
        return text.translate(_FEEDS)
    return text


_OTHER_ENDS = LINE_ENDS.replace("\n", "")
_FEEDS = dict.fromkeys(map(ord, _OTHER_ENDS), "\n")
