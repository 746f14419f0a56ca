"""What kind of line a line of the view is, for the two models that look for the body: prose, a row, a heading, a menu item.

The kinds are those that tell bodies of Chinese documents from what stands around them: sentences with their marks, numbered
headings, the formal lines of an official document (addressee, attachment, signature, date), the labels of its index table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from page_cleaner import core
from page_cleaner.page import detector_of

_HAN = re.compile(r"[\u3400-\u9fff]+")
_DATE = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_OFFICE = "人民政府|办公[厅室]|委员会|[局厅部署院]"

#: The first that matches from the line's beginning names the kind; what matches none is plain.
_PATTERNS = {
    "index": (
        r"(?:索\s?引\s?号|主题(?:分类|词)|(?:发文|成文|生成|制发|公文)(?:字号|机关|机构|日期|单位|名称|标题)|文\s?号|"
        r"公开(?:方式|类别|形式|范围|时限|属性)|有\s?效\s?性|信息(?:名称|分类|索引|类别)|体裁分类|组配分类|服务对象|办文部门)\s?:"
    ),
    "number": (
        r"[(]?(?:第?[一二三四五六七八九十百]{1,4}[、)章条节.:]|\d{1,2}(?:\.\d{1,2}){1,3}\s?[^\d\s.%]|\d{1,3}[.、)](?!\d)|[①-⑳]|[(][一二三四五六七八九十\d]{1,3}[)])"
    ),
    "table": (
        r"附\s?[件表录]\s?[\d一二三四五六七八九十]*\s?(?:[:.]|$)|"
        r"序\s?号\s|\d{1,4}\s[^\d\s]\S{0,60}(?:\s\S{1,60})+$|"
        # here and below the end tells first, for few lines end so
        r"(?=.*+(?<=[名称号码额位期间别型据项果关况由注目址话量计务容准)]))"
        r"(?:序号|姓\s?名|单位|名称|项目|金额|备注|日期|时间|地址|电话|类别|数量|合计|小计|性别|职务|编号|工作单位|内容|标准|"
        r"\w{0,8}(?:名称|编号|代码|金额|单位|日期|时间|类别|类型|文号|依据|事项|结果|机关|情况|理由|姓名)(?:[(].{0,8}[)])?)$"
    ),
    "formal": (
        rf"[(]?{_DATE}[)]?$|[一二〇○零三四五六七八九十]{{2,4}}年[一二三四五六七八九十]{{1,3}}月[一二三四五六七八九十]{{1,3}}日$|"
        rf"抄送|[(](?:此件|联系|本文)|特此|.*〔(?:19|20)\d\d〕|"
        rf"(?=.*+(?<=[府厅室会局部署院:摄图绘文)]))(?:[^,。:]{{2,30}}(?:{_OFFICE})$|\S{{2,30}}:$|.*(?:摄|供图|绘|/文)[)]?$|[(].{{2,40}}[)]$)"
    ),
    "contact": (
        r"(?:联\s?系\s?(?:人|电话|方式|地址|单位|部门)|(?:咨询|监督|举报|投诉|办公|报名)?电话|传\s?真|邮\s?编|邮政编码|(?:电子)?邮箱|通讯地址|地\s?址|"
        r"时\s?间|地\s?点|网\s?址|受理(?:单位|部门)|开户(?:行|银行)|账\s?号|户\s?名)\s?:"
    ),
    "figure": r"[\d.,%+\-/:\s]+$",
    "label": r"[^\s:,。>|]{2,14}+\s?:",
}  # fmt: skip
_KINDS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()))
#: Short words in a row, as the entries of a menu stand.
_ITEMS = re.compile(r"(?:[\u3400-\u9fffA-Za-z]{1,6}\s){3,}[\u3400-\u9fffA-Za-z]{1,6}")
_ATTACHMENT = re.compile(r"^[\s·]*附\s?[件表]|\.(?:docx?|xlsx?|pptx?|pdf|wps|ofd|zip|rar)\b", re.IGNORECASE)
_STOPS = ("。", "!", "?", ";")
_ENDS = frozenset((*_STOPS, '"', "'", ")"))
#: Six words in a row are a sentence of a Latin language, or a piece of one.
_LATIN = re.compile(r"(?:[A-Za-z']+,? ){6}")

#: Detectors whose lines stand around bodies, not in them.
_FRAME = frozenset("share_widget icp_footer breadcrumb page_tools navigation comment_form notice".split())
#: Rules of theirs whose lines part the paragraphs of a body.
_PARTING = frozenset(("navigation.interrupted",))


@lru_cache(maxsize=1_024)
def is_frame(rule: str | None) -> bool:
    """Tell whether the certain rule that takes a unit, None for one that stays, knows it as a page's frame."""
    return rule is not None and detector_of(rule) in _FRAME and rule not in _PARTING


