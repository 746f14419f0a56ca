"""Charts drawn in characters: frames of ┌ ─ ┐ │ └ ┘, arrows between them, and words inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: A corner or a crossing of a drawn frame says that a text draws.
_CORNER = re.compile("[┌┍┎┏┐┑┒┓└┗┘┛├┣┤┫┬┳┴┻┼╋╔╗╚╝╠╣╦╩╬╭╮╯╰]")
#: A line between two such lines belongs to the chart if it is no longer than this, in code points, and no farther from one.
_LONGEST, _APART = 60, 6
#: So many lines with corners make a chart.
_LEAST = 2


_ARROWS = frozenset("↓→⇩▼")
_WORD = re.compile(r"\w")


def charts(texts: Sequence[str]) -> set[int]:
    """Find the units that belong to charts. Linear in the texts."""
    if not _CORNER.search("".join(texts)):
        return set()  # as on most pages
    corners = [n for n, text in enumerate(texts) if _CORNER.search(text)]
    if len(corners) < _LEAST:
        return set()
    found = set(corners)
    for above, below in pairwise([*corners, len(texts)]):
        for n in range(above + 1, min(below, above + 1 + _APART)):
            if len(texts[n]) > _LONGEST or (
                below == len(texts) and _WORD.search(texts[n]) and texts[n - 1] not in _ARROWS
            ):
                break
            found.add(n)
    return found
