"""Tables of characters, read from the text files beside this module, which scripts/generate_tables.py writes.

Sources: the dictionaries STCharacters, TSCharacters, TWVariants and HKVariants of OpenCC 1.4.2
(https://github.com/BYVoid/OpenCC, Apache License 2.0), the readings of pypinyin 0.55.0
(https://github.com/mozillazg/python-pinyin, MIT License), and the character sets of Python's gb2312 and big5 codecs.
s2t.txt is OpenCC's whole conversion to Traditional as one dictionary, and s2t.json has OpenCC use it.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text("utf-8")


def _characters(name: str) -> str:
    return _read(name).replace("\n", "")


def _pairs(name: str) -> tuple[str, str]:
    """Read pairs of characters apart by white space: all first ones, and all second ones in the same order."""
    pairs = _read(name).split()
    return "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)


def _groups(name: str) -> dict[str, str]:
    """Read lines of a reading, a blank and its characters."""
    return dict(line.split(" ") for line in _read(name).splitlines())


#: Characters that only Simplified text has, and those that only Traditional text has.
SIMPLIFIED_ONLY, TRADITIONAL_ONLY = _characters("simplified_only"), _characters("traditional_only")
#: The fold of Traditional characters to Simplified ones: keys, and their values in the same order.
TRADITIONAL, SIMPLIFIED = _pairs("fold")
#: Forms of Taiwan and Hong Kong, and OpenCC's own forms of them in the same order.
REGIONAL, PLAIN = _pairs("regional")
#: Characters of level 1 of GB2312 or of Big5.
COMMON = _characters("common")
#: Traditional-only characters in everyday use, under the first of their toned readings.
READINGS = _groups("readings")
#: Characters in general use, under each of their readings, without tones.
SYLLABLES = _groups("syllables")
#: The configuration by which OpenCC converts from Simplified to Traditional with s2t.txt.
S2T = _FOLDER / "s2t.json"
