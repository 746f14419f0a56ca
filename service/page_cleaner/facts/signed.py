"""Who wrote and edited a document, as the document itself says: in a report's dateline, in a line of its own, or behind the last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.text.kinds import is_prose

#: The hundred most frequent surnames (Ministry of Public Security, report on names of 2020), which more than four in five bear, and
#: some more that newspapers show. A name must begin with one.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫"
    "段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕裴霍成苗谷盛曲冉骆"
    "蓝路游辛欧阳管柴蒙鲍华喻祁房解屈饶娄窦仇闻奚晏诸葛赖乔尤靳隋滕戚阎芦柏栾褚佟牟匡甄傅卞瞿臧闵涂邬岑佘"
)
#: Here and in other patterns ``[^\W\x00-\x7f]`` stands for a Han character: their range takes forty times as long to compile.
_NAME = r"[^\W\x00-\x7f]{2,4}"
#: A name of two characters may be set apart to the width of three.
_SET_APART = r"[^\W\x00-\x7f]\s[^\W\x00-\x7f](?=$|[\s)、])"
NAMES = rf"(?P<names>(?:{_SET_APART}|{_NAME})(?:[\s、]{{1,2}}(?!文|图|摄|[^\W\x00-\x7f]{{0,6}}报[道导]|通讯员|实习|编辑)(?:{_SET_APART}|{_NAME})){{0,5}})"
_PEOPLE = rf"(?:[{SURNAMES}][^\W\x00-\x7f]{{1,2}})(?:[\s、]{{1,2}}[{SURNAMES}][^\W\x00-\x7f]{{1,2}}){{0,5}}"
_REPORTER = r"(?:见习|实习|特约|首席|全媒体|本报)?(?:记者|实习生|通讯员|评论员)"
#: At the head of a report: 新华社某地12月9日电(记者某某), (中央社记者某某某台北21日电).
_DATELINES = (
    re.compile(
        rf"^[\s(【]*[^,。;:()]{{0,24}}(?:电|讯|报道|消息)\s?[(]\s?{_REPORTER}\s?[:/]?\s?{NAMES}(?:\s(?:通讯员|实习生|记者|见习记者)\s?[^)]{{2,20}})?\s?[)/]"
    ),
    re.compile(rf"^[\s(【]*{_REPORTER}\s?(?P<names>{_PEOPLE})\s?报[道导]\s?:"),
    re.compile(rf"^[^,。;:()]{{0,24}}(?:\d日\s?专?[电讯]|本[报网台刊]讯)\s?[(](?P<names>{_PEOPLE})[)]"),
    re.compile(
        rf"^[(〔【]\s?[^\s,。;:()]{{0,6}}{_REPORTER}(?P<names>[{SURNAMES}][^\W\x00-\x7f]{{1,2}})(?:/|[^\W\x00-\x7f]{{2,4}}\d{{1,2}}日(?:专?电|讯|报导))"
    ),
)
#: A line of its own: 本报记者 某某, 执笔:某某, (总台记者 某某 某某).
_LINE = re.compile(
    rf"^[\s□■◎●○*/(【]*(?:(?:采写|整合|文|来源)\s?[:/|]?\s?)?(?:(?:[^\W\x00-\x7f]|·){{0,12}}{_REPORTER}|执笔人?|撰稿人?|撰文|采写|作者|(?:文字|图文|文案)(?:[和及与/、]?(?:图片|摄影))?(?=\s?[:/]))\s?[:/|)】]?\s?(?:[^\W\x00-\x7f]{{0,4}}{_REPORTER}\s)?"
    rf"{NAMES}(?:\s[^\W\x00-\x7f]{{0,6}}报[道导])?\s?[)】]?(?:\s来源\s?:.{{0,20}})?$"
)
#: And with what they made of it behind their names: 某某 图/文, 某某/文 某某/图.
_MADE = re.compile(
    rf"^[\s(【]*(?P<names>{_PEOPLE})(?:(?:\s?[/|]\s?|\s)(?:图\s?[/、]\s?文|文\s?[/、]\s?图|文图|图文)|\s?[/|]\s?文字?(?:\s\S{{2,8}}\s?[/|]\s?图片?)?)\s?[)】]?$"
)
_MADE_ENDS = frozenset("文字图片)】")
#: In brackets behind the last sentence or on a line below it: who reports, a label and who made the text, or names, behind an office or not.
_CLOSING = re.compile(r"(?P<stop>[。!?\"]?)\s?[(]\s?(?P<inner>[^()]{2,46})\s?[)]$")
_OFFICE = r"[^\W\x00-\x7f]{1,12}?[局委办院校镇乡道心科处站会队部网台系组室所庭联馆园]"
_MADE_BY = r"(?:文字?|图\s?[/、]?\s?文|文\s?[/、]\s?图|撰[文写稿]人?|供稿人?|作者|采写|执笔人?)"
_REPORTED = re.compile(
    rf"(?:[^\W\x00-\x7f]|·){{0,10}}{_REPORTER}(?:[\\/、](?:摄影?|图片?|文))?\s?[:/]?\s?{NAMES}(?:\s[^\W\x00-\x7f]{{0,6}}报[道导])?"
)
_LABELLED = re.compile(
    rf"{_MADE_BY}(?:[\\/、](?:摄影?|图片?))?(?:\s?[:/|]\s?|\s)(?:{_OFFICE}\s?)?(?P<names>{_NAME}(?:[\s、]{{1,2}}{_NAME}(?![^\W\x00-\x7f]|\s?[:/|]))*)(?:[\s;,/].*)?"
)
_DONE = r"\s?(?:供稿|[^\W\x00-\x7f]{2,4}报[道导])?"
_UNLABELLED = (
    re.compile(rf"(?P<names>{_PEOPLE}){_DONE}"),
    re.compile(rf"{_OFFICE}\s?(?P<names>{_PEOPLE}){_DONE}"),
    re.compile(rf"(?P<names>{_PEOPLE})\s?文[\s、,]\s?{_PEOPLE}\s?摄影?"),
)
#: An office that made a text, behind a label.
_DESKS = re.compile(r"(?!各)[^\W\x00-\x7f]{1,6}[局委办院馆社科处站会部网台系组室所联]")
#: Who edited it, in brackets behind the last sentence or on a line below, the day of the Republic behind them: (编辑:某某)1120221.
_EDITED = re.compile(
    rf"[(【\[]\s?(?:[^\W\d_]{{1,7}}[网報报社台闻聞刊]|责任|实习|见习|值班|本文|文字)?(?:编辑|责编)\s?[:\s]\s?(?P<names>{_PEOPLE})\s?[)】\]](?:1\d{{6}})?$"
)
#: What stands in brackets behind a text and is no name, though it begins as one.
NO_NAME = re.compile(
    r"[图讯报网版社完注稿者摄页期表省市县区局办会处部院厅室站证书色额温位河江湖岛港案单员团委络村镇乡楼所系队科]$|^(?:江苏|安徽|云南|宁夏|马克思|毛泽东|邓小平|周恩来|刘少奇|"
    r"周[边期年围报末内岁转]|何[时地人处为]|黄[河金色页]|许[可多]|曾[经用]|董事|罗列|沈阳|郑州|徐州|高[度等级中]|任[务职意]|方[案便式]|成[员果]|金[额融]|温[度馨]|"
    r"石[油化]|余[额下]|常[委务规]|万[元亩]|安[全排]|路[线段]|向[上下]|管[理委]|章[程节]|包[括含]|关[于注]|尚未|解[读释]|时[间长]|柏油|尤其|涂[料层改]|宋体|施行|安装|谢意|雷雨|余[件略震]|雨天|武汉|成都|常[德州]|史记|金边|白宫|石家庄|温州|安庆|池州|汪洋|包邮|戴口罩|严禁|顾[客问]|易[于碎]|项目|万吨|于[上微是此其])"
)
#: What may take such a line without saying what it is.
_STRUCTURAL = frozenset(("navigation.before_body", "navigation.inside_body"))
#: How a sentence ends.
_STOPS = frozenset('。!?"')
#: What parts a report's dateline from its names where a blank does: 本报讯 (记者 某某).
_OPENING = re.compile(rf"[(]\s?(?:{_REPORTER}\s?[:/]?\s?)?(?P<names>{_PEOPLE})\s?[)]")
_LINE_OF = re.compile(r"^[^,。;:()]{0,24}(?:[电讯]|报[道导]|消息)$")
#: So many paragraphs from its ends on a document is looked through, and so many code points of each.
_ENDS, _LOOKED_AT, _LONGEST = 3, 60, 48
#: An editor stands in one of so many last lines that stay.
_LAST = 12


def author(lines: Lines) -> str | None:
    """Give the names as written, None where the document names nobody."""
    return next(_found(lines), None)


def editor(lines: Lines) -> str | None:
    """Give who edited a document, as written behind what stays of it; None where nobody is named."""
    kept = [n for n, entry in enumerate(lines.entries) if entry.rule is None]
    for n in reversed(kept[-_LAST:]):
        folded = lines.entries[n].folded
        if "编" in folded[-_LONGEST:]:
            found = next(_names(lines, n, _EDITED.search(folded, max(0, len(folded) - _LONGEST))), None)
            if found:
                return found
    return None


def _found(lines: Lines) -> Iterator[str]:
    entries = lines.entries
    kept = [n for n, entry in enumerate(entries) if entry.rule is None]
    prose = [n for n in kept if is_prose(entries[n].folded)]
    for n in prose[:_ENDS]:
        for dateline in _DATELINES:
            yield from _names(lines, n, dateline.match(entries[n].folded[:_LOOKED_AT]))
        if n and entries[n - 1].row == entries[n].row and _LINE_OF.match(entries[n - 1].folded):
            yield from _names(lines, n, _OPENING.match(entries[n].folded))
    if not prose:
        return
    ends = (
        n for n, e in enumerate(entries) if not prose[0] <= n <= prose[-1] and (e.rule is None or e.rule in _STRUCTURAL)
    )
    for n in ends:
        if len(entries[n].folded) <= _LONGEST:
            yield from _names(lines, n, _LINE.match(entries[n].folded))
            if entries[n].rule is None and entries[n].folded[-1] in _MADE_ENDS:
                yield from _names(lines, n, _MADE.match(entries[n].folded))
    for n in reversed(prose[-_ENDS:]):
        if n + 1 < len(entries) and entries[n].folded[-1] in _STOPS and _may_sign(entries[n + 1]):
            yield from _closing(lines, n + 1, stopped=True)
        yield from _closing(lines, n)


def _may_sign(entry: Entry) -> bool:
    """Whether an entry below a paragraph may be who wrote it: in brackets, and no more than structure or a byline's rule takes it."""
    is_free = entry.rule is None or entry.rule in _STRUCTURAL or entry.detector == "byline"
    return is_free and len(entry.folded) <= _LONGEST and entry.folded[0] == "(" and entry.folded[-1] == ")"


def _closing(lines: Lines, n: int, *, stopped: bool = False) -> Iterator[str]:
    """The names in the brackets that end an entry; names without a label must stand behind a sentence, as ``stopped`` says of what stands above."""
    folded = lines.entries[n].folded
    closing = _CLOSING.search(folded, max(0, len(folded) - _LOOKED_AT)) if folded[-1] == ")" else None
    if not closing:
        return
    inner = closing.span("inner")
    yield from _names(lines, n, _REPORTED.fullmatch(folded, *inner))
    if stopped or closing["stop"]:
        made = _LABELLED.fullmatch(folded, *inner)
        if made and _DESKS.fullmatch(made["names"]):
            yield lines.value(n, *made.span("names"))
        yield from _names(lines, n, made)
        for pattern in _UNLABELLED:
            yield from _names(lines, n, pattern.fullmatch(folded, *inner))


def _names(lines: Lines, n: int, match: re.Match[str] | None) -> Iterator[str]:
    if match and match["names"][0] in SURNAMES and not NO_NAME.search(match["names"]):
        yield lines.value(n, *match.span("names"))
