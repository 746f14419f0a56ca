"""The title of a document: what its page declares as far as it shows it, else the line above its byline or its first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page_cleaner.facts import dates
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.text.kinds import han, is_prose, kind
from page_cleaner.text.view import fold

#: Behind the title stand the column's and the site's names.
_SITE = r"网|网站|政府|新闻|频道|在线|日报|门户|头条|资讯|新华社"
_DECLARED_END = re.compile(
    rf"\s*(?:[_|]|\s[-–—]+\s|--+|[-–—](?=[^-–—]{{0,16}}(?:{_SITE})[^-–—]{{0,8}}(?:[-–—][^-–—]{{2,20}})?$)).*$",
    re.DOTALL,
)
#: The lines before the prose that are looked through, the shortest and longest title, in code points, and the shortest part of a
#: declared title that is one.
_HEAD, _SHORTEST, _LONGEST, _PART = 14, 4, 100, 6
#: Titles of fewer Han characters are taken where no other may be; so many entries above a byline or body one is looked for, and so
#: many lines of offices stand above a title, or lines of its rest below it.
_LONG, _REACH, _OFFICES = 8, 4, 3
_ABOUT = re.compile("关于")
_OFFICE = re.compile(r"^[^,。;:!?\d]{2,40}(?:委员会|政府|局|厅|部|办公[室厅]|院|银行|中心|处|署|会|公司|大学)$")
_DOCUMENT = re.compile(
    r"(?:通知|公告|通告|通报|意见|决定|决议|批复|报告|函|办法|规定|细则|方案|公示|请示|纪要|命令?|令|条例|规划|要点|倡议书?|答复|说明|解读|规则|制度|标准|计划)[)\"》]*(?:[(].{1,20}[)])?$"
)
_OF_SITES = re.compile(
    r">|(?:网|网站|平台|门户|政府|委员会|局|厅|所|频道|统计|详情|内容|正文|首页|信息)$|^(?:无标题|Untitled|标题|新闻|文章|内容|详细|信息)"
)
_NO_TITLE = frozenset("index figure contact number".split())
#: Labels of records, not places or speakers before a title's colon.
_LABEL = re.compile(
    r"^\S{0,8}(?:标题|来源|时间|日期|地点|地址|电话|联系人|单位|姓名|附件|附|编号|案号|索引号|名称|主题|来信人|写信人|内容|答复|回复|问|答|文号|机关|部门|作者|编辑|类别|分类|状态|"
    r"金额|方式|代码|关键[词字]|摘要|备注|说明|声明|注|人|栏目|频道|位置|号)\s?:"
)
#: What may take a title that stays to be read.
_TITLED = frozenset(("navigation.before_body", "navigation.inside_body", "byline.original_title"))
_LABELLED = re.compile(
    r"^[\s·【\[]*(?:信件|来信|留言|咨询|公文|文件|信息)?(?:标题|题名|题目|主题)[】\]]?\s?:\s?(?P<value>.+)$"
)
_ALONE = re.compile(r"[\s·]*(?:信件|来信|留言|咨询)?(?:标题|主题)\s?:?")
_ORIGINAL = re.compile(r"^[\s·(【\[]*(?:原标题|原题)\s?:\s?(?P<value>.+?)[)】\]]?$")
_DOCUMENT_NUMBER = re.compile(
    r"字第\s?\d+[A-Z]?\s?号$|[〔\[(](?:19|20)\d\d[〕\])]\s?第?\s?\d{1,5}\s?号[)）]?$|^第?\s?\d+\s?号$|^(?:总?第.{1,8}[期号]\s?)+$"
)
#: A document's letterhead, and what stands before a title that is none of it.
_LETTERHEAD = re.compile(r"^[^,。;:]{2,24}(?:局|委员会|政府|厅|部|院|办公[室厅]|中心)文件$")
_BEFORE = re.compile(r"^(?:[\s·•◆■●*#>|?？\-—–]+|第[一二三四五]篇\s?[:：])\s*")
_ROWS = re.compile(r"\]\s?\S+\s?\[|\S:\s?\S.*\s\S+?:\s?\S|^\{|满意度|[(]县、?市[)]$")
#: Lines that are never titles: headings of page templates, when a law was passed, who wrote and took pictures.
_NEVER = re.compile(
    r"^索\s?引\s?号|^(?:基本信息|详细信息|详情|正文|提示|目录|安全验证|今日气温|简介|内容导航|政府公报|新闻公报|文件下载|附件下载)$|^[(]?(?:19|20)\d\d年.*(?:通过|公布|修正|修订|施行|发布)[)]?$|"
    r"记者.{0,12}(?:摄|报[道导])?$|[摄供]图?[)]?$"
)
#: A date before or behind a title.
_DATED_TITLE = re.compile(
    r"^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+(?=\S{4})|\s第\d{1,3}页$|^展开\s(?=\S{6})|\s?[(（](?:19|20)\d\d年\d{1,2}月\d{1,2}日[)）]$"
)
_ICONS = "".join(map(chr, range(0xE000, 0xF900)))
_LATIN = re.compile("[A-Za-z]{4}")
_NOTE = re.compile(r"^[(【\[].*[)】\]]$")
_DATED = re.compile(r"(?:19|20)\d\d|来源|作者")
_MENU = re.compile(r"\|.*\||首页|^[\s|]*\|")


_NONE = (_LETTERHEAD, _NEVER, _ROWS, _DOCUMENT_NUMBER, _NOTE)


def find(lines: Lines, declared: str) -> tuple[str | None, int]:
    """Give the title and the entry that holds it, -1 where none does; (None, -1) where the page has no title."""
    entries = lines.entries
    shown, end = _shown(entries, fold(declared)) if declared else (-1, -1)
    if shown >= 0:
        return _bare(lines.written(entries[shown].start, entries[end - 1].end)), shown
    stated = _DECLARED_END.sub("", declared).strip()
    if han(fold(stated)) < _SHORTEST and not _LATIN.search(stated):
        stated = ""
    first = next((n for n, e in enumerate(entries) if e.rule is None and _is_text(e.folded)), len(entries))
    head = [n for n, e in enumerate(entries[:first]) if e.rule is None][-_HEAD:]
    found = _above_byline(entries, head, first)
    if found < 0:
        found = _likeliest(entries, head)
        if found < 0:
            found = _taken(entries, first)
        if stated and found >= 0 and _is_displayed(entries, stated) and not _OF_SITES.search(stated):
            found = found if _alike(entries[found].folded, fold(stated)) else -1
    labelled = _labelled(lines, head, _LABELLED)
    if labelled and (found < 0 or _LABELLED.match(entries[found].folded)):
        return labelled
    if found >= 0:
        return _whole(lines, found)
    if stated:
        return stated, -1
    removed = [n for n, e in enumerate(entries) if e.rule in ("byline.original_title", "byline.copied_title")]
    return _labelled(lines, removed, _ORIGINAL) or _labelled(lines, removed, _LABELLED) or (None, -1)


def _is_displayed(entries: Sequence[Entry], stated: str) -> bool:
    squeezed = _squeezed(fold(stated))
    return any(squeezed in _squeezed(entry.folded) for entry in entries)


def _whole(lines: Lines, found: int) -> tuple[str, int]:
    """The title from the entry that was found, with the office's name above it and the rest below it where it is broken over lines."""
    entries, start, end = lines.entries, found, found + 1
    if (
        found
        and entries[found - 1].rule is None
        and entries[found - 1].row == entries[found].row != _row(entries, found - 2)
    ):
        return lines.written(entries[found - 1].start, entries[found].end), found - 1
    if entries[found].folded.startswith(("关于", "印发", "转发")):
        while (
            start
            and found - start < _OFFICES
            and entries[start - 1].rule is None
            and _OFFICE.search(entries[start - 1].folded)
        ):
            start -= 1
    if _ABOUT.search(entries[found].folded) and not _DOCUMENT.search(entries[found].folded):
        while (
            end < len(entries)
            and end - found < _OFFICES
            and entries[end].rule is None
            and len(entries[end].folded) <= _LONGEST
        ):
            end += 1
            if _DOCUMENT.search(entries[end - 1].folded):
                break
        else:
            end = found + 1
        if not _DOCUMENT.search(entries[end - 1].folded):
            end = found + 1
    if not _ABOUT.search(entries[found].folded) and _DOCUMENT.search(entries[found].folded) and found:
        above = entries[found - 1]
        if (
            above.rule is None
            and _ABOUT.search(above.folded)
            and not _DOCUMENT.search(above.folded)
            and han(above.folded) >= 4
        ):
            start = found - 1
    return _bare(lines.written(entries[start].start, entries[end - 1].end)), start


