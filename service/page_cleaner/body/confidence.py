"""How sure a choice of the body is: what it rests on, and the logistic regression over it."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from page_cleaner.text.view import Unit


class Signals(NamedTuple):
    """What ``confidence`` rests on; shares are as far as the model's probabilities are right.

    ``recall`` is the share of the body's expected characters that stay, ``precision`` the share of body in what stays; ``kept`` and
    ``removed`` are the logarithms of the lengths of what stays and of what the choice takes.
    """

    recall: float
    precision: float
    kept: float
    removed: float


def likely(odds: Sequence[float | None], units: Sequence[Unit]) -> list[tuple[int, float]]:
    """The length of each unit that no certain rule takes, and how much of it is likely body."""
    sizes = [len(unit.text) for unit in units]
    return [
        (0, 0.0) if each is None else (size, size / (1 + exp(-each))) for each, size in zip(odds, sizes, strict=True)
    ]


def signals(likely: Sequence[tuple[int, float]], stays: Sequence[bool]) -> Signals:
    right = expected = kept = open_ = 1e-9
    for (size, body), stay in zip(likely, stays, strict=True):
        expected += body
        open_ += size
        if stay:
            right += body
            kept += size
    return Signals(right / expected, right / kept, log(kept + 1), log(max(1.0, open_ - kept + 1)))


def confidence(signals: Signals) -> float:
    total = _BIAS + sum(weight * signal for weight, signal in zip(_WEIGHTS, signals, strict=True))
    return round(1 / (1 + exp(-total)), 2)


#: Bias and weights of the signals in the logistic regression that ``confidence`` is; ``python -m scripts.body FOLDER --folds 8`` prints
#: them, and how far the figure can be believed.
_BIAS, _WEIGHTS = -5.43, Signals(-0.20, 11.56, -0.03, -0.42)
