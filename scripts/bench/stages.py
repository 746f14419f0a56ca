"""Where the time of cleaning goes: the stages of the way of a page, none of them inside another."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

from page_cleaner import clean, cleaner
from page_cleaner.facts import metadata, script
from page_cleaner.reading import html, opening
from page_cleaner.repairs import REPAIRS
from page_cleaner.rules.engine import Engine
from page_cleaner.text import resolve
from scripts.bench.report import Pages, Table, weight

#: What each stage calls, and where the caller finds it; all looks at a page count together.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("decode", opening, "decode"),
    ("parse and render", html, "read"),
    *(("repairs", repair, "find") for repair in REPAIRS),
    ("view", cleaner, "View"),
    ("rules", Engine, "run"),
    ("body", cleaner, "choose"),
    ("merge and write", resolve, "merge"),
    ("merge and write", resolve, "write"),
    ("script", script, "detect"),
    ("metadata", metadata, "read"),
)
NAMES = (*dict.fromkeys(stage for stage, _, _ in STAGES), "rest")


def timed(pages: Sequence[bytes], form: str) -> dict[str, float]:
    """The CPU seconds of a page by stage; what stands in none of them is the rest."""
    spent, kept = defaultdict[str, float](float), [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]

    def watched(stage: str, take: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return take(*arguments, **named)
            finally:
                spent[stage] += time.process_time() - began

        return call

    try:
        for (stage, owner, name), (_, _, take) in zip(STAGES, kept, strict=True):
            setattr(owner, name, watched(stage, take))
        began = time.process_time()
        for page in pages:
            clean(page, format=form)
        spent["rest"] = time.process_time() - began - sum(spent.values())
    finally:
        for owner, name, take in kept:
            setattr(owner, name, take)
    return {stage: spent[stage] / len(pages) for stage in NAMES}


def profile(pages: Pages, rounds: int) -> Iterator[Table]:
    """The time of each stage, for markup and for text."""
    texts = [text.encode() for text in pages.texts or pages.seeds]
    runs = [
        [timed(made, form) for _ in range(rounds + 1)][1:] for made, form in ((pages.html, "html"), (texts, "text"))
    ]
    rows = [[name, *(f"{1000 * median(run[name] for run in found):.2f}" for found in runs)] for name in NAMES]
    rows.append(["all", *(f"{1000 * median(sum(run.values()) for run in found):.2f}" for found in runs)])
    note = f"ms of CPU time a page, median of {rounds} rounds; HTML: {weight(pages.html)}; text: {weight(texts)}"
    yield Table("Stages", note, ["stage", "HTML", "text"], rows)
