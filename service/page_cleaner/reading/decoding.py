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
from collections.abc import Iterator

from page_cleaner.charsets import MEANT, encoding_of
from page_cleaner.page import Encoding
from page_cleaner.reading.damage import BREAK, decode_replacing, mend, realign
from page_cleaner.reading.labels import (
    HEAD,
    WIDTHS,
    byte_order,
    declarations,
    ordered_encoding,
    seven_bit,
)
from page_cleaner.reading.ordinary import CONCLUSIVE, LOST, RARE, reading_cost
from page_cleaner.reading.signatures import not_text, refuse_controls, refuse_signature
from page_cleaner.reading.utf16 import UNITS, WIDE, choose_byte_order, detect_wide, read_out_of_step

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

_DETECTED = (
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp1252", "koi8_r", "cp866",
    "cp874", "tis_620", "iso8859_2", "iso8859_5", "iso8859_7",
)  # fmt: skip


def decode(
    data: bytes, charset: str | None = None, declared: str | None = None, *, is_text: bool = False
) -> tuple[str, Encoding]:
    """Read a page's bytes as text; a byte order mark is its first character.

    ``charset`` is an order and wins, whatever the bytes say; ``declared`` is the sender's word, such as the charset of
    an HTTP header, and counts as evidence like the page's own declaration; ``is_text`` says that the sender calls it text, so
    that valid UTF-8 is never refused for its control characters. Labels mean what browsers take them for.
    ``Encoding.replaced`` counts the U+FFFD that stand where bytes could not be read, not those that the page held.
    Raises NotText for bytes that are no text (images, archives, PDF, random bytes), whatever the order, and LookupError
    for a ``charset`` that Python does not know. Linear in the length of ``data``.
    """
    if not data:
        return "", Encoding("utf-8", "empty")
    refuse_signature(data)
    body = data.removeprefix(codecs.BOM_UTF8)
    read = None
    if charset:
        name, evidence = ordered_encoding(charset, data), "charset option"
    elif marked := byte_order(data):
        name, evidence = marked, "byte order mark"
    else:
        read = _utf8(body)
        name, evidence = _chosen(body, declared, read and read[0], marked=body is not data, is_text=is_text)
    text, replaced = read if read and name == "utf-8" else _read(body, name)
    if body is not data:
        text = "\ufeff" + text
    return text, Encoding(name, evidence, replaced)


def _chosen(body: bytes, declared: str | None, utf8: str | None, *, marked: bool, is_text: bool) -> tuple[str, str]:
    """The encoding's name and the evidence for it. Raises NotText.

    ``utf8`` is the text if the bytes are UTF-8; ``marked`` says that the mark of UTF-8 stood before them, ``is_text`` that
    their sender calls them text.
    """
    if utf8 is not None and (name := seven_bit(body, declared)):
        return name, "declared"
    nulls = b"\0" in body[:WIDE]
    if (nulls or utf8 is None) and (wide := detect_wide(body[:WIDE], 0.7 if nulls else 0.9)):
        return choose_byte_order(body, wide), "null bytes" if nulls else "plausible"
    if not (is_text and utf8 is not None):
        refuse_controls(body[:HEAD])
    sample = b"" if utf8 is not None and _evident(body, utf8) else _sample(body)
    reading = sample.decode("utf-8", "replace")
    damaged = reading.count("\ufffd")
    intact = count_foreign(reading) - damaged
    if intact >= 2 * damaged:
        if marked:
            return "utf-8", "byte order mark"
        if intact >= CONCLUSIVE or not sample:
            return "utf-8", "nearly" if utf8 is None else "strict"
    return _compared(sample, declarations(body, declared), valid=utf8 is not None)


