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

from page_cleaner import core
from page_cleaner.body import words
from page_cleaner.body.features import NAMES, Facts, features, odds
from page_cleaner.text.kinds import Kinds

FILE = Path(__file__).with_name("trees.txt")
_QUESTION = re.compile(r"( *)([a-z_0-9]+) <= (-?[\d.]+)")
_ANSWER = re.compile(r"( *)(-?[\d.]+)")


@cache
def digest() -> str:
    """A digest of the model's tables, for the version."""
    return hashlib.sha256(FILE.read_bytes() + words.FILE.read_bytes()).hexdigest()[:7]


def log_odds(row: Sequence[float]) -> float:
    """Give the log-odds that the unit with these features belongs to the body."""
    return _function()(*row)


@cache
def _function() -> Callable[..., float]:
    """Compile the table. Raises ValueError for a line that is none of it."""
    source = "\n".join(
        [f"def trees({', '.join(NAMES)}):", " total = 0.0", *_statements(FILE.read_text("utf-8")), " return total"]
    )
    names: dict[str, Callable[..., float]] = {}
    exec(compile(source, FILE.name, "exec"), {}, names)  # noqa: S102 - made of checked names and numbers only
    return names["trees"]


def _statements(table: str) -> Iterator[str]:
    """The lines of the function. Whether an answer is the first or the second of its question shows in what stands above it."""
    for depth, name, value, is_second in _nodes(table):
        if is_second:
            yield " " * depth + "else:"
        indent = " " * (depth + 1)
        yield f"{indent}if {name} <= {value}:" if name else f"{indent}total += {value}"


def _nodes(table: str) -> Iterator[tuple[int, str | None, str, bool]]:
    """The questions and answers: how deep they stand, the feature (None of an answer), the number, whether a second answer begins here."""
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
                f"{FILE.name}, line {number}: neither a question about a known feature nor a number: {line!r}"
            )
        del open_[depth:]
        if open_:
            open_[-1] += 1
        is_second = bool(open_) and open_[-1] == 2
        if question:
            open_.append(0)
            yield depth, question[2], question[3], is_second
        else:
            yield depth, None, found[2], is_second


def _flat(table: str) -> list[tuple[int, float, int]]:
    """The trees as the core wants them: of each node the feature's place (-1 of an answer), the number, and where its second answer begins."""
    flat: list[tuple[int, float, int]] = []
    questions: list[int] = []  # the places of the questions above
    for depth, name, value, is_second in _nodes(table):
        del questions[depth:]
        if is_second:
            feature, number, _ = flat[questions[-1]]
            flat[questions[-1]] = feature, number, len(flat)
        if name:
            questions.append(len(flat))
        flat.append((NAMES.index(name) if name else -1, float(value), 0))
    return flat


def _asked(texts: Sequence[str], facts: Facts, kinds: Kinds) -> list[float | None]:
    rows = features(texts, facts, kinds)
    return [log_odds(row) if rule is None else None for row, rule in zip(rows, facts.rules, strict=True)]


def _asked_by_the_core(texts: Sequence[str], facts: Facts, kinds: Kinds) -> list[float | None]:
    return odds(texts, facts, kinds, _trees())


@cache
def _trees() -> object:
    return core.prepared("trees", len(NAMES), _flat(FILE.read_text("utf-8")))


#: Gives the log-odds of each unit of a page that it belongs to the body, None for those that certain rules take.
all_log_odds = _asked if core.NAME == "python" else _asked_by_the_core
