"""What is left of a page's head above the title: names of sites and columns, slogans, words that no rule knows.

A title with its byline right below it, or that the text bears out, says where the document begins. What stands above it is the page's,
whatever it is called, if it has nothing to do with the text and another piece of the page parts it from the title, or its words are
those of columns and sites. What documents themselves have there stays: fields, offices, people, kinds of document, numbers and dates,
tables, whatever may be a part of the title.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from page_cleaner.body.pieces import LONGEST_TITLE, ROW
from page_cleaner.page import detector_of
from page_cleaner.text import likeness
from page_cleaner.text.kinds import SENTENCES, han
from page_cleaner.text.view import Unit

#: What the byline above a text says; an editor's may stand below.
_SAYS = re.compile(r"(?:19|20)\d\d|\d/\d|来源|作者|发布|时间|浏览|时\s?前")
#: So many units above the byline a title is looked for; it has so many Han characters. A name between them is shorter than this, in code
#: points.
_REACH, _TITLE_HAN, _NAME = 3, 8, 4
#: No title ends so, and none has a full stop in it.
_NO_TITLE = frozenset(";,:。、")
#: Without a byline, a title shares so many of its pairs of Han characters with the first code points of the text.
_SHARE, _SAID = 0.4, 1_500
#: The parts of a title may stand on lines of their own, or with blanks between them: how the last one begins below an office's name, and
#: what is no part of it: a line that is no longer than this, in code points, or words between two blanks, or the name of a site.
_REST, _COLUMN, _WORDS = re.compile("的|关于|印发|转发|批转|[-—(]"), 9, 6
_SITE = re.compile(r"(?:(?<![一两三四五六七八九十]张)网|网站|平台|门户|频道|首页|公众号|在线|之窗)$")
#: What stands above a title and is no document's: so many units at most, of these kinds, none longer than this, in code points.
_MOST, _KINDS, _LONGEST = 8, frozenset(("plain", "bullet")), 40
#: What columns and sites are called; Latin letters alone are a button's or a menu's.
_COLUMNS = re.compile(
    r"(?<![一两三四五六七八九十]张)网|平台|门户|频道|首页|主页|公众号|新闻|要闻|头条|快讯|时讯|动态|资讯|信息|公开|公告|公示|通知|栏目|专栏|专题|之窗|园地|在线|图片|图说|视频|导航|导读|推荐|热点|聚焦|"
    r"^(?:社会|地方|生活|国际|两岸|政治|财经|健康|文教|体育|娱乐|科技|综合|传媒|港闻|本地)$|检索|搜索|登[录陆]|注册|访问|欢迎|日报|晚报|时报|商报|报道|播报|客户端|下载|^[!-~\s]+$"
)
#: What documents have there: a field, an entry of a table of contents, who took a picture, who speaks or is spoken to, numbers and dates;
#: how offices, officers and kinds of document end.
_OWN = re.compile(
    r":|[,、]$|…|\.{4}|《|[您你我咱]|^[(]?(?:图|摄影|摄)(?:\s?/|为)|^[^\W\d]{2,6}\s[^\W\d]{2,4}$|"
    r"^[\d〇○零一二三四五六七八九十年月日时分\s./\-〔〕()第号期总]+$|"
    r"(?:公司|[办委会局处厅署部院所队团社]|(?<!新闻)(?<!公告)(?<!资讯)(?<!信息)中心|[署处局厅市县区镇乡院校]长)$|"
    r"(?:号|令|文\s?件|公\s?告|通\s?告|公报|通\s?知|决定|决议|意见|办法|条例|规定|细则|议程|纪要|[函信书]|启事|喜\s?报|讣\s?告|会议|目\s?录|附件\s?\d*)[)》]?$"
)
#: A path of two or three steps, which begins a page.
_PATH = re.compile(r"[^\W\d]{2,10}(?:\s?>{1,2}\s?[^\W\d]{2,10}){1,2}$")
#: How offices end, whose names above a path are the site's.
_OFFICE = re.compile(r"(?:政府|委员会|[局厅署院])$")
#: A day alone.
_DATE = re.compile(r"(?:19|20)\d\d\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?")
#: Detectors whose spans stand inside documents, too.
_INSIDE = frozenset("debris media".split())


def above_title(
    units: Sequence[Unit], rules: Sequence[str | None], spared: Collection[int], kinds: Mapping[str, str]
) -> list[int]:
    """The units that stay above the title and are no part of the document.

    ``rules`` names the rule that takes each unit, None for one that stays; ``spared`` are units that stay whatever they are. Linear in
    the units.
    """
    byline = _byline(units, rules, kinds)
    first = next((n for n in range(byline, len(units)) if rules[n] is None and kinds[units[n].text] in SENTENCES), 0)
    kept = [n for n in range(first) if rules[n] is None]
    if len(kept) < 2 or not (byline or any(rule is not None and _parts(rule) for rule in rules)):
        return []
    texts = (units[n].text for n in range(first, len(units)) if rules[n] is None)
    said = "".join(likeness.beginning(texts, _SAID))[:_SAID]
    title = _above(units, rules, byline) if byline else _borne_out(units, kept, said)
    above = sum(n < title for n in kept)
    if above > _MOST:
        return []
    found, parted, pathed = list[int](), False, False
    for n in range(title - 1, -1, -1):
        rule, text = rules[n], units[n].text
        if rule is not None:
            parted, pathed = parted or _parts(rule), pathed or detector_of(rule) == "breadcrumb"
        elif n in spared or not 1 < len(text) <= _LONGEST:
            continue
        elif (
            (pathed and _OFFICE.search(text))
            or _PATH.match(text)
            or (
                kinds[text] in _KINDS
                and (parted or _COLUMNS.search(text))
                and (_SITE.search(text) or likeness.is_foreign(text, said))
                and not _OWN.search(text)
            )
        ):
            found.append(n)
    return found if byline or len(found) == above else []


def title_above_byline(units: Sequence[Unit], rules: Sequence[str | None], first: int, reach: int) -> int:
    """The title above a byline that stands at most ``reach`` units above the first of the text, with an icon and a short name between;
    0 where none stands there.
    """
    for n in range(first - 1, max(0, first - 1 - reach), -1):
        if detector_of(rules[n] or "") == "byline" and _SAYS.search(units[n].text):
            above = (m for m in range(n - 1, max(-1, n - 1 - _REACH), -1) if not _is_slight(units[m].text, rules[m]))
            title = next(above, 0)
            return title if rules[title] is None and han(units[title].text) >= _TITLE_HAN else 0
    return 0


def _is_slight(text: str, rule: str | None) -> bool:
    """Whether a unit is so slight that a title may stand above it and the byline below: what pictures left, a name, or the day."""
    if rule is None:
        return len(text) < _NAME or _DATE.fullmatch(text) is not None
    return not _parts(rule)


def _parts(rule: str) -> bool:
    """Whether what a rule takes parts the document from the page: no debris and no picture's frame."""
    return detector_of(rule) not in _INSIDE


