"""What a page says about itself, read from its lines, its index table and its head. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from page_cleaner.facts import byline, dates, embedded, signed, title
from page_cleaner.facts.heading import YEAR_AND_NUMBER, bare
from page_cleaner.facts.lines import Lines
from page_cleaner.page import Kind, Metadata
from page_cleaner.text.index_table import TITLES
from page_cleaner.text.kinds import SENTENCES
from page_cleaner.text.kinds import kind as kind_of
from page_cleaner.text.view import fold

#: Names of <meta> elements by field, the most telling first; the first five are of China's standard for government sites.
_META = {
    "title": ("articletitle", "og:title", "dc.title"),
    "published": (
        "pubdate",
        "article:published_time",
        "publishdate",
        "dc.date",
        "datepublished",
        "dc.date.issued",
        "dcterms.issued",
        "date",
        "firstpublishedtime",
    ),
    "source": ("contentsource", "source", "mediaid"),
    "author": ("author", "article:author"),
    "editor": ("editor", "webeditor"),
}
_DOCUMENT = rf"[^\W\x00-\x7f](?:[^\W_a-zA-Z]|[(][^\W\x00-\x7f]{{1,3}}[)]){{0,17}}?字?第?\s?{YEAR_AND_NUMBER}"
_NUMBER = re.compile(
    rf"^[\s·(【\[]*({_DOCUMENT})[)】\]\s]*$|^({_DOCUMENT})\s+签发人\s?:|(?:^|日\s?)([\u4e00-\u9fff()]{{2,16}}字第\s?\d{{6,12}}[A-Z]?\s?号)$|(?:发文字号|文\s?号|字号)\s?[:\s]\s?({_DOCUMENT}|\S{{2,12}}字第\d+号)|"
    r"^[\s(【\[]*([^\W\x00-\x7f]{0,20}(?:公告|通告|令)\s?(?:(?:19|20)\d\d年)?\s?第\s?[\d一二三四五六七八九十百]{1,5}\s?号)[)】\]\s]*$"
)
_BESIDE_TITLE = re.compile(
    rf"^(?P<before>{_DOCUMENT}|[^\W\x00-\x7f]{{2,20}}令\s?第\s?\d{{1,5}}\s?号)(?:——|\s|(?=[^\W\x00-\x7f]{{6}}))|[(](?P<behind>{_DOCUMENT})\s?[)]$"
)
_PERSON = re.compile(r"[^\W\x00-\x7f]{2,4}(?:[\s,、][^\W\x00-\x7f]{2,4}){0,4}")
#: What a value of the index table must look like.
_LOOKS = {
    "index_number": re.compile(r"\d"),
    "document_number": re.compile(r"\d.*[号號]"),
    "issuer": re.compile(r"[^\W\x00-\x7f]{2}"),
    "topic": re.compile(r"[^\W\d]"),
    "source": re.compile(
        r"(?:网站?|[日晚时]?报|社|台|局|委|办|厅|政府|院|中心|[学高中]校|处|科|部|会|所|站|号|发布|融媒体?|室|街道|[镇乡])(?:[(（].{1,10}[)）])?$"
    ),
    "written": re.compile(r"\d|[〇○一二三四五六七八九]年"),
    "published": re.compile(r"\d"),
    "opened": re.compile(r"\d"),
    "issued": re.compile(r"\d|[〇○一二三四五六七八九]年"),
    "validity": re.compile(
        r"^(?:[^\W\d_]{0,4}(?:有效|失效|效力|生效|废止|修改|施行)|是$|否$|长期|[^。〔\[【(]{0,6}\d{4}|永久|无)"
    ),
}
#: A pair of the table whose label is none that is known, behind a value that is no title.
_UNKNOWN = re.compile(r"\s[\u4e00-\u9fff]{2,6}\s?[:：].*$")
#: What stands behind a document's number in its cell.
_BEHIND_NUMBER = re.compile(r"(?<=\d[号號]).+$|(?<=\d\s[号號]).+$")
#: From so many code points on a name may be cut off.
_CUT = 12
#: A line that says whether the document is in force, no longer than so many code points.
_SHORT_LINE = 16
_IN_FORCE = re.compile(
    r"^[\s·【\[]*(?:时效性?|有效性|效力(?:状态)?)[】\]]?\s?:\s?(?P<value>(?:现行|全文|部分)?(?:有效|失效|废止)|已?(?:失效|废止))$"
)
#: From when on offices have pages.
_FIRST_PAGES = "1995"
#: The lines of the document in which its number stands.
_HEAD = 14


def read(
    declared: Mapping[str, str], lines: Lines, kind: Kind = "article", markup: str | bytes | None = None
) -> Metadata:
    """Read the fields from the page's lines and the head's values; what a list of pages shows is of those pages, not its own.

    ``markup`` is the page before it was rendered, if it is any: where nothing else tells the day, its scripts may.

    What a reader sees on the page goes before what its head says: content systems fill the head with the time of the last build and
    the name of whoever was logged in.
    """
    if kind == "list":
        return Metadata()
    name, at = title.find(lines, _meta(declared, "title") or declared.get("title", ""))
    seen = byline.fields(lines, at)
    issuer = seen.pop("issuer")
    seen["author"] = seen["author"] or signed.author(lines)
    seen["editor"] = seen["editor"] or signed.editor(lines)
    stated = {field: _meta(declared, field) for field in seen}
    found = {field: value or stated[field] for field, value in seen.items()}
    own = found["author"]
    if (
        not seen["author"]
        and own
        and (own == found["editor"] or not _PERSON.fullmatch(own) or signed.NO_NAME.search(own))
    ):
        found["author"] = None  # content systems put the office or their user there
    if found["source"] == name:
        found["source"] = None
    found["source"] = _one_of(found["source"], stated["source"])
    table = _index(lines)
    found["source"] = found["source"] or table.get("source")
    return Metadata(
        title=_stated(name, table.get("title") or table.get("named")),
        published=_published(byline.published(lines, at), table, declared)
        or (embedded.published(markup) if markup and kind == "article" else None),
        document_number=table.get("document_number") or _number(lines, at),
        index_number=table.get("index_number"),
        issuer=table.get("issuer") or issuer,
        topic=table.get("topic") or table.get("category"),
        written=dates.find(fold(table.get("written") or table.get("issued", "")), labelled=True),
        validity=table.get("validity") or _validity(lines),
        **found,
    )


def _stated(found: str | None, in_table: str | None) -> str | None:
    """The title as the index table states it, unless the page shows more of it."""
    in_table = bare(in_table) if in_table else None
    return in_table if in_table and (found is None or not found.startswith(in_table)) else found


def _one_of(seen: str | None, stated: str | None) -> str | None:
    """A name as it is seen, or as the head states it where one begins with the other: something is glued behind, or it is cut off."""
    if (
        seen
        and stated
        and len(stated) >= 4
        and (seen.startswith(stated) or (len(seen) > _CUT and stated.startswith(seen)))
    ):
        return stated
    return seen


def _meta(declared: Mapping[str, str], field: str) -> str | None:
    value = next((declared[name] for name in _META[field] if declared.get(name)), None)
    value = re.sub(r"^(?:来源|作者|编辑)\s?[:：]\s?", "", value).strip() if value else ""
    return None if not value or "://" in value or byline.is_placeholder(value) else value


def _published(seen: str | None, table: Mapping[str, str], declared: Mapping[str, str]) -> str | None:
    """The day that is seen, or that the table or the head states; where none does, the day on which the document was issued, unless it is
    a letter of Taiwan's, of which that is when it was sent, or older than pages are.
    """
    seen = seen or dates.find(fold(table.get("published") or table.get("opened", "")), labelled=True)
    stated = dates.find(fold(_meta(declared, "published") or ""))
    if seen and stated and stated.startswith(seen):  # the same day, with its time
        return stated
    issued = fold(table.get("issued", ""))
    day = None if "民国" in issued else dates.find(issued)
    return seen or stated or (day if day and day >= _FIRST_PAGES else None)


def _index(lines: Lines) -> dict[str, str]:
    """The values of the page's index table, by what its labels name; the first of a name stands.

    It stands above the text: labels below a sentence are those of a record in it, but for a table with the document's index number.
    """
    entries, found = lines.entries, dict[str, str]()
    sentences = (
        n for n, e in enumerate(entries) if e.rule is None and kind_of(e.folded) in SENTENCES and n not in lines.indexed
    )
    text = next(sentences, len(entries)) if lines.index else 0
    has_number = any(row.name == "index_number" for row in lines.index)
    for row in lines.index:
        if row.value < 0 or (row.label > text and not has_number):
            continue
        own = (row.start, row.end) if row.value == row.label else (0, len(entries[row.value].folded))
        value = lines.value(row.value, *own)
        value = (value if row.name in TITLES else _UNKNOWN.sub("", value)).strip(" 　·•|*,，;；、")
        if row.name == "document_number":
            value = _BEHIND_NUMBER.sub("", value)
        looks = _LOOKS.get(row.name)
        if value and not value.endswith((":", "：")) and (looks is None or looks.search(value)):
            found.setdefault(row.name, value)
    return found


def _validity(lines: Lines) -> str | None:
    """Whether the document is in force, from a line of its own."""
    for n, entry in enumerate(lines.entries):
        match = _IN_FORCE.match(entry.folded) if "效" in entry.folded and len(entry.folded) <= _SHORT_LINE else None
        if match:
            return lines.value(n, *match.span("value"))
    return None


def _number(lines: Lines, title: int) -> str | None:
    """The document's number, on a line of its own near the head in front of the title, or in brackets behind it."""
    kept = (n for n, entry in enumerate(lines.entries) if entry.rule is None)
    for n, _ in zip(kept, range(_HEAD), strict=False):
        folded = lines.entries[n].folded
        match = _NUMBER.search(folded) if "号" in folded and len(folded) <= 80 else None
        if match:
            return lines.value(n, *match.span(match.lastindex or 0))
    match = _BESIDE_TITLE.search(lines.entries[title].folded) if title >= 0 else None
    return lines.value(title, *match.span(match.lastgroup or 0)) if match else None
