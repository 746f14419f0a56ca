"""Bytes to text: which encoding a page is in, and a reading of it that loses as little as can be.

The order of the evidence, and why. Chinese pages often name a wrong encoding, gb18030 accepts nearly any bytes, and
one illegal byte makes strict detectors give up; but text in the right encoding consists of common characters and text
in a wrong one does not. So after the marks that cannot lie (a byte order mark, the null bytes of UTF-16, valid UTF-8)
the encodings are compared by how ordinary the characters are that they give, on a sample of the page; a declaration
tips the scales where the text is too short to tell. Readings are weighed by a cost for each character, nothing for the
most frequent ones; the same costs find the place where a byte is missing in double-byte text, so that the loss stays a
character long and does not run on to the next ASCII character.
"""

from __future__ import annotations

import codecs
import re
import sys
from array import array
from collections.abc import Iterator
from functools import cache

from . import tables
from .page import Encoding

#: What may have decided, as ``Encoding.evidence`` says it.
EVIDENCE = (
    "charset option",  # the caller's order
    "byte order mark",
    "null bytes",  # where UTF-16 and UTF-32 have them
    "strict",  # valid UTF-8, save perhaps a character cut off at the very end
    "nearly",  # UTF-8 but for a few damaged characters
    "declared",  # the page or its sender names the encoding, and it reads as text
    "plausible",  # the encoding that gives the most ordinary text, whatever was declared
    "detected",  # none of those compared; charset-normalizer's answer
    "fallback",  # nothing fits well: the declared encoding, else the least bad one
    "empty",  # there was nothing to read
)


class NotText(ValueError):  # noqa: N818  (it says what the input is)
    """The bytes are no text in any encoding; the message says what they look like and what would put it right."""


_EXTRACT = "extract its text first"
_DECOMPRESS = "decompress it first"
_IMAGE = "recognise its characters first, or leave it out"
_LEAVE = "leave it out"
_SIGNATURES = (
    (b"%PDF-", "a PDF document", _EXTRACT),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "unpack it or extract its text first"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _EXTRACT),
    (b"\x1f\x8b", "gzip data", _DECOMPRESS),
    (b"BZh91AY&SY", "bzip2 data", _DECOMPRESS),
    (b"\xfd7zXZ\0", "xz data", _DECOMPRESS),
    (b"\x28\xb5\x2f\xfd", "Zstandard data", _DECOMPRESS),
    (b"Rar!\x1a\x07", "a RAR archive", _DECOMPRESS),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _DECOMPRESS),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _IMAGE),
    (b"\xff\xd8\xff", "a JPEG image", _IMAGE),
    (b"GIF87a", "a GIF image", _IMAGE),
    (b"GIF89a", "a GIF image", _IMAGE),
    (b"II*\0", "a TIFF image", _IMAGE),
    (b"MM\0*", "a TIFF image", _IMAGE),
    (b"\0\0\x01\0", "an icon", _LEAVE),
    (b"wOFF", "a web font", _LEAVE),
    (b"wOF2", "a web font", _LEAVE),
    (b"OggS\0", "sound or video", _LEAVE),
    (b"ID3\x03", "sound", _LEAVE),
    (b"ID3\x04", "sound", _LEAVE),
    (b"\x7fELF", "a program", _LEAVE),
    (b"SQLite format 3\0", "a database", _EXTRACT),
)
_RIFF = {b"WEBP": ("a WebP image", _IMAGE), b"WAVE": ("sound", _LEAVE), b"AVI ": ("video", _LEAVE)}
#: C0 controls that no text needs. NUL is not among them: pages hold it by accident and padded records by the hundred.
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"

