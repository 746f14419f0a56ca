"""What cleaning cannot go below with lxml and ``re``, and what a page costs in a process that rests between two."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean
from typing import Any

from page_cleaner import clean
from page_cleaner.reading.decoding import decode
from scripts.bench.inprocess import LXML, OPENCC, RESILIPARSE, Contender, seconds
from scripts.bench.patterns import alone
from scripts.bench.report import Pages, Table, weight

#: A rest between two pages in seconds, about that of a worker whose client has something else to do.
REST = 0.02
#: What is compared, the peer first, by the kind of page.
PARTS = {"HTML": (RESILIPARSE, LXML, Contender("ours", "decoding", decode)), "text": (OPENCC,)}


def floor(pages: Pages, rounds: int) -> Iterator[Table]:
    """The compiled parts alone beside the peer that is all compiled, and the same pages with rests between them."""
    made: dict[str, Sequence[bytes | str]] = {"HTML": pages.html, "text": pages.texts or pages.seeds}
    matching = alone(made)
    rows = []
    for kind, parts in PARTS.items():
        found = {part.name: least(part.take, made[kind], rounds) for part in parts}
        found["ours, matching patterns"] = matching[kind]
        peer = next(iter(found.values()))
        rows += [[kind, name, f"{1000 * took:.2f}", f"{took / peer:.2f}"] for name, took in found.items()]
    sizes = "; ".join(f"{kind}: {weight(some)}" for kind, some in made.items())
    note = f"ms of CPU time a page, least of {rounds} rounds, and the ratio to the peer; {sizes}"
    yield Table("Floor", note, ["pages", "alone", "ms", "×"], rows)

    rests = {"none": 0.0, f"{1000 * REST:.0f} ms": REST}
    rested = [[name, f"{1000 * least(clean, pages.html, rounds, rest):.2f}"] for name, rest in rests.items()]
    note = f"HTML, {weight(pages.html)}; ms of CPU time a page, least of {rounds} rounds"
    yield Table("Rests", note, ["rest between pages", "ms"], rested)


def least(take: Callable[[Any], object], pages: Sequence[bytes | str], rounds: int, rest: float = 0) -> float:
    """The mean CPU time of a page in seconds, in the best of some rounds, over the pages that are taken."""
    means = []
    for _ in range(rounds + 1):
        gc.collect()
        times = []
        for page in pages:
            times.append(seconds(take, page))
            time.sleep(rest)
        means.append(fmean(took for took in times if took is not None))
    return min(means[1:])
