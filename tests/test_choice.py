"""The choice of the body: what the trees, the copies and the guards may do, and what they may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.body import model
from page_cleaner.body.choice import decide
from page_cleaner.body.copies import copies
from page_cleaner.body.features import NAMES, Facts
from page_cleaner.body.pieces import Pieces
from page_cleaner.text.view import Unit
from tests.promises import hold, rest

BODY = [
    "关于做好防汛工作的通知",
    "近日，市政府召开常务会议，研究部署下一阶段生态环境保护工作，听取有关情况汇报。",
    "会议指出，今年以来，全市各级各部门认真贯彻落实决策部署，环境质量持续改善，工作取得积极成效。",
    "会议强调，要坚持问题导向，压实工作责任，确保各项任务按期完成。",
]
HEAD, FOOT = (
    ["网站地图", "联系我们", "当前位置：首页 > 要闻"],
    ["上一篇：某县开展春季植树活动", "【打印本页】", "京ICP备05070218号", "网站标识码：1100000001"],
)
LINES = [*HEAD, *BODY, *FOOT, "某县开展春季植树活动", "某区召开安全生产会议", "附件：实施方案.doc", "2024年3月1日", "序号", "1", "姓名：张某", "", "更多>>"]  # fmt: skip


@pytest.mark.parametrize("join", ["\n", " ", "   ", "\t", " | ", "\n\n", "\r\n"])
def test_the_body_is_found_whatever_stands_between_its_pieces(join: str) -> None:
    cleaned = clean(join.join([*HEAD, *BODY, *FOOT]), format="text")
    pieces = (line.strip(" |\t") for line in re.split(r"\n|   |\t| \| |(?<=。) |(?<=通知) ", cleaned.text))
    assert [piece for piece in pieces if piece] == BODY


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=8), max_size=30), st.sampled_from([" ", "   ", "\t", " | ", "|", "\n* ", "\n"]))  # fmt: skip
def test_the_promises_hold_in_every_shape(lines: list[str], join: str) -> None:
    cleaned = clean(join.join(lines), format="text")
    hold(cleaned)
    rest(cleaned)
    assert 0 <= cleaned.confidence <= 1
    assert (cleaned.confidence == 0) >= (not cleaned.text)


def test_a_text_that_shows_no_boilerplate_stays() -> None:
    cleaned = clean("\n".join(BODY), format="text")
    assert (cleaned.text, cleaned.removed, cleaned.warnings) == ("\n".join(BODY), (), ())


def test_a_document_that_stands_twice_stays_once() -> None:
    cleaned = clean("\n".join([*HEAD, *BODY, "返回顶部", *BODY, *FOOT]), format="text")
    assert cleaned.text == "\n".join(BODY)
    assert "navigation.copy" in {span.rule for span in cleaned.removed}


@given(st.lists(st.sampled_from(["甲" * 30, "乙" * 40, "丙" * 12, "短", "丁" * 50]), max_size=40))
def test_a_copy_repeats_what_stands_above_it(texts: list[str]) -> None:
    found = copies(texts, [None] * len(texts))
    assert all(texts[n] in texts[:n] for n in found)


def test_clauses_that_a_form_repeats_are_no_copies() -> None:
    form = ["一、申请人基本情况及申请事项说明", "（由申请人填写，可另附页）"]
    assert not copies([*BODY, *form, "二、家庭成员", *form], [None] * 9)


def _chosen(odds: list[float | None], texts: list[str] | None = None, rows: list[int] | None = None) -> list[bool]:
    texts = texts or ["某县" * 10] * len(odds)
    units = [Unit(n, n + 1, text, rows[n] if rows else n) for n, text in enumerate(texts)]
    certain = [None if each is not None else "icp_footer.beian" for each in odds]
    pieces = Pieces(units, [(n, n + 1) for n in range(len(units))], certain, (), [[n] for n in range(len(units))])
    body = decide(odds, pieces, Facts(certain, [-1] * len(odds), [-1] * len(odds)))
    return [rule is None and each is not None for rule, each in zip(body.rules, odds, strict=True)]


def test_a_gap_that_nothing_bounds_is_kept() -> None:
    assert all(_chosen([5, 5, -1, -1, 5, 5, None, None])[:6])
    assert not any(_chosen([None, 5, 5, -6, -6, None, -6, None])[3:])


def test_no_row_is_torn() -> None:
    kept = _chosen([None, 5, 5, 3, -3, 4, 5, None, -5, -5, None], rows=[0, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7])
    assert len(set(kept[3:6])) == 1


def test_something_always_stays() -> None:
    assert any(_chosen([None, -9, -9, -8.5, None, None]))


def test_most_of_a_page_never_goes_in_silence() -> None:
    """Where the choice takes more than half of a page and is not sure, the answer says so."""
    menu = [f"第{n}号公示{'甲' * (n % 7 + 3)}" for n in range(60)]
    cleaned = clean("\n".join(["网站地图", *menu, "会议定于明日召开", "京ICP备05070218号", "联系我们"]), format="text")
    taken = sum(len(span.text) for span in cleaned.removed if span.rule.endswith("_body"))
    assert 2 * taken < len(cleaned.source) or cleaned.confidence >= 0.9 or cleaned.warnings


def test_the_trees_are_a_table_of_known_questions() -> None:
    table = (Path(model.__file__).parent / "trees.txt").read_text("utf-8")
    asked = {line.split(" <= ")[0].strip() for line in table.splitlines() if " <= " in line}
    assert asked <= set(NAMES)
    assert isinstance(model.log_odds([0.0] * len(NAMES)), float)


@pytest.mark.parametrize(
    "table", ["tree\nlength <= x", "tree\nno_feature <= 1\n 1\n 2", "tree\nlength <= 1\n   3", "import os"]
)
def test_a_table_that_is_broken_is_refused(table: str) -> None:
    with pytest.raises(ValueError, match="line"):
        list(model._statements(table))


@pytest.mark.parametrize(
    ("taken", "warned"), [(1, []), (2, ["choice_unsure"]), (4, ["most_removed"]), (7, ["most_removed"])]
)
def test_a_page_of_which_much_goes_unsurely_says_so(taken: int, warned: list[str]) -> None:
    """A quarter of the text is much where the choice says itself that it is unsure; of less it says just that."""
    units = [Unit(n * 40, n * 40 + 40, "某单位某事项某情况" * 4, n) for n in range(10)]
    odds = [-6.0] * taken + [-0.1] * (10 - taken)
    certain = [None] * 10
    pieces = Pieces(units, [(u.start, u.end) for u in units], certain, (), [[n] for n in range(10)])
    body = decide(odds, pieces, Facts(certain, [-1] * 10, [-1] * 10))
    assert body.confidence < 0.3
    assert [each.partition(":")[0] for each in body.warnings] == warned
