"""Readings that a broken converter wrote into the text: 生態(tài)環(huán)境. Real glosses, 亳(bó)州, stay.

Two kinds are known (measured on 40 pages of 40 sites, 1,479 readings). One converter writes a toned reading after
certain Traditional-only characters, always the first reading of the dictionary, and after every occurrence of them. The
other writes syllables, mostly without tones, after every second to fifth character of any kind. Either shows only in
the page as a whole, so the page is judged first, and then the single reading.

What the first converter misread on its way is mended too: see ``misread``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from page_cleaner import tables
from page_cleaner.page import Span
from page_cleaner.repairs.misread import Mended, Patched, find_spots, mend_misread
from page_cleaner.repairs.readings import ENDINGS, Reading, count_han, find_readings
from page_cleaner.repairs.repair import Repair
from page_cleaner.text.slices import slices

DETECTOR = "pinyin_annotation"

FIRST_READING = Repair(
    id="pinyin_annotation.first_reading",
    why="A converter wrote the first dictionary reading after every occurrence of certain Traditional-only characters.",
    mends=(
        ("全縣經(jīng)濟(jì)運(yùn)行平穩(wěn),產(chǎn)業(yè)發(fā)展向好。", "全縣經濟運行平穩,產業發展向好。"),
        ("各單位要按時（shí）報送環(huán )保數(shù)據(jù)。", "各單位要按時報送環保數據。"),
        ("亳(bó)州市生態(tài)環(huán)境局開(kāi)展檢(jiǎn)查", "亳(bó)州市生態環境局開展檢查"),
        (
            "柳河社區(qū)的衛(wèi)生站搬進新樓,社區(qū)老人多,衛(wèi)生站上門送藥。",
            "柳河社區的衛生站搬進新樓,社區老人多,衛生站上門送藥。",
        ),
    ),
    keeps=(
        "濰(wéi)坊、瀘(lú)州、贛(gàn)榆三地的讀音。會議還討論了經濟發展問題。",
        "尴尬(gān gà)是一個詞,六(lù)安是一個市。",
        "化學需氧量(COD)、五日生化需氧量(BOD)達標。",
        "寒(hán)鴉(yā)飛(fēi)過(guò)樹(shù)林(lín),落(luò)日(rì)照(zhào)遠(yuǎn)山(shān)。",
    ),
)
DENSE = Repair(
    id="pinyin_annotation.dense",
    why="A converter wrote a syllable without tone after every second to fifth character of the page.",
    mends=(
        (
            "全縣供熱(re)工作會議(yi)今天(tian)下午召(zhao)開,部署(shu)今冬供(gong)暖。",
            "全縣供熱工作會議今天下午召開,部署今冬供暖。",
        ),
        (
            "县委(wei)(wei)召开全(quan)县干部大(da)会,传达学(xue)习文件(jian)精神。",
            "县委召开全县干部大会,传达学习文件精神。",
        ),
    ),
    keeps=(
        "局长王(wang)某在会上讲话,要求各单位做好安全生产工作,确保人民群众度过平安的节日。",
        "春(chūn)眠(mián)不(bù)觉(jué)晓(xiǎo),处(chù)处(chù)闻(wén)啼(tí)鸟(niǎo)。",
    ),
)
MISREAD = Repair(
    id="pinyin_annotation.misread",
    why="The converter met the bytes of a character across two others, and what follows was read one byte off.",
    mends=(("獲獎?wù)叨际墙?jīng)理,產(chǎn)業(yè)發(fā)展。", "獲獎者都是經理,產業發展。"),),
    keeps=("這是真的嗎?wù)有人問。", "獲獎?wù)叨际"),
)
RULES = (FIRST_READING, DENSE, MISREAD)

#: Characters that were annotated on real pages wherever a page had them; a page that annotates two of these is no page
#: about the readings of rare names.
EVERYDAY = frozenset(
    "發機驗環學時協動關進業設測產數習實統區會經醫應態結強質內規調構據國當運務領網達來現計術轉個點項過節準導護標開問"
    "聯戰類無對擴濟說長價號報創著評見負權簡場責書預續稱級認頁競爭擔復熱體農細鄉陽嚴門監話儲請費種顯萬與執識優勢沒鎮"
)
#: So many readings of two characters, at every occurrence, are no glosses; and so many Han characters make a short page.
_OFTEN, _SHORT = 4, 120
#: Every character that the first converter may annotate.
_ANNOTATED = frozenset("".join(tables.READINGS.values()))


def _dense(text: str, hits: Sequence[Reading]) -> list[Reading]:
    """The readings that the second converter wrote.

    Its mark is syllables without tones: at least 20 on 5 to 60 % of the Han characters, or on a short page four, three
    of them different, on 12 % or more. Toned ones go with them only where they are too many to be glosses.
    """
    plain = [h for h in hits if not h.toned and h.reading]
    good = [h for h in plain if h.valid]
    if len(good) < 4 or len(good) < 0.8 * len(plain) or len({h.bare for h in good}) < 3:
        return []
    marked, han = len({h.chain for h in good}), count_han(text)
    if not (0.05 if marked >= 20 else 0.12) * han <= marked <= 0.6 * han:
        return []
    toned = [h for h in hits if h.toned and h.valid]
    return good + toned if len(toned) >= max(5, len(good) / 4) else good


def _recitations(text: str, hits: Sequence[Reading]) -> set[int]:
    """Starts of the hits that stand on lines annotated throughout, whatever the character: poems, texts for children."""
    found: set[int] = set()
    line: list[Reading] = []
    end = -1
    for hit in [*hits, None]:
        if hit is None or hit.start > end:
            others = sum(not h.first and h.toned and h.valid for h in line)
            if others >= 2:
                begin = text.rfind("\n", 0, line[0].start) + 1
                if len({h.chain for h in line}) >= 0.6 * count_han(text[begin:end]):
                    found.update(h.start for h in line)
            if hit is None:
                break
            end = text.find("\n", hit.start)
            end = len(text) if end < 0 else end
            line = []
        line.append(hit)
    return found


def _tabled(text: str, hits: Sequence[Reading], mended: Sequence[Mended] = ()) -> list[Reading]:
    """The readings that the first converter wrote, if it wrote any on this page.

    A character counts whose readings are all first ones and that is annotated wherever it stands (converters missed
    none of 1,269; half is asked for, since misread text may hold it by chance). The page counts if three different
    characters do, and these are either everyday characters or a fair share of what could be annotated.
    """
    if not any(h.first for h in hits):
        return []
    recited = _recitations(text, hits)
    free = [h for h in hits if h.start not in recited]
    first = [h for h in free if h.first]
    if len(first) < 2 * sum(not h.first and h.toned and h.valid for h in free):
        return []
    marked = Counter(h.char for h in first)
    present = Counter[str]()
    for piece in slices(text):
        present.update(piece)
    present.subtract(h.char for h in hits if h.start in recited)
    for m in mended:  # what was mended may have lost its reading in the damage
        present.subtract(m.text)
    annotated = {c for c, n in marked.items() if 2 * n >= present[c] or n >= 3}
    if not _guilty(text, annotated, marked, present):
        return []
    return [h for h in first if h.char in annotated]


def _guilty(text: str, annotated: set[str], marked: Counter[str], present: Counter[str]) -> bool:
    everyday = annotated & EVERYDAY
    if len(annotated) >= 3:
        if len(everyday) >= 2:
            return True
        possible = sum(n for c, n in present.items() if c in _ANNOTATED)
        return sum(marked[c] for c in annotated) >= 0.08 * possible
    throughout = {c for c in annotated if marked[c] >= present[c]}
    if len(annotated) == 2 and throughout == annotated and sum(marked[c] for c in annotated) >= _OFTEN:
        return len(everyday) == 2 or (bool(everyday) and count_han(text) <= _SHORT)
    # Too short a page to be judged by shares: nobody explains how an everyday character is read that has one reading.
    certain = len(everyday) >= 2 or any(_single(c) for c in everyday & throughout)
    return certain and count_han(text) <= _SHORT


@lru_cache(maxsize=1024)
def _single(char: str) -> bool:
    return sum(char in chars for chars in tables.SYLLABLES.values()) == 1


def find(source: str) -> tuple[list[Span], list[str]]:
    """Find what converters wrote into the source: spans, sorted and disjoint, and warnings ("code: sentence.").

    Linear in the source. Finding again in what is left finds nothing.
    """
    if not any(ending.search(source) for ending in ENDINGS):
        return [], []
    hits = find_readings(source)
    spots = find_spots(source)
    mended = mend_misread(source, spots, {h.char for h in _tabled(source, hits)}) if spots else []
    patched = Patched.of(source, mended)
    if mended:
        hits = [h for h in find_readings(patched.text) if patched.locate(h.start, h.end)]
    dense = _dense(patched.text, hits)
    gone = {h.start for h in dense}
    tabled = _tabled(patched.text, [h for h in hits if h.start not in gone], mended)
    spans = [Span(m.start, m.end, source[m.start : m.end], DETECTOR, MISREAD.id, m.text) for m in mended]
    for rule, found in ((DENSE, dense), (FIRST_READING, tabled)):
        for hit in found:
            start, end = patched.locate(hit.start, hit.end) or (0, 0)
            spans.append(Span(start, end, source[start:end], DETECTOR, rule.id))
    lost = sum(m.lossy for m in mended)
    warning = (
        f"misread_bytes: {lost} misread stretch{'es' * (lost > 1)} lacked bytes; U+FFFD stands for what they were."
    )
    return sorted(spans, key=lambda s: s.start), [warning] if lost else []
