"""Units: the pieces of which bodies and frames are made, whatever shape a text comes in.

Crawlers store a page a block a line, a text node a line, in columns, as table rows with bars, or all on one line. A unit is
what stands between the natural breaks of its shape: line ends, tabs and runs of blanks, bars, and in a line that holds
several sentences or is far too long for one, blanks. Rules and the body model read units and never ask for the shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from page_cleaner.text.kinds import REMEMBERED, SHORT
from page_cleaner.text.platforms import PLATFORMS
from page_cleaner.text.view import Unit, View

#: A line at least so long, in code points, is split at blanks where a sentence ends inside it, or where it has a blank in
#: every so many code points: more of them in a line that may be a paragraph than in one that is too long for that.
_SQUEEZED, _SPACED = 60, 12
_VERY_LONG, _VERY_SPACED = 300, 60
#: On a line so long a shorter cell is split, too.
_SHORT_CELL = 40
#: The line under the head of a table in Markdown.
_TABLE_RULE = re.compile(r"[\s|:]*-{3}[\s|:\-]*\|[\s|:\-]*$")
#: A cell, without the blanks around what it holds.
_CELL = re.compile(r"[^\t| ](?:[^\t|]*[^\t| ])?")
#: A sentence that ends before a blank with more behind it: between paragraphs there was a line end once.
_ENDED = re.compile(r"[。!?;][\"')]? (?=\S)")
#: What goes on behind the head of a share panel. One whose buttons are pictures holds nothing.
_BUTTONS = "|".join((*PLATFORMS, "打印", r"[A-Za-z\d]"))
#: What parts pieces although a mark stands before the blank: a share panel's head, a counter without its number, a head of sizes, of colours
#: or of a list without them, and an empty label above another.
_ENDED_HEADS = "|".join(
    (
        rf"(?<=分享[到至]:)(?! ?(?:{_BUTTONS}))",
        *(
            rf"(?<={word}:)(?! [\d次])"
            for word in "次数 点击数 阅读数 浏览数 阅读量 浏览量 访问量 点击量 点击率 人气 点击 阅读 浏览 访问".split()
        ),
        r"(?<=字[体号]:)(?! [\[【(]?[大中小特超默标A-Z+\-])",
        "(?<=保护色:)|(?<=关联稿件:)|(?<=相关稿件:)",
        r"(?<=[^\W\d_]:)(?= (?:[^\W\d_]{2,6}:|相关(?:新闻|文章|链接|阅读)|[上下]一[篇条]))",
    )
)
#: What parts them although none would: an hour and what begins with a day or a number, and buttons in brackets.
_BEGINNINGS = (
    r"(?<=\d)(?<!(?:19|20)\d\d) (?=(?:(?:19|20)\d\d年)?\d{1,2}月\d)|"
    r"(?<=[。!?]) (?=[—\-]{1,3} ?(?:THE )?END)|(?<=END[—\-]) |"
    r"(?<!:) (?=(?:首页|[您你]?(?:现在|当前)的?位置)\s?[:>])|"
    r"(?:(?<=:\d\d)|(?<=[AP]M)) (?=\d{1,4} ?[\u3400-\u9fff])|"
    r" (?=[【\[] ?(?:打印|关闭|返回|收藏|纠错)[^【】\[\]]{0,4}[】\]])"
)
#: A blank between pieces, unless a mark on either side, two Latin words or a day and its hour hold it together.
_BREAK = re.compile(
    rf"(?:(?<![,、:(《<>|/\-—+&@#\[〔·])|{_ENDED_HEADS}) (?![,。;:、!?)》\]〕%>|/\-—…])"
    rf"(?!(?<=[A-Za-z0-9.,'\-] )[A-Za-z0-9])(?!(?<=日 )\d{{1,2}}:\d\d)|{_BEGINNINGS}"
)
#: A label of the byline behind a title, which parts them however short they are.
_LABEL = r"(?:(?:信息|稿件|文章)?来源|(?:发布|更新)(?:时间|日期)|浏览次数|作者)\s?:"
_LABELLED = re.compile(
    rf"(?<=[^\W\d:]{{6}}) (?=(?:(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?: \d{{1,2}}:\d\d(?::\d\d)?)? )?{_LABEL})"
)
#: What holds pieces together although a blank stands between: a number and its measure (2024 年), letters of a word that was
#: spaced out (索 引 号).
MEASURE = frozenset("年月日时分秒点号条项个件家户名人岁次处座所张册份只头台辆套届级类种周天位吨亩千万亿元米公平里度倍%")
_HAN = re.compile("[\u3400-\u9fff]")
#: What stands in brackets is one piece, as far as they close so soon, in code points.
_BRACKETED = 60
#: The longest number that has a measure behind it, in digits.
_LONGEST_NUMBER = 6


def split(view: View) -> list[Unit]:
    """The units of a view, in order. Linear in the view."""
    units = []
    for line in view.lines:
        text = line.text
        if "\t" in text or "|" in text or (" " in text and _breaks(text) is not None):
            if "---" in text and _TABLE_RULE.match(text):
                continue
            start, row = line.start, line.row
            units += [Unit(start + a, start + b, text[a:b], row) for a, b in _pieces(text)] or [line]
        else:
            units.append(line)
    return units


def _breaks(text: str, shortest: int = _SQUEEZED) -> re.Pattern[str] | None:
    """What parts the pieces of a line or a cell, None where it is one."""
    if len(text) >= shortest and _is_squeezed(text):
        return _BREAK
    return _LABELLED if ":" in text and _LABELLED.search(text) else None


def _is_squeezed(text: str) -> bool:
    blanks = text.count(" ")
    return blanks * (_VERY_SPACED if len(text) > _VERY_LONG else _SPACED) > len(text) or (
        blanks > 0 and _ENDED.search(text) is not None
    )


#: A label of two characters that stand far apart before its colon, 标    题:, or one of index tables before a blank, a bar or a colon; and
#: what it labels, up to the next.
_SPREAD = re.compile(
    r"(?:^|(?<=[\t| ]))(?:[\u3400-\u9fff][ \t]{1,8}[\u3400-\u9fff](?=:)|(?:文[ \t]{1,8}号|来[ \t]{1,8}源|[标名][ \t]{1,8}[题称]|分[ \t]{1,8}类|索[ \t]{1,8}引[ \t]{1,8}号)(?=[ \t|:]))(?:(?! [\u3400-\u9fff]\t)[^\t|])*"
)


def _cells(text: str) -> list[tuple[int, int]]:
    """Where what the cells of a line hold begins and ends; a label whose characters stand far apart is in one."""
    found, at = list[tuple[int, int]](), 0
    for label in _SPREAD.finditer(text) if "\t" in text else ():
        found += [cell.span() for cell in _CELL.finditer(text, at, label.start())]
        found.append((label.start(), label.start() + len(label[0].rstrip(" "))))
        at = label.end()
    return found + [cell.span() for cell in _CELL.finditer(text, at)]


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """Where the pieces of a line begin and end; cells of nothing but marks are none."""
    return _remembered(text) if len(text) <= SHORT else _found(text)


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str) -> tuple[tuple[int, int], ...]:
    """The same of a short line, which many pages share."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[tuple[int, int]]:
    shortest = _SHORT_CELL if len(text) > _VERY_LONG else _SQUEEZED
    for cell in _cells(text):
        start, end = cell
        breaks = _breaks(text[start:end], shortest)
        if breaks is not None:
            for gap in breaks.finditer(text, start, end):
                if _held(text, start, gap.start(), end):
                    continue
                if _telling(text, start, gap.start()):
                    yield start, gap.start()
                start = gap.end()
        if _telling(text, start, end):
            yield start, end


