"""What is left of a page's frame above the title and below the text: names of sites and columns, slogans, words that no rule knows.

A title with its byline right below it, or that the text bears out, says where the document begins, and what rules know below the last
sentence where it has ended. What stands beyond is the page's, whatever it is called, if it has nothing to do with the text and another
piece of the page parts it from the document, or its words are those of columns and sites. What documents themselves have there stays:
fields, formal lines of an office, numbers and dates, attachments, tables, lists, whatever may be a part of the title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from page_cleaner.page import detector_of
from page_cleaner.text import likeness
from page_cleaner.text.kinds import han, is_attachment
from page_cleaner.text.view import Unit

#: The rules of what stands above a title and below a text.
ABOVE_TITLE, BELOW_TEXT = "navigation.above_title", "navigation.below_text"
#: What the byline above a text says; an editor's may stand below.
_SAYS = re.compile(r"(?:19|20)\d\d|\d/\d|来源|作者|发布|时间|浏览")
#: So many units above the byline a title is looked for; it has so many Han characters and is no longer than this, in code points.
_REACH, _TITLE_HAN, _LONGEST_TITLE = 3, 8, 90
#: No title ends so, and none has a full stop in it.
_NO_TITLE = frozenset(";,:。、")
#: The parts of a title may stand on lines of their own, or with blanks between them: how the last one begins below an office's name, and
#: what is no part of it: a line that is no longer than this, in code points, or words between two blanks, or the name of a site.
_REST, _COLUMN, _WORDS = re.compile("的|关于|印发|转发|批转|[-—(]"), 9, 6
_SITE = re.compile(r"(?:网|网站|平台|门户|频道|首页|公众号)$")
#: What stands beyond the edges and is no document's: units of these kinds, no longer than this, in code points.
_KINDS, _LONGEST = frozenset(("plain", "bullet")), 40
#: A field, an entry of a table of contents, who took a picture, a date, its pieces, a number; and what a document is called.
_OWN = re.compile(
    r":|[,、]$|…|\.{4}|《|^(?:谢谢|此致|敬礼|祝)|^[(]?(?:图|摄影|摄)(?:\s?/|为)|[一二三四五六七八九十]等奖|^[\d年月日时分\s./\-〔〕()第号期总]+$"
)
_CALLED = re.compile(
    r".*(?:号|令|文件|公告|通告|公报|通知|决定|决议|意见|办法|条例|规定|细则|议程|纪要|函|目录|附件\s?\d*)[)》]?$"
)
#: Detectors whose spans stand inside documents, too; more units in a row than this, below a text, are a list.
_INSIDE, _RUN = frozenset("debris media".split()), 2
#: What columns and sites are called; Latin letters alone are a button's or a menu's.
_COLUMNS = re.compile(
    r"网|平台|门户|频道|首页|主页|公众号|新闻|要闻|头条|快讯|时讯|动态|资讯|信息|公开|公告|公示|通知|栏目|专栏|专题|之窗|园地|在线|图片|图说|视频|导航|导读|推荐|热点|聚焦|关注|"
    r"检索|搜索|登[录陆]|注册|访问|欢迎|日报|晚报|时报|商报|报道|播报|客户端|下载|^[!-~\s]+$"
)
#: Without a byline: so many units stay above the text, and the title shares so many pairs of Han characters with its first code points.
_FEW, _SHARE, _SAID = 8, 0.4, 1_500
#: A row of cells has no more units than this, and goes or stays as a whole; a longer one is a page on one line.
ROW = 12
#: Kinds of units that are the text.
_TEXT = frozenset(("prose", "sentence"))


def beyond(
    units: Sequence[Unit], rules: Sequence[str | None], spared: Collection[int], kinds: Mapping[str, str]
) -> dict[int, str]:
    """The units that stay above the title and below the text and are no part of the document, with the rules that take them.

    ``rules`` names the rule that takes each unit, None for one that stays; ``spared`` are units that stay whatever they are. Linear in
    the units.
    """
    above = dict.fromkeys(_above_title(units, rules, spared, kinds), ABOVE_TITLE)
    return above | dict.fromkeys(_below_text(units, rules, spared, kinds), BELOW_TEXT)


def _above_title(
    units: Sequence[Unit], rules: Sequence[str | None], spared: Collection[int], kinds: Mapping[str, str]
) -> list[int]:
    """Those above a title that has its byline below it, or that says what the text says while nothing that stays above it does."""
    byline = _byline(units, rules, kinds)
    first = next((n for n in range(byline, len(units)) if rules[n] is None and kinds[units[n].text] in _TEXT), 0)
    kept = [n for n in range(first) if rules[n] is None]
    said = "".join(unit.text for unit, rule in zip(units[first:], rules[first:], strict=True) if rule is None)[:_SAID]
    if byline:
        title = _title(units, rules, byline)
    elif first and any(rule is not None and detector_of(rule) not in _INSIDE for rule in rules):
        able = (n for n in kept[-1:-3:-1] if han(units[n].text) >= _TITLE_HAN)
        title = next((n for n in able if likeness.share(units[n].text, said) >= _SHARE), 0)
    else:
        return []
    above = [n for n in kept if n < title]
    if not first or len(above) > _FEW:
        return []
    found, parted = list[int](), False
    for n in range(title - 1, -1, -1):
        if rules[n] is not None:
            parted = parted or detector_of(rules[n]) not in _INSIDE
        elif (
            n not in spared
            and _is_foreign(units[n].text, kinds)
            and not _CALLED.match(units[n].text.replace(" ", ""))
            and (parted or _COLUMNS.search(units[n].text))
            and (_SITE.search(units[n].text) or likeness.is_foreign(units[n].text, said))
        ):
            found.append(n)
    return found if byline or len(found) == len(above) else []


def _is_column(text: str, longest: int) -> bool:
    """Whether a unit above a title may be no more than the name of a column or of a site."""
    return len(text) <= longest or _SITE.search(text) is not None


def _below_text(
    units: Sequence[Unit], rules: Sequence[str | None], spared: Collection[int], kinds: Mapping[str, str]
) -> list[int]:
    """Those below the last sentence that stays and below something that rules take there, if they are no list."""
    found, run, first = list[int](), list[int](), _behind_text(units, rules, kinds)
    ended, whole = False, True
    cells = Counter(unit.row for unit in units[first:])
    for n in range(first, len(units) + 1) if first else ():
        if n == len(units) or rules[n] is not None:
            found += run if whole and len(run) <= _RUN else []
            run, whole = [], True
            ended = ended or (n < len(units) and detector_of(rules[n]) not in _INSIDE)
        elif ended:
            text = units[n].text
            if (
                n not in spared
                and not 1 < cells[units[n].row] <= ROW
                and _is_foreign(text, kinds)
                and not is_attachment(text)
            ):
                run.append(n)
            else:
                whole = False
    return found


def _behind_text(units: Sequence[Unit], rules: Sequence[str | None], kinds: Mapping[str, str]) -> int:
    """The unit behind the last sentence that stays, 0 where none does."""
    for n in range(len(units) - 1, -1, -1):
        if rules[n] is None and kinds[units[n].text] in _TEXT:
            return n + 1
    return 0


def _is_foreign(text: str, kinds: Mapping[str, str]) -> bool:
    """Whether a unit at a document's edge is none of it, by its words."""
    return kinds[text] in _KINDS and 1 < len(text) <= _LONGEST and not _OWN.search(text)


