"""The index table of a government document: 索引号, 发文机关, 成文日期 … with their values, above the document.

China's rules for open government information ask for it on every document. Its rows come with label and value in one line,
on two, in cells side by side, or behind bullets; they belong together, and to the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from page_cleaner.text.kinds import DOCUMENT

#: Labels by what they name; characters may stand apart (索 引 号). The first group says that a table is one.
_TELLING = {
    "index_number": ("索引(?:编号|号|码)", "信息索引号?", "公开索引号", "统一编号", "公开目录编号"),
    "issuer": ("发文(?:机关|机构|单位)", "制发?(?:机关|机构|单位)", "制定机关", "印发机关", "颁布机关", "发布(?:机关|机构|单位)", "公开机构", "公开(?:主体|责任部门)", "责任部门"),
    "document_number": ("发文字号", "公文字号", "文件?(?:字|编)?号", "发[文布]文号", "文号", "备注/文号"),
    "topic": ("主题(?:分类|类别)", "主题词", "主题", "信息分类", "公开类别", "信息类别", "所属主题"),
    "written": ("成文(?:日期|时间)", "(?:公文|信息)?生成(?:日期|时间)", "(?:产生|形成)日期", "签发(?:日期|时间)", "制发?日期"),
    "issued": ("发文(?:日期|时间)", "印发(?:日期|时间)"),
    "opened": ("公开(?:日期|时间)", "公开日"),
    "validity": ("(?:文件|信息)?有效性", "公文时效", "是否有效", "效力(?:状态|级别)?", "时效性?", "有效状态", "文件状态", "有效期"),
    "title": ("公文(?:名称|标题)", "信息名称", "法规名称"),
    "other": ("公文种类", "组配分类", "体裁分类", "体裁", "服务对象(?:分类)?", "公开(?:方式|形式|范围|时限|属性|程序|目录|对象|渠道(?:和载体)?|事项|依据|层级|内容(?:\\(要素\\))?)",
              "(?:法律)?效力(?:位阶|属性)", "办文部门", "文件类型", "实施日期", "施行日期", "(?:失效/)?废止(?:日期|时间)", "失效(?:日期|时间)", "内容概述", "公?发布日", "修正日期", "法规(?:体系|类别)", "登记号", "统一登记号", "规范性文件编号", "生效(?:日期|时间)", "所属机构", "(?:政策)?咨询(?:机构|机关|电话)"),
}  # fmt: skip
#: Labels that stand in such tables and in bylines too.
_BESIDE = {
    "named": ("标题", "名称", "文件名称", "文件标题", "题名"),
    "published": ("发布(?:日期|时间)", "公布(?:日期|时间)", "上载日期", "公开发布日期", "添加(?:日期|时间)"),
    "source": ("(?:信息|文章)?来源",),
    "category": ("分类",),
    "beside": ("类别", "关键[词字]", "更新(?:日期|时间)", "摘要", "语种", "点击数", "浏览次数"),
}  # fmt: skip


def _spaced(label: str) -> str:
    """A label whose characters may stand apart."""
    return re.sub(r"([\u4e00-\u9fff)])(?=[^\W\x00-\x7f]|\(\?:)", r"\1\\s{0,8}", label)


_NAMED = "|".join(f"(?P<{name}>{'|'.join(map(_spaced, labels))})" for name, labels in {**_TELLING, **_BESIDE}.items())
_LABELS = re.compile(rf"^[\s·*•\-\[【(]*(?:{_NAMED})\s?[\]】)]?\s?(?::|$|\s(?=\S)|(?<=[\]】)])(?=\S))(?P<value>.*)$")
#: A label farther on in a row, in brackets or behind a blank.
_FURTHER = re.compile(rf"(?:(?<=\s)|(?<=[\]】]))[\[【]?\s?(?:{_NAMED})\s?(?:[\]】]\s?:?|:|$|\s(?=\S))\s?")
#: A telling label at the head of a unit, which is found fast.
_TOLD = re.compile(
    rf"\n(?:[^\S\n]|[·*•\-\[【(])*+(?:{'|'.join(_spaced(label) for labels in _TELLING.values() for label in labels)})(?=\s?[\]】)]?\s?(?::|\s|$)|\s?[\]】)])"
)
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?")
_BYLINE = frozenset(("beside", "published", "source"))
#: The names of labels whose value is the document's title, and the shortest title, in code points.
TITLES, _SHORTEST_TITLE = frozenset(("title", "named")), 10
#: A label, in code points, and how many units may stand between two rows.
_LONGEST, _APART = 200, 1
_label = attrgetter("label")
#: So many telling labels make a table.
_LEAST = 2


def is_label(text: str) -> bool:
    """Whether a unit begins with a label of index tables that telling rows have."""
    found = _LABELS.match(text.lstrip("| ")) if len(text) <= _LONGEST else None
    return found is not None and any(found[name] for name in _TELLING)


class Row(NamedTuple):
    """A row of an index table, or a pair in one: what its label names, and the units that hold label and value (-1: none)."""

    name: str
    label: int
    value: int
    start: int
    """Where in the unit that holds the label its value begins and ends, in code points, if it stands there."""
    end: int


def index_rows(texts: Sequence[str]) -> list[Row]:
    """Find the rows of the index tables among the texts of units. Linear in the texts."""
    if not _TOLD.search("\n".join(("", *texts))):
        return []  # as on most pages
    rows: list[Row] = []
    table: list[Row] = []
    last = -1  # the last unit that belongs to the table being read
    for n, text in enumerate(texts):
        found = _LABELS.match(text) if len(text) <= _LONGEST and _may_be_row(text) else None
        if found is None:
            if table and n == last + 1 and _lacks_value(table) and _may_be_value(table[-1], text):
                table[-1] = table[-1]._replace(value=n)
                last = n
            elif table and n > last + _APART:
                rows += _told(table, texts)
                table = []
            continue
        if table and n > last + 1 + _APART:
            rows += _told(table, texts)
            table = []
        table += _pairs(found, n)
        last = n
    return rows + _told(table, texts)


def _lacks_value(table: Sequence[Row]) -> bool:
    """Whether the last label of a table may have its value in the next unit: it has none yet, and no other pair stands before it in its own."""
    return table[-1].value == -1 and not (len(table) > 1 and table[-2].label == table[-1].label)


def _may_be_value(row: Row, text: str) -> bool:
    """Whether a unit may be the value of the label above: a document's title is that of a title alone."""
    return len(text) <= _LONGEST and (
        row.name in TITLES or len(text) < _SHORTEST_TITLE or ";" in text or DOCUMENT.search(text) is None
    )


