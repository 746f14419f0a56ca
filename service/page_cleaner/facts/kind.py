"""What kind of page it is: an article, an index of other pages, or an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from page_cleaner.facts import dates
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.facts.signed import SURNAMES
from page_cleaner.page import STRUCTURAL, Kind
from page_cleaner.text.kinds import SENTENCES, han, is_prose, kind

#: What pages say that show no document: not found, refused, a captcha, a redirect, a wall.
_ERROR = re.compile(
    r"(?:您|你)?(?:要|所)?(?:访问|查找|请求|浏览)的(?:页面|网页|文章|内容|信息|资源|网站).{0,10}(?:不存在|已(?:被)?(?:删除|移除|关闭)|找不到|出错|暂时?无法|飞走)|"
    r"(?:页面|网页|文章|内容|信息|资源)(?:不存在|找不到|未找到|已(?:被)?(?:删除|下线|关闭|撤销)|走丢)|找不到(?:该|此|您要的|相关)?(?:页面|网页|文件|文章)|无法(?:找到|访问)(?:该|此)?(?:页|网)|"
    r"(?:404|403|500|502|503)\s?(?:错误|Not Found|Forbidden|Bad Gateway|Error|Service|页面)|^\s?(?:404|403|502)\s?$|Access Denied|Not Found|Forbidden|"
    r"(?:访问|请求)(?:受限|被拒绝|被拦截|过于频繁|异常)|拒绝访问|没有(?:访问)?权限|无权(?:访问|查看)|(?:人机|安全|滑[动块])验证|请(?:完成|输入)(?:安全)?验证|正在(?:跳转|为您跳转|验证|检查您的浏览器)|"
    r"页面(?:正在)?(?:跳转|自动跳转|加载)|自动跳转|如果(?:您的)?浏览器没有(?:自动)?跳转|(?:登录|登陆)后(?:才能|可以?|方可)?(?:查看|阅读|访问|浏览)|请先(?:登录|登陆)$|该内容已被(?:发布者)?删除|此内容因违规|参数错误|"
    r"系统(?:繁忙|维护|错误)|网站(?:已|正在)(?:关闭|维护|升级)|站点(?:已)?(?:关闭|暂停)"
)
#: What a document is called that an office gives out, and no error page: a notice of maintenance is one.
_NOTICE = re.compile(r"(?:通知|公告|通告|公示|启事|提示)$")
#: An error page has no more Han characters left than this, and no more paragraphs.
_SMALL = 160
#: So many titles with dates, or links, and hardly any prose, are a list of pages; and so many Han are an article.
_TITLES, _ARTICLE = 5, 40
#: Where each longer line that stays has a date, so many are a list; where a pager stands, two are.
_ALL = 3
#: The words of a pager, of which two make one, or how many pages or titles there are.
_PAGER = re.compile(r"上一?页|下一?页|[尾末]页|最后一?页|第一页|共\s?\d+\s?[页条]|页次|\d+/\d+\s?页")
#: How many titles a list has, which no rule's first line says: 共39条,自发布之日起施行。
_OF_TITLES = re.compile(r"^共\s?\d+\s?条(?!.*。)")
#: What a page says of how many there are, by itself.
_COUNT = frozenset("0123456789共次/")
#: The heading of an archive, by which systems file what they publish.
_ARCHIVE = re.compile(r"^(?:标签|分类|归档|文章总览)\s?[-:]\s?\S{1,40}$")
#: A list of pages beside a text is none of the text's: so many Han characters of prose that stay are a document, unless of the list's
#: titles this share stays too.
_PROSE, _MOST = 80, 0.75
_TITLE = (6, 60)
#: So many entries above its date the title of a summary may stand.
_NEAR = 5
#: A date alone is no longer, in code points.
_DATE = 24
#: What another page says, cut off, with the link that leads there.
_CUT_OFF = re.compile(
    r"(?:(?:…|\.{3})\s?|(?=详全文))[\[【(]?\s?(?:详全文|查看全文|阅读全文|查看详情|详情|详细|全文|更多)[>\s]*[\]】)]?$"
)
_LAST = frozenset("文情细多>】])")
#: The same on a line of its own, which is no longer than this.
_LEAD, _LEADING = (
    12,
    re.compile(r"[\[【(.…\s]*(?:详\s?情|详细|详全文|查看(?:全文|详情|更多)|阅读(?:全文|更多)|了解详情)[\]】)>\s]*"),
)
#: The button below each title of a list without texts.
_MORE = re.compile("更多[>»\\s]*")
#: A search that found no page.
_EMPTY = re.compile(
    r"(?:没有|未)(?:找到|查询到|搜索到|查到)(?:任何)?(?:符合|与|和)?.{0,12}(?:条件|要求|相关|匹配)的?(?:结果|内容|信息|记录|文章|资料)"
)
#: When a law was passed is no date of a page.
_PASSED = re.compile(r"^[(]?(?:根据)?(?:19|20)\d\d年.*(?:通过|公布|修正|修订|施行)[)]?$")
#: The day of a page in a list: in brackets or by itself at a row's end, or in front of the row; without its year only in brackets.
_DAY = re.compile(r"[\[(]\d{1,2}[-/.]\d{1,2}[\])]$")
_ROW = re.compile(
    rf"{_DAY.pattern}|(?:^[·\s]*[\[(]?|[\[(\s])(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:\s\d{{1,2}}:\d\d(?::\d\d)?)?(?:[\])]|$)"
)
#: What the title of a register ends with, and what makes it the title of one document, not of a column.
_REGISTER = re.compile(r"(?:公示|公告|通告|通报|公布|名单|名录|目录|清单|结果|[览况总记计分细]表)[)]?$")
_PARTICULAR = re.compile(r"关于|(?:19|20)\d\d|1\d\d年|第\S{1,3}[批期号季次]|\d月")
#: A row of an enumeration whose date has a label, and what a row of titles of documents holds.
_LISTED = re.compile(r"\d{1,3}[.、)].*[,:]")
_OF_DOCUMENT = re.compile(
    r"关于|(?:通知|公告|公示|通告|通报|意见|决定|名单|方案|办法)[\s\[(]*(?:(?:19|20)?\d\d[-/.年]|$)"
)
#: So many entries above its first row the title of a register stands; and of a list of pages this share stands in links.
_ABOVE, _LINKED = 12, 0.3
#: Where nothing is prose or tells of one document, the body is as unsure as that, and of what stays this share leads on, or that share are
#: the words of a menu and titles with their days, a page is an index.
_SOME, _MENU, _UNSURE = 0.2, 0.75, 0.4
#: What the words of a menu are, no more than so many characters each; a longer line may be the title of a document. And what a name is, of which
#: no menu has one in four.
_WORDS, _WORDY = frozenset(("plain", "bullet", "label")), 8
_WORD = re.compile(rf"[^\d:]{{1,{_WORDY}}}|第\s?\d{{1,3}}\s?页")
_PERSON = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
#: The document before this one or behind it, with its title.
_NEIGHBOUR = re.compile(r"[^\w]{0,4}[上下前后]一[篇条则]\s?[:>]\s?[^\W_](?!有了)")
#: A page of a title and a file, or a byline, is a document too.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|ofd|zip|rar)\b", re.IGNORECASE)


def find(lines: Lines, linked: float, confidence: float) -> Kind:
    """Tell the kind of a page from its lines, from the share of its kept characters that stand in links (0 where unknown), and from how
    sure the choice of its body was.
    """
    entries = lines.entries
    kept = [entry for entry in entries if entry.rule is None]
    whole = [n for n, entry in enumerate(entries) if entry.rule is None and _is_text(entry.folded)]
    size, prose = sum(han(entry.folded) for entry in kept), len(whole)
    if (
        size <= _SMALL
        and prose <= 1
        and not any(_NOTICE.search(entry.folded) and han(entry.folded) > _TITLE[0] for entry in kept)
        and any(_ERROR.search(entry.folded) for entry in entries if len(entry.folded) <= 120)
    ):
        return "error"
    leads = sum(_leads_on(entry.folded) for entry in kept)
    mores = 0 if prose > 1 else sum(_MORE.fullmatch(entry.folded) is not None for entry in kept)
    if max(leads, mores) >= _ALL or (prose <= 1 and any(_EMPTY.search(e.folded) for e in kept)):
        return "list"
    rows, staying, summaries = _dated(entries) if prose * 3 <= len(entries) else ([], 0, set[int]())
    dated = len(rows)
    told = [n for n in whole if n not in summaries]
    is_shown = (staying >= _TITLES and _MOST * dated <= staying) or sum(han(entries[n].folded) for n in told) < _PROSE
    is_list = dated >= _TITLES and len(told) * 3 <= dated and is_shown
    if not is_list and dated > 1 and not told:
        long = sum(han(entry.folded) > _TITLE[0] + 1 for entry in kept)
        is_list = dated >= (2 if _has_pager(entries) else max(long, _ALL))
    if is_list and not any(map(_leads_to_neighbours, entries)):
        return "article" if linked < _LINKED and _is_register(lines, rows) else "list"
    if not told and any(_ARCHIVE.match(entry.folded) for entry in kept):
        return "list"
    titles = sum(_TITLE[0] <= len(entry.folded) <= _TITLE[1] for entry in kept)
    of_titles = titles >= _TITLES and (linked >= 0.6 or any(_OF_TITLES.search(e.folded) for e in entries))
    of_links = not prose and confidence < _UNSURE and _leads_away(lines, kept, linked)
    if not prose and ((of_titles and not _has_byline(entries)) or (of_links and not any(map(_is_of_one, entries)))):
        return "list"
    says = (
        prose
        or size >= _ARTICLE
        or any(kind(entry.folded) in ("sentence", "latin") for entry in kept)
        or (titles and (any(_FILE.search(entry.folded) for entry in kept) or any(map(_is_of_one, entries))))
    )
    return "article" if says else "unknown"


def _leads_on(folded: str) -> bool:
    """Whether a line is nothing but the words of a link to the rest of a text."""
    return len(folded) <= _LEAD and folded[-1] in _LAST and _LEADING.fullmatch(folded) is not None


def _dated(entries: Sequence[Entry]) -> tuple[list[int], int, set[int]]:
    """The lines that are a title with a date, on one line or on two, or a text cut off, certain boilerplate aside; how many of the titles
    stay; and which entries are summaries, between a title and its date.
    """
    found, staying, summaries, last = list[int](), 0, set[int](), -1
    for n, entry in enumerate(entries):
        folded, rule = entry.folded, entry.rule
        is_byline = rule is not None and rule not in STRUCTURAL
        if is_byline and entry.detector != "byline":
            continue
        if not is_byline and folded[-1] in _LAST and _CUT_OFF.search(folded):
            found.append(n)
            continue
        if (
            len(folded) > _TITLE[1] + 20
            or _PASSED.search(folded)
            or not (dates.find(folded) or (folded[-1] in "])" and _DAY.search(folded)))
        ):
            continue
        if _is_row(entry):
            found.append(n)
            staying += entry.rule is None
            continue
        title = n - 1
        if is_byline:
            while title > max(last + 1, n - _NEAR) and any(is_prose(e.folded) for e in entries[title - 1 : title + 1]):
                title -= 1
        elif len(folded) > _DATE or han(folded) > 3:
            continue
        if title >= 0 and _is_title(entries[title]) and (title == n - 1 or not is_prose(entries[title].folded)):
            found.append(title)
            staying += entries[title].rule is None
            summaries.update(range(title, n))
            last = n
    return found, staying, summaries


def _is_of_one(entry: Entry) -> bool:
    """Whether an entry stands beside one document, not above a list: a byline with a date, the button that prints the page, or the way to
    the next one.
    """
    is_byline = entry.detector == "byline"
    return (
        ("打印" in entry.folded and (is_byline or entry.detector == "page_tools"))
        or (is_byline and bool(dates.find(entry.folded)))
        or _leads_to_neighbours(entry)
    )


def _leads_to_neighbours(entry: Entry) -> bool:
    """Whether an entry leads from one document to the one before or behind it, as no list does."""
    return entry.rule == "navigation.prev_next" and _NEIGHBOUR.match(entry.folded) is not None


def _leads_away(lines: Lines, kept: Sequence[Entry], linked: float) -> bool:
    """Whether what stays is links, or the words of a menu and titles with their days: no sentence, no cell of a table, no names of people."""
    if linked >= _SOME:
        return True
    kinds = [kind(entry.folded) for entry in kept]
    if "latin" in kinds or not SENTENCES.isdisjoint(kinds):
        return False
    words, rest = list[Entry](), list[Entry]()
    for entry, each in zip(kept, kinds, strict=True):
        is_word = each in _WORDS and _WORD.fullmatch(entry.folded) and entry.row not in lines.tabled
        (words if is_word or _is_dated_row(entry) else rest).append(entry)
    if any(dates.alone(entry.folded) or (_is_title(entry) and han(entry.folded) > _WORDY) for entry in rest):
        return False  # they may be of a document whose text is a picture
    people = sum(_PERSON.fullmatch(entry.folded) is not None for entry in words)
    return people * 4 < len(words) and _size(words) >= max(1, _MENU * _size(kept))


def _is_dated_row(entry: Entry) -> bool:
    """Whether an entry is the title of another page with its day."""
    return _ROW.search(entry.folded) is not None and bool(dates.find(entry.folded)) and _is_row(entry)


def _has_byline(entries: Sequence[Entry]) -> bool:
    """Whether one title, no row of several, has a byline with a date right below it, as a document has and the pages of a list do not."""
    dated = [
        n for n, entry in enumerate(entries) if entry.detector == "byline" and dates.find(entry.folded, labelled=True)
    ]
    if len(dated) != 1 or not dated[0]:
        return False
    above = [entry.rule is None and _is_title(entry) for entry in entries[max(0, dated[0] - 2) : dated[0]]]
    return above[-1] and not any(above[:-1])


def _size(entries: Iterable[Entry]) -> int:
    return sum(han(entry.folded) for entry in entries)


def _is_register(lines: Lines, rows: Sequence[int]) -> bool:
    """Whether dated rows are a document's own, of permits or names, not titles of pages: they stand below one title and no other, of one
    document and no column, are no titles of documents themselves, and no pager leads on.
    """
    entries = lines.entries
    if (
        rows[0] + 1 < len(entries) and entries[rows[0] + 1].detector == "byline"
    ):  # it is the title above the document's byline
        title, rows = rows[0], rows[1:]
    else:
        above = [n for n in range(max(0, rows[0] - _ABOVE), rows[0]) if _is_above(lines, n)]
        title = above[0] if len(above) == 1 else -1
    if title < 0 or not _REGISTER.search(entries[title].folded) or _has_pager(entries):
        return False
    if sum(_OF_DOCUMENT.search(entries[n].folded) is not None for n in rows) * 5 > len(rows):
        return False
    if any(entries[n + 1].detector == "byline" for n in rows if n + 1 < len(entries)):
        return False
    listed = sum(entries[n].row in lines.tabled or _LISTED.match(entries[n].folded) is not None for n in rows)
    has_byline = rows[0] > title + 1 and entries[title + 1].detector == "byline"
    return has_byline or listed * 2 > len(rows) or _PARTICULAR.search(entries[title].folded) is not None


def _is_above(lines: Lines, n: int) -> bool:
    """Whether an entry above a register's rows is a title: no cell of its head, and no prose."""
    entry = lines.entries[n]
    return (
        entry.rule is None
        and _TITLE[0] < han(entry.folded) <= _TITLE[1]
        and entry.row not in lines.tabled
        and not is_prose(entry.folded)
    )


def _has_pager(entries: Sequence[Entry]) -> bool:
    found = set[str]()
    for entry in entries:
        if ("页" in entry.folded or "共" in entry.folded) and len(entry.folded) <= _TITLE[1]:
            found.update(_PAGER.findall(entry.folded))
    return len(found) > 1 or any(not _COUNT.isdisjoint(each) for each in found)


def _is_text(folded: str) -> bool:
    """Whether a line is prose of the page's own: no row of a list, nothing cut off."""
    return is_prose(folded) and not _CUT_OFF.search(folded) and ("。" in folded or not _ROW.search(folded))


def _is_row(entry: Entry) -> bool:
    """Whether a dated entry holds the title that the date is of."""
    folded = entry.folded
    if entry.detector == "byline" and not _ROW.search(folded):
        return False
    return (
        han(folded) >= _TITLE[0]
        and kind(folded) not in ("index", "formal")
        and (not is_prose(folded) or ("。" not in folded and _ROW.search(folded) is not None))
    )


def _is_title(entry: Entry) -> bool:
    return _TITLE[0] <= han(entry.folded) <= _TITLE[1] and entry.folded[-1] not in "。;:"
