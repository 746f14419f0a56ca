"""Fit the body model: gradient-boosted trees on labelled units, and on units of pages whose markup teaches their other shapes.

A first model, of markup and text, says which pages of the unlabelled sites it is sure of. Their units, carried over to every
shape, are labels for the model that is kept: a page in markup teaches how it looks on one line. The weights of words are fitted
before the trees, and weigh every example by what other sites than its own taught.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import lightgbm
import numpy as np

from page_cleaner.body.choice import Body, decide
from page_cleaner.body.features import NAMES
from scripts.body import words
from scripts.body.examples import Example

#: What the model is made with.
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 15, "learning_rate": 0.2, "min_data_in_leaf": 150, "lambda_l2": 1.0,
    "feature_fraction": 0.35, "seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 2, "verbose": -1,
}  # fmt: skip
TREES = 100
#: The weight of a page in training; a unit's share of it grows with the root of its length.
_PAGE = 10.0
#: What a page made of another counts beside it, by its shape.
MADE = {"crop": 0.15, "broken": 0.1}
#: What a title counts beside other units of its length, and how long it counts for at least.
_TITLE, _TITLE_LENGTH = 2.0, 6
#: A taught page counts for this much, and all of a site together for no more than so many.
_TAUGHT, _OF_A_SITE = 0.4, 8
#: A page is taught where the expected F1 of the body that is chosen from its markup is at least this, and the body so long.
_SURE, _LONG = 0.93, 80
#: Words are weighed by so many folds of sites.
_FOLDS = 8
#: The shapes that the first model and the words learn from.
_FIRST = frozenset(("html", "text"))

#: Rows, whether each is body, and weights.
Table = tuple[list[tuple[float, ...]], list[int], list[float]]


def fold(site: str, folds: int) -> int:
    """The fold of a site."""
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:4], "big") % folds


def with_words(examples: Sequence[Example], pages: Sequence[Sequence[Example]]) -> dict[str, int]:
    """Weigh the words of all examples by what other folds of sites teach; gives the weights that all of them teach."""
    shapes = [*examples, *(shape for page in pages for shape in page)]
    words.put(shapes, {})
    learnt_from = [example for example in examples if example.shape in _FIRST]
    first = _fit(map(_labelled, learnt_from))
    lines = [line for example in learnt_from for line in words.of_labelled(example)]
    for page, likely in _sure_of(first, pages):
        lines += words.of_taught(page[0], likely)
    words.put_by_folds(shapes, lines, _FOLDS, partial(fold, folds=_FOLDS))
    return words.fit(lines)


def train(examples: Sequence[Example], pages: Iterable[Sequence[Example]]) -> Any:
    """Fit the model on labelled examples and on the unlabelled ``pages``, each of which comes in several shapes."""
    first = _fit([_labelled(example) for example in examples if example.shape in _FIRST])
    return _fit([*map(_labelled, examples), *_taught(first, pages)])


def log_odds(model: Any, example: Example) -> list[float | None]:
    """Give the model's log-odds for each unit, None for those that certain rules take."""
    rows = [row for row in example.rows if row is not None]
    found = iter(model.predict(np.array(rows, dtype=np.float64), raw_score=True) if rows else ())
    return [None if row is None else float(next(found)) for row in example.rows]


def choice(model: Any, example: Example) -> Body:
    """Choose the body of an example as the cleaner does, by this model."""
    return decide(log_odds(model, example), example.pieces, example.facts)


def _fit(tables: Iterable[Table]) -> Any:
    rows, body, weights = list[tuple[float, ...]](), list[int](), list[float]()
    for table in tables:
        rows += table[0]
        body += table[1]
        weights += table[2]
    data = lightgbm.Dataset(np.array(rows, dtype=np.float64), np.array(body), weight=np.array(weights))
    return lightgbm.train(PARAMETERS, data, TREES)


