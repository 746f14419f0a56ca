"""Fit the weights of words: how lines of documents and lines around them differ in their pairs of characters.

Labelled pages teach them, and pages without labels whose markup a first model is sure of. What a page's own site taught would
tell the trees its labels; so for them every example is weighed by a table that was made without its fold of sites.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple

from page_cleaner.body.features import NAMES
from page_cleaner.body.words import LONGEST, PARTS, bare, pairs, weigh
from scripts.body.examples import Example

#: A pair has a weight that so many sites write; a site counts for a pair no more often than this, on either side.
_SITES, _OF_A_SITE = 3, 2
#: What is added to every count, no weight is farther from 0, and none is nearer that is written.
_SMOOTH, _MOST, _LEAST = 0.6, 3.0, 0.25
#: The share of the logarithm of both sides' sizes that is set off.
_BALANCE = 0.5
#: How far from even the chances of a unit without label must be to teach.
_SURE = 0.6
#: Where the columns of words stand in a row, and how far from the unit each looks.
_COLUMNS = {
    NAMES.index(name): away
    for name, away in (
        ("words", 0),
        ("words_2_above", -2),
        ("words_above", -1),
        ("words_below", 1),
        ("words_2_below", 2),
    )
}


class Line(NamedTuple):
    """A short line of a site, and whether it is body."""

    site: str
    text: str
    body: bool


def of_labelled(example: Example) -> Iterator[Line]:
    """The short lines of a labelled page."""
    for n, (unit, body, boilerplate) in enumerate(
        zip(example.pieces.units, example.body, example.boilerplate, strict=True)
    ):
        if len(unit.text) <= LONGEST and (n in example.titles or body != boilerplate):
            yield Line(example.site, bare(unit.text), n in example.titles or body > boilerplate)


def of_taught(example: Example, likely: Sequence[float]) -> Iterator[Line]:
    """The short lines of a page without labels of which a model is sure; ``likely`` are the chances that they are body."""
    for unit, chance in zip(example.pieces.units, likely, strict=True):
        if len(unit.text) <= LONGEST and abs(2 * chance - 1) > _SURE:
            yield Line(example.site, bare(unit.text), chance > 0.5)


def fit(lines: Iterable[Line]) -> dict[str, int]:
    """Weigh the pairs of these lines; a line that a site writes many times counts once."""
    counts = {True: Counter[str](), False: Counter[str]()}
    sites, of_site = defaultdict[str, set[str]](set), Counter[tuple[str, str, bool]]()
    for site, text, body in sorted(set(lines)):
        for pair in set(pairs(text)):
            sites[pair].add(site)
            of_site[site, pair, body] += 1
            counts[body][pair] += of_site[site, pair, body] <= _OF_A_SITE
    balance = _BALANCE * log(counts[False].total() / counts[True].total())
    weights = dict[str, int]()
    for pair, written in sites.items():
        weight = log((counts[True][pair] + _SMOOTH) / (counts[False][pair] + _SMOOTH)) + balance
        weight = round(max(-_MOST, min(_MOST, weight)) * PARTS)
        if len(written) >= _SITES and abs(weight) >= _LEAST * PARTS and pair.isprintable():
            weights[pair] = weight
    return weights


def table(weights: Mapping[str, int], head: Iterable[str]) -> str:
    """Write weights as the table that ``page_cleaner.body.words`` reads, under a head of comments."""
    by_weight = defaultdict[int, list[str]](list)
    for pair, weight in weights.items():
        by_weight[weight].append(pair)
    lines = ["\t".join([f"{weight / PARTS:g}", *sorted(of_weight)]) for weight, of_weight in sorted(by_weight.items())]
    return "\n".join([*(f"# {line}" for line in head), *lines, ""])


def put(examples: Iterable[Example], weights: Mapping[str, int]) -> None:
    """Weigh the units of examples by these weights instead of the package's."""
    for example in examples:
        own = weigh([unit.text for unit in example.pieces.units], weights)
        example.facts = replace(example.facts, words=own)
        example.rows = [row and _with_words(row, n, own) for n, row in enumerate(example.rows)]


def _with_words(row: Sequence[float], n: int, words: Sequence[float]) -> tuple[float, ...]:
    changed = list(row)
    for place, away in _COLUMNS.items():
        changed[place] = words[n + away] if 0 <= n + away < len(words) else 0.0
    return tuple(changed)


def put_by_folds(examples: Sequence[Example], lines: Sequence[Line], folds: int, fold: Callable[[str], int]) -> None:
    """Weigh the units of every example by what other folds of sites than its own teach."""
    for number in range(folds):
        weights = fit(line for line in lines if fold(line.site) != number)
        put((example for example in examples if fold(example.site) == number), weights)
