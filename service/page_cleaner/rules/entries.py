"""Entries of a document that rules take for a page's: columns with their figures, fields of records, lists that the text announces."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter

from page_cleaner.rules.rule import Rule
from page_cleaner.text.kinds import is_prose, is_signature, kind
from page_cleaner.text.units import MEASURE
from page_cleaner.text.view import Unit

#: Of each unit the rule that takes it, None where none does.
Rules = Sequence[Rule | None]
_row = attrgetter("row")

#: Detectors whose words are also headings and entries of documents.
_WORDED = frozenset(("navigation", "notice", "page_tools", "share_widget", "comment_form"))
#: Those of them whose words stand beside no counters.
_COLUMNS = frozenset(("navigation", "notice"))
#: So many alike make a column of figures, and fields of records: a page has one menu without figures, and one byline.
_ALIKE = 3
_FIGURE = re.compile(r"(?=.*\d)[\d.,%\s|]{1,16}[次条件个篇万元人]{0,2}$")
#: So many rows below its heading make a table.
_ROWS = 2
#: A field with its label, those of them that records of books, finds and contributions have, and the date that heads an entry of a journal.
_LABEL = re.compile(r"[\s·*\-]*[^\s:]{2,6}\s?:\s?\S")
_FIELD = re.compile(
    r"[\s·*\-]*(作者|来源|出处|责任编辑|责编|编辑|主编|供稿|撰稿|摄影|设计|制作|策划|播音)\s?:(?!.*(?:19|20)\d\d[-/.年]\d)(?!.*\d:\d\d)\s?\S"
)
_FIELDS = frozenset(("byline.labelled", "byline.person"))
_DATE = re.compile(r"[\s·*\-]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}$")
#: What announces a list, so many entries at least and at most, none longer than this in code points; and what goes on below it.
_ANNOUNCES = re.compile(r"(?:下列|以下|如下|包括|设置|设有|开设)[^。;:]{0,12}:$")
_ENTRIES, _LONGEST = range(2, 31), 12
_GOES_ON = frozenset(("number", "sentence", "prose"))
#: The number of a chapter or a paragraph that a blank parts from its heading.
_ORDINAL = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}[章节条编篇]|[(]?[一二三四五六七八九十]{1,3}[、)]|\d{1,2}[.、]"
)
#: What the address on the next line is of.
_ADDRESSED = re.compile(
    r".{0,16}(?:网上(?:办理|申请|申报|报名|查询)|网址|平台|系统|入口|网站)\s?:?$|.{2,16}(?<!来源)(?<!原文):$"
)

#: The path of a page, and a line that tells the way to go.
_PATHS, _TELLS = frozenset(("breadcrumb",)), re.compile(r"(?:点击|进入|选择|打开|路径|步骤)\s?(?:为|是|如下)?\s?:?$")
#: A name behind a site's registration.
_NAMED = re.compile(r"\d号?(?:-\d{1,3})?\s[\u4e00-\u9fff]{3}")
#: The label of a time, and the fields beside it that tell of an event, so many units away at most.
_TIME, _BESIDE = re.compile(r"[\s·*\-]*(?:时间|日期)\s?:"), 2
_EVENT = re.compile(
    r"[\s·*\-]*(?:会议|活动|举办|发布)?(?:地点|地址|会场|主持人?|发布人|嘉宾|主讲人?|讲师|出席人?员?|参加人?员?|议题|记录人?|来信人?|写信人|网友|诉求人|咨询人|(?:信件)?编号|(?:答复|回复|受理)单位)\s?:"
)

#: What one step of several tells to do, right beside a code that is to be read, and what a contest says above who may use its works.
_STEP = re.compile(r"填写|提交|安装|上传|选择[\"「]|搜索[\"「]|右上角|底部菜单|输入|打开微信|登[录陆]后")
_WORKS = re.compile(r"作品|来稿|投稿|征集|参赛")
#: The label of a way to reach an office, whose value stands below, and the answer to a question that reads as a button.
_REACHED, _ANSWERED = (
    re.compile(r"[\s·]*(?:微信)?(?:公众号|订阅号|视频号|微博|微信|邮箱|客户端|联系方式)\s?:"),
    re.compile(r"请(?:联系|拨打|与|到|向|持)"),
)
#: The label of a registration among the facts of a site, and so many units below it the paragraph begins.
_REGISTERED, _NEAR = re.compile(r"[\s·*\-]*(?:网站)?(?:ICP)?备案(?:编|序)?号\s?:"), 3

#: What the first cell of a row of data holds, and the label of a time in a letter and its answer.
_NUMBERED = re.compile(r"\d+|序号|编号|名次|排名")
_OF_LETTERS = re.compile(r"(?:来信|写信|留言|提交|申请|受理|回复|答复|反馈|办结|办理)(?:时间|日期)\s?:?")

#: So many cells and more are a row of a table, and none has more.
_CELLS, _WIDEST = 3, 20
#: What names a moment of the document's matter, at the end of a line; and so long a piece of it is looked at.
_WHEN = re.compile(
    r"(?<!发布)(?<!发表)(?<!更新)(?<!公布)(?<!公告)(?<!录入)(?<!上传)(?<!成文)(?<!编辑)(?<!添加)(?<!创建)(?<!修改)(?<!新闻)(?<!信息)(?<=[^\W_]{2})"
    r"(?:时间|日期|期限|截止)(?:[、和及与]?(?:其|[^\W_]{2})?(?:时间|地点|方式|安排))*\s?:?$"
)
_LABELLED = 30
#: The measures of numbers in sentences that no counter has.
_MEASURES = MEASURE - frozenset("条人次个")


def entries(units: Sequence[Unit], rules: Rules) -> Iterator[int]:
    """The units that rules take and that are entries of the document, by those around them. Linear in the units.

    What is taken below one of them, as the list below its heading, stays with it; below cells of data and times alone it does not.
    """
    taken = [n for n, rule in enumerate(rules) if rule is not None]
    if not taken:
        return
    beside = [n for n in taken if n and units[n - 1].row == units[n].row]
    yield from _numbered(units, rules, beside)
    yield from _times(units, rules, beside)
    end = 0
    for n in sorted({n for find in _FINDERS for n in find(units, rules, taken)}):
        yield n
        end = max(end, n + 1)
        while end < len(units) and rules[end] is not None and not _is_named(rules[end], units[end]):
            yield end
            end += 1


def _numbered(units: Sequence[Unit], rules: Rules, beside: Sequence[int]) -> Iterator[int]:
    """The cells that rules know as words of menus, in rows that begin with a number or its heading: rows of a table of data.

    ``beside`` are the units that rules take and that have another before them in their row.
    """
    for n in beside:
        rule = rules[n]
        if rule is not None and rule.detector == "navigation":
            first = bisect_left(units, units[n].row, 0, n, key=_row)
            if _NUMBERED.fullmatch(units[first].text):
                yield n


def _times(units: Sequence[Unit], rules: Rules, beside: Sequence[int]) -> Iterator[int]:
    """The cells that rules know as a byline's, behind a label in their row that stays, and those of a letter and its answer."""
    for n in beside:
        rule, label = rules[n], units[n - 1].text
        if (
            rule is not None
            and rule.detector == "byline"
            and (_OF_LETTERS.fullmatch(label) or (rules[n - 1] is None and label[-1] == ":"))
        ):
            yield n
            if rules[n - 1] is not None:
                yield n - 1


