"""What a page says about itself, read from its head and from the byline that cleaning took out. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from service.page import Metadata
from service.view import fold

#: Names of <meta> elements by field, the most telling first; the first five are of China's standard for government sites.
_META = {
    "title": ("articletitle", "og:title", "dc.title"),
    "published": ("pubdate", "article:published_time", "publishdate", "dc.date", "date"),
    "source": ("contentsource", "source", "mediaid"),
    "author": ("author", "article:author"),
    "editor": ("editor", "webeditor"),
}
_VALUE = r"\s?[:：]\s?([^\s:：|,，。;；()（）【】\[\]<>]{1,30}(?:\s(?![^\s]{1,8}[:：])[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff\d:：-]))*)"
_FIELDS = {
    "source": re.compile(r"(?:来源|稿源|转自|转载自|发布机构|发布单位)" + _VALUE),
    "author": re.compile(r"(?:作者|记者|撰稿)" + _VALUE),
    "editor": re.compile(r"(?:责任编辑|责编|编辑)" + _VALUE),
}
_TIMES = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?"
    r"(?:[\sT]{0,3}(?:星期.|周.)?\s?(?P<H>[01]?\d|2[0-3])\s?:\s?(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?)?(?P<Z>Z|[+-]\d\d:?\d\d)?"
)
_NUMBER = re.compile(
    r"^[\s(【\[]*((?:[\u4e00-\u9fff]{1,12})[〔\[(](?:19|20)\d\d[〕\])]\s?(?:第\s?)?\d{1,4}\s?号)[)】\]\s]*$"
)
_TITLE_END = re.compile(
    r"\s*(?:[_|]|\s[-–—]+\s|--+|[-–—](?=[^-–—]{2,16}(?:网|政府|新闻|频道|在线|日报)[^-–—]{0,8}$)).*$", re.DOTALL
)


def read(declared: Mapping[str, str], byline: Iterable[str], body: str) -> Metadata:
    """Read the fields from the head's values, then from the lines of the byline, then from the body's first lines.

    ``byline`` are the texts that the byline detector took out, repaired; ``body`` is the cleaned text.
    """
    found: dict[str, str] = {}
    for field, names in _META.items():
        value = next((declared[n] for n in names if declared.get(n)), None)
        if value:
            found[field] = value
    lines = list(byline)
    for field, pattern in _FIELDS.items():
        if field not in found:
            for line in lines:
                match = pattern.search(fold(line))
                if match:
                    found[field] = line[match.start(1) : match.end(1)].strip()
                    break
    published = _time(found.pop("published", "")) or next(filter(None, map(_time, lines)), None)
    first = body.split("\n", 12)[:12]
    title = found.pop("title", None) or _title(declared.get("title", ""), first)
    number = next((m[1] for m in map(_NUMBER.match, first) if m), None)
    return Metadata(title=title, published=published, document_number=number, **found)


def _title(declared: str, first: list[str]) -> str | None:
    """Take the head's title as far as the body's first lines begin with it, else its part before the site's name."""
    for line in first[:5]:
        if len(line) >= 4 and declared.startswith(line):
            return line
    title = _TITLE_END.sub("", declared).strip()
    if title:
        return title
    head = first[0] if first else ""
    return head if 6 <= len(head) <= 80 and head[-1] not in "。；;，,：:" else None


def _time(text: str) -> str | None:
    """Give the first date in text as ISO 8601, with its clock time and zone where it has them; None if it has no real date."""
    for match in _TIMES.finditer(fold(text)):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        date = f"{year:04d}-{month:02d}-{day:02d}"
        if match["H"] is None:
            return date
        return f"{date}T{int(match['H']):02d}:{match['M']}:{match['S'] or '00'}{match['Z'] or ''}"
    return None
