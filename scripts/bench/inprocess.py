"""Time in this process: beside peers, page by page, and over the size of a page.

What is counted is the CPU time of the process, so other work on the machine costs little; what it still costs hits all
contenders alike, because they take turns.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import nan
from statistics import fmean, median
from typing import Any

import ftfy
import justext
import lxml.html
import trafilatura
from opencc import OpenCC
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree

from page_cleaner import clean
from scripts.bench.report import Pages, Table, weight
from scripts.pages import html_page, text_page
from scripts.work import pages as seed_pages

#: How often each contender cleans the seed documents before it counts.
WARM_UPS = 5
SIZES = (1_000, 10_000, 100_000, 1_000_000, 8_000_000)
#: From this size on the time of a byte should not change; below it, what a page costs at all weighs more.
LEVEL = 10_000


@dataclass(frozen=True)
class Contender:
    """What takes part: its package, what of it is called and how, and in how few of the rounds (one of ``every``)."""

    package: str
    what: str
    take: Callable[[Any], object]
    every: int = 1

    @property
    def name(self) -> str:
        """The package with its version, and what of it is called."""
        return (
            f"{self.package} {version(self.package)}, {self.what}" if self.package != "ours" else f"ours, {self.what}"
        )


def by_resiliparse(page: bytes) -> str:
    """The main content as text."""
    return extract_plain_text(HTMLTree.parse_from_bytes(page, detect_encoding(page)), main_content=True)  # type: ignore[no-any-return]


def by_justext(page: bytes) -> object:
    """Its paragraphs, in the mode without a list of words (there is none of Chinese), with lengths that fit Chinese."""
    return justext.justext(page, frozenset(), length_low=20, length_high=70, stopwords_low=0, stopwords_high=0)


RESILIPARSE = Contender("resiliparse", "detect, parse, extract", by_resiliparse)
LXML = Contender("lxml", "parse alone", lxml.html.document_fromstring)
OPENCC = Contender("OpenCC", "t2s", OpenCC("t2s").convert)
MARKUP = (
    Contender("ours", "`clean(bytes)`", clean),
    RESILIPARSE,
    LXML,
    Contender("trafilatura", "`extract`", trafilatura.extract, every=3),
    Contender("readability-lxml", "`Document.summary`", lambda page: Document(page).summary(), every=3),
    Contender("jusText", "without a stoplist", by_justext, every=3),
)
TEXT = (
    Contender("ours", "`clean(str)`", clean),
    OPENCC,
    Contender("ftfy", "`fix_text`", ftfy.fix_text),
)


def seconds(take: Callable[[Any], object], page: bytes | str) -> float | None:
    """The CPU time that it takes to take a page; None where that raises."""
    began = time.process_time()
    try:
        take(page)
    except Exception:  # noqa: BLE001 - whatever a peer raises is counted
        return None
    return time.process_time() - began


def race(
    contenders: Sequence[Contender], pages: Sequence[bytes | str], rounds: int
) -> dict[str, list[list[float | None]]]:
    """The times of each contender by round and page; they take turns, after a warm-up on other pages."""
    for contender in contenders:
        for page in seed_pages("html" if isinstance(pages[0], bytes) else "text") * WARM_UPS:
            seconds(contender.take, page)
    gc.collect()
    gc.freeze()  # as the service does: what is imported is not looked through again
    times: dict[str, list[list[float | None]]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        for contender in contenders:
            if turn % contender.every == 0:
                gc.collect()
                times[contender.name].append([seconds(contender.take, page) for page in pages])
    gc.unfreeze()
    return times


def compared(contenders: Sequence[Contender], pages: Sequence[bytes | str], rounds: int) -> list[list[str]]:
    """A row for each: its mean over the pages that it takes, in the median round and in the first, in which it has not seen
    them yet, and its ratio to the second over those that both take.
    """
    times, rows = race(contenders, pages, rounds), []
    taken = {
        name: {n: found for n, found in enumerate(zip(*run, strict=True)) if None not in found}
        for name, run in times.items()
    }
    usual = {name: {n: median(found) for n, found in by_page.items()} for name, by_page in taken.items()}
    base = usual[contenders[1].name]
    for contender in contenders:
        mine = usual[contender.name]
        both = mine.keys() & base.keys()
        mean = fmean(mine.values()) * 1000 if mine else nan
        fresh = fmean(found[0] for found in taken[contender.name].values()) * 1000 if mine else nan
        ratio = sum(mine[n] for n in both) / sum(base[n] for n in both) if both else nan
        turns = len(times[contender.name])
        raised = len(pages) - len(mine)
        rows.append([contender.name, f"{mean:.2f}", f"{fresh:.2f}", f"{ratio:.2f}", str(turns), str(raised)])
    return rows


def html(pages: Pages, rounds: int) -> Iterator[Table]:
    """Markup, beside extractors."""
    heads = ["HTML", "ms a page", "first round", "× resiliparse", "rounds", "raised on"]
    note = f"{pages.origin}, {weight(pages.html)}; mean over the pages of the median round, CPU time"
    yield Table("HTML in process", note, heads, compared(MARKUP, pages.html, rounds))


def text(pages: Pages, rounds: int) -> Iterator[Table]:
    """Plain text, beside a converter and a repairer."""
    heads = ["text", "ms a page", "first round", "× OpenCC", "rounds", "raised on"]
    for name, texts in (("the seed documents", pages.seeds), (pages.origin, pages.texts)):
        if texts:
            note = f"{name}, {weight(texts)}; mean over the pages of the median round, CPU time"
            yield Table(f"Text in process, {name}", note, heads, compared(TEXT, texts, rounds))


def scaling(_pages: Pages, rounds: int) -> Iterator[Table]:
    """The time of a byte over the size of a page."""
    rows = []
    for name, make in (("text", text_page), ("HTML", html_page)):
        pages = [make(size) for size in SIZES]
        times: list[list[float]] = [[] for _ in pages]
        for _ in range(min(rounds, 3)):
            for page, found in zip(pages, times, strict=True):
                found.append(of_kilobyte(page))
        best = [min(found) for found in times]
        least = min(cost for cost, size in zip(best, SIZES, strict=True) if size >= LEVEL)
        rows += [[name, *(f"{cost:.0f}" for cost in best)], [f"{name}, ×", *(f"{cost / least:.2f}" for cost in best)]]
    note = f"pages made from the seeds; µs of CPU time a kB, least of {min(rounds, 3)} rounds; × is the ratio to the least from {LEVEL // 1000} kB on"
    yield Table("Scaling", note, ["µs a kB", *(f"{size // 1000:,} kB" for size in SIZES)], rows)


def of_kilobyte(page: bytes | str) -> float:
    """The CPU time of cleaning in µs a kB; a small page is cleaned many times."""
    size = len(page if isinstance(page, bytes) else page.encode())
    times = 200_000 // size + 1
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        clean(page)
    return (time.process_time() - began) / times * 1e6 / (size / 1000)