def _may_be_row(text: str) -> bool:
    """A quick look: a label is short, and a mark or a blank stands behind it."""
    return len(text) < 20 or ":" in text or "]" in text or " " in text[:20]


def _pairs(found: re.Match[str], n: int) -> Iterator[Row]:
    """The pairs of label and value in a unit."""
    name, start = _name(found), found.start("value")
    for further in _FURTHER.finditer(found.string, start):
        yield _pair(name, n, found.string, start, further.start())
        name, start = _name(further), further.end()
    yield _pair(name, n, found.string, start, len(found.string))


def _pair(name: str, n: int, text: str, start: int, end: int) -> Row:
    return Row(name, n, n if text[start:end].strip() else -1, start, end)


def _name(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value is not None and name != "value")


def _told(table: list[Row], texts: Sequence[str]) -> list[Row]:
    """The rows of a table, none if it is none; a byline right above or below it is no part of it."""
    while table and _is_beside(table[-1], texts):
        first = bisect_left(table, table[-1].label, key=_label)
        if table[first].name in _TELLING:
            break
        del table[first:]  # a unit of which a pair is a byline's is no row
    first = next((n for n, row in enumerate(table) if row.name not in _BYLINE), len(table))
    telling = {row.name for row in table if row.name in _TELLING}
    return table[first:] if len(telling) >= _LEAST else []


def _is_beside(row: Row, texts: Sequence[str]) -> bool:
    """Whether a row at the table's end may be a byline's: neither a title nor a bare date."""
    is_cell = row.name == "source" and row.value > row.label and ":" not in texts[row.label]
    return (
        row.name in _BESIDE and not is_cell and (row.name != "named" or row.value < 0) and not _is_date_row(row, texts)
    )


def _is_date_row(row: Row, texts: Sequence[str]) -> bool:
    """Whether a row tells the date of publication and nothing else."""
    value = texts[row.label][row.start : row.end] if row.value in {-1, row.label} else texts[row.value]
    return row.name == "published" and _DATE.fullmatch(value.strip()) is not None