#: Labels by the encoding that is meant, which is a name that Python's codecs take. As in the WHATWG Encoding Standard
#: the old name of a smaller set means the larger one that grew out of it.
_MEANT = {
    "utf-8": "utf-8 utf8 utf-8-sig unicode-1-1-utf-8 x-unicode20utf8",
    "gb18030": "gb18030 gb18030-2000 gb2312 gb2312-80 gb-2312-80 gb-2312 csgb2312 chinese iso-ir-58 "
    "gbk x-gbk cp936 ms936 windows-936 euc-cn x-euc-cn",
    "big5-hkscs": "big5-hkscs big5hkscs big5 big-5 cn-big5 csbig5 x-x-big5 big5-eten big5-tw cp950 ms950 windows-950",
    "cp932": "cp932 shift-jis shiftjis sjis x-sjis s-jis ms-kanji ms932 csshiftjis windows-31j windows-932",
    "euc-jp": "euc-jp eucjp x-euc-jp ujis cseucpkdfmtjapanese",
    "cp949": "cp949 uhc ms949 windows-949 euc-kr euckr cseuckr ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 "
    "csksc56011987 iso-ir-149 korean",
    "windows-1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 csisolatin1 ascii "
    "us-ascii ansi-x3.4-1968 iso-ir-100",
}
_LABELS = {label: name for name, labels in _MEANT.items() for label in labels.split()}
#: What else a page may declare and is taken at its word; the rest of Python's codecs are not for pages.
_SINGLE_BYTE = re.compile(r"windows-125\d|iso8859-\d+|koi8-[rtu]|cp8\d\d|tis-620|mac-\w+")
_DETECTED = (
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp1252", "koi8_r", "cp866",
    "cp874", "tis_620", "iso8859_2", "iso8859_5", "iso8859_7",
)  # fmt: skip