#: What is the whole title of a short document, where no other stands above its text.
LONE = frozenset("公告 通告 通知 布告 讣告 启事 声明 公示 通报 新闻稿 倡议书".split())
#: How a kind of document is called at the end of its title.
DOCUMENT = re.compile(
    r"(?:通知|公告|通告|通报|意见|决定|决议|批复|报告|函|办法|规定|细则|方案|公示|请示|纪要|命令?|令|条例|规划|要点|倡议书?|答复|说明|解读|规则|制度|标准|计划|章程|守则|公约|规程|预案|指引|须知|启事|声明|(?:裁定|判决|决定|通知|承诺|告知|责任)书)[)\"》]*(?:[(].{1,20}[)])?$"
)
#: Who signs a document, an office or an officer by name, and the day below.
_SIGNS = re.compile(
    r"(?!.*(?:召开|举[行办]|开展|参[加观]|走进|获|调研|考察|访问|赴))[^,。;:!?]{2,40}(?:政府|办公[厅室]|[局厅部署院会所处组队站社馆校园]|公司|中心)$|[^,。;:!?\s]{0,12}(?:[市县区镇乡局厅署院校州省]长|主任|主席)\s[^\W\d]{2,4}$"
)
_DAY = re.compile(
    r"(?:(?:19|20)\d\d|[一二〇○零三四五六七八九十]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
#: Kinds of units that are text: paragraphs and sentences of their own.
SENTENCES = frozenset(("prose", "sentence"))
#: Kinds of units that stand in documents as they stand in frames: labels of forms, the formal lines of an office.
LABELS = frozenset("index number table formal contact figure label".split())

#: A line of prose has at least so many Han characters and the marks of a sentence.
PROSE_HAN = 24
_PROSE_LOOKED_AT = 2_000
_PROSE = re.compile(rf"(?:[^\u3400-\u9fff]*+[\u3400-\u9fff]){{{PROSE_HAN}}}")


def _han(text: str) -> int:
    """Count the Han characters of the basic plane."""
    return sum(map(len, _HAN.findall(text)))


han = core.twin("han", _han)


def _is_prose(text: str) -> bool:
    """Tell whether a line of the view reads as a sentence of a body.

    What stands before the first such line and after the last is the page's frame; the gates ``head`` and ``tail`` rest on it,
    and so they say the same of a page and of the text that cleaning leaves of it.
    """
    if len(text) < PROSE_HAN:
        return False
    if "。" not in text and text[-1] not in "!?;:,、" and text.count(",") + text.count("、") + text.count(";") < 2:
        return False
    return _PROSE.match(text, 0, _PROSE_LOOKED_AT) is not None


is_prose = core.twin("is_prose", _is_prose, PROSE_HAN, _PROSE_LOOKED_AT)


def is_signature(above: str, below: str) -> bool:
    """Tell whether two lines are who signs a document and the day."""
    return _DAY.match(below) is not None and _SIGNS.match(above) is not None


def is_attachment(text: str) -> bool:
    """Tell whether a line names an attachment of the document, by its word or by a file name."""
    return bool(_ATTACHMENT.search(text[:200]))


def kind(text: str) -> str:
    """Name the kind of a line of the view.

    One of twice (a title printed two times over, as menus do), prose, latin, bullet (or short words in a row), sentence,
    index, number, table, formal, contact, figure, label, and plain.
    """
    half = len(text) // 2
    if len(text) > 12 and text[0] in text[-half:] and text[:half].rstrip() == text[-half:].lstrip():
        return "twice"
    if is_prose(text):
        return "prose"
    if len(text) > 60 and _LATIN.search(text[:400]):
        return "latin"
    if text[0] == "·" or ((" " in text or "\t" in text) and _ITEMS.fullmatch(text)):
        return "bullet"
    short = text[:200]
    if text[-1] in _ENDS and text[-6:].rstrip("\"')").endswith(_STOPS) and han(short) >= 6:
        return "sentence"
    found = _KINDS.match(short)
    return (found and found.lastgroup) or "plain"


#: What is found out of lines up to this length, in code points, is kept for so many of them.
SHORT, REMEMBERED = 40, 8_192
_remembered = lru_cache(maxsize=REMEMBERED)(kind)


class Kinds(dict[str, str]):
    """The kinds of a page's lines, each found out once; those of short ones, which many pages share, are remembered."""

    def __missing__(self, text: str) -> str:
        found = self[text] = (_remembered if len(text) <= SHORT else kind)(text)
        return found