def count_foreign(text: str) -> int:
    """The number of characters that are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


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
        characters += count_foreign(run.decode("utf-8", "ignore"))
        if characters - lost >= 2 * (_CUT + lost):
            return True
    return False


_RUN = re.compile(rb"[\x80-\xff][\x30-\x39\x40-\xff]*")
_SAMPLE = 2048
_STRIDE = 256  # bytes


def _sample(body: bytes) -> bytes:
    return b"\n".join(_runs(body))


def _runs(body: bytes) -> Iterator[bytes]:
    """The runs of non-ASCII bytes, and the ASCII letters beside them, at the head, the middle and the tail of a page."""
    third = len(body) // 3 if len(body) > 4 * _SAMPLE else len(body)
    for begin in range(0, len(body), third):
        found = BREAK.search(body, begin) if begin else None
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
        clear = totals["utf-8"] - totals[best] >= RARE and (best in names or totals[best] == _PRIOR[best])
        best = best if clear else "utf-8"
    elif mean > _PLAUSIBLE:
        return _last_resort(sample, names, best)
    elif mean > _CERTAIN and "\ufffd" in sample.decode(best, "replace"):
        # Perhaps it is out of step; then the right encoding shows once it is put right.
        _, best, _ = _weighed(sample[:_MENDED], names, mending=True)
    if best == "utf-8":
        return best, "strict" if valid else "nearly"
    return best, "declared" if best in names else "plausible"


def _weighed(sample: bytes, names: list[str], *, mending: bool = False) -> tuple[dict[str, int], str, float]:
    """The costs of the readings with their priors, the cheapest, and its mean cost for a character.

    A reading with too many U+FFFD to be certain is put aside, and weighed only if these alone do not make it dearer by
    RARE than the best; if they do, they are its cost.
    """
    totals: dict[str, int] = {}
    readings: dict[str, str] = {}
    aside: list[str] = []
    for name in dict.fromkeys(["utf-8", *(n for n in names if n in MEANT), *_PRIOR]):
        reading = mend(sample, name)[0] if mending and name in WIDTHS else sample.decode(name, "replace")
        readings[name] = reading
        foreign = count_foreign(reading)
        least = LOST * reading.count("\ufffd")
        totals[name] = (0 if name in names else _PRIOR[name]) + least
        if least > _CERTAIN * foreign:
            aside.append(name)
            continue
        totals[name] += reading_cost(reading, name) - least
        if foreign > 2 * CONCLUSIVE and totals[name] <= _CERTAIN * foreign:
            break
    weighed = [total for name, total in totals.items() if name not in aside]
    for name in aside:
        if totals[name] < min(weighed, default=totals[name]) + RARE:
            reading = readings[name]
            totals[name] += reading_cost(reading, name) - LOST * reading.count("\ufffd")
            weighed.append(totals[name])
    best = min(totals, key=totals.__getitem__)
    return totals, best, (totals[best] - _PRIOR[best]) / max(count_foreign(readings[best]), 1)


def _last_resort(sample: bytes, names: list[str], best: str) -> tuple[str, str]:
    for name in names:
        if name not in MEANT and "\ufffd" not in sample.decode(name, "replace"):
            return name, "declared"
    if detected := _detected(sample):
        return detected, "detected"
    best = next(iter(names), best)
    text = sample.decode(best, "replace")
    foreign = count_foreign(text)
    if foreign > 4 * CONCLUSIVE and reading_cost(text, best) > _NONSENSE * foreign:
        raise not_text("binary data", "send the page itself, or name its encoding with the option charset")
    return best, "fallback"


def _detected(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (35 ms to import, and few pages need it)

    if len(sample) < CONCLUSIVE:
        return None
    match = from_bytes(sample, cp_isolation=list(_DETECTED)).best()
    return encoding_of(match.encoding) if match else None


_SURROGATE = re.compile("[\ud800-\udfff]")


def _read(body: bytes, name: str) -> tuple[str, int]:
    """The text, and how many U+FFFD were put into it. Raises NotText where the codec cannot go on after an error."""
    if name.startswith("utf-16") and len(body) % 2:
        return read_out_of_step(body, name)
    try:
        text, replaced = body.decode(name), 0
    except UnicodeError:
        if name in WIDTHS:
            return realign(body, name)
        text, replaced = decode_replacing(body, name)
    if name not in MEANT and name not in UNITS:  # UTF-7 can spell halves of characters
        text, halves = _SURROGATE.subn("\ufffd", text)
        replaced += halves
    return text, replaced