def _held(text: str, start: int, blank: int, end: int) -> bool:
    """Whether the words around a blank belong together: the last one of a piece that begins at ``start``, and the one behind."""
    left = text[max(start, text.rfind(" ", start, blank) + 1) : blank]
    after = text[blank + 1 : blank + 2 + _LONGEST_NUMBER + 1]
    right = after.split(" ", 1)[0]
    if len(left) == 1 and _HAN.match(left):
        return len(right) == 1 or after[1:2] == ":"
    if left.isdigit() and len(left) <= _LONGEST_NUMBER:
        return right[:1] in MEASURE
    if text[blank + 1] not in "【(" and text.rfind("【", start, blank) > text.rfind("】", start, blank):
        return text.find("】", blank, blank + _BRACKETED) >= 0
    following = after[len(right) + 1 : len(right) + 2]
    return right.isdigit() and len(right) <= _LONGEST_NUMBER and blank + 1 + len(right) < end and following in MEASURE


_WORD = re.compile(r"\w")


def _telling(text: str, start: int, end: int) -> bool:
    return start < end and _WORD.search(text, start, end) is not None


#: Marks that no line begins with, and with which none ends: there a sentence was cut.
_CUT_BEFORE, _CUT_BEHIND = frozenset(",。;:、!?)]》】%…"), frozenset(",、(《[")
_CUTTING = _CUT_BEFORE | MEASURE
#: A number or a piece of Latin that a tag set apart inside a sentence.
_FIGURE = re.compile(r"[\d.,%+\-/:()A-Za-z]{1,12}")
_STOPS = frozenset("。!?;:…")
#: So many units that begin with such a mark, or with the measure of a number above, show that a text is cut into text nodes.
_CUTS = 3


