"""What a page says about itself is read, never guessed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.facts import dates, kind, metadata
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.text.view import fold

CASES = json.loads((Path(__file__).parent / "cases" / "metadata.json").read_text("utf-8"))


def lines(body: list[str], byline: list[str]) -> Lines:
    """A page whose byline stands below its first line, as cleaning reads it."""
    written = [*body[:1], *byline, *body[1:]]
    rules = [*[None] * len(body[:1]), *["byline.labelled"] * len(byline), *[None] * len(body[1:])]
    entries, at = [], 0
    for n, (text, rule) in enumerate(zip(written, rules, strict=True)):
        if text.strip():
            entries.append(Entry(" ".join(fold(text).split()), at, at + len(text), rule, n))
        at += len(text) + 1
    return Lines("\n".join(written), entries)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = asdict(metadata.read(case["declared"], lines(case["body"].split("\n"), case["byline"])))
    assert {name: value for name, value in found.items() if value or name in case["expected"]} == case["expected"]


def test_the_byline_that_cleaning_takes_out_is_read() -> None:
    page = "某市召开会议\n来源：某某日报 2022-03-01 15:47:30\n近日，全市生态环境保护工作会议在市行政中心召开，会议总结了去年的工作。\n责任编辑：王某\n"
    found = clean(page, format="text").metadata
    assert (found.published, found.source, found.editor) == ("2022-03-01T15:47:30", "某某日报", "王某")


def test_readings_in_the_byline_go_by_the_evidence_of_the_page() -> None:
    seed = Path(__file__).parent.parent / "seeds" / "004_5fbfb7385da0914a.txt"
    assert clean(seed.read_bytes()).metadata.source == "武陵源區融媒體中心"


FACTS = json.loads((Path(__file__).parent / "cases" / "facts.json").read_text("utf-8"))
ABOUT = frozenset(("label", "provenance", "comment", "text", "html"))


@pytest.mark.parametrize("case", FACTS, ids=[c["label"] for c in FACTS])
def test_what_a_page_says(case: dict[str, Any]) -> None:
    cleaned = clean(case.get("html") or case["text"], format="html" if "html" in case else "text")
    told = asdict(cleaned.metadata) | {
        "kind": cleaned.kind,
        "attachments": [each.name for each in cleaned.attachments],
        "urls": [each.url for each in cleaned.attachments],
    }
    wanted = {name: value for name, value in case.items() if name not in ABOUT}
    assert {name: told[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("byline", "linked", "confidence", "told"),
    [
        ([], 0.3, 0.1, "list"),
        ([], 0.3, 0.9, "article"),  # the choice is sure
        ([], 0.1, 0.1, "article"),  # hardly anything leads on
        (["发布时间：2024-05-20"], 0.3, 0.1, "article"),  # it has a day of its own
    ],
)
def test_a_page_of_columns_and_one_title_is_an_index(
    byline: list[str], linked: float, confidence: float, told: str
) -> None:
    body = [
        "立项课题",
        "学校特色和学校荣誉",
        "教研组长的培训",
        "转发某研究院关于公布第五批基地的名单",
        "干部培训",
        "岗位练兵",
    ]
    assert kind.find(lines(body, byline), linked, confidence) == told


def test_the_page_s_address_makes_those_of_attachments_absolute() -> None:
    page = "<p>近日，全县召开防汛工作会议，安排部署汛期各项准备工作。</p><p><a href='2.doc'>附件：申报表.doc</a></p>"
    for url, found in (("https://www.example.gov.cn/a/1.html", "https://www.example.gov.cn/a/2.doc"), (None, "2.doc")):
        assert [each.url for each in clean(page, format="html", url=url).attachments] == [found]


def test_a_year_in_figures_of_two_scripts_is_no_date() -> None:
    assert dates.find("19\u0660\u0660年1月1日") is None
    assert clean("全市会议召开。\n发布时间:19\u0660\u0660年1月1日\n首页 > 新闻 > 通知").metadata.published is None


@given(
    st.text(max_size=60)
    | st.sampled_from(["二〇二四年十三月四十日", "113/13/45", "1999-99-99 99:99", "○○○○年十月廿日"])
)
def test_dates_are_real_or_none(text: str) -> None:
    for labelled in (False, True):
        found = dates.find(fold(text), labelled=labelled)
        assert found is None or (
            "1900" <= found[:4] <= "2099" and "01" <= found[5:7] <= "12" and "01" <= found[8:10] <= "31"
        )
