"""What a text falls into: lines, cells, pieces of squeezed lines, and cut sentences put together again."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.text.charts import charts
from page_cleaner.text.extents import extents
from page_cleaner.text.index_table import index_rows
from page_cleaner.text.units import split, stitch
from page_cleaner.text.view import View

CASES = json.loads((Path(__file__).parent / "cases" / "units.json").read_text("utf-8"))
PIECES = st.sampled_from(
    [
        "近日，会议召开。",
        "首页",
        "2024",
        "年",
        "·",
        " ",
        "   ",
        "\t",
        "|",
        "｜",
        "\n",
        "，",
        "abc",
        "---",
        "\u200b",
        "）",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    units = split(View(case["text"]))
    groups = stitch(units, [False] * len(units))
    assert ["".join(units[n].text for n in own) for own in groups] == case["units"]
    assert [units[own[0]].row for own in groups] == case["rows"]


@given(TEXTS)
def test_units_are_pieces_of_their_rows_in_order(text: str) -> None:
    view = View(text)
    units, lines = split(view), view.lines
    assert all(above.end <= below.start for above, below in itertools.pairwise(units))
    for unit in units:
        line = lines[unit.row]
        assert line.start <= unit.start < unit.end <= line.end
        assert unit.text == view.text[unit.start : unit.end] == unit.text.strip(" \t")


@given(TEXTS, st.data())
def test_stitching_parts_the_units_in_order(text: str, data: st.DataObject) -> None:
    units = split(View(text))
    taken = [data.draw(st.booleans()) for _ in units]
    groups = stitch(units, taken)
    assert [n for own in groups for n in own] == list(range(len(units)))
    assert all(len(own) == 1 or not any(taken[n] for n in own) for own in groups)


@given(TEXTS)
def test_extents_are_disjoint_stretches_of_the_source(text: str) -> None:
    view = View(text)
    units = split(view)
    found = extents(text, view, units, (), {})
    assert len(found) == len(units)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(above[1] <= below[0] for above, below in itertools.pairwise(found))


INDEX = {
    "one line a row": (["索引号:1100-2024", "发文机关:某市人民政府", "标题"], ["index_number", "issuer"]),
    "label and value on lines of their own": (
        ["索 引 号:", "1100-2024", "发文机关:", "某市人民政府", "成文日期:", "2024年3月1日"],
        ["index_number", "issuer", "written"],
    ),
    "behind bullets": (["·索引号:1100-2024", "·主题分类:环境保护"], ["index_number", "topic"]),
    "a byline is none": (["发布日期:2024-03-01", "来源:某市日报", "某市召开工作会议"], []),
    "one label is none": (["索引号:1100-2024", "近日,会议召开。"], []),
    "a sentence between ends it": (
        ["文号:某政发〔2024〕1号", "近日,会议召开。", "会议强调,抓好落实。", "有效性:有效"],
        [],
    ),
}


@pytest.mark.parametrize("label", INDEX)
def test_rows_of_index_tables(label: str) -> None:
    texts, names = INDEX[label]
    assert [row.name for row in index_rows(texts)] == names


def test_values_of_index_tables_are_found() -> None:
    (first, second) = index_rows(["索引号:", "1100-2024", "主题分类:环境保护"])
    assert (first.label, first.value) == (0, 1)
    assert (second.label, second.value, "主题分类:环境保护"[second.start :]) == (2, 2, "环境保护")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("甲\t 乙 丙 \t\t|丁", ["甲", "乙 丙", "丁"]),
        ("| 甲 | -- |  | 乙 |", ["甲", "乙"]),
        ("标    题: 通知\t文 号:3", ["标\t题: 通知", "文 号:3"]),
    ],
)
def test_cells_are_what_stands_between_tabs_and_bars(text: str, units: list[str]) -> None:
    assert [unit.text for unit in split(View(text))] == units


def test_charts_are_what_stands_between_corners() -> None:
    chart = ["┌────┐", "│申请│", "└─┬──┘", "↓", "┌─┴──┐", "│受理│", "└────┘"]
    assert charts(["办理流程", *chart, "打印"]) == set(range(1, 8))
    assert charts(["│", "·", "办事指南"]) == set()
    assert charts(["┌ 一行 ┐", "某市召开工作会议"]) == set()