# A declaration stands in the head, but sometimes only after kilobytes of script.
_HEAD = 65_536
_META = re.compile(rb"<meta\b[^<>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^<>]*?\bencoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)

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
_FREE, _COMMON, _RARE, _LOST = 0, 1, 3, 5


@cache
def _costs() -> bytes:
    """What each character up to U+FFFF costs in a reading; those beyond are rare.

    A table to translate with, since that is the fastest way to look up every character of a text.
    """
    rows = [bytes(b for cell in range(0xA1, 0xFF) for b in (row, cell)) for row in range(0xB0, 0xD0)]
    kanji = b"".join(rows).decode("euc_jp", "ignore")  # JIS level 1
    hangul = b"".join(rows[:25]).decode("euc_kr", "ignore")  # KS X 1001
    symbols = "".join(map(chr, (*range(0x2190, 0x2200), *range(0x2460, 0x2670))))  # ① ■ ★ and the like
    marks = "".join(map(chr, (*range(0x3041, 0x3100), *range(0xA1, 0xC0))))  # kana, ¼ and the like
    free = (*range(0x20, 0x7F), *range(0x2010, 0x203C), *range(0x3000, 0x3040), *range(0xFF01, 0xFF5F))
    punctuation = "".join(map(chr, free)) + "\0\t\n\v\f\r\ufeff\xa0·©®°±§«»×÷€℃™№"  # and ASCII
    costs = bytearray([_RARE]) * 0x10000
    for chars, cost in (
        (tables.COMMON + kanji + hangul + symbols + marks, _COMMON),
        (punctuation + _FREQUENT_HAN + _FREQUENT_HANGUL, _FREE),
        ("\ufffd", _LOST),
    ):
        for char in chars:
            costs[ord(char)] = cost
    return bytes(costs)


@cache
def _ordinary() -> bytes:
    """The same table to tell ordinary characters by, which are _FREE or _COMMON in it.

    Latin, Greek and Cyrillic letters are ordinary; Hangul is not, but for the most frequent syllables.
    """
    table = bytearray(_costs())
    table[0xC0:0x500] = table[0xC0:0x500].replace(bytes([_RARE]), bytes([_COMMON]))
    table[0xAC00:0xD7A4] = table[0xAC00:0xD7A4].replace(bytes([_COMMON]), bytes([_RARE]))
    return bytes(table)


def decode(data: bytes, charset: str | None = None, declared: str | None = None) -> tuple[str, Encoding]:
    """Read a page's bytes as text, without its byte order mark.

    ``charset`` is an order and wins, whatever the bytes say; ``declared`` is the sender's word, such as the charset of
    an HTTP header, and counts as evidence like the page's own declaration. Labels mean what browsers take them for.
    ``Encoding.replaced`` counts the U+FFFD that stand where bytes could not be read, not those that the page held.
    Raises NotText for bytes that are no text (images, archives, PDF, random bytes), whatever the order, and LookupError
    for a ``charset`` that Python does not know. Linear in the length of ``data``.
    """
    if not data:
        return "", Encoding("utf-8", "empty")
    _refuse_signature(data)
    body = data.removeprefix(codecs.BOM_UTF8)
    read = None
    if charset:
        name, evidence = _ordered(charset, data), "charset option"
    elif marked := _marked(data):
        name, evidence = marked, "byte order mark"
    else:
        read = _utf8(body)
        name, evidence = _chosen(body, declared, read and read[0], marked=body is not data)
    text, replaced = read if read and name == "utf-8" else _read(body, name)
    return text.removeprefix("\ufeff"), Encoding(name, evidence, replaced)


def _refuse_signature(data: bytes) -> None:
    for signature, kind, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise _not_text(kind, remedy)
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        raise _not_text(*_RIFF[data[8:12]])
    if data[4:8] == b"ftyp":
        raise _not_text("video or an image", _LEAVE)


def _not_text(kind: str, remedy: str) -> NotText:
    return NotText(f"the input looks like {kind}, not text; {remedy}")


# --- names ----------------------------------------------------------------------------------------------------------


def _named(label: str) -> str:
    """The encoding that a label means. Raises LookupError."""
    plain = label.strip().strip("\"'").lower().replace("_", "-")
    if plain in _LABELS:
        return _LABELS[plain]
    name = codecs.lookup(plain).name.replace("_", "-")
    return _LABELS.get(name) or re.sub(r"^cp(?=125\d$)", "windows-", name)


def _ordered(charset: str, data: bytes) -> str:
    try:
        name = _named(charset)
    except ValueError as error:  # a null character in the label
        raise LookupError(f"unknown encoding: {charset!r}") from error
    if name in {"utf-16", "utf-32"}:  # the byte order is the mark's, else little-endian
        return _marked(data) or f"{name}-le"
    return name


def _declarations(body: bytes, declared: str | None) -> list[str]:
    """The encodings that the sender and the page's head name, in this order, without those unknown."""
    head = body[:_HEAD]
    labels = [declared] if declared else []
    labels += [match[1].decode("ascii", "ignore") for match in (_XML.match(head), *_META.finditer(head)) if match]
    names: dict[str, None] = {}
    for label in labels[:8]:
        try:
            name = _named(label)
        except (LookupError, ValueError):
            continue
        if name.startswith("utf-16"):  # it has been ruled out already; a page that can say so is in UTF-8
            name = "utf-8"
        if name in _MEANT or _SINGLE_BYTE.fullmatch(name):
            names[name] = None
    return list(names)


# --- the choice -----------------------------------------------------------------------------------------------------


def _chosen(body: bytes, declared: str | None, utf8: str | None, *, marked: bool) -> tuple[str, str]:
    """The encoding's name and the evidence for it. Raises NotText.

    ``utf8`` is the text if the bytes are UTF-8; ``marked`` says that the mark of UTF-8 stood before them.
    """
    nulls = b"\0" in body[:_WIDE]
    if (nulls or utf8 is None) and (wide := _wide(body[:_WIDE], 0.7 if nulls else 0.9)):
        return _in_step(body, wide), "null bytes" if nulls else "plausible"
    _refuse_controls(body[:_HEAD])
    sample = b"" if utf8 is not None and _evident(body, utf8) else _sample(body)
    reading = sample.decode("utf-8", "replace")
    damaged = reading.count("\ufffd")
    intact = _foreign(reading) - damaged
    if intact >= 2 * damaged:
        if marked:
            return "utf-8", "byte order mark"
        if intact >= _CONCLUSIVE or not sample:
            return "utf-8", "nearly" if utf8 is None else "strict"
    return _compared(sample, _declarations(body, declared), valid=utf8 is not None)


def _marked(data: bytes) -> str | None:
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return name
    return None


def _foreign(text: str) -> int:
    """The number of characters that are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


#: So many intact characters of UTF-8 are no accident. Fewer may be: 通知 in gb18030 is valid UTF-8.
_CONCLUSIVE = 16


#: So many U+FFFD come at most of characters that the ends of a sample's parts cut through.
_CUT = 12


def _utf8(body: bytes) -> tuple[str, int] | None:
    """The text and the number of U+FFFD put into it, if the bytes are UTF-8.

    A character cut off at the end is tolerated where others came before it.
    """
    try:
        return body.decode(), 0
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data" or body[: error.start].isascii():
            return None
        return body[: error.start].decode() + "\ufffd", 1


def _evident(body: bytes, text: str) -> bool:
    """Whether valid UTF-8 needs no sample: it is ASCII, or its first characters are enough to outweigh all damage.

    Most pages are done with here, long before a sample would be complete.
    """
    if text.isascii():
        return True
    lost = text.count("\ufffd") if "\ufffd" in text else 0  # to look whether it is there takes a fifth of the time
    characters = 0
    for run in _runs(body):
        characters += _foreign(run.decode("utf-8", "ignore"))
        if characters - lost >= 2 * (_CUT + lost):
            return True
    return False


_WIDE = 512  # bytes
_UNITS = {"utf-32-le": 4, "utf-32-be": 4, "utf-16-le": 2, "utf-16-be": 2}


def _wide(head: bytes, share: float) -> str | None:
    """The UTF-16 or UTF-32 in which at least that share of the characters at a page's head are ordinary, if any.

    Of the characters of another encoding read as UTF-16 no more than a third are. Hangul does not count, where
    gb18030 read as UTF-16 lands, but for the most frequent syllables; Latin, Greek and Cyrillic letters do. Where a byte
    is missing or too many, one half of the head is out of step, so each half is tried as well.
    """
    for name, unit in _UNITS.items():
        if _reads_as(head, name, unit, share, least=2):
            return name
    middle = len(head) // 4 * 2
    for part, name in (
        (head[start:end], n) for start, end in ((0, middle), (middle, None), (middle + 1, None)) for n in _UNITS
    ):
        if _reads_as(part, name, _UNITS[name], share, least=_CONCLUSIVE):
            return name
    return None


def _in_step(body: bytes, name: str) -> str:
    """The byte order of UTF-16 that has an odd number of bytes: ASCII out of step reads well in the other order."""
    if name not in {"utf-16-le", "utf-16-be"} or len(body) % 2 == 0:
        return name
    head = body[: _WIDE * 2 + 1]
    other = "utf-16-be" if name == "utf-16-le" else "utf-16-le"
    return min(name, other, key=lambda each: _step(head, each)[0])


def _reads_as(part: bytes, name: str, unit: int, share: float, least: int) -> bool:
    if unit == 4 and b"\0" not in part:  # the highest byte of every character is null
        return False
    text = part[: len(part) // unit * unit].decode(name, "replace")
    costs = text.replace("\0", "").replace("†", "").translate(_ordinary())  # accidents, and two blanks of ASCII
    frequent = costs.count(chr(_FREE))
    ordinary = frequent + costs.count(chr(_COMMON))
    return ordinary >= max(least, share * len(costs)) and frequent >= 0.25 * ordinary


def _refuse_controls(head: bytes) -> None:
    """Raise NotText where control characters are too many for text: 10 % of random bytes are, of text none."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls <= 2 and head.strip(b"\0"):
        return
    printed = len(head) - head.count(0)
    if controls > 2 + printed * 0.03 or (head and not printed):
        raise _not_text("binary data", "send the page itself, or the text that was extracted from it")


_RUN = re.compile(rb"[\x80-\xff][\x30-\x39\x40-\xff]*")
_BREAK = re.compile(rb"[\x00-\x2f\x3a-\x3f]")  # no part of a character in any encoding of ASCII and more
_SAMPLE = 2048
_STRIDE = 256  # bytes


def _sample(body: bytes) -> bytes:
    return b"\n".join(_runs(body))


def _runs(body: bytes) -> Iterator[bytes]:
    """The runs of non-ASCII bytes, and the ASCII letters beside them, at the head, the middle and the tail of a page."""
    third = len(body) // 3 if len(body) > 4 * _SAMPLE else len(body)
    for begin in range(0, len(body), third):
        found = _BREAK.search(body, begin) if begin else None
        at, end = found.end() if found else begin, begin + third
        size = 0
        while size < _SAMPLE:
            while at < end and body[at : at + _STRIDE].isascii():  # the search takes ten times as long for a byte
                at += _STRIDE
            match = _RUN.search(body, at, end)
            if not match:
                break
            start, at = match.span()
            if body[start - 1 : start].isalpha():  # a Western letter stands in a word
                start -= 1
            run = body[start:at][:_SAMPLE]
            size += len(run)
            yield run


_IN_WORD = re.compile(r"(?<=[A-Za-z])[À-ÖØ-öø-ž]{1,2}|[À-ÖØ-öø-ž]{1,2}(?=[A-Za-z])")


def _cost(text: str, name: str) -> int:
    """How strange a reading is: the sum of its characters' costs."""
    letters = 0
    if name not in _WIDTHS:
        text, letters = _IN_WORD.subn("", text)
    costs = text.translate(_costs())
    free, common, lost = (costs.count(chr(cost)) for cost in (_FREE, _COMMON, _LOST))
    return letters + _COMMON * common + _LOST * lost + _RARE * (len(text) - free - common - lost)


#: What a reading must save to be taken before the declared one, by its encoding. A long text overrides it easily.
_PRIOR = {"utf-8": 1, "gb18030": 1, "big5-hkscs": 2, "cp949": 4, "cp932": 4, "euc-jp": 4, "windows-1252": 2}
# The mean cost of a non-ASCII character, measured with scripts/bench_decoding.py on pages of 200 bytes and more: 0.2 to
# 0.7 in Chinese and Korean rightly read, 0.9 in Japanese, 1.4 in French; wrongly read 0.8 and more, as Chinese 1.5.
_CERTAIN = 0.7
_PLAUSIBLE = 1.45
_NONSENSE = 2.0
_MENDED = 1024  # bytes


def _compared(sample: bytes, names: list[str], *, valid: bool) -> tuple[str, str]:
    """The encoding that reads the sample best among those of East Asia, those declared, and Western ones."""
    totals, best, mean = _weighed(sample, names)
    if valid:
        # Even in few characters it is strong evidence: only a declaration or perfect text overrides it.
        clear = totals["utf-8"] - totals[best] >= _RARE and (best in names or totals[best] == _PRIOR[best])
        best = best if clear else "utf-8"
    elif mean > _PLAUSIBLE:
        return _last_resort(sample, names, best)
    elif mean > _CERTAIN and "\ufffd" in sample.decode(best, "replace"):
        # Perhaps it is out of step; then the right encoding shows once it is put right.
        _, best, _ = _weighed(sample[:_MENDED], names, mend=True)
    if best == "utf-8":
        return best, "strict" if valid else "nearly"
    return best, "declared" if best in names else "plausible"


def _weighed(sample: bytes, names: list[str], *, mend: bool = False) -> tuple[dict[str, int], str, float]:
    """The costs of the readings with their priors, the cheapest, and its mean cost for a character.

    A reading with too many U+FFFD to be certain is put aside, and weighed only if these alone do not make it dearer by
    _RARE than the best; if they do, they are its cost.
    """
    totals: dict[str, int] = {}
    readings: dict[str, str] = {}
    aside: list[str] = []
    for name in dict.fromkeys(["utf-8", *(n for n in names if n in _MEANT), *_PRIOR]):
        reading = _mended(sample, name)[0] if mend and name in _WIDTHS else sample.decode(name, "replace")
        readings[name] = reading
        foreign = _foreign(reading)
        least = _LOST * reading.count("\ufffd")
        totals[name] = (0 if name in names else _PRIOR[name]) + least
        if least > _CERTAIN * foreign:
            aside.append(name)
            continue
        totals[name] += _cost(reading, name) - least
        if foreign > 2 * _CONCLUSIVE and totals[name] <= _CERTAIN * foreign:
            break
    weighed = [total for name, total in totals.items() if name not in aside]
    for name in aside:
        if totals[name] < min(weighed, default=totals[name]) + _RARE:
            reading = readings[name]
            totals[name] += _cost(reading, name) - _LOST * reading.count("\ufffd")
            weighed.append(totals[name])
    best = min(totals, key=totals.__getitem__)
    return totals, best, (totals[best] - _PRIOR[best]) / max(_foreign(readings[best]), 1)


def _last_resort(sample: bytes, names: list[str], best: str) -> tuple[str, str]:
    for name in names:
        if name not in _MEANT and "\ufffd" not in sample.decode(name, "replace"):
            return name, "declared"
    if detected := _detected(sample):
        return detected, "detected"
    best = next(iter(names), best)
    text = sample.decode(best, "replace")
    foreign = _foreign(text)
    if foreign > 4 * _CONCLUSIVE and _cost(text, best) > _NONSENSE * foreign:
        raise _not_text("binary data", "send the page itself, or name its encoding with the option charset")
    return best, "fallback"


def _detected(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (35 ms to import, and few pages need it)

    if len(sample) < _CONCLUSIVE:
        return None
    match = from_bytes(sample, cp_isolation=list(_DETECTED)).best()
    return _named(match.encoding) if match else None


# --- the reading ----------------------------------------------------------------------------------------------------


#: The bytes of a character that is not ASCII, where a lost byte puts the following ones out of step.
_WIDTHS = {"gb18030": (2, 4), "big5-hkscs": (2,), "cp949": (2,), "cp932": (1, 2), "euc-jp": (2, 3)}
_SURROGATE = re.compile("[\ud800-\udfff]")


def _read(body: bytes, name: str) -> tuple[str, int]:
    """The text, and how many U+FFFD were put into it. Raises NotText where the codec cannot go on after an error."""
    if name.startswith("utf-16") and len(body) % 2:
        return _restepped(body, name)
    try:
        text, replaced = body.decode(name), 0
    except UnicodeError:
        if name in _WIDTHS:
            return _realigned(body, name)
        text, replaced = _replaced(body, name)
    if name not in _MEANT and name not in _UNITS:  # UTF-7 and Python's own escapes can spell halves of characters
        text, halves = _SURROGATE.subn("\ufffd", text)
        replaced += halves
    return text, replaced


def _replaced(body: bytes, name: str) -> tuple[str, int]:
    try:
        text = body.decode(name, "replace")
        return text, text.count("\ufffd") - body.decode(name, "ignore").count("\ufffd")
    except UnicodeError as error:
        raise NotText(f"the input cannot be read as {name}; leave the option charset out, or name another") from error


def _restepped(body: bytes, name: str) -> tuple[str, int]:
    """Read UTF-16 of an odd length without the byte that _step gives up."""
    _, at = _step(body, name)
    head, lost = _replaced(body[:at], name)
    tail, more = _replaced(body[at + 1 :], name)
    return f"{head}\ufffd{tail}", lost + more + 1


def _step(body: bytes, name: str) -> tuple[int, int]:
    """The byte of an odd number, often the last, without which UTF-16 reads best: what that reading costs, and where."""
    costs = _costs()
    before, behind = array("H", body[:-1]), array("H", body[1:])
    if name.endswith("le") != (sys.byteorder == "little"):
        before.byteswap()
        behind.byteswap()
    cost = sum(costs[unit] for unit in behind)
    least, at = cost, 0
    for place, (this, that) in enumerate(zip(before, behind, strict=True), 1):
        cost += costs[this] - costs[that]
        if cost <= least:
            least, at = cost, place * 2
    return least, at


_PIECE = 65_536  # bytes
_REPAIRS = 32_768  # bytes; a page with more damage than that is past mending
_LEAST = 128  # bytes
_REACH = 2048  # bytes to either side of an error


def _realigned(body: bytes, name: str) -> tuple[str, int]:
    """Read damaged double-byte text, in pieces that, where there is any ASCII, begin and end between characters."""
    parts: list[str] = []
    replaced, budget = 0, _REPAIRS
    for piece in _pieces(body):
        start = 0
        while start < len(piece):
            try:
                parts.append(piece[start:].decode(name))
                break
            except UnicodeDecodeError as error:
                bad = start + error.start
            low, high = _window(piece, start, bad)
            budget -= max(high - low, _LEAST)  # each error costs a copy of the piece besides
            if budget < 0:
                low, high = start, len(piece)
            text, lost = _mended(piece[low:high], name) if budget >= 0 else _replaced(piece[low:high], name)
            parts += piece[start:low].decode(name), text
            replaced += lost
            start = high
    return "".join(parts), replaced


def _pieces(body: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(body):
        found = _BREAK.search(body, start + _PIECE, start + 2 * _PIECE)
        end = found.start() if found else min(len(body), start + 2 * _PIECE)
        yield body[start:end]
        start = end


def _window(piece: bytes, start: int, bad: int) -> tuple[int, int]:
    """The bytes around an error from one safe place to the next: what came before it may be out of step already."""
    low = max((match.end() for match in _BREAK.finditer(piece, max(start, bad - _REACH), bad)), default=-1)
    if low < 0:
        low = start if bad - start <= _REACH else bad
    found = _BREAK.search(piece, bad + 1, bad + _REACH)
    return low, found.start() if found else min(len(piece), bad + _REACH)


def _mended(window: bytes, name: str) -> tuple[str, int]:
    """The cheapest reading of a window, by dynamic programming from its end, with U+FFFD for each byte given up.

    ``gb18030`` reads 0x80 as the euro sign, as the Encoding Standard does.
    """
    size = len(window)
    best = [0] * (size + 1)
    step: list[tuple[str, int]] = [("", 1)] * size
    for at in range(size - 1, -1, -1):
        byte = window[at]
        if byte < 0x80:
            best[at], step[at] = best[at + 1], (chr(byte), 1)
            continue
        euro = byte == 0x80 and name == "gb18030"
        best[at], step[at] = best[at + 1] + (_RARE if euro else _LOST), ("€" if euro else "\ufffd", 1)
        for width in _WIDTHS[name]:
            try:
                text = window[at : at + width].decode(name)
            except UnicodeDecodeError:
                continue
            cost = best[min(at + width, size)] + _cost(text, name)
            if cost <= best[at]:
                best[at], step[at] = cost, (text, width)
    parts: list[str] = []
    lost = at = 0
    while at < size:
        text, width = step[at]
        lost += text == "\ufffd" and width == 1
        parts.append(text)
        at += width
    return "".join(parts), lost