def _labelled(example: Example) -> Table:
    """The units of a labelled page, as many as say something."""
    titles = set(example.titles)
    found: Table = ([], [], [])
    for n, row in enumerate(example.rows):
        body, boilerplate = example.body[n], example.boilerplate[n]
        if row is None or (n not in titles and body == boilerplate):
            continue
        found[0].append(row)
        found[1].append(int(n in titles or body > boilerplate))
        if n in titles:
            found[2].append(_TITLE * max(_TITLE_LENGTH, len(example.pieces.units[n].text)) ** 0.5)
        else:
            found[2].append(max(body, boilerplate) ** 0.5)
    return _of_a_page(found, _PAGE * MADE.get(example.shape, 1))


def _of_a_page(table: Table, weight: float) -> Table:
    total = max(1.0, sum(table[2]))
    return table[0], table[1], [weight * each / total for each in table[2]]


def _taught(first: Any, pages: Iterable[Sequence[Example]]) -> list[Table]:
    """The units of the pages that the first model is sure of, in every shape, labelled by its probabilities."""
    sure = defaultdict[str, list[tuple[Sequence[Example], list[float]]]](list)
    for shapes, likely in _sure_of(first, pages):
        sure[shapes[0].site].append((shapes, likely))
    tables = list[Table]()
    for of_site in sure.values():
        weight = _PAGE * _TAUGHT * min(1.0, _OF_A_SITE / len(of_site))
        tables += [_of_a_page(_lesson(example, likely), weight) for shapes, likely in of_site for example in shapes]
    return tables


def _sure_of(first: Any, pages: Iterable[Sequence[Example]]) -> Iterator[tuple[Sequence[Example], list[float]]]:
    """The pages that the first model is sure of, with the chance of each unit of their markup that it is body."""
    for shapes in pages:
        odds = log_odds(first, shapes[0])
        likely = [0.0 if each is None else float(1 / (1 + np.exp(-each))) for each in odds]
        if _is_sure(likely, shapes[0]):
            yield shapes, likely


def _is_sure(likely: Sequence[float], example: Example) -> bool:
    lengths = [len(unit.text) for unit in example.pieces.units]
    kept = sum(n for n, p in zip(lengths, likely, strict=True) if p > 0.5)
    right = sum(n * p for n, p in zip(lengths, likely, strict=True) if p > 0.5)
    expected = sum(n * p for n, p in zip(lengths, likely, strict=True))
    return kept >= _LONG and 2 * right >= _SURE * (kept + expected)


def _lesson(example: Example, likely: Sequence[float]) -> Table:
    found: Table = ([], [], [])
    for row, unit, teachers in zip(example.rows, example.pieces.units, example.teachers, strict=True):
        total = sum(teachers.values())
        if row is None or not total:
            continue
        body = sum(likely[n] * share for n, share in teachers.items()) / total
        found[0].append(row)
        found[1].append(int(body > 0.5))
        found[2].append(len(unit.text) ** 0.5 * abs(2 * body - 1) * min(1.0, total / len(unit.text)))
    return found


def table(model: Any, head: Iterable[str]) -> str:
    """Write a model as the table that ``page_cleaner.body.model`` reads, under a head of comments."""
    lines = [f"# {line}" for line in head]

    def walk(node: dict[str, Any], depth: int) -> None:
        if "leaf_value" in node:
            lines.append(f"{' ' * depth}{node['leaf_value']:.4f}")
            return
        lines.append(f"{' ' * depth}{NAMES[node['split_feature']]} <= {round(node['threshold'], 5):g}")
        walk(node["left_child"], depth + 1)
        walk(node["right_child"], depth + 1)

    for tree in model.dump_model()["tree_info"]:
        lines.append("tree")
        walk(tree["tree_structure"], 0)
    return "\n".join([*lines, ""])


def importances(model: Any) -> Counter[str]:
    """Give the share of the gain that each feature brings, in percent."""
    gains = model.feature_importance("gain")
    return Counter({name: float(100 * gain / gains.sum()) for name, gain in zip(NAMES, gains, strict=True)})
