"""The quality gate, where the labelled pages are at hand: no figure falls below its floor."""

from __future__ import annotations

import json

import pytest

from scripts import quality

SHARED = quality.ROOT.parent / "shared"


@pytest.mark.skipif(not (SHARED / "pages" / "score.py").exists(), reason="the labelled pages are not at hand")
def test_every_floor_holds() -> None:
    floors = json.loads(quality.FLOORS.read_text("utf-8"))
    assert quality.below(quality.measure(SHARED), floors) == []


def test_a_worse_figure_is_named_and_never_written_down() -> None:
    floors: dict[str, dict[str, float]] = {"dev text": {"F1": 0.9, "lost": 0.01, "eaten": 0}, "cases": {"right": 3}}
    text: dict[str, float] = {"F1": 0.8, "precision": 1, "recall": 1, "lost": 0.02, "left": 0, "eaten": 1, "errors": 0}
    figures: quality.Figures = {"dev text": text, "cases": {"right": 4, "wrong": 1}}
    assert quality.below(figures, floors) == [
        "dev text: F1 0.8000, the floor is 0.9000",
        "dev text: lost 0.0200, the floor is 0.0100",
        "dev text: eaten 1.0000, the floor is 0.0000",
    ]
    kept = quality.raised(figures, floors)
    assert kept["dev text"] == floors["dev text"] | {"errors": 0}
    assert kept["cases"] == {"right": 4}


def test_no_floor_asks_for_nothing_to_be_lost() -> None:
    assert quality.raised({"dev oneline": {"F1": 0.7, "lost": 0.0}}, {})["dev oneline"] == {
        "F1": 0.7,
        "lost": quality.LOST,
    }


def test_pages_of_a_site_are_in_one_fold() -> None:
    pages = ["gdjyj-gd-gov-cn-1", "gdjyj-gd-gov-cn-7", "yichun-gov-cn-1-t2", "miit-gov-cn-y3", "2168485b"]
    assert [quality.site(page) for page in pages] == [
        "gdjyj-gd-gov-cn", "gdjyj-gd-gov-cn", "yichun-gov-cn", "miit-gov-cn", "2168485b"
    ]  # fmt: skip
    assert quality.fold(pages[0]) == quality.fold(pages[1])
