"""The script variant of a text, and whether Traditional text was written so or converted from Simplified.

Variant: characters that only one script has are counted (``tables``); one side must have 90 % of them. Only where there
is none, characters decide that the other script keeps for rare meanings. Japanese is told by its kana.

Origin: converters leave traces that writers do not, tried in this order:

1. forms that going from character to character leaves: 关于 as 關于, 以后 as 以后;
2. forms that only OpenCC's plain configuration prefers: 爲 羣 衆;
3. on texts of 300 Han and more: no character differs from what converting to Simplified and back gives, which few written
   texts manage, and words and quotation marks are rather the mainland's. Where they are rather Taiwan's or Hong Kong's,
   and some characters do differ, the text was written.

Units of 25 sentences (FLORES-200, Universal Dependencies; scripts/bench_repairs.py): all that were converted by characters
or by OpenCC's s2t, s2tw and s2hk are found, four fifths of s2twp, which changes the words too; of units written in Taiwan,
Hong Kong and by Wikipedia's authors none is called converted, of units written in the mainland's words one in ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from opencc import OpenCC

from page_cleaner import tables
from page_cleaner.page import Script
from page_cleaner.text.counts import counts
from page_cleaner.text.slices import slices

#: Share of the markers that one side must have.
SHARE = 0.9
#: Fewest lines of a text one of which may be foreign to it.
_LINES = 3
#: Share of kana in kana and Han from which a text is Japanese.
KANA = 0.1

#: Fewest Han characters on which the round trip says anything, and the code points that it is tried on.
ROUND_TRIP_HAN, ROUND_TRIP_SAMPLE = 300, 3000
#: Han characters from which an exact round trip speaks even where no word leans to either side.
ROUND_TRIP_ALONE = 600
#: Differences per Han character that the round trip of a converted text may show (another version of the dictionaries).
ROUND_TRIP_SLACK = 0.0007

#: What a text is translated to, to count its markers.
_OTHER, _S, _T, _K = range(4)


def _marks() -> tuple[bytes, dict[int, int]]:
    """The mark of every character up to U+FFFF, as a table since looking up in one is fastest, and of those beyond."""
    table, beyond = bytearray(0x10000), dict[int, int]()
    kana = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0xFF66, 0xFFA0))))
    for chars, mark in ((tables.SIMPLIFIED_ONLY, _S), (tables.TRADITIONAL_ONLY, _T), (kana, _K)):
        for code in map(ord, chars):
            if code < len(table):
                table[code] = mark
            else:
                beyond[code] = mark
    return bytes(table), beyond


_MARKS, _MARKS_BEYOND = _marks()
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

#: Simplified forms that Traditional text has in rare words only, and the Traditional forms that it has instead.
_MERGED, _APART = (*"于后并采范余咨", "聯系", "關系"), (*"於後並併採範餘諮", "聯繫", "關係")
#: More of the same, for lines without any marker; what everyday Traditional text has, such as 里 or 台, is not among them.
_RATHER_SIMPLIFIED, _RATHER_TRADITIONAL = (
    (*_MERGED, "旅游", "游客", *"么几万价党厂广极据确种适虫胜腊夸愿荐筑柜"),
    (*_APART, *"裡裏乾麼"),
)
#: 后 is right in Traditional text where it means a queen, a soil or a name.
_QUEENS = re.compile("[皇王太天影歌母視球帝]后|后[冠妃羿土里宮座稷豐]")
#: What OpenCC writes where nearly everyone writes the other form.
_PLAIN_OPENCC = dict(zip("爲羣衆峯牀啓麪喫", "為群眾峰床啟麵吃", strict=True))

_FOLD = dict(zip(map(ord, tables.TRADITIONAL), tables.SIMPLIFIED, strict=True))
_REGIONAL = dict(zip(tables.REGIONAL, tables.PLAIN, strict=True))

#: Words of mainland text, and words that Taiwan or Hong Kong use for the same things or for their own.
_MAINLAND = re.compile(
    "總書記|黨中央|黨委|國務院|省委|市委|縣委|區委|常委|書記|幹部|領導|鄉鎮|我省|我市|我縣|全市|全縣|人民政府|派出所|公安|貫徹|落實"
    "|部署|開展|攻堅|習近平|信息|網絡|互聯網|在線|視頻|軟件|文件|數據|項目|程序|用戶|設備|連接|聯繫|搜索|創建|支持|打印|通信"
    "|智能|屏幕|鼠標|短信|博客|質量|水平|塑料|激光|概率|出租車|自行車|幼兒園|社區|公元|奧巴馬|特朗普|意大利|新西蘭|朝鮮"
)
_ELSEWHERE = re.compile(
    "行政院|立法院|立法會|民國|縣市|臺北|台北|臺灣省|台灣省|本府|資訊|網路|網際網路|程式|軟體|伺服器|訊息|簡訊|數位"
    "|螢幕|滑鼠|雷射|機率|品質|透過|計程車|捷運|公車|腳踏車|幼稚園|巴士|的士|屋邨|港鐵|警務處|港幣|新臺幣|新台幣"
    "|紐西蘭|義大利|歐巴馬|川普|雪梨|北韓|嘅|咗|喺|佢|唔|啲"
)


def detect(text: str) -> Script:
    """Tell the script variant of a text and its origin; linear in the text."""
    counted = [count for (count,) in counts(_MARKS, [text])]
    simplified, traditional, kana = counted[_S], counted[_T], counted[_K]
    if sum(counted) < len(text):  # there are characters beyond the table
        marks = _marked(text)
        simplified, traditional, kana = (marks.count(chr(mark)) for mark in (_S, _T, _K))
    if kana and kana >= KANA * (kana + _han(text)):
        return Script("Jpan", simplified, traditional, "unknown")
    if not simplified and not traditional:
        simplified, traditional = _count(text, _RATHER_SIMPLIFIED), _count(text, _RATHER_TRADITIONAL)
        if not simplified and not traditional:
            return Script("unknown", 0, 0, "unknown")
    share = simplified / (simplified + traditional)
    stray = min(simplified, traditional) == 1 and simplified + traditional >= 6
    if not stray and 1 - SHARE < share < SHARE:
        rest = _without_foreign_line(text, _marked(text), _S if simplified > traditional else _T)
        if rest is None:
            return Script("mixed", simplified, traditional, "unknown")
        text = rest
    if share > 0.5:
        return Script("Hans", simplified, traditional, "unknown")
    return Script("Hant", simplified, traditional, _origin(text))


def _marked(text: str) -> str:
    """A text with its characters' marks in their place."""
    marks = "".join(piece.translate(_MARKS) for piece in slices(text))
    return marks if marks.isascii() else marks.translate(_MARKS_BEYOND)


