"""Readings that a page sets above its characters: the text is what stands below them.

Markup's ``<rt>`` comes between the marks of interlinear annotation (Unicode 23.8); so do such readings in plain text.
"""

from __future__ import annotations

import re

from page_cleaner.page import Span
from page_cleaner.repairs.repair import Repair

DETECTOR = "pinyin_annotation"

RUBY = Repair(
    id="pinyin_annotation.ruby",
    why="A reading set above characters is no part of their line.",
    mends=(
        ("\ufff9汉字\ufffahàn zì\ufffb的演变", "汉字的演变"),
        ("環\ufffahuán\ufffb境\ufffajìng\ufffb保護", "環境保護"),
    ),
    keeps=("汉字(hàn zì)的演变", "注音写在汉字上方。"),
)
RULES = (RUBY,)

_READING = re.compile("\ufffa[^\ufff9-\ufffb\n]{0,80}\ufffb|\ufff9")


def find(source: str) -> tuple[list[Span], list[str]]:
    """Find the readings: spans, sorted and disjoint, and no warnings. Linear in the source."""
    if "\ufffa" not in source:
        return [], []
    found = (match.span() for match in _READING.finditer(source))
    return [Span(start, end, source[start:end], DETECTOR, RUBY.id) for start, end in found], []