def stitch(units: Sequence[Unit], taken: Sequence[bool]) -> list[list[int]]:
    """Put the units together that cut one sentence, and bullets with their items: lists of their indexes, in order.

    Inline tags and numbers cut sentences where each text node has a line. ``taken`` says of each unit whether rules take it;
    one that is taken is never joined. Where the text shows no such cuts, no sentence is put together. Linear in the units.
    """
    may_cut = [n for n, unit in enumerate(units) if unit.text[0] in _CUTTING and not taken[n]]
    is_cut_up = len(may_cut) >= _CUTS and sum(_shows_cut(units, n) for n in may_cut) >= _CUTS
    if not is_cut_up and not any(unit.text == "·" for unit in units):
        return [[n] for n in range(len(units))]  # as on most pages
    groups: list[list[int]] = []
    for n, unit in enumerate(units):
        if (
            n
            and not (taken[n] or taken[n - 1])
            and (
                units[n - 1].text == "·" != unit.text
                or (is_cut_up and _is_cut(units, taken, n, alone=len(groups[-1]) == 1))
            )
        ):
            groups[-1].append(n)
        else:
            groups.append([n])
    return groups


def _shows_cut(units: Sequence[Unit], n: int) -> bool:
    text = units[n].text
    return text[0] in _CUT_BEFORE or (
        text[0] in MEASURE and (len(text) > 1 or text in "年月日") and n > 0 and units[n - 1].text.isdigit()
    )


def _is_cut(units: Sequence[Unit], taken: Sequence[bool], n: int, *, alone: bool) -> bool:
    """Whether a sentence goes on from the unit above to this one."""
    above, text = units[n - 1].text, units[n].text
    if text[0] in _CUT_BEFORE:
        return above[-1] not in _STOPS or text[0] in "。;)"
    if above[-1] in _CUT_BEHIND:
        return True
    if _FIGURE.fullmatch(text):
        goes_on = n + 1 < len(units) and not taken[n + 1] and _HAN.match(units[n + 1].text) is not None
        return goes_on and above[-1] not in _STOPS and _HAN.search(above) is not None
    return _FIGURE.fullmatch(above) is not None and (text[0] in MEASURE or (not alone and _HAN.match(text) is not None))