def _row(entries: Sequence[Entry], n: int) -> int:
    return entries[n].row if n >= 0 else -1


def _bare(written: str) -> str:
    """A title without the marks, the date and the characters of icon fonts around it."""
    return _DATED_TITLE.sub("", _BEFORE.sub("", written)).strip(_ICONS + " ")


def _alike(folded: str, stated: str) -> bool:
    """Whether two titles share half of the shorter one's pairs of characters."""
    one, other = _pairs(folded), _pairs(stated)
    return 2 * len(one & other) >= min(len(one), len(other))


def _pairs(text: str) -> set[str]:
    squeezed = _squeezed(text)
    return {squeezed[n : n + 2] for n in range(len(squeezed) - 1)}


def _shown(entries: Sequence[Entry], declared: str) -> tuple[int, int]:
    """The entries, from the first to the one behind the last, that are most of the declared title; one that stays before one that goes."""
    squeezed = _squeezed(declared)
    best, found = (False, max(_PART, len(squeezed) // 3) - 1), -1
    for n, entry in enumerate(entries):
        text = _squeezed(entry.folded) if len(entry.folded) >= _PART else ""
        if (
            _PART <= len(text) <= _LONGEST
            and text in squeezed
            and (entry.rule is None, len(text)) > best
            and han(text) >= 2
        ):
            best, found = (entry.rule is None, len(text)), n
    if found < 0 or (entries[found].rule is not None and entries[found].rule not in _TITLED):
        return -1, -1
    start, end = found, found + 1
    text = _squeezed(entries[found].folded)
    while start and entries[start - 1].rule is None and _squeezed(entries[start - 1].folded) + text in squeezed:
        start -= 1
        text = _squeezed(entries[start].folded) + text
    while end < len(entries) and entries[end].rule is None and text + _squeezed(entries[end].folded) in squeezed:
        text += _squeezed(entries[end].folded)
        end += 1
    return start, end


def _squeezed(folded: str) -> str:
    return "".join(folded.split()).replace("|", "")


def _is_text(folded: str) -> bool:
    return (
        is_prose(folded)
        or (kind(folded) == "sentence" and len(folded) >= 16)
        or (folded.endswith(":") and len(folded) > 4)
    )


def _above_byline(entries: Sequence[Entry], head: Sequence[int], first: int) -> int:
    """The entry nearest above the byline that may be a title, -1 where there is none.

    Of lines that follow each other the upper is the title; one of a few characters only where none is longer.
    """
    byline = next(
        (n for n in range(1, first) if entries[n].detector == "byline" and _DATED.search(entries[n].folded)), -1
    )
    above = [h for h in head if h < byline]
    fits = [n for n in reversed(above) if _fits(entries[n].folded)]
    found = next((n for n in fits if han(entries[n].folded) >= _LONG), fits[0] if fits else -1)
    if found < 0:
        return _taken(entries, byline) if byline >= 0 else -1
    while found - 1 in above and _fits(entries[found - 1].folded) and han(entries[found - 1].folded) > _LONG + 1:
        found -= 1
    return found


def _taken(entries: Sequence[Entry], below: int) -> int:
    """The title that the choice of the body took, right above the byline or the body; -1 where none stands there."""
    for n in range(below - 1, max(-1, below - 1 - _REACH), -1):
        entry = entries[n]
        if entry.rule == "navigation.before_body" and han(entry.folded) >= _LONG and _fits(entry.folded):
            return n
        if entry.detector not in ("byline", "page_tools", "share_widget", "debris"):
            return -1
    return -1


def _likeliest(entries: Sequence[Entry], head: Sequence[int]) -> int:
    """The first entry that may be a title: an office's name or a few characters only where nothing else may be."""
    fits = [n for n in head if _fits(entries[n].folded)]
    long = [n for n in fits if han(entries[n].folded) >= _LONG]
    return next((n for n in long if kind(entries[n].folded) != "formal"), next(iter([*long, *fits]), -1))


def _fits(folded: str) -> bool:
    """Whether a line may be a title."""
    text = folded.strip(" ·|#*")
    if not _SHORTEST <= len(text) <= _LONGEST or text[-1] in "。;,:、" or han(text) < 2:
        return False
    named = kind(text)
    if named in _NO_TITLE or (
        named == "label" and (_LABEL.match(text.replace(" ", "")) or han(text.partition(":")[2]) < 5)
    ):
        return False
    if named == "table" and (len(text) <= 6 or "\t" in text):
        return False
    if any(pattern.search(text) for pattern in _NONE) or _MENU.search(folded) or "://" in text:
        return False
    return dates.find(text) is None or han(text) >= 8


def _labelled(lines: Lines, entries: Sequence[int], label: re.Pattern[str]) -> tuple[str, int] | None:
    for n in entries:
        if label is _LABELLED and _ALONE.fullmatch(lines.entries[n].folded) and n + 1 in entries:
            return lines.text(n + 1), n + 1
        match = label.match(lines.entries[n].folded)
        if match:
            value = lines.value(n, *match.span("value"))
            if value:
                return value, n
    return None
