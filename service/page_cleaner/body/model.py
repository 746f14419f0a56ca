"""The body model: gradient-boosted decision trees over the features of a unit, read from ``trees.txt``.

The file is a table to be read: under each ``tree`` a question a line, its two answers indented below it, first where the
feature is at most the number; a line that is a number is what the tree adds. The sum over all trees is the log-odds that a unit
belongs to the body. ``scripts/body`` trains it. At first use the table is made one function, since questions asked by the
interpreter itself take a tenth of the time of walking lists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from page_cleaner.body.features import NAMES

_FILE = Path(__file__).with_name("trees.txt")
_QUESTION = re.compile(r"( *)([a-z_0-9]+) <= (-?[\d.]+)")
_ANSWER = re.compile(r"( *)(-?[\d.]+)")


@cache
def digest() -> str:
    """A digest of the table, for the version."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:7]


def log_odds(row: Sequence[float]) -> float:
    """Give the log-odds that the unit with these features belongs to the body."""
    return _function()(*row)


@cache
def _function() -> Callable[..., float]:
    """Compile the table. Raises ValueError for a line that is none of it."""
    source = "\n".join(
        [f"def trees({', '.join(NAMES)}):", " total = 0.0", *_statements(_FILE.read_text("utf-8")), " return total"]
    )
    names: dict[str, Callable[..., float]] = {}
    exec(compile(source, _FILE.name, "exec"), {}, names)  # noqa: S102 - made of checked names and numbers only
    return names["trees"]


def _statements(table: str) -> Iterator[str]:
    """The lines of the function. Whether an answer is the first or the second of its question shows in what stands above it."""
    open_: list[int] = []  # how many answers each of the questions above has had
    for number, line in enumerate(table.splitlines(), 1):
        if not line or line.startswith("#") or line == "tree":
            open_.clear()
            continue
        question, answer = _QUESTION.fullmatch(line), _ANSWER.fullmatch(line)
        found = question or answer
        depth = len(found[1]) if found else -1
        if found is None or depth > len(open_) or (question and question[2] not in NAMES):
            raise ValueError(
                f"{_FILE.name}, line {number}: neither a question about a known feature nor a number: {line!r}"
            )
        del open_[depth:]
        if open_:
            open_[-1] += 1
            if open_[-1] == 2:
                yield " " * depth + "else:"
        indent = " " * (depth + 1)
        if question:
            yield f"{indent}if {question[2]} <= {question[3]}:"
            open_.append(0)
        else:
            yield f"{indent}total += {found[2]}"
