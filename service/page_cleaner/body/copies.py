"""Later copies of a document on its page, as for wide and for narrow screens, or for printing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

#: A copy has at least so many units and code points, and with what it repeats this share of the page's open text: clauses that a form
#: repeats are no copies.
_UNITS, _LENGTH, _SHARE = 3, 80, 0.5
#: So many things of a page are looked for that stand twice: its document, its menu.
_COPIES = 3
#: Shorter texts come again by chance; they go with a copy but make none.
_SHORTEST = 8


def copies(texts: Sequence[str], taken: Sequence[object]) -> set[int]:
    """Find the units that repeat the document, each of them as far below its twin as all others. Linear in the texts.

    ``taken`` says of each unit whether something takes it already; one of these is no part of a copy.
    """
    last, lengths = dict[str, int](), Counter[int]()
    total = 0
    for n, text in enumerate(texts):
        if taken[n]:
            continue
        total += len(text)
        if len(text) >= _SHORTEST:
            if text in last:
                lengths[n - last[text]] += len(text)
            last[text] = n
    found = set[int]()
    for below, length in lengths.most_common(_COPIES):
        own = {n for n in range(below, len(texts)) if not taken[n] and texts[n] == texts[n - below]}
        if length >= _LENGTH and 2 * length >= _SHARE * total and len(own) >= _UNITS:
            found |= own
            total -= 2 * length
    return found
