"""How a short line's words speak for or against a body: menus, columns and buttons are called alike on all sites.

``words.txt`` weighs pairs of characters: how much more often a pair stands in lines of documents than in lines around them, as the
logarithm of that ratio, counted over the sites that ``scripts/body`` learns from. A pair that fewer than three sites write has none.
A line is worth the mean of its known pairs, as naive Bayes counts, drawn to 0 where it has few.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import add
from pathlib import Path

from page_cleaner import core

FILE = Path(__file__).with_name("words.txt")
#: What stands for the beginning and the end of a line in a pair.
BEGIN, END = "⊢", "⊣"
#: No line longer than this, in code points, is weighed.
LONGEST = 40
#: Weights are whole numbers of so many parts of 1, so that their sum is exact in any order.
PARTS = 4
_BULLETS = "·-* "
#: So many pairs of weight 0 stand beside the known ones.
_PRIOR = 3


def read(table: str) -> dict[str, int]:
    """Read a table: on each line a weight and the pairs that have it, parted by tabs. Raises ValueError for what is none."""
    weights = dict[str, int]()
    for line in table.splitlines():
        if not line.startswith("#"):
            weight, *pairs = line.split("\t")
            weights |= dict.fromkeys(pairs, round(float(weight) * PARTS))
    return weights


@cache
def known() -> dict[str, int]:
    """The weights of the package's own table."""
    return read(FILE.read_text("utf-8"))


def pairs(text: str) -> list[str]:
    """The pairs of neighbours in a text, its beginning and end among them."""
    marked = f"{BEGIN}{text}{END}"
    return list(map(add, marked, marked[1:]))


def bare(text: str) -> str:
    """A line without its bullet, which says how it stands and not what it is called."""
    return text.lstrip(_BULLETS)


def weigh(texts: Sequence[str], weights: Mapping[str, int]) -> list[float]:
    """What each text is worth: above 0 for a body's words, below 0 for those around it, 0 for none known and for long texts."""
    found = list[float]()
    for text in map(bare, texts):
        own = [w for w in map(weights.get, pairs(text)) if w is not None] if len(text) <= LONGEST else ()
        found.append(sum(own) / (PARTS * (len(own) + _PRIOR)))
    return found


def _in_python(texts: Sequence[str]) -> list[float]:
    return weigh(texts, known())


def _by_the_core(texts: Sequence[str]) -> list[float]:
    return _weigh(*_in_order(), list(map(bare, texts)))


@cache
def _in_order() -> tuple[bytes, bytes]:
    """The pairs of the package's table in order, eight bytes each, and their weights, a byte each."""
    numbered = sorted(
        (ord(pair[0]) << 32 | ord(pair[1]), weight) for pair, weight in read(FILE.read_text("utf-8")).items()
    )
    in_order, weights = zip(*numbered, strict=True)
    return array("Q", in_order).tobytes(), array("b", weights).tobytes()


_weigh: Callable[..., list[float]] = core.twin("weigh", weigh, BEGIN, END, LONGEST, PARTS, _PRIOR)
#: Gives what each text is worth by the package's own table.
scores = _in_python if core.NAME == "python" else _by_the_core
