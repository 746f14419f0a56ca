"""Markdown: what a reader does not see, and what is linked."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.reading import markdown, text
from page_cleaner.text.view import View
from tests.promises import hold, rest

CASES = json.loads((Path(__file__).parent / "cases" / "markdown.json").read_text("utf-8"))
PIECES = st.sampled_from(["[", "]", "](/a)", "![", "**", "_", "*", "\\", "# ", "\n# ", "\n* ", "\n> ", "\n", "|", "---|", "甲", "首页", "。", "分享到：", "(", ")"])  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    page = text.read(case["text"])
    assert "\n".join(line.text for line in View(page.source, page.marks).lines) == case["shown"]
    assert [page.source[start:end] for start, end in page.links] == case["links"]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_marks_and_links_are_disjoint_and_in_order(source: str) -> None:
    found = markdown.syntax(source)
    for spans in ([(mark.start, mark.end) for mark in found.marks], list(found.links)):
        assert all(start < end for start, end in spans) or not spans or spans == list(found.links)
        assert all(above[1] <= below[0] for above, below in itertools.pairwise(spans))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_promises_hold(source: str) -> None:
    cleaned = clean(source, format="text")
    hold(cleaned)
    rest(cleaned)


def test_a_page_keeps_the_marks_of_what_stays() -> None:
    page = "[首页](/) | [政务公开](/gk) | [网站地图](/map)\n# 关于做好防汛工作的通知\n**各县（区）人民政府**：近日，市政府召开常务会议，研究部署防汛工作，听取有关情况汇报，并提出要求。\n* 会议强调，要坚持问题导向，压实工作责任，确保各项任务按期完成。\n[联系我们](/c) | [版权声明](/l)\n京ICP备05070218号"
    assert clean(page, format="text").text == "\n".join(page.split("\n")[1:4])
