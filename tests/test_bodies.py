"""Whole pages, cut down to what decides: the body is found by structure, whatever the page is built of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from page_cleaner import clean

FOLDER = Path(__file__).parent / "cases"
CASES = json.loads((FOLDER / "bodies.json").read_text("utf-8"))
TEXTS = json.loads((FOLDER / "texts.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_body(case: dict[str, Any]) -> None:
    cleaned = clean(case["markup"], format="html")
    assert cleaned.text.split("\n") == case["text"]


def test_a_page_of_links_alone_is_kept_and_said_so() -> None:
    cleaned = clean("<ul>" + "<li><a href='#'>某县开展春季植树活动</a></li>" * 9 + "</ul>", format="html")
    assert cleaned.text.count("\n") == 8
    assert [w.partition(":")[0] for w in cleaned.warnings] == ["no_body_found"]


@pytest.mark.parametrize(
    ("body", "warned"),
    [
        ("<div id='content'></div>", ["title_alone"]),
        ("<p>申报表.docx</p>", []),
        ("<p>因管网检修，3月1日8时至18时人民路停水，请提前储水。</p>", []),
    ],
    ids=["nothing", "a file", "a sentence"],
)
def test_a_title_alone_is_said_so(body: str, warned: list[str]) -> None:
    menu = "".join(
        f"<li><a href='/{n}'>{word}</a></li>"
        for n, word in enumerate(["首页", "政务公开", "互动交流", "办事服务", "走进某市"])
    )
    foot = "<div class='footer'>主办：某市水务局 京ICP备05070218号</div><div class='footer'>网站地图 | 联系我们</div>"
    cleaned = clean(
        f"<html><body><ul class='nav'>{menu}</ul><div class='article'><h1>某市水务局关于调整供水价格的公告</h1>"
        f"<div>发布时间：2024-05-20</div>{body}</div>{foot}</body></html>",
        format="html",
    )
    assert cleaned.text.startswith("某市水务局关于调整供水价格的公告")
    assert [w.partition(":")[0] for w in cleaned.warnings] == warned


def known(case: dict[str, Any]) -> Any:
    """A case as a parameter; one that is known to fail says why, and must."""
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, marks=marks, id=case["label"])


@pytest.mark.parametrize("case", [known(case) for case in TEXTS])
def test_body_of_a_text(case: dict[str, Any]) -> None:
    cleaned = clean("\n".join(case["lines"]), format="text")
    assert cleaned.text.split("\n") == case["kept"]
