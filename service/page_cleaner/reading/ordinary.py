"""How ordinary the characters of a reading are: text in the right encoding consists of common ones."""

from __future__ import annotations

import re
from functools import cache

from page_cleaner import tables
from page_cleaner.reading.labels import WIDTHS
from page_cleaner.text.counts import counts

#: The most frequent Chinese characters, counted over news and encyclopaedia text in both scripts, and those of
#: the shortest official titles. They make up six tenths of such text, and a fifteenth of the common characters.
_FREQUENT_HAN = (
    "的国中人一在和大年发有业是新化不为会了上全生行公市家动民展产进个地现能理以建成政文区务网时经开出要实长学体作来日力主方高加代设到工推多这法"
    "对保分于管月增用平提部关机下自总金心合等可重员同持服度社他资事元本入制局前万面海南信量小更者共定性科强明后美们好报过天治城其场品与数就电点"
    "我安内融物式活创通之间最外水院质表子监第联济特系所医广也三位东深技利目基北统西车意级比改世育道都期省教相球任司里华放得向应告府计研企规台"
    "二息号造口原而运首路价论被将京亿次升收及当名军视类十江回标程种交求正各效党施际并近消如优举题领游情源续站州从界色立办县镇委村书记知批复函令"
    "為國時會這於個學來動們後發與過對間現並亞經種當區爾體軍長將車電數開該場語從達德著進機拉員內羅許說稱隊馬約業戰很蘭賽非太只沒已關風聯議奧帶"
    "類變設實島兩網點務統產組每結始應總氣認處去較門無還線報樣選導單圖調號幾歷據別決規質萬記話連響讓見縣鎮書復"
)
#: The most frequent Hangul syllables.
_FREQUENT_HANGUL = (
    "이다는의에을가한고를로하지은사기도나대시자어인정리해서원보일과장수부전제스그상동만아들성구으등국있조세주여경공선회유관적연신문산중개비라"
    "모발금물교계무오했년학력월영미소천생우용실명방위치당업행체재내민화음분김안면체것습니합"
)
FREE, COMMON, RARE, LOST = 0, 1, 3, 5

#: So many intact characters of UTF-8 are no accident. Fewer may be: 通知 in gb18030 is valid UTF-8.
CONCLUSIVE = 16


@cache
def cost_table() -> bytes:
    """What each character up to U+FFFF costs in a reading; those beyond are rare."""
    rows = [bytes(b for cell in range(0xA1, 0xFF) for b in (row, cell)) for row in range(0xB0, 0xD0)]
    kanji = b"".join(rows).decode("euc_jp", "ignore")  # JIS level 1
    hangul = b"".join(rows[:25]).decode("euc_kr", "ignore")  # KS X 1001
    symbols = "".join(map(chr, (*range(0x2190, 0x2200), *range(0x2460, 0x2670))))  # ① ■ ★ and the like
    marks = "".join(map(chr, (*range(0x3041, 0x3100), *range(0xA1, 0xC0))))  # kana, ¼ and the like
    free = (*range(0x20, 0x7F), *range(0x2010, 0x203C), *range(0x3000, 0x3040), *range(0xFF01, 0xFF5F))
    punctuation = "".join(map(chr, free)) + "\0\t\n\v\f\r\ufeff\xa0·©®°±§«»×÷€℃™№"  # and ASCII
    costs = bytearray([RARE]) * 0x10000
    for chars, cost in (
        (tables.COMMON + kanji + hangul + symbols + marks, COMMON),
        (punctuation + _FREQUENT_HAN + _FREQUENT_HANGUL, FREE),
        ("\ufffd", LOST),
    ):
        for char in chars:
            costs[ord(char)] = cost
    return bytes(costs)


@cache
def ordinary_table() -> bytes:
    """The same table to tell ordinary characters by, which are FREE or COMMON in it.

    Latin, Greek and Cyrillic letters are ordinary; Hangul is not, but for the most frequent syllables.
    """
    table = bytearray(cost_table())
    table[0xC0:0x500] = table[0xC0:0x500].replace(bytes([RARE]), bytes([COMMON]))
    table[0xAC00:0xD7A4] = table[0xAC00:0xD7A4].replace(bytes([COMMON]), bytes([RARE]))
    return bytes(table)


_IN_WORD = re.compile(r"(?<=[A-Za-z])[À-ÖØ-öø-ž]{1,2}|[À-ÖØ-öø-ž]{1,2}(?=[A-Za-z])")


def reading_cost(text: str, name: str) -> int:
    """How strange a reading is: the sum of its characters' costs."""
    letters = 0
    if name not in WIDTHS:
        text, letters = _IN_WORD.subn("", text)
    found = counts(cost_table(), [text])
    free, common, lost = (found[cost][0] for cost in (FREE, COMMON, LOST))
    return letters + COMMON * common + LOST * lost + RARE * (len(text) - free - common - lost)
