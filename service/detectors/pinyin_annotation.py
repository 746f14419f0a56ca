"""Readings that a broken converter wrote into the text: 生態(tài)環(huán)境. Real glosses, 亳(bó)州, stay.

Two kinds are known (measured on 40 pages of 40 sites, 1,479 readings). One converter writes a toned reading after
certain Traditional-only characters, always the first reading of the dictionary, and after every occurrence of them. The
other writes syllables, mostly without tones, after every second to fifth character of any kind. Either shows only in
the page as a whole, so the page is judged first, and then the single reading.

The first converter replaces bytes of GBK text without minding where a character begins. Where the bytes that it looks
for straddle two characters, what follows is read one byte off up to the next ASCII character: 獎者都是 becomes
獎?wù)叨际. The reading names the character that was met, the character names the missing byte, and the bytes read
again from there are the text as it was.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from service import tables
from service.detectors.repair import Repair
from service.page import Span

DETECTOR = "pinyin_annotation"
#: What stands for a character that lacks a byte.
LOST = "\ufffd"

FIRST_READING = Repair(
    id="pinyin_annotation.first_reading",
    why="A converter wrote the first dictionary reading after every occurrence of certain Traditional-only characters.",
    mends=(
        ("全縣經(jīng)濟(jì)運(yùn)行平穩(wěn),產(chǎn)業(yè)發(fā)展向好。", "全縣經濟運行平穩,產業發展向好。"),
        ("各單位要按時（shí）報送環(huán )保數(shù)據(jù)。", "各單位要按時報送環保數據。"),
        ("亳(bó)州市生態(tài)環(huán)境局開(kāi)展檢(jiǎn)查", "亳(bó)州市生態環境局開展檢查"),
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

_BLANKS = " \\u00a0\\u3000"
_BLANK = f"[{_BLANKS}]{{0,2}}"
_SMALL = "a-z\u00c0-\u01dc\u01f8\u01f9\u0251\u0261\u0300-\u0304\u0306\u0308\u030c"
_READING = f"([A-Z{_SMALL}]{{1,12}})"
_ITEM = re.compile(f"[(（]{_BLANK}{_READING}{_BLANK}[)）]")
#: How every reading ends that tells anything; few pages have one, and a pattern that begins with one certain character
#: is found ten times as fast as any other.
_ENDINGS = tuple(re.compile(f"{bracket}(?<=[{_SMALL}{_BLANKS}].)") for bracket in (r"\)", "）"))
#: A misread spot: the mark for the byte that made no character, often with the bracket swallowed, and the reading.
_SPOT = re.compile(f"[?？\ufffd(（](?:(?<=[?？\ufffd])[(（])?{_READING}{_BLANK}[)）]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_UNREAD = re.compile("[?\ufffd]+")
_RUN = re.compile("[^\x00-\x7f\ufffd]*")

#: How many readings and unreadable bytes a misread stretch may go on over; it keeps the work linear.
_STAGES = 16

#: Look-alikes in readings: breve for caron, IPA letters for plain ones.
_SPELLING = str.maketrans("ăĕĭŏŭɑɡ", "ǎěǐǒǔag")

#: Characters that were annotated on real pages wherever a page had them; a page that annotates two of these is no page
#: about the readings of rare names.
EVERYDAY = frozenset(
    "發機驗環學時協動關進業設測產數習實統區會經醫應態結強質內規調構據國當運務領網達來現計術轉個點項過節準導護標開問"
    "聯戰類無對擴濟說長價號報創著評見負權簡場責書預續稱級認頁競爭擔復熱體農細鄉陽嚴門監話儲請費種顯萬與執識優勢沒鎮"
)
_COMMON = frozenset(tables.COMMON)
#: Every character that the first converter may annotate.
_ANNOTATED = frozenset("".join(tables.READINGS.values()))
_COMMON_TRADITIONAL = frozenset(t for t, s in zip(tables.TRADITIONAL, tables.SIMPLIFIED, strict=True) if s in _COMMON)
_PLAUSIBLE = (_COMMON | _COMMON_TRADITIONAL | frozenset("，。、；：？！“”‘’（）《》〈〉【】—…·〇％")) - frozenset(
    tables.SIMPLIFIED_ONLY
)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A bracketed reading, ``text[start:end]``, after the Han character ``char`` or after another reading of it.

    ``chain`` is the offset where the character's first reading begins; ``bare`` is the reading in plain letters, ü as v.
    """

    char: str
    chain: int
    start: int
    end: int
    reading: str
    bare: str

    @property
    def toned(self) -> bool:
        return self.reading.replace("ü", "v") != self.bare

    @property
    def first(self) -> bool:
        """Whether this is the reading that the converter writes after this character."""
        return self.char in tables.READINGS.get(self.reading, "")

    @property
    def valid(self) -> bool:
        """Whether the character may be read so, tones aside."""
        return self.char in tables.SYLLABLES.get(self.bare, "")