def _byline(units: Sequence[Unit], rules: Sequence[str | None], kinds: Mapping[str, str]) -> int:
    """The first byline above all text, 0 where there is none."""
    for n, (unit, rule) in enumerate(zip(units, rules, strict=True)):
        if rule is None:
            if kinds[unit.text] in SENTENCES:
                return 0
        elif detector_of(rule) == "byline" and _SAYS.search(unit.text):
            return n
    return 0


def _above(units: Sequence[Unit], rules: Sequence[str | None], byline: int) -> int:
    """The first unit of the title above the page's byline, 0 where none stands there."""
    title = next((n for n in range(byline - 1, max(0, byline - 1 - _REACH), -1) if rules[n] is None), 0)
    text, row = units[title].text, units[title].row
    if not title or han(text) < _TITLE_HAN or len(text) > LONGEST_TITLE or text[-1] in _NO_TITLE or "。" in text:
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
    return len(above.text) > (_WORDS if in_row else _COLUMN) and not _SITE.search(above.text)


def _borne_out(units: Sequence[Unit], kept: Sequence[int], said: str) -> int:
    """The title among the two units that stay right above the text, by what the text says; 0 where neither is one."""
    able = (n for n in kept[-1:-3:-1] if len(units[n].text) <= LONGEST_TITLE and han(units[n].text) >= _TITLE_HAN)
    return next((n for n in able if likeness.share(units[n].text, said) >= _SHARE), 0)
