"""Commas that a converter put before other marks."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.repairs import duplicated_punctuation
from page_cleaner.repairs.duplicated_punctuation import find
from page_cleaner.repairs.repair import Repair
from tests.promises import mended
from tests.repairs import passed_over_for_good

CASES = json.loads((Path(__file__).parent / "cases" / "duplicated_punctuation.json").read_text("utf-8"))
BODY = (
    "会议指出，过去一年，全区上下全面落实部署，统筹推进污染治理、生态修复和绿色发展，空气质量居全市第一、全省第二。"
    "会议要求：要聚焦聚力（抓重点、补短板），持之以恒；要“抬高坐标”，奋力争先。总投资1,000万元，增长4.7%……"
)
HALF = str.maketrans("，；：（）", ",;:()")


def cut(source: str) -> str:
    spans, warnings = find(source)
    assert warnings == []
    assert all(span.replacement is None and set(span.text) <= set(",，") for span in spans)
    return mended(source, spans)


@pytest.mark.parametrize("case", CASES["mended"], ids=lambda case: case["label"])
def test_mended(case: dict[str, str]) -> None:
    assert cut(case["source"]) == case["text"], case["comment"]
    assert cut(case["text"]) == case["text"]


@pytest.mark.parametrize("case", CASES["kept"], ids=lambda case: case["label"])
def test_kept(case: dict[str, str]) -> None:
    assert find(case["source"]) == ([], []), case["comment"]


@pytest.mark.parametrize("rule", duplicated_punctuation.RULES, ids=lambda rule: rule.id)
def test_examples(rule: Repair) -> None:
    for source, text in rule.mends:
        assert cut(source) == text
        assert {span.rule for span in find(source)[0]} == {rule.id}
    for source in rule.keeps:
        assert find(source)[0] == []


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("comma", [",", "，"])
@pytest.mark.parametrize("folded", [False, True])
def test_restores(rate: float, comma: str, folded: bool) -> None:
    rng = random.Random(7)
    text = "\n".join([BODY] * 3)
    source = "".join(comma + c if c in "，。、；" and rng.random() < rate else c for c in text)
    if folded:
        text, source = text.translate(HALF), source.translate(HALF)
    assert source != text
    assert cut(source) == text
    assert cut(text) == text


PIECES = st.sampled_from(
    [
        *",，。、；;：！\n ()（）“”[]=/a1会议",
        ",,",
        ",。",
        ",，",
        "，，",
        "会议,,要求,。",
        "总结,、部署",
        "x=1,,2",
        "1,000",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_finding_again_finds_nothing(source: str) -> None:
    assert find(cut(source))[0] == []


@given(st.lists(PIECES, max_size=60).map("".join))
def test_what_is_passed_over_holds_nothing(source: str) -> None:
    passed_over_for_good(duplicated_punctuation, "_DOUBLED", source)


@pytest.mark.parametrize("piece", [",,", "，", "会,,", "会,。", ",，。、；", "a,,", "会“,,", "(,,"])
def test_linear(piece: str) -> None:
    """Four times the text takes about four times the time; a quadratic way would take sixteen."""

    def spent(size: int) -> float:
        source = "会议,,要求,。" + piece * (size // len(piece))
        begun = time.process_time()
        find(source)
        return time.process_time() - begun

    small = min(spent(50_000) for _ in range(3))
    assert min(spent(200_000) for _ in range(3)) < 9 * small + 0.05