@lru_cache(maxsize=4096)
def _spell(raw: str) -> tuple[str, str]:
    """A reading as written to its normal spelling and its plain letters; capitals make no reading of a converter."""
    if raw != raw.lower():
        return "", ""
    reading = unicodedata.normalize("NFC", raw).translate(_SPELLING)
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return reading, "".join(c for c in plain if not unicodedata.combining(c))


def _hits(text: str) -> list[_Hit]:
    hits: list[_Hit] = []
    char, chain, end = "", 0, -1
    for match in _ITEM.finditer(text):
        start = match.start()
        if start != end:
            chain = start
            char = text[start - 1 : start]
            if "@" <= char <= "~":  # the second byte of a character that is met across another
                char = (_double(text[max(0, start - 2) : start - 1])[1:] + char.encode()).decode("gbk", "ignore")
        end = match.end()
        if _HAN.match(char):
            hits.append(_Hit(char, chain, start, end, *_spell(match[1])))
    return hits


def _han(text: str) -> int:
    return sum(len(run) for run in _HAN.findall(text))


def _dense(text: str, hits: Sequence[_Hit]) -> list[_Hit]:
    """The readings that the second converter wrote.

    Its mark is syllables without tones: at least 20 on 5 to 60 % of the Han characters, or on a short page four, three
    of them different, on 12 % or more. Toned ones go with them only where they are too many to be glosses.
    """
    plain = [h for h in hits if not h.toned and h.reading]
    good = [h for h in plain if h.valid]
    if len(good) < 4 or len(good) < 0.8 * len(plain) or len({h.bare for h in good}) < 3:
        return []
    marked, han = len({h.chain for h in good}), _han(text)
    if not (0.05 if marked >= 20 else 0.12) * han <= marked <= 0.6 * han:
        return []
    toned = [h for h in hits if h.toned and h.valid]
    return good + toned if len(toned) >= max(5, len(good) / 4) else good


def _recitations(text: str, hits: Sequence[_Hit]) -> set[int]:
    """Starts of the hits that stand on lines annotated throughout, whatever the character: poems, texts for children."""
    found: set[int] = set()
    line: list[_Hit] = []
    end = -1
    for hit in [*hits, None]:
        if hit is None or hit.start > end:
            others = sum(not h.first and h.toned and h.valid for h in line)
            if others >= 2:
                begin = text.rfind("\n", 0, line[0].start) + 1
                if len({h.chain for h in line}) >= 0.6 * _han(text[begin:end]):
                    found.update(h.start for h in line)
            if hit is None:
                break
            end = text.find("\n", hit.start)
            end = len(text) if end < 0 else end
            line = []
        line.append(hit)
    return found


def _tabled(text: str, hits: Sequence[_Hit], mended: Sequence[_Mended] = ()) -> list[_Hit]:
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
    present = Counter(text)
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
    # Too short a page to be judged by shares: nobody explains how an everyday character is read that has one reading.
    certain = len(everyday) >= 2 or any(_single(c) and marked[c] >= present[c] for c in everyday)
    return certain and _han(text) <= 120


@lru_cache(maxsize=1024)
def _single(char: str) -> bool:
    return sum(char in chars for chars in tables.SYLLABLES.values()) == 1


