"""What is done to a cleaned text on request only: conversion between scripts and full-width punctuation."""

from __future__ import annotations

import re
from threading import Lock

import opencc

_converters: dict[str, opencc.OpenCC] = {}
_building = Lock()


def convert(text: str, config: str) -> str:
    """Convert with OpenCC; ``config`` is one of ``options.CONVERSIONS``.

    The converter of a configuration is built at its first use, which takes some ten milliseconds, and then serves all
    threads for the life of the process.
    """
    with _building:
        converter = _converters.get(config) or _converters.setdefault(config, opencc.OpenCC(config))
    converted: str = converter.convert(text)
    return converted


_FULL = dict(zip(",.:;?!()", "，。：；？！（）", strict=True))
_HAN = r"㐀-鿿豈-龎〇々𠀀-𲎯"
_OPENING, _CLOSING = "“‘《〈「『【〔（", "”’》〉」』】〕）"
_IS_HAN = re.compile(rf"[{_HAN}]")
#: What a mark stands behind in Chinese text, other marks included, and what stands behind a mark.
_BEFORE = re.compile(rf"[{_HAN}{_CLOSING}，。：；？！、…]")
_AFTER = re.compile(rf"[{_HAN}{_OPENING}]")
_BEFORE_STOP = re.compile(rf"[{_HAN}{_CLOSING}]")
_AFTER_STOP = re.compile(rf"[{_HAN}{_OPENING}{_CLOSING}]")
_BLANKS = re.compile(r"[ \t\u3000]*")
#: Addresses and character references, in which no mark is punctuation. Marks at an address's end do not belong to it; Han
#: does after a slash or an equals sign. The scheme is bounded to keep the search linear.
_PROTECTED = (
    r"\b(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|mailto:)[!-~]*[A-Za-z0-9/=_&#%-]"
    rf"(?:(?<=[/=])[{_HAN}]+(?:[!-~]*[A-Za-z0-9/=_&#%-])?)*"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_MARK = re.compile(rf"{_PROTECTED}|(?P<mark>[,:;?!.])")
_BRACKET = re.compile(rf"{_PROTECTED}|(?P<bracket>[()（）\n])")
_LETTER = re.compile(r"[A-Za-z]")
_INSIDE = 300  # characters; a pair of brackets with more between them is none
_STOPPED = re.compile(rf"[{_HAN}{_CLOSING}]\.[ \t\u3000]*$", re.MULTILINE)
#: A full stop is none behind a list number (一.), between Chinese digits, nor before a Chinese top-level domain (政务).
_NUMBER = re.compile(r"(?:^|[\s（(])第?[一二三四五六七八九十百零〇]{1,4}$")
_DIGIT = "〇零一二三四五六七八九"
_DOMAIN = re.compile(rf"(?:中国|中國|政务|公益|公司|网络|在线)(?![{_HAN}])")


def fullwidth(text: str) -> str:
    """Restore ，：；？！（） and 。 where half-width marks stand in Chinese text. Length and other characters stay.

    A mark is restored behind Han or closing punctuation, and before Han; never between digits or Latin letters, in
    addresses or character references, nor before a blank that Latin follows. Brackets change in pairs on a line, where
    Han stands in them, or before them and no letter in them. Folding to half width leaves 。 alone and mostly it is the
    stop of names and numbers that stands between Han, so a stop is restored only in a text that ends lines with it and
    has no 。. Idempotent and linear.
    """
    chars = list(text)
    for opening, closing in _pairs(text):
        chars[opening], chars[closing] = "（", "）"
    text = "".join(chars)
    stops = "。" not in text and _STOPPED.search(text) is not None
    for match in _MARK.finditer(text):
        mark, at = match["mark"], match.start()
        if mark and (stops and _is_stop(text, at) if mark == "." else _is_chinese(text, at, chars[at - 1 : at])):
            chars[at] = _FULL[mark]
    return "".join(chars)


def _pairs(text: str) -> list[tuple[int, int]]:
    """Find the brackets that are to be full-width."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        at, bracket = match.start(), match["bracket"]
        if bracket == "\n":
            opened.clear()
        elif bracket in {"(", "（"}:
            opened.append(at)
        elif bracket and opened:
            start = opened.pop()
            if text[start] != bracket and _is_chinese_pair(text, start, at):
                pairs.append((start, at))
    return pairs


def _is_chinese_pair(text: str, start: int, end: int) -> bool:
    if text[start] == "（" or text[end] == "）":  # the other one was lost
        return True
    if end - start > _INSIDE:
        return False
    if _IS_HAN.search(text, start, end):
        return True
    behind_han = start > 0 and _IS_HAN.match(text, start - 1) is not None
    return behind_han and not _LETTER.search(text, start, end) and not text[end + 1 : end + 2].isdigit()


def _is_chinese(text: str, at: int, before: list[str]) -> bool:
    """Whether the mark at ``at`` stands in Chinese text; ``before`` holds the character before it, restored already."""
    if not before:
        return False
    if not _BEFORE.match(before[0]):
        return not before[0].isspace() and _AFTER.match(text, at + 1) is not None
    if text.startswith("://", at):
        return False
    after = _past_blanks(text, at + 1)
    return after == at + 1 or _ends_line(text, after) or _AFTER.match(text, after) is not None


def _is_stop(text: str, at: int) -> bool:
    if not at or not _BEFORE_STOP.match(text, at - 1) or _NUMBER.search(text[max(0, at - 6) : at]):
        return False
    if text[at - 1] in _DIGIT and text[at + 1 : at + 2] in _DIGIT:
        return False
    if _ends_line(text, _past_blanks(text, at + 1)):
        return True
    return _AFTER_STOP.match(text, at + 1) is not None and not _DOMAIN.match(text, at + 1)


def _past_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _ends_line(text: str, at: int) -> bool:
    return at == len(text) or text[at] == "\n"
