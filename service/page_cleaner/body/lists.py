"""Lists and tables among the pieces: what belongs together goes or stays together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from page_cleaner.body.pieces import LINKED, ROW
from page_cleaner.page import BUTTONS, detector_of
from page_cleaner.text.kinds import REMEMBERED, is_prose
from page_cleaner.text.view import Unit

#: So many lines in a row, none longer than this, in code points, are a list.
_LIST, _ENTRY, _BULLETS = 3, 12, frozenset("·-*")
#: The heading of a table's part, between its rows, and of a list's, is no longer than this, in code points.
_HEADING, _CAPTION = 20, 12
#: So many texts with bylines between them are a feed, none that stays longer than this many times the one in the middle.
_ENTRIES, _AS_LONG = 3, 2
#: A letter has no more pieces than this.
_LETTER = 8
#: So many cells, at least, name the columns of a table.
_COLUMNS = 3
#: What has one of the forms below is no longer than this, in code points.
_LONGEST = 60
#: A cell that counts or measures by its unit, its fraction or its span: neither a date nor a bare number, as counters are. And an hour alone,
#: which lists of news have.
_UNIT = r"(?:%|℃|[^\W\d_年月日期条页评图楼]{1,3})"
_FIGURE = (
    rf"(?!(?:19|20)\d\d(?:\D|$)|\d{{1,2}}-\d{{1,2}}(?:\s|$)|\d{{1,2}}:\d\d(?:\s|$))(?:[$¥约逾]{{1,2}}\d[\d,.]*|\d[\d,]*\.\d+|\d[\d,.]*{_UNIT}|"
    rf"\d[\d,.]*{_UNIT}?(?:[:×~\-—至/]{{1,2}}\d[\d,.]*{_UNIT}?){{1,3}}|[一二三四五六七八九十百千万两]{{1,5}}[个本册人名位元件套份张只台辆户亩斤吨米次场票])"
)
_HOUR = r"\d{1,2}:\d\d"
#: What names of people begin with, most of those in a row, and what one looks like.
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁罗郑谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石韦贾夏付邹"
    "华庄项舒甘成戚骆饶涂游欧古单盛岑农阳苗敖班佟"
    "熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季鲁葛申柏安裴屠麻倪祁荣席方车毕纪凌柯"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}(?:[(][^()]{1,6}[)])?")
#: A row of figures: with one behind its words, with several in cells, numbered by a day or an hour; none of them a counter.
_COUNTED = "播放|回复|评论|粉丝|跟[帖贴]|浏览|阅读|点赞|[天时钟年周]之?前"
_FIGURES = "|".join(
    (
        rf"(?:\S{{1,16}}\s){{1,4}}{_FIGURE}",
        rf"(?:\S{{1,10}}\s){{1,4}}{_HOUR}",
        rf"\S{{1,12}}(?:\s(?:{_FIGURE}|{_HOUR}|\d[\d,]*)){{2,4}}(?:\s\S{{1,8}})?",
        rf"\S{{1,10}}\s\d[\d.]*[~\-—至]{{1,2}}\d[\d.]*{_UNIT}?\s\S{{1,16}}",
        r"\d{1,4}\.\d{1,2}\s(?:\S{1,10}\s){1,3}\d[\d,.]*",
        rf"{_HOUR}(?:[~\-—至]{{1,2}}{_HOUR})?\s\S.{{0,24}}",
    )
)
#: A cell of nothing but a number, neither a day nor an hour, and what no row of a table says.
_NUMBER = re.compile(
    rf"(?!(?:19|20)\d\d(?:\D|$)|\d{{1,2}}[-/]\d{{1,2}}$|\d{{1,2}}:\d\d)[-+$¥]{{0,2}}\d[\d.,]*(?:[~\-—×/:]\d[\d.,]*)?{_UNIT}?(?:/[^\W\d_]{{1,2}})?"
)
_NO_ROW = re.compile(rf"{_COUNTED}|^[第·*\-]|收藏|[顶踩赞页]|\S{{17}}|^(?!.*\d\.\d)[^\u3400-\u9fff]*$")
#: A month, with which the entries of a career begin.
_MONTH = r"(?:19|20)\d\d(?:\s?[.年/]\s?\d{1,2}月?|年)?"
#: The forms that entries of a list have in common besides names; cells, a few short words, say least.
_FORMS = re.compile(
    "|".join(
        (
            rf"(?P<figures>(?=.{{4,40}}$)(?=.*[\u3400-\u9fff])(?!.*(?:{_COUNTED}))(?:{_FIGURES})$)",
            r"(?P<titles>《[^》]{1,30}》[^。]{0,12}$)",
            r"(?P<talk>[问答]\d{0,2}\s?:\s?\S|[QA]\d{0,2}\s?[:.]\s?\S)",
            r"(?P<letter>(?:来信|写信|信件|留言|提问|咨询|回复|答复|回答)(?:标题|人|时间|内容|编号|单位|部门|日期|主题|类型)(?:\s?:|\s\S))",
            r"(?P<bullets>[☆★●◆■▲○◇√]\s?\S)",
            r"(?P<days>\d{1,2}月\d{1,2}日\s\S)",
            rf"(?P<career>{_MONTH}\s?(?:[—\-~至]{{1,3}}\s?(?:{_MONTH}|今|现在)|起)[\s:]\s?\S)",
            r"(?P<numbers>(?:第?\d{1,3}号|[图表]\s?\d{1,2})\s\S.{0,30}$)",
            r"(?P<cells>(?!第)\S{1,10}(?:\s\S{1,10}){1,5}$)",
        )
    )
)
#: How the label of a record's field ends, on a line of its own with its value below, and how long it is at most, in code points.
_LABELS, _LONGEST_LABEL = (
    frozenset("日期 名称 对象 依据 事由 事实 摘要 条文 文号 机关 金额 姓名 地址 类别 种类 编号 结果 期限 代码".split()),
    10,
)
#: How far it is from one label to the next, with a value of one line or two between.
_TO_NEXT = (2, 3)
#: What begins entries that may have neither blanks nor colons.
_MARKS = frozenset("《☆★●◆■▲○◇√QA")
#: Forms that no menu has.
_OWN = frozenset(("figures", "names", "numbers", "talk", "career"))


def rows(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """The rows of the units: the first unit of each, and the one behind its last."""
    of = [unit.row for unit in units]
    ends = [n for n, (above, row) in enumerate(pairwise(of), 1) if row != above]
    return list(pairwise((0, *ends, len(units)))) if units else []


def by_rows(odds: list[float | None], rows: Sequence[tuple[int, int]]) -> list[float | None]:
    """Give the cells of a row the mean of their log-odds, so that no row is torn."""
    for start, end in rows:
        if 1 < end - start <= ROW:
            known = [each for each in odds[start:end] if each is not None]
            if known:
                mean = sum(known) / len(known)
                odds[start:end] = [each if each is None else mean for each in odds[start:end]]
    return odds


def by_tables(odds: list[float | None], rows: Sequence[tuple[int, int]], units: Sequence[Unit]) -> list[float | None]:
    """Give no cell of a table, rows of as many cells each, less than the mean of all its cells."""
    for start, end, cells in _tables(rows, units):
        if end - start > cells:
            _raise(odds, start, end)
    return odds


def by_lists(odds: list[float | None], units: Sequence[Unit], linked: Sequence[float]) -> list[float | None]:
    """Give no entry of a list, short lines in a row, less than the mean of all: what a single one is called tears none out."""

    def kind(n: int) -> str | None:
        text = units[n].text
        if odds[n] is None or len(text) > _ENTRY or linked[n] >= LINKED:
            return None
        return "bullet" if text[0] in _BULLETS else "plain"

    for what, entries in groupby(range(len(units)), kind):
        run = list(entries)
        if what and len(run) >= _LIST:
            _raise(odds, run[0], run[-1] + 1)
    return odds


def _raise(odds: list[float | None], start: int, end: int) -> None:
    """Give no piece of a stretch less than the mean of all, where certain rules take none of them."""
    known = [each for each in odds[start:end] if each is not None]
    if len(known) == end - start:
        mean = sum(known) / len(known)
        odds[start:end] = [max(mean, each) for each in known]


def _tables(rows: Sequence[tuple[int, int]], units: Sequence[Unit]) -> list[tuple[int, int, int]]:
    """The tables among the units: the first unit, the one behind the last, and how many cells a row has.

    A short line between rows of as many cells is a heading of the same table.
    """
    runs: list[tuple[int, int, int]] = []
    for cells, alike in groupby(rows, lambda row: row[1] - row[0]):
        of_run = list(alike)
        start, end = of_run[0][0], of_run[-1][1]
        if not 1 < cells <= ROW:
            continue
        above = runs[-1] if runs else (0, 0, 0)
        heading = above[1] == start - 1 and len(units[start - 1].text) <= _HEADING
        if heading and above[2] == cells and above[1] - above[0] > cells:
            runs[-1] = (above[0], end, cells)
        else:
            runs.append((start, end, cells))
    return runs


def keep_rows(
    stays: list[bool], rows: Sequence[tuple[int, int]], units: Sequence[Unit], certain: Sequence[str | None]
) -> None:
    """Keep all of a row of cells of which one stays, and all of a table, rows of as many cells each."""
    parts = [row for row in rows if 1 < row[1] - row[0] <= ROW]
    parts += [(start, end) for start, end, cells in _tables(rows, units) if end - start > cells]
    for start, end in parts:
        if any(stays[start:end]):
            stays[start:end] = [rule is None for rule in certain[start:end]]


def keep_lists(
    stays: list[bool], units: Sequence[Unit], certain: Sequence[str | None], linked: Sequence[float]
) -> None:
    """Keep lists whole: entries of one form in a row of which some stay, letters, and below what stays, entries that no menu has, with
    the sentences right below them.
    """
    first = next((n for n, stay in enumerate(stays) if stay), len(stays))
    forms = [
        _form(text)
        if rule is None and share < LINKED and (" " in text or "、" in text or ":" in text or text[0] in _MARKS)
        else None
        for (_, _, text, _), rule, share in zip(units, certain, linked, strict=True)
    ]
    captions = set[int]()
    for n in range(len(units) - 1):  # the heading of a part is of the list
        if forms[n] is None and forms[n + 1] in _OWN and certain[n] is None and len(units[n].text) <= _CAPTION:
            forms[n] = forms[n + 1]
            captions.add(n)
    seen = [n for n, rule in enumerate(certain) if rule is None or detector_of(rule) not in BUTTONS]
    for what, entries in groupby(seen, forms.__getitem__):
        run = list(entries)
        if what == "letter":
            _keep_letter(stays, run, certain)
        if what is None or len(run) - sum(n in captions for n in run) < _LIST:
            continue
        kept = [n for n in run if stays[n]]
        if kept and what == "cells":
            run = run[run.index(kept[0]) : run.index(kept[-1]) + 1]
        elif not kept and (what not in _OWN or run[0] < first):
            continue
        if run[0] and _is_header(units[run[0] - 1].text) and certain[run[0] - 1] is None:
            run.append(run[0] - 1)
        below = max(run) + 1
        while not kept and below < len(units) and certain[below] is None and units[below].text.endswith("。"):
            run.append(below)
            below += 1
        for n in run:
            stays[n] = True


def keep_feed(stays: list[bool], units: Sequence[Unit], certain: Sequence[str | None]) -> None:
    """Keep all entries of a feed where one of them would stay: texts as long as each other, each with a byline of its own."""
    bylines = [n for n, rule in enumerate(certain) if rule is not None and detector_of(rule) == "byline"]
    if len(bylines) <= _ENTRIES:
        return  # as on most pages
    entries = [range(above + 1, below) for above, below in pairwise(bylines) if below > above + 1]
    sizes = [sum(len(units[n].text) for n in own if certain[n] is None) for own in entries]
    kept = [any(stays[own.start : own.stop]) for own in entries]
    texts = sorted(
        size
        for own, size in zip(entries, sizes, strict=True)
        if any(certain[n] is None and is_prose(units[n].text) for n in own)
    )
    if len(texts) < _ENTRIES or not 0 < sum(kept) < len(texts) or any(stays[: bylines[0]]) or any(stays[bylines[-1] :]):
        return
    if max(size for size, stay in zip(sizes, kept, strict=True) if stay) > _AS_LONG * texts[len(texts) // 2]:
        return
    first = max(0, bylines[0] - max(map(len, entries)))
    for n in range(first, bylines[-1]):
        stays[n] = certain[n] is None


def keep_records(stays: list[bool], units: Sequence[Unit], certain: Sequence[str | None]) -> None:
    """Keep records whole: labels of fields, each with its value on the line below."""
    labels = [
        n
        for n, unit in enumerate(units)
        if unit.text[-2:] in _LABELS and len(unit.text) <= _LONGEST_LABEL and certain[n] is None
    ]
    run: list[int] = []
    for n in labels:
        run = [*run[-_LIST + 1 :], n] if run and n - run[-1] in _TO_NEXT else [n]
        if len(run) == _LIST:
            stays[run[0] : n + 2] = [rule is None for rule in certain[run[0] : n + 2]]


def _keep_letter(stays: list[bool], labels: Sequence[int], certain: Sequence[str | None]) -> None:
    """Keep a letter or what answers it: what stands beside its labels, as far as certain rules take nothing."""
    start, end = labels[0], labels[-1] + 1
    while start and certain[start - 1] is None and end - start <= _LETTER:
        start -= 1
    while end < len(stays) and certain[end] is None and end - start <= _LETTER:
        end += 1
    if end - start <= _LETTER:
        stays[start:end] = [True] * (end - start)


def _is_header(text: str) -> bool:
    """Whether a line may name the columns of the rows below."""
    return text.count(" ") + text.count("\t") >= _COLUMNS - 1 and _form(text) == "cells"


def _form(text: str) -> str | None:
    """The form of an entry, None for what is none."""
    return _form_of_short(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=REMEMBERED)
def _form_of_short(text: str) -> str | None:
    """The same of a short one, which may stand on many pages."""
    names = text.replace("、", " ").split(" ")
    if 1 < len(names) <= ROW and all(map(_PERSON.fullmatch, names)):
        return "names" if 3 * sum(name[0] in _SURNAMES for name in names) >= 2 * len(names) else "cells"
    cells = text.split()
    if _COLUMNS <= len(cells) <= ROW and any(map(_NUMBER.fullmatch, cells[1:])) and not _NO_ROW.search(text):
        return "figures"
    found = _FORMS.match(text)
    return found and found.lastgroup
