"""Several names in one line: numbered (1.甲 2.乙), in brackets for titles, or with a mark between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import numeric

from page_cleaner.text.view import fold

#: The kinds of files that sites attach to documents.
KINDS = r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|dps|ofd|odt|ods|zip|rar|7z|csv|ceb)"
_HAN = "[一二三四五六七八九十]"
_NUMBER = re.compile(
    rf"附\s?件\s?(?P<labelled>\d{{1,2}}|{_HAN})\s?[:：.．、]\s?|(?P<circled>[①-⑳])\s?|"
    rf"(?<!\d)[(（]?(?P<plain>\d{{1,2}}|{_HAN})\s?[.．、)）]\s?"
)
#: What may stand in front of a number; without it, a decimal figure is none.
_MARKS = frozenset(" 　\t;；,，、。)）》")
#: Behind the kind of a name's file the next name may stand.
_FILED = re.compile(rf"({KINDS}|[(（](?:pdf|odt|ods|docx?|word|excel)[)）])[\s、,，]{{1,3}}", re.IGNORECASE)
_TITLES = re.compile(r"(?:《[^《》]+》[、,，和及\s]{0,2}){2,}")
_TITLE = re.compile(r"《([^《》]+)》")
_SEMICOLON = re.compile("[;；\n]")


#: How a document's name ends: with its kind, and what of it stands in brackets.
OF_KIND = re.compile(
    r"(?:表|书|明细|一览|台账|名单|清单|目录|方案|办法|细则|规[定则程]|须知|指南|说明|图|样式|模板|报告|材料|批复|意见|标准|要点|计划|安排|通知|公[告示]|手册)(?:[(].{1,24}[)])?$"
)
#: The shortest name in a row of them, in code points, and what shows half of a longer one.
_NAME, _HALF = 5, re.compile("关于|的|^[对将就以按请]|有关|[和与及]其?他|(?:程序|流程|填写|审批|办理)[^\\W\\d]{0,4}$")


def names(written: str, number: str | None = None) -> Iterator[str]:
    """Give the names in a line, without their numbers; ``number`` is that of the first where it stood in front."""
    last, start = (_value(number), 0) if number else (0, -1)
    for match in _NUMBER.finditer(written):
        at, value = match.start(), _value(match[match.lastgroup or 0])
        if start < 0 and at:
            break  # the line is no numbered list
        if value == last + 1 and (not at or _parts(written, match)):
            if at:
                yield written[start:at].rstrip(" 　;；,，、。")
            last, start = value, match.end()
    if start > 0:
        yield written[start:]
    elif _TITLES.fullmatch(written):
        yield from _TITLE.findall(written)
    elif len(row := written.rstrip("。").split("、")) > 1 and all(map(_is_name, map(fold, row))):
        yield from row
    else:
        yield from (part for part in _SEMICOLON.split(_FILED.sub(r"\1\n", written)) if part.strip())


def _is_name(folded: str) -> bool:
    """Whether a part of a row is a whole name, no half of one: 关于修改某规定、某规定的通知."""
    is_whole = len(folded) >= _NAME and folded.count("(") == folded.count(")") and _HALF.search(folded) is None
    return is_whole and OF_KIND.search(folded) is not None


def _parts(written: str, match: re.Match[str]) -> bool:
    """Whether a number that counts on parts two names: it has a mark in front, or no figure behind it."""
    return written[match.start() - 1] in _MARKS or not written[match.end() : match.end() + 1].isdigit()


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else int(numeric(number[0]))
