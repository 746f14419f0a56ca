"""What kind of page it is: an article, an index of other pages, or an error."""

from __future__ import annotations

import re

from page_cleaner.facts import dates
from page_cleaner.facts.lines import Lines
from page_cleaner.page import Kind
from page_cleaner.text.kinds import han, is_prose, kind

#: What pages say that show no document: not found, refused, a captcha, a redirect, a wall.
_ERROR = re.compile(
    r"(?:您|你)?(?:要|所)?(?:访问|查找|请求|浏览)的(?:页面|网页|文章|内容|信息|资源|网站).{0,10}(?:不存在|已(?:被)?(?:删除|移除|关闭)|找不到|出错|暂时?无法|飞走)|"
    r"(?:页面|网页|文章|内容|信息|资源)(?:不存在|找不到|未找到|已(?:被)?(?:删除|下线|关闭|撤销)|走丢)|找不到(?:该|此|您要的|相关)?(?:页面|网页|文件|文章)|无法(?:找到|访问)(?:该|此)?(?:页|网)|"
    r"(?:404|403|500|502|503)\s?(?:错误|Not Found|Forbidden|Bad Gateway|Error|Service|页面)|^\s?(?:404|403|502)\s?$|Access Denied|Not Found|Forbidden|"
    r"(?:访问|请求)(?:受限|被拒绝|被拦截|过于频繁|异常)|拒绝访问|没有(?:访问)?权限|无权(?:访问|查看)|(?:人机|安全|滑[动块])验证|请(?:完成|输入)(?:安全)?验证|正在(?:跳转|为您跳转|验证|检查您的浏览器)|"
    r"页面(?:正在)?(?:跳转|自动跳转|加载)|自动跳转|如果(?:您的)?浏览器没有(?:自动)?跳转|(?:登录|登陆)后(?:才能|可以?|方可)?(?:查看|阅读|访问|浏览)|请先(?:登录|登陆)$|该内容已被(?:发布者)?删除|此内容因违规|参数错误|"
    r"系统(?:繁忙|维护|错误)|网站(?:已|正在)(?:关闭|维护|升级)|站点(?:已)?(?:关闭|暂停)"
)
#: An error page has no more Han characters left than this, and no more paragraphs.
_SMALL = 160
#: So many titles with dates, or links, and hardly any prose, are a list of pages; and so many Han are an article.
_TITLES, _ARTICLE = 5, 40
#: A list of pages beside a text is none of the text's: so many Han characters of prose that stay are a document.
_PROSE = 80
_TITLE = (6, 60)
#: What another page says, cut off, with the link that leads there.
_CUT_OFF = re.compile(r"(?:…|\.{3})\s?[\[【(]?\s?(?:查看全文|阅读全文|查看详情|详情|详细|全文|更多)[>\s]*[\]】)]?$")
_LAST = frozenset("文情细多>】])")
#: A page of a title and a file is a document too.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|ofd|zip|rar)\b", re.IGNORECASE)


def find(lines: Lines, linked: float) -> Kind:
    """Tell the kind of a page from its lines and from the share of its kept characters that stand in links (0 where unknown)."""
    entries = lines.entries
    kept = [entry for entry in entries if entry.rule is None]
    whole = [entry.folded for entry in kept if is_prose(entry.folded) and not _is_cut_off(entry.folded)]
    size, prose = sum(han(entry.folded) for entry in kept), len(whole)
    if (
        size <= _SMALL
        and prose <= 1
        and any(_ERROR.search(entry.folded) for entry in entries if len(entry.folded) <= 120)
    ):
        return "error"
    dated, staying = _dated(lines) if prose * 3 <= len(entries) else (0, 0)
    is_shown = staying >= _TITLES or sum(map(han, whole)) < _PROSE
    if dated >= _TITLES and prose * 3 <= dated and is_shown:
        return "list"
    titles = sum(_TITLE[0] <= len(entry.folded) <= _TITLE[1] for entry in kept)
    if linked >= 0.6 and titles >= _TITLES and not prose:
        return "list"
    told = (
        prose
        or size >= _ARTICLE
        or any(kind(entry.folded) in ("sentence", "latin") for entry in kept)
        or (titles and any(_FILE.search(entry.folded) for entry in kept))
    )
    return "article" if told else "unknown"


def _dated(lines: Lines) -> tuple[int, int]:
    """How many lines are a title with a date, on one line or on two, or a text cut off, certain boilerplate aside; and how many of the
    titles stay.
    """
    found, staying, entries = 0, 0, lines.entries
    for n, (folded, _, _, rule, _) in enumerate(entries):
        if not (rule is None or rule.endswith("_body")):
            continue
        if _is_cut_off(folded):
            found += 1
            continue
        if len(folded) > _TITLE[1] + 20 or not dates.find(folded) or is_prose(folded):
            continue
        if (han(folded) >= _TITLE[0] and kind(folded) not in ("index", "formal")) or (
            n and han(folded) <= 3 and _TITLE[0] <= han(entries[n - 1].folded) <= _TITLE[1] and len(folded) <= 24
        ):
            found += 1
            staying += rule is None
    return found, staying


def _is_cut_off(folded: str) -> bool:
    """Whether a text is what another page says, cut off."""
    return folded[-1] in _LAST and _CUT_OFF.search(folded) is not None
