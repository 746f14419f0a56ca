"""Commas that a broken converter put before other marks: 下午,,全體 召開,。 第一,、第二.

The extra comma stands before ，。、； at random, in a half-width or a full-width form; of the two marks the second is the
right one. Clean text has next to none of these pairs (2 in 2.5 million characters), but regular expressions, tables and
the habits of some authors have, so the page as a whole has to show the pattern.
"""

from __future__ import annotations

import re
from collections import Counter

from page_cleaner.page import Span
from page_cleaner.repairs.repair import Repair

DETECTOR = "duplicated_punctuation"

EXTRA_COMMA = Repair(
    id="duplicated_punctuation.extra_comma",
    why="A converter put a comma before other commas and stops all over the page; the mark after it is the right one.",
    mends=(
        (
            "上午,,全縣召開會議,。會議指出,,要抓好秋收,、秋種,,確保豐收。",
            "上午,全縣召開會議。會議指出,要抓好秋收、秋種,確保豐收。",
        ),
        (
            "会上,，局长讲话,。会议要求,；各乡镇(街道),，各部门要落实责任。",
            "会上，局长讲话。会议要求；各乡镇(街道)，各部门要落实责任。",
        ),
    ),
    keeps=(
        "标点符号如，。、；等的用法见附件。正则表达式[,，。、；]{2,}匹配连续的标点。",
        "姓名,,单位,,电话,,备注\n张三,,财政局,,,\n李四,,教育局,,,",
        "他想了想，，还是没有去。。后来……算了，，不说了，，就这样吧。",
        "总投资1,000万元,同比增长4.7%——创历史新高！？",
    ),
)
RULES = (EXTRA_COMMA,)

#: Two patterns, since one that begins with one certain character is found ten times as fast as any other.
_DOUBLED = (re.compile("，[,，。、；;]"), re.compile(",[,，。、；;]"))
_MARK = ",，。、；;：:！!？?"
#: Evidence: commas and the mark after them, alone; lists of marks and code have them in rows.
_PAIR = re.compile(f"(?<![{_MARK}])[,，]+[,，。、；;](?![{_MARK}])")
#: What goes on a page found guilty: commas before a mark.
_EXTRA = re.compile("[,，]+(?=[,，。、；;])")
_COUNTED = re.compile("[,，。、；;]")
_CLOSING = frozenset("”’」』）)》〉】〕］]>\"'%％‰℃°")
_OPENING = frozenset("「『（(《〈【〔［[<{")
#: What the stretch of ASCII around a pair must not hold: it would be code or an address.
_CODE = re.compile(r"""[=/\\{}\[\]<>;|&#@"'`]|\w\(""")
_ASCII = re.compile(r"[!-~]*")
_REACH = 40


def find(source: str) -> tuple[list[Span], list[str]]:
    """Find the extra commas in the source: spans, sorted and disjoint, and no warnings.

    Linear in the source. Finding again in what is left finds nothing.
    """
    if not any(doubled.search(source) for doubled in _DOUBLED):
        return [], []
    pairs = [m for m in _PAIR.finditer(source) if _after_word(source, m.start()) and _in_prose(source, m)]
    if not _guilty(source, pairs):
        return [], []
    extra = (m for m in _EXTRA.finditer(source) if _in_prose(source, m))
    return [Span(m.start(), m.end(), m[0], DETECTOR, EXTRA_COMMA.id) for m in extra], []


def _guilty(source: str, pairs: list[re.Match[str]]) -> bool:
    """Whether the pairs are a converter's: enough of them, and spread over commas and stops alike.

    Three pairs, or two with a stop among them, and a tenth of all marks. A page with doubled commas alone is a table or
    a habit, unless it has so few stops that chance may have spared them.
    """
    stops = sum(m[0][-1] not in ",，" for m in pairs)
    if len(pairs) < (2 if stops else 3) or sum(len(m[0]) > 2 for m in pairs) > 0.2 * len(pairs):
        return False
    marks = Counter(_COUNTED.findall(source))
    extra = sum(len(m[0]) - 1 for m in pairs)
    if len(pairs) < 0.1 * (marks.total() - extra):
        return False
    spared = marks["。"] + marks["、"] + marks["；"]
    rate = len(pairs) / max(1, marks[","] + marks["，"] - extra)
    return bool(stops) or (spared > 0 and rate >= 0.3 and (1 - rate) ** spared >= 0.02)


def _after_word(source: str, at: int) -> bool:
    before = source[at - 1 : at]
    return bool(before) and (before.isalnum() or before in _CLOSING)


def _in_prose(source: str, match: re.Match[str]) -> bool:
    """Whether commas stand neither at the start of a line or a bracket, nor in code, a number or an address."""
    start, end = match.span()
    before = source[max(0, start - _REACH) : start].rstrip(" \t\u00a0\u3000\u200b")[-1:]
    if before in _OPENING or not before.strip():
        return False
    after = source[end : end + 1] if match.re is _PAIR else source[end + 1 : end + 2]
    if before == "“":
        return after != "”"
    if not (before.isascii() and after.isascii() and after.strip() and source[start : end + 1].isascii()):
        return True
    if before.isdigit() and after.isdigit():
        return False
    left = _ASCII.match(source[max(0, start - _REACH) : start][::-1])
    right = _ASCII.match(source, end, end + _REACH)
    return not (left and _CODE.search(left[0][::-1])) and not (right and _CODE.search(right[0]))
