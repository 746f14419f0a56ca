"""The run of units with the highest score: where the document's prose is.

Menus come in runs and so do bodies. Every unit has a score by its kind, high for prose, far below zero for units that rules
took; the run with the largest sum is found in one pass (Kadane's maximal subarray). It is evidence for the body model, not
the body: that may have boxes in it, and may go on over lines that score nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from page_cleaner.text.kinds import is_frame

#: A unit's score, by its kind; that of prose is its Han characters, up to ``_PROSE``.
_SCORES = {
    "index": 50, "sentence": 6, "number": 2, "formal": 2, "table": 4, "contact": 0, "label": -2, "figure": -2, "bullet": -15, "twice": -15, "plain": -12,
}  # fmt: skip
_PROSE, _LATIN = 150, 80
#: A plain unit too long for a menu item.
_LONG_PLAIN, _LONG = -6, 40
_TAKEN = -150
#: What standing right after the byline adds, looked for so many units on.
_ANCHOR, _NEAR = 80, 16
#: The shortest plain unit that may be the first of a body.
_SHORTEST = 6
#: The bylines that stand above a text; an editor's may stand below.
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d|来源")
BYLINES = frozenset(("byline.labelled", "byline.dated", "byline.mixed"))
#: What prose keeps of its score behind the heading of a list or of comments, as a share.
_BEHIND = 0.2
WALLS = frozenset(("navigation.related", "navigation.heading", "comment_form.fields", "comment_form.disclaimer"))


def best_run(
    texts: Sequence[str],
    kinds: Sequence[str],
    rules: Sequence[str | None],
    han: Sequence[float],
    weights: Sequence[float] | None = None,
) -> tuple[int, int]:
    """Give the first unit of the run with the highest score and the one behind its last; (0, 0) where none scores.

    ``rules`` names the certain rule that takes a unit, ``han`` counts its Han characters, ``weights`` are the class weights of
    the elements that hold the units of markup. Linear in the units.
    """
    scores = [_score(*unit) for unit in zip(texts, kinds, rules, han, strict=True)]
    if weights:
        scores = [score * weight if score > 0 else score for score, weight in zip(scores, weights, strict=True)]
    _weigh_places(scores, texts, kinds, rules)
    best, total, start, found = 0.0, 0.0, 0, (0, 0)
    for n, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, n
        total += score
        if total > best:
            best, found = total, (start, n + 1)
    return found


def _score(text: str, kind: str, rule: str | None, han: float) -> float:
    if rule:
        return _TAKEN if is_frame(rule) else 0
    if kind == "prose":
        return min(han, _PROSE)
    if kind == "latin":
        return min(len(text) / 3, _LATIN)
    if kind == "plain" and len(text) > _LONG:
        return _LONG_PLAIN
    return _SCORES[kind]


def _weigh_places(scores: list[float], texts: Sequence[str], kinds: Sequence[str], rules: Sequence[str | None]) -> None:
    """A body is bound to begin right after the byline; what follows a heading such as 相关新闻 or 网友评论 is none of it."""
    anchored, prose, behind = False, 0, False
    for n, rule in enumerate(rules):
        if rule is None:
            if kinds[n] == "prose":
                prose += 1
                if behind and scores[n] > 0:
                    scores[n] *= _BEHIND
        elif not anchored and rule in BYLINES and _DATED.search(texts[n]):
            for m in range(n + 1, min(len(rules), n + _NEAR)):
                if rules[m] is None and not _is_scrap(kinds[m], texts[m]):
                    scores[m] += _ANCHOR
                    anchored = True
                    break
        elif rule in WALLS and prose >= 2:
            behind = True


def _is_scrap(kind: str, text: str) -> bool:
    return kind in ("bullet", "twice") or (kind == "plain" and len(text) < _SHORTEST)