@dataclass(frozen=True, slots=True)
class _Mended:
    """A misread stretch ``text[start:end]`` and what stood there, U+FFFD for a character that lacks a byte."""

    start: int
    end: int
    text: str

    @property
    def lossy(self) -> bool:
        return LOST in self.text

    @property
    def plausible(self) -> float:
        """The share of everyday characters, 0 to 1."""
        return _plausible(self.text.replace(LOST, "")) if self.text.strip(LOST) else 1.0


def _double(char: str) -> bytes:
    """The two bytes of a character in GBK or in the private area of GB18030; none if it has not two."""
    encoded = char.encode("gb18030", "ignore")
    return encoded if len(encoded) == 2 else b""


@lru_cache(maxsize=4096)
def _led(reading: str, lead: bytes) -> str:
    """The characters of this first reading whose GBK bytes begin with ``lead``."""
    return "".join(c for c in tables.READINGS.get(reading, "") if _double(c)[:1] == lead)


def _candidates(reading: str, lead: bytes, annotated: AbstractSet[str]) -> Sequence[str]:
    """The same, the likeliest first."""
    found = _led(reading, lead)
    return sorted(found, key=lambda c: (c not in annotated, c not in _PLAUSIBLE)) if len(found) > 1 else found


def _plausible(text: str) -> float:
    return sum(c in _PLAUSIBLE for c in text) / max(1, len(text))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where misreading may begin or end, up to the ``end`` of the reading.

    ``before`` is the offset behind the character before it, less the readings that this one carries itself.
    """

    before: int
    end: int
    reading: str


def _spots(text: str) -> dict[int, _Spot]:
    """The spots by their offsets.

    Some decoders drop the byte that made no character without a mark; then the reading follows a character that is never
    read so.
    """
    spots = {}
    for match in _SPOT.finditer(text):
        start = match.start()
        reading, bare = _spell(match[1])
        if reading not in tables.READINGS:
            continue
        before = _before(text, start)
        char = text[before - 1 : before]
        if text[start] not in "(（" or (_HAN.match(char) and char not in tables.SYLLABLES.get(bare, "")):
            spots[start] = _Spot(before, match.end(), reading)
    return spots


def _before(text: str, at: int) -> int:
    """Where the reading begins that ends at this offset; the offset itself if none does."""
    if text[at - 1 : at] in (")", "）"):
        opening = max(text.rfind("(", max(0, at - 16), at), text.rfind("（", max(0, at - 16), at))
        match = _ITEM.match(text, opening) if opening > 0 else None
        if match and match.end() == at:
            return opening
    return at


def _misread(text: str, spots: dict[int, _Spot], annotated: set[str]) -> list[_Mended]:
    """Read misread stretches again.

    ``annotated`` are the characters that the page is known to annotate, none if it is not known to be corrupted: then
    only a stretch that speaks for itself is mended. Linear: a stretch ends at the next ASCII character, and the next
    spot begins there or later.
    """
    mended: list[_Mended] = []
    at = 0
    for start, spot in spots.items():
        if start < at:
            continue
        behind_mended = mended and mended[-1].start < spot.before <= mended[-1].end
        before = mended[-1].text[-1] if behind_mended else text[spot.before - 1 : spot.before]
        best: tuple[bool, float, bool] = (False, 0.0, False)
        found: _Mended | None = None
        for char in _candidates(spot.reading, _double(before)[1:], annotated):
            result = _reread(text, start, spot.end, _double(char)[1:], spots, annotated)
            score = (char in annotated, result.plausible, bool(_HAN.match(result.text))) if result else best
            if result and score > best:
                best, found = score, result
        if found and _credible(text, found, certain=bool(annotated)):
            mended.append(found)
            at = found.end
    return mended


def _credible(text: str, found: _Mended, *, certain: bool) -> bool:
    if not certain:
        return len(found.text) >= 4 and found.plausible == 1 and not found.lossy and text[found.start] not in "(（"
    if found.plausible < 0.8 or found.text[0] not in _PLAUSIBLE | {LOST}:
        return False
    return text[found.start] not in "(（" or (
        len(found.text) > 1 and found.plausible > _plausible(text[found.start : found.end])
    )


def _reread(
    text: str, start: int, at: int, hidden: bytes, spots: dict[int, _Spot], annotated: AbstractSet[str]
) -> _Mended | None:
    """Decode again what follows a spot, from the byte that it hid on, until characters begin where they should.

    None if the bytes make no text.
    """
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        restored = decoder.decode(hidden)
        for _ in range(_STAGES):
            run = _run(text, at)
            restored += decoder.decode(_encode(run))
            at += len(run)
            pending = decoder.getstate()[0]
            if not pending:
                return _Mended(start, at, restored)
            item = _ITEM.match(text, at)
            if item and text[at - 1] in tables.READINGS.get(_spell(item[1])[0], ""):
                at = item.end()  # bytes across two characters, and by chance a whole character to this reading
                continue
            if at in spots:
                chars = _candidates(spots[at].reading, pending, annotated)
                if chars:
                    return _Mended(start, spots[at].end, restored + chars[0])
            if "@" <= text[at : at + 1] <= "~":
                return _Mended(start, at + 1, restored + decoder.decode(text[at].encode()))
            marks = _UNREAD.match(text, at)
            if not marks:
                return _Mended(start, at, restored + LOST)
            after = _run(text, marks.end())
            end = marks.end() + len(after)
            tail = text[end] if "@" <= text[end : end + 1] <= "~" else ""
            shifted = (_encode(after)[1:] + tail.encode()).decode("gb18030", "ignore")
            if not after or _plausible(after[:8]) >= max(_plausible(shifted[:8]), 0.1):
                return _Mended(start, at + 1, restored + _last(text, at, restored, pending))
            # A mark for two bytes that make no character: the end of one that is lost and the beginning of another.
            decoder.reset()
            restored += LOST * (len(marks[0]) + 1) + decoder.decode(_encode(after)[1:])
            at = end
    except UnicodeDecodeError:
        pass
    return None


def _run(text: str, at: int) -> str:
    match = _RUN.match(text, at)
    return match[0] if match else ""


def _encode(run: str) -> bytes:
    return b"".join(b"\x80" if c == "€" else _double(c) or b"\xff" for c in run)


def _last(text: str, at: int, restored: str, lead: bytes) -> str:
    """The character whose second byte shows as the mark at ``at``, where only one will do.

    Before a double-byte character that byte is 0x80, which begins none; at the end of a line the first byte of a stop or
    a quotation mark tells which it is.
    """
    after = text[at + 1 : at + 2]
    if after > "\x7f":
        char = (lead + b"\x80").decode("gb18030", "replace")
        return char if char in _PLAUSIBLE else LOST
    if lead == b"\xa1" and after in ("", "\r", "\n"):
        return "”" if restored.endswith(("。", "！", "？", "…")) else "。"
    return LOST


@dataclass(frozen=True, slots=True)
class _Patched:
    """The source with its misread stretches mended, and the way back: each stretch's place in the new text."""

    text: str
    places: tuple[tuple[int, int, int], ...]  # start and end in the new text, end in the source

    @classmethod
    def of(cls, source: str, mended: Sequence[_Mended]) -> _Patched:
        pieces: list[str] = []
        places: list[tuple[int, int, int]] = []
        at = size = 0
        for m in mended:
            pieces += source[at : m.start], m.text
            size += m.start - at
            places.append((size, size + len(m.text), m.end))
            size += len(m.text)
            at = m.end
        return cls("".join([*pieces, source[at:]]), tuple(places))

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the source has this stretch of the text; None if it touches a mended one."""
        index = bisect_right(self.places, start, key=lambda place: place[0]) - 1
        if index + 1 < len(self.places) and end > self.places[index + 1][0]:
            return None
        if index < 0:
            return start, end
        _, last, source_end = self.places[index]
        return None if start < last else (source_end + start - last, source_end + end - last)


def find(source: str) -> tuple[list[Span], list[str]]:
    """Find what converters wrote into the source: spans, sorted and disjoint, and warnings ("code: sentence.").

    Linear in the source. Finding again in what is left finds nothing.
    """
    if not any(ending.search(source) for ending in _ENDINGS):
        return [], []
    hits = _hits(source)
    spots = _spots(source)
    mended = _misread(source, spots, {h.char for h in _tabled(source, hits)}) if spots else []
    patched = _Patched.of(source, mended)
    if mended:
        hits = [h for h in _hits(patched.text) if patched.locate(h.start, h.end)]
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