def _without_foreign_line(text: str, marks: str, own: int) -> str | None:
    """Leave out the one line with all characters of the other script, as injected advertisements are; None if there is none such.

    Three lines at least must hold text.
    """
    mine, other = chr(own), chr(_S + _T - own)
    lines, marked = text.split("\n"), marks.split("\n")
    foreign = [n for n, line in enumerate(marked) if other in line]
    if len(foreign) != 1 or mine in marked[foreign[0]] or sum(map(bool, lines)) < _LINES:
        return None
    return "\n".join(line for n, line in enumerate(lines) if n != foreign[0])


def _han(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))


def _count(text: str, pieces: Iterable[str]) -> int:
    return sum(map(text.count, pieces))


def _origin(text: str) -> str:
    """Whether Traditional text was written so: written, converted or unknown."""
    merged = _count(text, _MERGED) - len(_QUEENS.findall(text))
    if merged >= 2 and merged >= _count(text, _APART):
        return "converted"
    preferred = sum(n for plain, usual in _PLAIN_OPENCC.items() if (n := text.count(plain)) > 9 * text.count(usual))
    if preferred >= 2:
        return "converted"
    sample = text[:ROUND_TRIP_SAMPLE]
    han = _han(sample)
    leaning = _leaning(sample) if han >= ROUND_TRIP_HAN else 0
    if han < ROUND_TRIP_HAN or (not leaning and han < ROUND_TRIP_ALONE):
        return "unknown"
    different = _differences(sample)
    if leaning >= 0:
        return "converted" if different <= ROUND_TRIP_SLACK * han else "unknown"
    return "written" if different else "unknown"


def _leaning(text: str) -> int:
    """Above 0 for the mainland's words and quotation marks, below 0 for those of Taiwan and Hong Kong."""
    words = len(set(_MAINLAND.findall(text))) - len(set(_ELSEWHERE.findall(text)))
    return words + min(2, text.count("“")) - 2 * min(2, _count(text, "「『"))


def _differences(text: str) -> int:
    """How many characters change on the way to Simplified and back, regional forms aside.

    A line break in the middle of a word may change a character or two.
    """
    back = to_traditional(text.translate(_FOLD))
    if "臺" not in text:
        back = back.replace("臺", "台")
    changed = ((a, b) for a, b in zip(text, back, strict=False) if a != b)
    return sum(_REGIONAL.get(a, a) != _REGIONAL.get(b, b) for a, b in changed) + abs(len(text) - len(back))


def to_traditional(text: str) -> str:
    """Convert as OpenCC's s2t does, its dictionaries taken as one, but for phrases with compatibility ideographs in them.

    From several dictionaries OpenCC builds another in memory: 28 MB in all for 11, and half as fast.
    """
    converted: str = _converter().convert(text)
    return converted


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC(str(tables.S2T))
