"""The promises, over every page at hand and over generated text."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.rules import RULES
from tests.examples import marked
from tests.promises import hold, rest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "seeds").glob("*.txt")) + sorted((ROOT.parent / "shared" / "eval" / "dev").glob("*/page.*"))
LINES = [line for rule in RULES for example in (*rule.removes, *rule.keeps) for line in marked(example)[0].split("\n")] + [
    "近日，全市生态环境保护工作会议在市行政中心召开，会议总结了去年的工作。", "一、总体要求", "（此件公开发布）", "某市人民政府办公室", "2024年3月1日", "附件：1.申报表", "",
    "生態(tài)環(huán)境保護(hù)工作會(huì)議,,強(qiáng)調(diào),。", "姓名\t职务\t单位", "。。", "\ufdd0", "e\u0301", "𠮷野家",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=25).map("\n".join)


@pytest.mark.parametrize("path", PAGES, ids=["-".join(p.parts[-2:]) for p in PAGES])
def test_pages_at_hand(path: Path) -> None:
    cleaned = clean(path.read_bytes())
    hold(cleaned)
    rest(cleaned)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("¡²®\xa0®\xa0\n¡²®\xa0®\xa0")
def test_generated_text(text: str) -> None:
    cleaned = clean(text, format="text")
    assert cleaned.source == text
    hold(cleaned)
    rest(cleaned)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*LINES, "<p>", "<div class='nav'>", "</div>", "<li><a href='#'>", "<br>", "<table><tr><td>", "<td>"]
        ),
        max_size=30,
    ).map("".join)
)
def test_generated_markup(markup: str) -> None:
    cleaned = clean(markup, format="html")
    hold(cleaned)
    rest(cleaned)


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_same_page_same_answer_and_it_pickles(text: str) -> None:
    cleaned = clean(text)
    assert clean(text) == cleaned == pickle.loads(pickle.dumps(cleaned))


def test_skipped_detectors_take_nothing() -> None:
    page = "分享到：\n京ICP备05070218号\n"
    assert {s.detector for s in clean(page).removed} == {"share_widget", "icp_footer"}
    assert {s.detector for s in clean(page, skip=["icp_footer"]).removed} == {"share_widget"}


def test_an_empty_text_says_why() -> None:
    assert clean("分享到：\n京ICP备05070218号").warnings[0].startswith("empty_text: ")
    assert clean(" \n").warnings[0].startswith("empty_source: ")
