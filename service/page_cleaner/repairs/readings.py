"""Bracketed readings behind Han characters: 態(tài)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from page_cleaner import tables

BLANKS = " \\u00a0\\u3000"
BLANK = f"[{BLANKS}]{{0,2}}"
SMALL = "a-z\u00c0-\u01dc\u01f8\u01f9\u0251\u0261\u0300-\u0304\u0306\u0308\u030c"
READING = f"([A-Z{SMALL}]{{1,12}})"
ITEM = re.compile(f"[(（]{BLANK}{READING}{BLANK}[)）]")
#: How every reading ends that tells anything; few pages have one, and a pattern that begins with one certain character
#: is found ten times as fast as any other.
ENDINGS = tuple(re.compile(f"{bracket}(?<=[{SMALL}{BLANKS}].)") for bracket in (r"\)", "）"))
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

#: Look-alikes in readings: breve for caron, IPA letters for plain ones.
_SPELLING = str.maketrans("ăĕĭŏŭɑɡ", "ǎěǐǒǔag")


class Reading(NamedTuple):
    """A bracketed reading, ``text[start:end]``, after the Han character ``char`` or after another reading of it.

    ``chain`` is the offset where the character's first reading begins; ``bare`` is the reading in plain letters, ü as v; ``first`` says
    whether this is the reading that the converter writes after this character, ``toned`` whether it shows a tone.
    """

    char: str
    chain: int
    start: int
    end: int
    reading: str
    bare: str
    first: bool
    toned: bool

    @property
    def valid(self) -> bool:
        """Whether the character may be read so, tones aside."""
        return self.char in tables.SYLLABLES.get(self.bare, "")


@lru_cache(maxsize=4096)
def spell(raw: str) -> tuple[str, str]:
    """A reading as written to its normal spelling and its plain letters; capitals make no reading of a converter."""
    if raw != raw.lower():
        return "", ""
    reading = unicodedata.normalize("NFC", raw).translate(_SPELLING)
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return reading, "".join(c for c in plain if not unicodedata.combining(c))


def find_readings(text: str) -> list[Reading]:
    hits: list[Reading] = []
    char, chain, end = "", 0, -1
    for match in ITEM.finditer(text):
        start = match.start()
        if start != end:
            chain = start
            char = text[start - 1 : start]
            if "@" <= char <= "~":  # the second byte of a character that is met across another
                char = (gbk_pair(text[max(0, start - 2) : start - 1])[1:] + char.encode()).decode("gbk", "ignore")
        end = match.end()
        if known := _read(char, match[1]):
            hits.append(Reading(char, chain, start, end, *known))
    return hits


@lru_cache(maxsize=2048)
def _read(char: str, raw: str) -> tuple[str, str, bool, bool] | None:
    """The last four of what a Reading knows; None where the character is not Han."""
    if not HAN.match(char):
        return None
    reading, bare = spell(raw)
    return reading, bare, char in tables.READINGS.get(reading, ""), reading.replace("ü", "v") != bare


def count_han(text: str) -> int:
    return sum(len(run) for run in HAN.findall(text))


def gbk_pair(char: str) -> bytes:
    """The two bytes of a character in GBK or in the private area of GB18030; none if it has not two."""
    encoded = char.encode("gb18030", "ignore")
    return encoded if len(encoded) == 2 else b""
