"""Source, author, editor and time of publication, from the lines that name them and that cleaning takes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from page_cleaner.facts import dates
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.facts.signed import NAMES

#: The labels of a byline's fields, in the view's form; what stands behind one, up to the next label, is its value.
_LABELS = {
    "source": r"(?:(?:信息|文章|新闻|稿件|消息|内容|资料|转载)?来\s?源(?:于|单位|媒体)?|稿源|[转源]自|转载自?|摘自|出处|供稿(?:单位)?)\s?:",
    "author": r"(?:作\s?者|撰稿(?:人)?|(?<!总台央视)记者|通讯员|(?<![^\W\x00-\x7f])(?:文字?|图文|文案|撰文)(?:[和及与/、]?(?:图片|摄影))?)\s?:",
    "issuer": r"(?:发[布佈文稿]|公[告布]|制发)(?:机构|单位|机关|部门)\s?(?::|$)",
    "editor": r"(?:责任\s?编辑|责\s?编|编\s?辑|选稿人?)\s?:",
}
_VALUE = (
    r"\s?[【\[(<]?\s?(?:(?:本[报网刊台])?(?:全媒体)?(?:记者|通讯员)\s?[:/]?\s?)?(?P<value>"
    r"[^\s:|,。;()【】\[\]<>]{1,40}(?:\s?>\s?[^\s:|,。;()【】\[\]<>]{1,30}){0,6}"
    r"{more})?"
)
#: What of a name stands in brackets: 某县政府(办公室).
_ENCLOSED = r"(?:[(](?!记者|作者|原文|图)[^()\s:]{2,10}[)](?:办公[室厅]|[局科处室])?)?"
#: What goes on behind a blank: names of more people, or what kind of medium a source is.
_MORE = {
    "source": rf"{_ENCLOSED}(?:\s(?:微信)?(?:公众号|客户端|视频号|微博))?",
    "issuer": _ENCLOSED,
    "author": r"(?:(?<=[\s:/][^\W\x00-\x7f])\s[^\W\x00-\x7f](?![^\W\x00-\x7f]))?(?:\s(?!\S{1,4}:|记者|通讯员|我要|收藏|评论|打印|分享|关闭|纠错|发表|点击|返回|字体)"
    r"[^\W\x00-\x7f]{2,4}?(?:(?=(?:来源|时间|日期|编辑|责编|审核|摄影|浏览|点击)\w{0,4}:)|(?![^\W\x00-\x7f]|[\d:-])))*",
}
_FIELDS = {
    name: re.compile(label + _VALUE.replace("{more}", _MORE.get(name, _MORE["author"])))
    for name, label in _LABELS.items()
}
#: A medium beside the date of a byline, without a label: its name ends as names of media do.
_MEDIUM = r"[^\s:|,。;·《》()【】\[\]<>\d]{1,16}(?:网|报|社|台|刊|在线|客户端|发布|公众号|融媒|杂志)"
_UNLABELLED = re.compile(
    rf"^[\s·|(【]*(?:原创\s)?(?P<before>{_MEDIUM})(?:\s{{1,3}}(?:发[布表]|更新)?(?:时间|日期)\s?:\s?|\s{{0,3}})(?:19|20)\d\d\s?[-/.年]|"
    rf"(?:19|20)\d\d\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?\s?(?:\d{{1,2}}:\d\d(?::\d\d)?)?[\s·|《]{{1,3}}(?P<behind>{_MEDIUM})(?=》?(?:$|[\s|【\[(]|作者))|"
    rf"^(?P<alone>{_MEDIUM})$"
)
#: The rules that take a field whose label ends in a bar, a stroke or a blank, and the labels that do.
_UNUSUAL = frozenset(
    (
        "byline.barred",
        "byline.closing",
        "byline.blank",
        "byline.filed_label",
        "byline.labelled",
        "byline.newsroom",
        "byline.staff",
    )
)
_PARTED = re.compile(
    r"(?P<label>来源|供稿|作\s?者|记\s?者|撰\s?[文稿]|文字|图\s?文|(?<![^\W\x00-\x7f])文|责任\s?编辑|责\s?编|编\s?辑|摄影?|图片?|审核|校对|发[布佈](?:单位|时间|日期))(?P<part>\s?[|/]\s?|\s|$)"
)
#: The label of the next field, in the cell of a value.
_LABEL_BEHIND = re.compile(r"\s(?:摄影?|图片?|文字|编辑|责编|审核|校对)$")
#: Reporters by name, with or without a colon.
_REPORTERS = re.compile(rf"(?:记者|通讯员|撰文|作者)\s?[:/]?\s?{NAMES}(?=$|[\s/|)(】\[\]【、])")
#: Labels and buttons that follow a value without a blank, or stand where one should be.
_NEXT = re.compile(
    r"(?:(?:信息|文章|稿件|新闻|消息|内容|资料)?来源|源自|发布(?:机构|单位)|信息提供(?:日期|时间)|(?:文字|图片)?作者|编辑|责编|责任编辑|(?:发布|更新|录入|上传)?(?:时间|日期)|浏览\w{0,4}|点击\w{0,4}|阅读\w{0,4}|访问\w{0,4}|字[体号]\w{0,2}|"
    r"文章类型|选稿|审核|关键[词字]|主题|标签)\s?:|字[体号]大小|(?<=[^\W\x00-\x7f])(?:我要|加入|语音|点击)?(?:打印|关闭|收藏|下载|分享|复制链接|纠错|点赞|朗读|播报|保存|听全文|返回(?:列表|顶部|首页)|浏览次数|点击数)(?:本页|此页|本文|窗口|文章)?(?=$|[\s|【\[(]|打印|关闭|收藏|返回|分享|朗读)|\d+\s?次(?:浏览|阅读)"
)
#: A reporter behind the name of a paper.
_WITH_REPORTER = re.compile(r"(?<=[^本]{2}[报刊社网台])(?:全媒体|融媒体|首席|见习|特约)?记者(?:\s.*)?$")
#: What is glued behind a value: a date, a button that is no word of its own, characters of icon fonts.
_CODE = re.compile(r"[\ue000-\uf8ff]|参与互动.*$|\s?(?:19|20)\d\d[-/.年]\d.*$|\s?[/|]\s?(?:文|图|摄)(?:$|[\s/|].*$)")
#: How the name of an office ends that names who wrote there behind a colon: 某镇党政办:某某.
_DESK = re.compile("(?:[镇乡县区市]|街道|政府|局|委|办|科|院|中心)$")
_BUTTONS = frozenset(
    "打印 打印正文 关闭 收藏 下载 分享 返回 打印本页 关闭窗口 语音播报 语音阅读正文 我要纠错 加入收藏 收藏本页 返回列表 返回顶部 朗读 点赞 保存 听全文 字体 字号 浏览次数 纠错 作者 编辑 时间 日期 来源 责编 责任编辑 发布时间 本文 原创 点击 阅读 阅读次数 点击次数 访问次数 浏览量 阅读量 点击率 未知 未知来源 来源未知 不详 暂无 佚名 管理员 本站编辑".split()
)
#: The accounts of whoever typed a page in.
_ACCOUNT = re.compile(
    r"(?:admin\w*|webmaster|root|editor|\w*cms|(?:本站)?原创|本站编辑|本网编辑|转载)\d*$", re.IGNORECASE
)
_WORD = re.compile(r"\w")
_PEOPLE = frozenset(("author", "editor"))
#: What a template shows where it has nothing to say.
_PLACEHOLDER = re.compile(r"[{}$#]|^(?:null|undefined|none|nan|无|空|暂无|N/A)$", re.IGNORECASE)
#: Values that name nobody: another of the page stands before them.
_WEAK = frozenset(("转载文章", "转载", "原创", "本站原创", "网络转载"))
#: A value alone on a line is no longer than the first, in code points; a dated line right below the title no longer than the second,
#: and no farther from it, in entries.
_LONGEST, _SHORT, _NEAR = 60, 40, 4

#: When a page was published, by labels of other words for it; and when it was changed.
_PUBLISHED = re.compile(
    r"发[布表]于\s?:?|发布时间\s(?=\d)|(?:发[布佈表稿](?:时间|日期)?|(?:上传|上载|刊发|资料发布|录入|登载|刊登|张贴|公布|公告|公开|上稿|上网|上架|上版|添加|编辑|报道|新闻)(?:时间|日期)|"
    r"(?<![^\W\x00-\x7f])(?:时间|日期|发布)|Date|Posted)\s?:"
)
_CHANGED = re.compile(r"(?:最[近后]更新|(?:更新|修改|修订|检视|维护)(?:时间|日期|于))\s?:?")
#: Characters of which each of those labels holds one.
_PUBLISHED_MARK, _CHANGED_MARK = re.compile("[:于间]"), re.compile("[新改订视护]")
#: Dates of other things than the page.
_OTHER = re.compile(
    r"(?:成文|生成|印发|施行|实施|废止|失效|生效|签发|发文|有效|归档)(?:时间|日期|期)?至?\s?:|截止\w{0,2}\s?:|(?:通过|修订|修正|批准|颁布)[)]?$"
)
_DATE_LABEL = re.compile(r"(?<![^\W\x00-\x7f])([^\W\x00-\x7f]{2,12}(?:日期|时间))\s?(?::|$)")
#: A date in front of a title, or behind it with a byline's label or in brackets.
_EDGE = re.compile(
    r"^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s|[(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[)]$|(?:19|20)\d\d[-/.年].{5,24}(?:来源|浏览|字号|作者)"
)
#: From one day to another: when something takes place.
_RANGE = re.compile(r"[\d日)]\s?(?:-{1,2}|—{1,2}|~|至|到)\s?(?:(?:19|20)\d\d[-/.年]|(?:\d\d年)?\d{1,2}月)")
#: A date in front of a medium's name or of a label, or behind the name, in a line that stays.
_DATED = re.compile(
    rf"^[\s(【]*(?:(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}.{{0,30}}[\s:]|{_MEDIUM}\s{{0,3}}(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}$)"
)
#: A line that stays and says nothing but when the page was published.
_STATED = re.compile(r"^[^\W\x00-\x7f]{0,2}发[布表](?:于|时间|日期)\s?:?\s?(?=(?:19|20)\d\d)")
#: What is said of an event beside when it takes place, in its line or right below, and from which hour to which; and what a byline says.
_EVENT = re.compile(r"(?:^|\s)\S{0,4}(?:地\s?点|地址|嘉宾|主讲人?|主持人?|参[会加](?:人员|对象)?|对象)\s?:")
_HOURS = re.compile(r"\d:\d\d\s?(?:-{1,2}|—{1,2}|~|至|到)\s?(?:[上下]午)?\d{1,2}:\d\d")
_OF_BYLINE = re.compile(r"来源|作者|编辑|浏览|点击|阅读|访问|字[体号]")
#: The day, with its weekday, that ends what Hong Kong's offices release, the hour below it, and so many entries from the end they stand.
_RELEASED = re.compile(
    r"^[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十廿卅]{1,4}日[(]星期.[)]$"
)
_PRINTED = re.compile(r"^[〇○零一二三四五六七八九]{4}年[^\W\d]{1,3}月[^\W\d]{1,4}日[,\s]?[(]?星期.[)]?$")
#: A day alone, which begins what they release.
_DAY, _TODAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"), re.compile(r"[今昨](?:日|天|早|晚|\(\d)")
_HOUR, _LAST = re.compile(r"^香港时间\s?(?P<clock>\d{1,2}[时:]\d\d分?)$"), 30
#: What programs write for no time at all.
_EPOCH = "1970-01-01"
#: The rule that takes the head of a newspaper's page.
_PAPER = frozenset(("navigation.newspaper",))
_HOLDERS = frozenset(("byline", "comment_form", "share_widget", "page_tools"))
#: The rules that take the hour of the visit.
_VISIT = frozenset(("navigation.date_bar",))
#: The rules that take no other numbers for dates, so that one may be of the Republic's years or of years of two digits.
_OF_DATES = frozenset(("byline.date", "byline.mixed"))


def fields(lines: Lines, title: int) -> dict[str, str | None]:
    """Give of each field the first value behind one of its labels, as written; None where the page names none.

    ``title`` is the entry that holds the title, to which a byline may be glued, -1 where none does.
    """
    beside = _beside(lines, title)
    labelled = sorted([(n, each.folded) for n, each in (*lines.labelled, *beside)] + _parted(lines))
    found = {name: _labelled_value(lines, labelled, pattern) for name, pattern in _FIELDS.items()}
    found["source"] = _WITH_REPORTER.sub("", found["source"] or "") or _medium(lines, beside)
    found["author"] = found["author"] or _reporters(lines)
    return {
        name: None if value and name in _PEOPLE and _ACCOUNT.match(value) else value for name, value in found.items()
    }


def _parted(lines: Lines) -> list[tuple[int, str]]:
    """The fields whose labels end in something else than a colon, or in a cell of their own, with their places, as if they had one."""
    return [
        (n, _PARTED.sub(lambda match: f"{match['label']}:".ljust(len(match[0])), entry.folded))
        for n, entry in lines.of("byline")
        if entry.rule in _UNUSUAL and ":" not in entry.folded
    ]


def _labelled_value(lines: Lines, texts: Sequence[tuple[int, str]], label: re.Pattern[str]) -> str | None:
    """The first value behind a label, one that says little only where there is no other."""
    weak = None
    for n, text in texts:
        match = label.search(text)
        if match:
            value = _value(lines, n, match)
            if value and value not in _WEAK:
                return value
            weak = weak or value
    return weak


def _beside(lines: Lines, title: int) -> list[tuple[int, Entry]]:
    """The title, where a byline is glued to it, and the dated lines right below it, where they stay."""
    if title < 0:
        return []
    own, *below = enumerate(lines.entries[title : title + 3], title)
    found = [own] if _EDGE.search(own[1].folded) else []
    found += [each for each in below if len(each[1].folded) <= _SHORT and _DATED.match(each[1].folded)]
    return [each for each in found if each[1].rule is None]


def _medium(lines: Lines, beside: list[tuple[int, Entry]]) -> str | None:
    """The medium that a byline names beside its date."""
    for n, entry in [*lines.of("byline"), *beside]:
        match = _UNLABELLED.search(entry.folded)
        if match:
            return _told(lines.value(n, *match.span(match.lastgroup or 0)))
    return None


def _reporters(lines: Lines) -> str | None:
    """The reporters that a byline names without a label of its own."""
    for n, entry in lines.of("byline"):
        match = _REPORTERS.search(entry.folded) if len(entry.folded) <= _LONGEST else None
        if match:
            return _told(lines.value(n, *match.span("names")))
    return None


def _value(lines: Lines, n: int, match: re.Match[str]) -> str | None:
    folded = match.string
    if match["value"] is None:
        return _below(lines, n) if match.end() == len(folded) else None
    start, end = match.span("value")
    following = _NEXT.search(folded, start, min(len(folded), end + 2))
    if following and following.start() <= start:
        return None
    if not following and folded[end : end + 2].lstrip().startswith(":") and not _DESK.search(match["value"]):
        return None  # it is a label itself
    value = lines.value(n, start, following.start() if following else end).strip(" |·-—>/")
    return _told(value.rpartition(">")[2].strip())


def _below(lines: Lines, n: int) -> str | None:
    """The value on the line below its label, which goes with it or stands between lines that go."""
    if n + 1 >= len(lines.entries):
        return None
    below = lines.entries[n + 1]
    enclosed = below.rule is not None or (n + 2 < len(lines.entries) and lines.entries[n + 2].rule is not None)
    if not enclosed or ":" in below.folded or not 2 <= len(below.folded) <= _LONGEST or dates.find(below.folded):
        return None
    return _told(_LABEL_BEHIND.sub("", lines.text(n + 1).strip("【】[] ")))


def is_placeholder(value: str) -> bool:
    """Whether a value is what a template shows where it has none."""
    return _PLACEHOLDER.search(value) is not None


def _told(value: str) -> str | None:
    """A value, None for what is none: an address, a button, a number, code."""
    value = _CODE.sub("", value).strip()
    if value.startswith("《") and value.endswith("》"):
        value = value[1:-1]
    is_none = not _WORD.search(value) or value in _BUTTONS or value.isdigit() or "=" in value or "://" in value
    is_none = is_none or is_placeholder(value)
    return None if is_none or value.lower().startswith(("http", "www.")) else value


def published(lines: Lines, title: int) -> str | None:
    """Give when the page was published: the first labelled time, else the time of the byline nearest below the title.

    ``title`` is the entry that holds the title, -1 where none does. The hour of the visit, in a banner above the title, is not taken.
    """
    found = next(_labelled(lines, _PUBLISHED, _PUBLISHED_MARK), None)
    found = found or _stated(lines) or _released(lines.entries)
    if found:
        return found
    below = above = None
    for n, entry in enumerate(lines.entries):
        if not (
            (entry.rule and (entry.detector in _HOLDERS or entry.rule in _PAPER))
            or (0 <= title <= n <= title + _NEAR and _is_beside(lines, n, title))
        ):
            continue
        is_alone = dates.alone(entry.folded)
        time = dates.find(entry.folded, labelled=is_alone or entry.rule in _OF_DATES)
        if time is None or time.startswith(_EPOCH) or entry.rule in _VISIT:
            continue
        if _OTHER.search(entry.folded) or _CHANGED.search(entry.folded) or _RANGE.search(entry.folded):
            continue
        if (is_alone and n != title + 1 and _is_of_other(lines, n)) or _is_event(lines, n):
            continue
        if n >= title:
            below = time
            break
        above = time
    return below or above or _printed(lines.entries, title) or next(_labelled(lines, _CHANGED, _CHANGED_MARK), None)


def _printed(entries: Sequence[Entry], title: int) -> str | None:
    """The day in Han numerals with its weekday near the title, as gazettes and offices in Hong Kong and Macau print it; or alone above a text
    without a title.
    """
    near = entries[max(0, title - _NEAR) : title + _NEAR] if title >= 0 else entries[:_NEAR]
    printed = (entry.folded for entry in near if entry.folded[-1] in ")一二三四五六日")
    kept = [entry.folded for entry in entries[:_NEAR] if entry.rule is None] if title < 0 else []
    first = kept[0] if len(kept) > 1 and _TODAY.search(kept[1][:_LONGEST]) else ""
    return next(
        (dates.find(text) for text in printed if _PRINTED.match(text) or (text is first and _DAY.fullmatch(text))), None
    )


def _stated(lines: Lines) -> str | None:
    """When a short line that stays says that the page was published."""
    stay = (e.folded for e in lines.entries if e.rule is None and len(e.folded) <= _SHORT and "发" in e.folded)
    stated = (text[match.end() :] for text in stay if (match := _STATED.match(text)))
    return next((time for each in stated if (time := dates.find(each)) and not _RANGE.search(each)), None)


def _released(entries: Sequence[Entry]) -> str | None:
    """The day with which Hong Kong's offices end what they release, and the hour below it."""
    for n in range(max(0, len(entries) - _LAST), len(entries)):
        folded = entries[n].folded
        if folded[-1] == ")" and _RELEASED.match(folded):
            hour = _HOUR.match(entries[n + 1].folded) if n + 1 < len(entries) else None
            if hour or (n and entries[n - 1].folded == "完"):
                return dates.find(f"{folded[:-5]} {hour['clock']}" if hour else folded)
    return None


