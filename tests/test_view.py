"""The view: whatever a rule matches in it stands at the offsets that it gives."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.page import Span
from page_cleaner.text.view import FOLD, View, fold

PIECES = st.sampled_from(
    [
        "生態",
        "(tài)",
        "環境",
        "，",
        "：",
        "﹕",
        "　",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\u200b",
        "é",
        "e\u0301",
        "𠮷",
        "👨‍👩‍👧",
        "ＡＢ１２",
        "分享到",
        "首頁",
        "......",
        "\ufdd0",
        "\ufeff",
        "号",
        "№",
    ]
)
SOURCES = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@st.composite
def cut_sources(draw: st.DrawFn) -> tuple[str, list[Span]]:
    source = draw(SOURCES)
    bounds = sorted(draw(st.sets(st.integers(0, len(source)), max_size=8)))
    spans = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=False):
        replacement = draw(st.sampled_from([None, None, "務", "勵工作"]))
        spans.append(Span(start, end, source[start:end], "d", "d.r", replacement))
    return source, spans


def squeezed(text: str) -> str:
    return re.sub("[ \n\u200b]+", "", fold(text))


@given(cut_sources(), st.data())
def test_any_piece_of_the_view_is_the_source_at_its_offsets(made: tuple[str, list[Span]], data: st.DataObject) -> None:
    source, spans = made
    view = View(source, spans)
    if not view.text.strip():
        return
    line = data.draw(st.sampled_from(view.lines))
    start = data.draw(st.integers(line.start, line.end - 1))
    end = data.draw(st.integers(start + 1, line.end))
    a, b = view.locate(start, end)
    left, at = [], a
    for span in spans:
        if span.end > a and span.start < b:
            left += [fold(source[at : max(at, span.start)]), fold(span.replacement or "")]
            at = max(at, span.end)
    left.append(fold(source[at:b]) if at < b else "")
    expected, got = re.sub("[ \t\n\u200b]+", "", "".join(left)), re.sub("[ \t\n]+", "", view.text[start:end])
    assert got in expected if any(s.replacement for s in spans) else got == expected


@given(SOURCES)
def test_lines_are_not_blank_and_in_order(source: str) -> None:
    view = View(source)
    assert [line.text for line in view.lines] == [t for t in (x.strip(" \t") for x in view.text.split("\n")) if t]
    assert all(view.text[line.start : line.end] == line.text for line in view.lines)


def test_one_rule_reads_every_form() -> None:
    forms = ["分享到：", "分享到:", "分享到﹕", "  分享到 ：", "分\u200b享到："]
    assert {View(f).lines[0].text.replace(" ", "") for f in forms} == {"分享到:"}
    assert View("版權(quán)所有", [Span(2, 8, "(quán)", "d", "d.r")]).text == "版权所有"


def test_the_fold_is_one_to_one() -> None:
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x30000))))
    assert len(fold(everything)) == len(everything)
    assert len(FOLD) == 0x10000


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
