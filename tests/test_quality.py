"""The quality gate, where the labelled pages are at hand: no figure falls below its floor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import quality

EVAL = quality.ROOT.parent / "shared" / "eval"


@pytest.mark.skipif(not (EVAL / "score.py").exists(), reason="the labelled pages are not at hand")
def test_every_floor_holds() -> None:
    floors = json.loads(quality.FLOORS.read_text("utf-8"))
    assert quality.below(quality.measure(Path(EVAL)), floors) == []


def test_a_worse_figure_is_named_and_never_written_down() -> None:
    floors = {"dev text": {"F1": 0.9, "lost": 0.01}}
    figures = {"dev text": {"F1": 0.8, "precision": 1, "recall": 1, "lost": 0.02, "left": 0, "errors": 0}}
    assert quality.below(figures, floors) == [
        "dev text: F1 0.8000, the floor is 0.9000",
        "dev text: lost 0.0200, the floor is 0.0100",
    ]
    kept = quality.raised(figures, floors)["dev text"]
    assert (kept["F1"], kept["lost"]) == (0.9, 0.01)
