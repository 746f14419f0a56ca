"""Dates and clock times in Chinese pages, to ISO 8601."""

from __future__ import annotations

import re
from calendar import monthrange

#: 2024-03-01, 2024年3月1日, with a clock time behind or not.
_CLOCK = r"(?:[\sT]{0,3}(?:\(?(?:星期|周|礼拜).\)?)?\s?(?:[上下]午|晚上?|凌晨)?\s?(?P<H>[01]?\d|2[0-3])\s?[:时点]\s?(?P<M>[0-5]\d)(?:[:分]\s?(?P<S>[0-5]\d))?)?(?P<Z>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
_WESTERN = re.compile(
    rf"(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{{1,2}})\s?[-/.月]\s?(?P<d>[0-3]\d(?=[0-2]\d:[0-5]\d)|\d{{1,2}}(?!\d))日?{_CLOCK}"
)
#: 03.06.2016, the day first.
_DAY_FIRST = re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-](?P<y>(?:19|20)\d\d)(?!\d){_CLOCK}")
#: 3/15/2005 9:23:57 PM, the month first: with the American clock.
_MONTH_FIRST = re.compile(
    r"(?<![\d.])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)\s(?P<H>1[0-2]|0?\d):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?\s?(?P<half>[AP])M(?P<Z>)"
)
#: 二〇二四年三月一日, wholly or in part.
_HAN = re.compile(
    r"(?P<y>[〇○零一二三四五六七八九]{4}|(?:19|20)\d\d)年(?P<m>[十一二三四五六七八九]{1,3}|\d{1,2})月(?P<d>[廿卅十一二三四五六七八九]{1,3}|\d{1,2})日"
)
#: Of the Republic era, as Taiwan writes: 113年5月20日, 113-05-20.
_ROC = re.compile(
    rf"(?<![\d.])(?:(?:中华)?民国\s?)?(?P<y>1?\d\d)\s?[-/.年]\s?(?P<m>\d{{1,2}})\s?[-/.月]\s?(?P<d>\d{{1,2}})(?!\d)日?{_CLOCK}"
)
_EIGHT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
#: A line of nothing but a date in figures, as bylines have it and signatures do not; the year may have two digits: 10-12-27.
_ALONE = re.compile(
    r"^[\s·|(\[【]*(?:\d{4}|\d{2,3}(?=-))[-/.]\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?[\s·|)\]】]*$"
)
_FIRST_ROC, _LAST_ROC, _ERA = 60, 140, 1911
_DIGITS = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0}


def find(text: str, *, labelled: bool = False) -> str | None:
    """Give the first date in folded text as ISO 8601, with clock time and zone where it has them; None if it has no real date.

    ``labelled`` says that a label calls the text a date: then it may be of the Republic era, of two-digit years, or eight digits.
    """
    if not (labelled or "20" in text or "年" in text or "19" in text or "民国" in text):
        return None  # as of most lines: no pattern that is tried on a text without a label matches without one of these
    found = (
        _iso(_WESTERN, text)
        or ("M" in text and _iso(_MONTH_FIRST, text))
        or _iso(_DAY_FIRST, text)
        or ("日" in text and _iso(_HAN, text))
        or None
    )
    if found or not (labelled or "民国" in text):
        return found
    return _iso(_ROC, text) or _iso(_EIGHT, text)


def alone(text: str) -> bool:
    """Whether folded text is a date and nothing else."""
    return _ALONE.match(text) is not None


def _iso(pattern: re.Pattern[str], text: str) -> str | None:
    for match in pattern.finditer(text):
        written = _written(match)
        if written:
            return written
    return None


def _written(match: re.Match[str]) -> str | None:
    year, month, day = _year(match["y"]), _number(match["m"]), _number(match["d"])
    if not (year and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    date = f"{year:04d}-{month:02d}-{day:02d}"
    clock = match.groupdict()
    if clock.get("H") is None:
        return date
    hour = int(clock["H"])
    if clock.get("half"):
        hour = hour % 12 + 12 * (clock["half"] == "P")
    elif hour < 12 and ("下午" in match[0] or "晚" in match[0]):
        hour += 12
    return f"{date}T{hour:02d}:{clock['M']}:{clock['S'] or '00'}{clock['Z'] or ''}"


def _year(digits: str) -> int:
    """The year of the common era, 0 for one that cannot be meant or is in figures of another script: of the Republic era from 1971 on, or of two digits of this century."""
    if not digits.isdigit() or not digits.isascii():
        return int("".join(str(_DIGITS[c]) for c in digits)) if _DIGITS.keys() >= set(digits) else 0
    year = int(digits)
    if year >= 1000:
        return year
    if _FIRST_ROC <= year <= _LAST_ROC:
        return year + _ERA
    return 2000 + year if year < _FIRST_ROC and len(digits) == 2 else 0


def _number(digits: str) -> int:
    """A number up to 39, in figures or in Han."""
    if digits.isascii():
        return int(digits)
    digits = digits.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return _DIGITS.get(digits, 0) if len(digits) == 1 else 0
    return 10 * _DIGITS.get(tens or "一", 0) + (_DIGITS.get(ones, 0) if ones else 0)
