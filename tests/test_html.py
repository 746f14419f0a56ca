"""Markup to lines: what is text is rendered once and whole, what is not never leaks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.reading import html

CASES = json.loads((Path(__file__).parent / "cases" / "html.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    assert html.read(case["markup"]).source == case["text"]


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("form", ["<p>正文\0</p></body></html><p>后文\ufffd😀", "<p>正文</p>" * 3 + "</BODY ><p>后文"])
def test_bytes_are_read_as_their_text_is(mark: str, form: str) -> None:
    posted = mark + form
    assert html.read(posted.encode()) == html.read(posted)
    assert clean(posted.encode(), format="html").source == clean(posted, format="html").source


@pytest.mark.parametrize("depth", [200, 300, 2_100, 50_000])
def test_text_at_any_depth_is_kept(depth: int) -> None:
    markup = "<div>" * depth + "深处的正文" + "</div>" * depth + "<p>后文</p>"
    assert html.read(markup).source == "深处的正文\n后文"


def test_deep_inline_markup_stays_one_line() -> None:
    assert html.read("<p>" + "<b>" * 5_000 + "字" + "</b>" * 5_000 + "句</p>").source == "字句"


def test_a_huge_text_node_is_kept_with_what_follows() -> None:
    page = html.read("<p>" + "字" * 5_000_000 + "</p><p>后文</p>")
    assert page.source.endswith("\n后文")
    assert len(page.source) == 5_000_003


def test_hints() -> None:
    page = html.read(
        '<div class="TRS_Editor" id="zoomCon"><p>正文</p></div><ul><li><a href="/">首页</a></ul><p style="display:none">藏</p>'
    )
    body, menu, hidden = page.lines
    assert body.block is not None
    assert menu.block is not None
    assert hidden.block is not None
    paragraph = page.blocks[body.block]
    assert (paragraph.tag, page.blocks[paragraph.parent].words) == ("p", "trs editor zoom con")
    assert (body.linked, menu.linked) == (0.0, 1.0)
    assert (page.blocks[hidden.block].hidden, paragraph.hidden) == (True, False)


def test_the_first_of_a_name_is_what_the_page_declares() -> None:
    page = html.read(
        '<head> 头 <title>公告\n二则</title><meta name=Keywords content=" 公告 "></head><body><title>又一个</title><meta '
        "name=keywords content=又><meta property=og:title content=三则><svg><title>图</title></svg>"
    )
    assert page.declared == {"title": "公告 二则", "keywords": "公告", "og:title": "三则"}


def test_what_is_remembered_of_names_is_bounded() -> None:
    names = [f"c{n}" for n in range(9_000)] + ["x" * 5_000]
    assert len(html.read("".join(f'<p class="{name}">a' for name in names)).blocks) == 9_003
    assert len(html._LEARNED) < 9_000
    assert max(len(name) for named in html._LEARNED for name in named if name) < 5_000


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</div>",
                "<td>",
                "<tr>",
                "<table>",
                "<a>",
                "<br>",
                "<pre>\n",
                "正文",
                "&amp;",
                "<!--",
                "-->",
                "]]>",
                "\0",
                "<title>",
                "</html>",
                "</html x>",
                "<html/>",
                "<svg>",
                '<b class="hide">',
            ]
        )
    ).map("".join)
)
def test_anything_renders_to_lines_that_are_its_slices(markup: str) -> None:
    page = html.read(markup)
    assert [page.source[line.start : line.end] for line in page.lines] == (
        page.source.split("\n") if page.source else []
    )
    assert all(0 <= line.linked <= 1 for line in page.lines)
    assert all(block.parent < n and (block.parent >= 0) == (n > 0) for n, block in enumerate(page.blocks))