def _title(units: Sequence[Unit], rules: Sequence[str | None], byline: int) -> int:
    """The first unit of the title above the page's byline, 0 where none stands there."""
    title = next((n for n in range(byline - 1, max(0, byline - 1 - _REACH), -1) if rules[n] is None), 0)
    text, row = units[title].text, units[title].row
    if not title or han(text) < _TITLE_HAN or len(text) > _LONGEST_TITLE or text[-1] in _NO_TITLE or "。" in text:
        return 0
    is_table = sum(unit.row == row for unit in units[: title + ROW + 1]) <= ROW
    while title and rules[title - 1] is None and _goes_on(units[title - 1], units[title], is_table=is_table):
        title -= 1
    return title


def _goes_on(above: Unit, unit: Unit, *, is_table: bool) -> bool:
    """Whether a title may go on from one unit to the next; cells of a row belong together."""
    in_row = above.row == unit.row
    if (in_row and is_table) or _REST.match(unit.text):
        return True
    return not _is_column(above.text, _WORDS if in_row else _COLUMN)


def _byline(units: Sequence[Unit], rules: Sequence[str | None], kinds: Mapping[str, str]) -> int:
    """The first byline above all text; 0 where there is none."""
    for n, (unit, rule) in enumerate(zip(units, rules, strict=True)):
        if rule is None:
            if kinds[unit.text] in _TEXT:
                return 0
        elif detector_of(rule) == "byline" and _SAYS.search(unit.text):
            return n
    return 0