def _is_event(lines: Lines, n: int) -> bool:
    """Whether a line with a date says when something takes place, by what stands behind the date or right below."""
    folded = lines.entries[n].folded
    if ("时间" not in folded and "日期" not in folded) or _OF_BYLINE.search(folded):
        return False
    below = (entry.folded[:20] for entry in lines.entries[n + 1 : n + 3])
    return bool(_HOURS.search(folded) or _EVENT.search(folded)) or any(_EVENT.match(each) for each in below)


def _is_beside(lines: Lines, n: int, title: int) -> bool:
    """Whether an entry that stays may hold the date of publication: in the title's line, or in a short one right below the title."""
    entries, folded = lines.entries, lines.entries[n].folded
    if n == title:
        return _EDGE.search(folded) is not None
    if (
        len(folded) > _SHORT
        or folded.endswith("。")
        or folded[0] in "-—"
        or "民国" in folded
        or entries[n].row in lines.tabled
    ):
        return False
    above = entries[title + 1 : n]
    return not _is_of_other(lines, n) and not any(
        (len(e.folded) > _SHORT and e.rule is None) or e.folded[-1] in "。!?" for e in above
    )


def _is_of_other(lines: Lines, n: int) -> bool:
    """Whether a label in an entry, or in the one above it, says that its date is of something else: 制表日期, 开奖日期."""
    labels = _DATE_LABEL.findall(lines.entries[n].folded) or _DATE_LABEL.findall(
        lines.entries[n - 1].folded if n else ""
    )
    return any(not _PUBLISHED.search(f"{label}:") for label in labels)


def _labelled(lines: Lines, label: re.Pattern[str], mark: re.Pattern[str]) -> Iterator[str]:
    """The times behind a label; ``mark`` is a character that every such label holds, which is faster to look for."""
    entries = lines.entries
    for n, entry in enumerate(entries):
        if entry.rule is None or entry.rule in _VISIT or not mark.search(entry.folded):
            continue
        match = label.search(entry.folded)
        if not match or _OTHER.search(entry.folded) or (match[0][0] in "时日" and _is_event(lines, n)):
            continue
        behind = entry.folded[match.end() : match.end() + 40]
        if not behind.strip(" |】])") and n + 1 < len(entries) and entries[n + 1].rule is not None:
            behind = entries[n + 1].folded[:40]
        time = dates.find(behind, labelled=True)
        if time and not _RANGE.search(behind):
            yield time
