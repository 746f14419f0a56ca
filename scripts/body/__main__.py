"""Train the body model, or measure by folds what training on some sites is worth on others.

    python -m scripts.body ../shared            # write trees.txt and words.txt in service/page_cleaner/body
    python -m scripts.body ../shared --folds 8  # measure, and write tests/folds.json: no page is judged by a model that has seen its site

SHARED is a folder with labelled pages (``pages/dev``), unlabelled ones (``pages/sites``) and their scorer. The same pages and
packages give the same table. Figures by folds are counted on units, so they are near those of the scorer, not the same.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import lightgbm
import numpy as np

from page_cleaner.body.choice import Body
from page_cleaner.body.model import FILE as TREES
from page_cleaner.body.words import FILE as WORDS
from scripts.body import words
from scripts.body.examples import Example, examples, unlabelled
from scripts.body.training import MADE, choice, fold, importances, table, train, with_words
from scripts.quality import ROOT

FOLDS = ROOT / "tests" / "folds.json"
#: A choice is right that keeps this share of the body, and keeps this share of nothing else.
PART = 0.9


@dataclass(frozen=True)
class Outcome:
    """What a choice is worth on one page: shares of the body kept, and of the kept that is body; characters; the choice itself."""

    example: Example
    body: Body
    recall: float
    precision: float
    lost: int
    left: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both shares."""
        return 2 * self.recall * self.precision / (self.recall + self.precision) if self.recall else 0.0

    @property
    def right(self) -> bool:
        """Whether the choice is right but for a tenth."""
        return self.recall >= PART and self.f1 >= PART


def judge(example: Example, body: Body) -> Outcome | None:
    """Count what a choice keeps; None for a page without body."""
    total = sum(example.body)
    if not total:
        return None
    stays = [rule is None and certain is None for rule, certain in zip(body.rules, example.pieces.certain, strict=True)]
    kept = sum(n for n, stay in zip(example.body, stays, strict=True) if stay)
    left = sum(n for n, stay in zip(example.boilerplate, stays, strict=True) if stay)
    return Outcome(example, body, kept / total, kept / max(1, kept + left), total - kept, left)


def by_folds(examples: Sequence[Example], pages: Sequence[Sequence[Example]], folds: int) -> list[Outcome]:
    """Judge every example by a model that was trained without its site."""
    outcomes: list[Outcome] = []
    for number in range(folds):
        seen = [example for example in examples if fold(example.site, folds) != number]
        model = train(seen, [shapes for shapes in pages if fold(shapes[0].site, folds) != number])
        judged = (judge(each, choice(model, each)) for each in examples if fold(each.site, folds) == number)
        outcomes += [outcome for outcome in judged if outcome]
    return outcomes


def report(outcomes: Sequence[Outcome], worst: int) -> dict[str, float]:
    """Print the figures by shape, how many titles stay, and the worst pages. Gives the F1 of each shape."""
    shapes = defaultdict[str, list[Outcome]](list)
    for outcome in outcomes:
        shapes[outcome.example.shape].append(outcome)
    print("shape       pages  F1      lost    left    half eaten (warned)  titles kept")
    for shape, found in shapes.items():
        body = sum(sum(o.example.body) for o in found)
        boilerplate = sum(sum(o.example.boilerplate) for o in found)
        eaten = [o for o in found if o.recall < 0.5]
        titles = [o.body.rules[o.example.titles[-1]] is None for o in found if o.example.titles]
        print(
            f"{shape:11} {len(found):5}  {sum(o.f1 for o in found) / len(found):.4f}  {sum(o.lost for o in found) / body:.4f}  "
            f"{sum(o.left for o in found) / max(1, boilerplate):.4f}  {len(eaten):3} ({sum(bool(o.body.warnings) for o in eaten)})"
            f"               {sum(titles) / max(1, len(titles)):.3f}"
        )
    for outcome in sorted(outcomes, key=lambda o: o.f1)[:worst]:
        print(f"  {outcome.f1:.3f}  recall {outcome.recall:.3f}  {outcome.example.shape:10} {outcome.example.page}")
    return {shape: round(sum(o.f1 for o in found) / len(found), 4) for shape, found in shapes.items()}


def calibrate(outcomes: Sequence[Outcome]) -> None:
    """Print the weights of ``confidence``, fitted to whether a choice is right, and what it says against what is so."""
    outcomes = [o for o in outcomes if o.example.shape not in MADE]
    judged = [o for o in outcomes if o.body.signals]
    signals = np.array([[1.0, *(o.body.signals or ())] for o in judged])
    right = np.array([o.right for o in judged], dtype=float)
    weights = np.zeros(signals.shape[1])
    for _ in range(50):  # Newton's method, with a little damping
        likely = 1 / (1 + np.exp(-signals @ weights))
        slope = signals.T @ (right - likely) - 0.1 * weights
        curve = (signals * (likely * (1 - likely))[:, None]).T @ signals + 0.1 * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    print("weights of confidence: " + ", ".join(f"{weight:.2f}" for weight in weights))
    print("says         pages  right  lose more than a tenth")
    for low, high in pairwise((0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)):
        found = [o for o in outcomes if low <= o.body.confidence < high]
        count = max(1, len(found))
        print(
            f"{low:.2f}–{min(high, 1):.2f}    {len(found):5}  {sum(o.right for o in found) / count:.2f}   {sum(o.recall < PART for o in found):4}"
        )
    sure = [o for o in outcomes if o.body.confidence >= 0.9]
    lost = sum(o.recall < PART for o in sure)
    print(f"of {len(sure)} pages that say 0.9 or more, {lost} lose more than a tenth: {lost / max(1, len(sure)):.4f}")


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--folds", type=int, metavar="N", help="measure with so many folds, and train nothing")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst pages are named")
    asked = parser.parse_args()
    known = examples(asked.shared)
    pages = list(unlabelled(asked.shared))
    print(f"{len(known)} labelled examples, {len(pages)} unlabelled pages")
    of_words = with_words(known, pages)
    if asked.folds:
        outcomes = by_folds(known, pages, asked.folds)
        figures = report(outcomes, asked.worst)
        FOLDS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        calibrate(outcomes)
        return
    model = train(known, pages)
    made = "written by python -m scripts.body from labelled pages, do not edit it here."
    pages_of = f"{len({e.page for e in known})} labelled pages, {len(pages)} unlabelled ones"
    WORDS.write_text(words.table(of_words, (f"The weights of words; {made}", f"{pages_of}.")), "utf-8")
    head = (
        f"The body model; {made}",
        f"{pages_of}; LightGBM {lightgbm.__version__}, seed 1.",
        "A question's first answer holds where the feature is at most the number; a number is added to the log-odds of body.",
    )
    TREES.write_text(table(model, head), "utf-8")
    print("gain by feature: " + ", ".join(f"{name} {share:.1f}" for name, share in importances(model).most_common()))


if __name__ == "__main__":
    main()
