"""``page-cleaner explain FILE[:LINE]``: why each line of a page, or one of them, stayed or went."""

from __future__ import annotations

import argparse
import io
import re
import sys
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from page_cleaner.account import line_starts, visible
from page_cleaner.catalogue import WHYS
from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.options import OptionError, Options
from page_cleaner.reading.signatures import NotText
from page_cleaner.reasons import Element, Reason, Reasons, reasons
from page_cleaner.rules.near import Gate, Near
from page_cleaner.terminal.inputs import Task, holds_lines, pages
from page_cleaner.terminal.listing import summary

_EPILOG = """\
A line of FILE is one of its source: of a text the line itself, of markup that of the text rendered from it, as the listing
of the whole page numbers them. A mark stands before each unit: + stays, - goes, ~ goes in part; then its kind, and the
log-odds of body that the model gives it.
"""
#: How much of a unit's text is shown in the listing, in code points.
_SHOWN = 60
_MARKS = {"stays": "+", "partly": "~", "goes": "-"}
_KEPT_BY = {
    "table": "a row of an index table or a chart, which stays whatever rules say",
    "all": "nothing on the page shows that it has boilerplate, so all stays that no rule is certain of",
    "score": "the body model takes it for the document",
    "company": "its own score is low; it stays as title or attachment, with its row or its neighbours, or since nothing bounds the document there",
}  # fmt: skip
_GATES = {
    "limit": "the unit has {found} code points, and the rule takes {wanted} at most",
    "unless": "{found!r} stands in it",
    "where": "it does not stand in the {wanted} of the page",
    "beside": "what must stand beside it does not, {wanted} units up or down",
    "follows": "what must stand above it does not, {wanted} units up",
    "skip": "the detector is left out",
    "table": "rows of index tables and charts stay",
}
_PLACES = {
    "inside": "in the chosen element",
    "outside": "outside the chosen element",
    "foreign": "in a part of the chosen element that is none of the document",
    "none_stands_out": "no element stands out",
}


def main(arguments: Sequence[str]) -> int:
    """Explain a page; gives the exit code: 0, or 1 for a page that cannot be read or is no text."""
    parser = argparse.ArgumentParser(
        prog="page-cleaner explain",
        description="Say why the lines of a page, or one of them, stayed or went.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "page",
        metavar="FILE[:LINE]",
        help="a page, or - for standard input, and the number of a line; of a file of JSON lines, that of the page",
    )
    for name, words in (
        ("format", "auto (the default), text or html"),
        ("charset", "the encoding of the page, over any evidence"),
        ("skip", "leave out these detectors, separated by commas"),
    ):
        parser.add_argument(f"--{name}", help=words)
    asked = parser.parse_args(arguments)
    name, line = _place(asked.page)
    options = {option: getattr(asked, option) for option in ("format", "charset", "skip")}
    try:
        Options.parse(options)
    except OptionError as error:
        parser.error(str(error))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        if name != "-" and holds_lines(Path(name)):
            task, line = _of_line(name, line), None
            options["format"] = options["format"] or task.field
        else:
            task = Task(name, sys.stdin.buffer.read() if name == "-" else Path(name))
        page = task.read()
        cleaned = clean(page, **options)
    except (OSError, EOFError, zlib.error, _NoPageError, NotText) as error:
        sys.stderr.write(f"{name}: {getattr(error, 'strerror', None) or error}\n")
        return 1
    starts = line_starts(cleaned.source)
    if line is None:
        sys.stdout.writelines(f"{line}\n" for line in _overview(cleaned, reasons(cleaned, page), starts))
        return 0
    if not 0 < line <= len(starts):
        parser.error(f"the source has {len(starts)} lines, and line {line} is none of them")
    bounds = starts[line - 1], starts[line] if line < len(starts) else len(cleaned.source) + 1
    sys.stdout.writelines(f"{words}\n" for words in _detail(reasons(cleaned, page, within=bounds), line, starts))
    return 0


class _NoPageError(ValueError):
    """A line of JSON that is not there or holds no page; the message says which."""


def _of_line(name: str, line: int | None) -> Task:
    """The page of a line of JSON. Raises _NoPageError."""
    if line is None:
        raise _NoPageError("the file holds a page a line; name one, as in crawl.jsonl:1")
    found = pages([Task(name, Path(name))], None, lines=True)
    task = next(
        (each for each in found if each.label == f"{name}:{line}" or (each.failure and each.label == name)), None
    )
    if task is None or task.failure:
        raise _NoPageError((task and task.failure) or f"line {line} holds no page")
    return task


def _place(word: str) -> tuple[str, int | None]:
    """The file that a word names, and the line where it names one; a file that has such a name is itself."""
    found = re.fullmatch(r"(.+):(\d{1,9})", word)
    return (found[1], int(found[2])) if found and not Path(word).exists() else (word, None)


def _overview(cleaned: Cleaned, found: Reasons, starts: Sequence[int]) -> Iterator[str]:
    yield summary(cleaned)
    yield from (f"! {visible(warning)}" for warning in cleaned.warnings)
    yield from _elements(found.elements, starts)
    width = len(str(len(starts)))
    for unit in found.units:
        text = visible(unit.text if len(unit.text) <= _SHOWN else f"{unit.text[: _SHOWN - 1]}…")
        because = [*unit.rules, *(f"nearly {near.rule}" for near in unit.near)]
        number = bisect_right(starts, unit.start)
        odds = "" if unit.odds is None else f"{unit.odds:+.1f}"
        yield f"{number:{width}} {_MARKS[unit.decision]} {unit.kind:8} {odds:>5}  {text}  {', '.join(because)}".rstrip()


def _elements(elements: Sequence[Element], starts: Sequence[int]) -> Iterator[str]:
    for element in elements:
        first, last = bisect_right(starts, element.start), bisect_right(starts, max(element.start, element.end - 1))
        yield f"{'*' if element.chosen else ' '} {element.score:9,.1f}  lines {first}-{last}  {visible(element.path)}"


def _detail(found: Reasons, line: int, starts: Sequence[int]) -> Iterator[str]:
    if not found.units:
        yield f"line {line} holds no text"
    for unit in found.units:
        yield f"{_MARKS[unit.decision]} {visible(unit.text)}"
        yield f"  {unit.decision}: {_because(unit)}"
        facts = [f"code points {unit.start}-{unit.end}", f"kind {unit.kind}"]
        facts += [] if unit.odds is None else [f"log-odds of body {unit.odds:+.2f}"]
        facts += [] if unit.linked is None else [f"{unit.linked:.0%} in links"]
        facts += [_PLACES[unit.place]] if unit.place else []
        yield f"  {' | '.join(facts)}"
        yield from (f"  {rule}: {WHYS[rule]}" for rule in unit.rules)
        yield from map(_nearly, unit.near)
    if found.elements:
        yield "elements with the highest scores, * the chosen one:"
        yield from _elements(found.elements, starts)


def _because(unit: Reason) -> str:
    if unit.decision == "goes":
        return f"{unit.rules[0]} takes it" + (f", by {visible(unit.words)!r}" if unit.words else "")
    return ("a part of it goes; " if unit.decision == "partly" else "") + _KEPT_BY[unit.kept_by]


def _nearly(near: Near) -> str:
    return f"  nearly {near.rule}, by {visible(near.words)!r}, but {' and '.join(map(_gate, near.gates))}"


def _gate(gate: Gate) -> str:
    return _GATES[gate.name].format(wanted=gate.wanted, found=visible(gate.found))
