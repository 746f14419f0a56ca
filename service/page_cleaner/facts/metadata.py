"""What a page says about itself, read from its head and from the byline that cleaning took out. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from page_cleaner.page import Metadata
from page_cleaner.text.kinds import kind
from page_cleaner.text.view import fold

#: Names of <meta> elements by field, the most telling first; the first five are of China's standard for government sites.
_META = {
    "title": ("articletitle", "og:title", "dc.title"),
    "published": ("pubdate", "article:published_time", "publishdate", "dc.date", "date"),
    "source": ("contentsource", "source", "mediaid"),
    "author": ("author", "article:author"),
    "editor": ("editor", "webeditor"),
}
_VALUE = (
    r"\s?:?\s?(?:(?:本[报网刊台])?(?:全媒体)?(?:记者|通讯员)\s?:?\s?)?"
    r"([^\s:|,。;()【】\[\]<>]{1,30}(?:\s(?!\S{1,8}:)[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff\d:-]))*)"
)
#: The labels of a byline's fields, in the view's form; what stands behind one, up to the next label, is its value.
_LABELS = {
    "source": r"(?:来源于?|稿源|转自|转载自|出处|发布机构|发布单位)\s?:",
    "author": r"(?:作者|撰稿|(?<!总台央视)记者)\s?:",
    "editor": r"(?:责任编辑|责编|编辑)\s?:",
}
#: Labels that follow without a blank.
_NEXT = re.compile(
    r"(?:来源|作者|编辑|责编|责任编辑|发布(?:时间|日期)|日期|时间|浏览\w{0,4}|点击\w{0,4}|阅读\w{0,4}|字[体号]|文章类型|选稿|审核)\s?:"
)
_FIELDS = {name: re.compile(label + _VALUE) for name, label in _LABELS.items()}
_TIMES = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?"
    r"(?:[\sT]{0,3}(?:星期.|周.)?\s?(?P<H>[01]?\d|2[0-3])\s?:\s?(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?)?(?P<Z>Z|[+-]\d\d:?\d\d)?"
)
_DOCUMENT = r"[\u4e00-\u9fff]{1,14}[〔\[(](?:19|20)\d\d[〕\])]\s?第?\s?\d{1,4}\s?号"
_NUMBER = re.compile(rf"^[\s(【\[]*({_DOCUMENT})[)】\]\s]*$|(?:发文字号|文\s?号)\s?[:\s]\s?({_DOCUMENT})")
#: Behind the title stand the column's and the site's names.
_SITE = r"网|网站|政府|新闻|频道|在线|日报|门户|头条|资讯|新华社"
_NO_TITLE = frozenset("index label figure table contact number prose".split())
_TITLE_END = re.compile(
    rf"\s*(?:[_|]|\s[-–—]+\s|--+|[-–—](?=[^-–—]{{0,16}}(?:{_SITE})[^-–—]{{0,8}}(?:[-–—][^-–—]{{2,20}})?$)).*$",
    re.DOTALL,
)


def read(declared: Mapping[str, str], byline: Iterable[str], body: str) -> Metadata:
    """Read the fields from the byline, the head's values and the body's first lines.

    ``byline`` are the lines that the byline detector took out, repaired; ``body`` is the cleaned text. What a reader sees on the
    page goes before what its head says: content systems fill the head with the time of the last build and the name of
    whoever was logged in.
    """
    lines = [(line, fold(line)) for line in byline]
    first = body.split("\n", 12)[:12]
    seen = {field: _labelled(pattern, lines) for field, pattern in _FIELDS.items()}
    found = {field: value or _meta(declared, field) for field, value in seen.items()}
    if not seen["author"] and found["author"] and (found["author"] == found["editor"] or found["author"].isdigit()):
        found["author"] = None
    title = _title(_meta(declared, "title") or declared.get("title", ""), first)
    if found["source"] == title:
        found["source"] = None
    return Metadata(
        title=title,
        published=_published([folded for _, folded in lines], declared),
        document_number=_number(first),
        **found,
    )


def _meta(declared: Mapping[str, str], field: str) -> str | None:
    value = next((declared[name] for name in _META[field] if declared.get(name)), None)
    return re.sub(r"^(?:来源|作者|编辑)\s?[:：]\s?", "", value).strip() or None if value else None


def _labelled(pattern: re.Pattern[str], lines: Iterable[tuple[str, str]]) -> str | None:
    """Give the first value behind a label, as written; the lines come with their folded forms."""
    for line, folded in lines:
        match = pattern.search(folded)
        if match:
            start, end = match.span(1)
            label = _NEXT.search(folded, start, end + 2)  # its colon may stand right behind the value
            value = line[start : label.start() if label else end].strip()
            if value:
                return value
    return None


def _published(lines: Iterable[str], declared: Mapping[str, str]) -> str | None:
    seen = next(filter(None, map(_time, lines)), None)
    declared_time = _time(fold(_meta(declared, "published") or ""))
    if seen and declared_time and declared_time.startswith(seen):  # the same day, with its time
        return declared_time
    return seen or declared_time


def _number(first: Iterable[str]) -> str | None:
    for line in first:
        match = _NUMBER.search(fold(line)) if "号" in line or "號" in line else None
        if match:
            group = match.lastindex or 0
            return line[match.start(group) : match.end(group)]
    return None


def _title(declared: str, first: list[str]) -> str | None:
    """Take the declared title without the site's names, or as far as one of the body's first lines is most of it.

    Where nothing is declared, the body's first line is the title if it is no sentence.
    """
    title = _TITLE_END.sub("", declared).strip()
    for line in first[:5]:
        if declared.startswith(line) and 2 * len(line) > len(title):
            return line
    if title:
        return title
    head = first[0] if first else ""
    untold = not 6 <= len(head) <= 80 or head[-1] in "。；;，,：:" or kind(fold(head)) in _NO_TITLE
    return None if untold else head


def _time(text: str) -> str | None:
    """Give the first date in folded text as ISO 8601, with clock time and zone where it has them; None if it has no real date."""
    for match in _TIMES.finditer(text):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        date = f"{year:04d}-{month:02d}-{day:02d}"
        if match["H"] is None:
            return date
        return f"{date}T{int(match['H']):02d}:{match['M']}:{match['S'] or '00'}{match['Z'] or ''}"
    return None