def _columns(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The names of columns right above their figures, as a report of a site's visits tells them: entries of a menu have none."""
    found = [
        n
        for n in taken
        if n + 1 < len(units)
        and rules[n + 1] is None
        and _FIGURE.match(units[n + 1].text)
        and _is_of(rules[n], _COLUMNS)
        and not _FIGURE.match(units[n].text)
    ]
    if len(found) >= _ALIKE:
        yield from found


def _cells(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The cell that reads as a page's in a row of others, in a table whose first row is its heading: a menu's rows are all of them words of menus."""
    last = len(units) - 1
    if not any(units[n].row in (units[max(0, n - 1)].row, units[min(last, n + 1)].row) for n in taken if 0 < n < last):
        return
    rows, start = list[range](), 0
    for _, own in groupby(units, _row):
        rows.append(range(start, start + len(list(own))))
        start = rows[-1].stop
    for cells, table in groupby(rows, len):
        heading, *others = table
        if cells > 1 and len(others) >= _ROWS and not any(rules[n] for n in heading):
            for row in others:
                taken = [n for n in row if _is_named(rules[n], units[n])]
                yield from (n for n in taken if len(taken) == 1 and _is_cell(rules[n]))


def _fields(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The same field of several records, with other lines between: a page has one byline, and lists of pages tell when each was published."""
    found = defaultdict[str, list[int]](list)
    for n in _by(_FIELDS, rules, taken):
        field = _FIELD.match(units[n].text)
        if field:
            found[field[1]].append(n)
    for alike in found.values():
        if len(alike) >= _ALIKE and all(None in rules[n:m] for n, m in pairwise(alike)):
            yield from alike


def _desks(_units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """Offices with a date each, row for row: a page has one byline."""
    found = [*_by({"byline.desk"}, rules, taken)]
    if len(found) >= _ALIKE:
        yield from found


def _signed(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """A document below the heading of a list of pages: who signs it and the day end it."""
    below: list[int] = []  # the units below one heading
    for n in taken:
        rule = rules[n]
        if rule is None or rule.take != "section" or rule.search.search(units[n].text):
            continue
        if below and n != below[-1] + 1:
            below = []
        below.append(n)
        if len(below) > 1 and is_signature(units[n - 1].text, units[n].text):
            yield from below
            below = [n]


def _ways(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The way through a site that the line above tells to go."""
    for n in _right_below(rules, taken):
        if _is_of(rules[n], _PATHS) and _TELLS.search(units[n - 1].text):
            yield n


def _register(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """Sites by their registrations, row for row: a footer has few, and no name beside each."""
    found = [n for n in _by({"icp_footer.beian"}, rules, taken) if _NAMED.search(units[n].text)]
    if len(found) > _ALIKE:
        yield from found


def _days(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The dates of a journal, all but the first below a sentence: those of a list stand below titles."""
    found = [n for n in _by({"byline.date"}, rules, taken) if _DATE.match(units[n].text)]
    if len(found) >= _ALIKE and all(units[n - 1].text[-1] == "。" for n in found[1:]):
        yield from found


def _dates_of_rows(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The date in a row of other cells, and the one below others that stay: a page has one, and it stands above."""
    above = seen = 0
    for n in _by({"byline.date"}, rules, taken):
        near = range(max(0, n - _WIDEST), min(len(units), n + _WIDEST))
        others = [rules[m] for m in near if m != n and units[m].row == units[n].row]
        above += sum(rules[m] is None and _DATE.match(units[m].text) is not None for m in range(seen, n))
        seen = n
        if above >= _ROWS or (len(others) >= _CELLS - 1 and not any(others)):
            yield n


def _moments(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The day of what the line above names, and one told by the clock of Beijing, as of deadlines: a page's own has its label or none."""
    for n in _by({"byline.dated", "byline.date"}, rules, taken):
        if "(北京时间)" in units[n].text or (
            n and rules[n - 1] is None and _WHEN.search(units[n - 1].text[-_LABELLED:])
        ):
            yield n


def _measured(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The number of a sentence that is cut into text nodes: its measure stands below."""
    for n in _by({"byline.bare_count", "byline.zero"}, rules, taken):
        if n + 1 < len(units) and rules[n + 1] is None and units[n + 1].text[0] in _MEASURES:
            yield n


def _announced(units: Sequence[Unit], rules: Rules, _taken: Sequence[int]) -> Iterator[int]:
    """The entries of a list that a line ending in a colon announces, as far as the document goes on below them."""
    for n in [n for n, unit in enumerate(units) if unit.text[-1] == ":"]:
        if rules[n] is None and _ANNOUNCES.search(units[n].text[-40:]):
            end = n + 1
            while end < min(len(units), n + 1 + _ENTRIES.stop) and len(units[end].text) <= _LONGEST:
                if rules[end] is None and kind(units[end].text) in _GOES_ON:
                    break
                end += 1
            goes_on = end < len(units) and rules[end] is None and kind(units[end].text) in _GOES_ON
            if goes_on and end - n - 1 in _ENTRIES:
                yield from (m for m in range(n + 1, end) if _is_of(rules[m], _WORDED))


def _headings(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The headings whose number stands before them: the entries of a menu have none."""
    for n in _right_below(rules, taken):
        if _ORDINAL.fullmatch(units[n - 1].text) and _is_of(rules[n], _WORDED):
            yield n


def _addresses(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The address on the line below what it is of."""
    for n in _by({"notice.address"}, rules, _right_below(rules, taken)):
        if _ADDRESSED.match(units[n - 1].text):
            yield n


def _blanks(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The empty labels of a form, right below another of them."""
    for n in _by({"byline.empty"}, rules, _right_below(rules, taken)):
        if units[n - 1].text[-1] == ":":
            yield n


def _registered(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The registration of a site that a document is about, among other facts of it and above a paragraph: a footer's has none below."""
    for n in _by({"icp_footer.beian"}, rules, _right_below(rules, taken)):
        if (
            _REGISTERED.match(units[n].text)
            and _LABEL.match(units[n - 1].text)
            and any(rules[m] is None and is_prose(units[m].text) for m in range(n + 1, min(len(units), n + 1 + _NEAR)))
        ):
            yield n


def _events(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The time of an event, beside its place or its speakers."""
    for n in _by({"byline.dated", "byline.date"}, rules, taken):
        near = units[max(0, n - _BESIDE) : n + _BESIDE + 1]
        if _TIME.match(units[n].text) and any(_EVENT.match(unit.text) for unit in near):
            yield n


def _steps(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """The code to be read, between or beside steps that the document tells to take."""
    for n in _by({"page_tools.qr", "page_tools.wechat", "page_tools.follow"}, rules, taken):
        if any(
            rules[m] is None and _STEP.search(units[m].text) is not None
            for m in range(max(0, n - 1), min(len(units), n + 2))
        ):
            yield n


def _told(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """What reads as a site's word between lines that stay: the label of an office's account above its value, a question above its answer."""
    for n in _right_below(rules, taken):
        below = units[n + 1].text if n + 1 < len(units) and rules[n + 1] is None else ""
        if below and _is_of(rules[n], _WORDED) and (_REACHED.fullmatch(units[n].text) or _ANSWERED.match(below)):
            yield n


def _owned(units: Sequence[Unit], rules: Rules, taken: Sequence[int]) -> Iterator[int]:
    """Who may use the works that are sent to a contest, below its word on them."""
    for n in _by({"notice.copyright"}, rules, _right_below(rules, taken)):
        if _WORKS.search(units[n - 1].text):
            yield n


def _by(ids: Container[str], rules: Rules, taken: Iterable[int]) -> Iterator[int]:
    """Those of the units that rules of these ids take."""
    for n in taken:
        rule = rules[n]
        if rule is not None and rule.id in ids:
            yield n


def _right_below(rules: Rules, taken: Sequence[int]) -> list[int]:
    """Those of the taken units above which one stands that stays."""
    return [n for n in taken if n and rules[n - 1] is None]


def _is_named(rule: Rule | None, unit: Unit) -> bool:
    """Whether a rule takes a unit for its own words, and not for the heading above it."""
    return rule is not None and (rule.take != "section" or rule.search.search(unit.text) is not None)


def _is_cell(rule: Rule | None) -> bool:
    """Whether what a rule takes is a cell in a row of others: a word or a date."""
    return rule is not None and (rule.detector in _WORDED or rule.id == "byline.date")


def _is_of(rule: Rule | None, detectors: frozenset[str]) -> bool:
    return rule is not None and rule.detector in detectors


#: Each is given the units, their rules, and the indexes of those that rules take.
_FINDERS: tuple[Callable[[Sequence[Unit], Rules, Sequence[int]], Iterator[int]], ...] = (
    _columns, _cells, _fields, _desks, _signed, _ways, _register, _days, _dates_of_rows, _moments, _measured, _announced, _headings, _addresses, _blanks, _registered, _events, _steps, _told, _owned,
)  # fmt: skip
