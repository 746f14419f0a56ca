"""The words of short lines: what stands in menus weighs below 0, what stands in documents above; the table is read as it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.body import words
from scripts.body.words import Line, fit, table

CASES = json.loads((Path(__file__).parent / "cases" / "words.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_on_which_side_lines_stand(case: dict[str, Any]) -> None:
    around, document = case.get("around", []), case.get("document", [])
    assert {text: worth for text, worth in zip(around, words.scores(around), strict=True) if worth >= -0.2} == {}
    assert {text: worth for text, worth in zip(document, words.scores(document), strict=True) if worth <= 0} == {}


@given(
    st.lists(st.text(st.sampled_from("首页新闻中心通知的1 :⊢⊣\U00020000\ue000"), max_size=60) | st.text(max_size=60))
)
def test_the_package_s_table_weighs_as_any_other(texts: list[str]) -> None:
    """With the core, too: every pair of the table is known to it, and long texts are worth nothing."""
    assert words.scores(texts) == words.weigh(texts, words.known())
    long = [text for text in texts if len(words.bare(text)) > words.LONGEST]
    assert words.scores(long) == [0] * len(long)


def test_a_pair_counts_that_three_sites_write() -> None:
    lines = [
        Line(f"{n}.gov.cn", text, body) for n in range(4) for text, body in (("新闻中心", False), ("特此通知", True))
    ]
    weights = fit([*lines, Line("0.gov.cn", "青川之窗", body=False)])
    assert weights["新闻"] < 0 < weights["通知"]
    assert weights["⊢新"] < 0 < weights["知⊣"]
    assert "青川" not in weights
    assert words.read(table(weights, ("a comment",))) == weights


@pytest.mark.parametrize("broken", ["首页", "x\t首页", "0.5 首页"])
def test_a_table_that_is_none_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        words.read(broken)
