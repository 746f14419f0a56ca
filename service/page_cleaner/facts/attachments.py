"""The attachments of a document: what 附件 lists name, and links to files inside the body or right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from page_cleaner.facts.lines import Lines
from page_cleaner.page import Attachment, Link

#: Kinds of files that sites attach to documents.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|dps|ofd|odt|ods|zip|rar|7z|csv|ceb)(?:$|[?#)\s])", re.IGNORECASE)
#: 附件 with what it names behind it: a list's first item, or the only attachment.
_NAMED = re.compile(
    r"^[\s·>【\[(]*附\s?(?:件|表)\s?[\d一二三四五六七八九十]{0,3}\s?[】\])]?\s?(?:(?P<colon>:)|[.、]|\s(?=\S))\s?(?P<name>.*)$"
)
_ITEM = re.compile(
    r"^[\s·]*(?:附\s?件\s?)?[(]?\d{1,2}\s?[.、)]\s?(?P<name>\S.+)$|^[\s·]*附\s?件\s?[\d一二三四五六七八九十]{1,3}\s?[:.、]\s?(?P<other>\S.+)$"
)
_NUMBER = re.compile(r"^[(]?(?:\d{1,2}|[一二三四五六七八九十])\s?[.、)]\s?(?=\D)")
#: A name that says where its file is to be seen.
_SEE = re.compile(
    r"^(?P<name>[^,。;:]{2,120}?)\s?[(]\s?请?参[见阅]\s?(?:PDF|ODT|附档|附件|附表)档?\s?[)]$", re.IGNORECASE
)
#: What stands behind a name: the word of its link, its size.
_TAIL = re.compile(
    r"\s?[(【\[]?(?:点击)?(?:此处|这里)?下载(?:附件|文件|地址)?[)】\]]?$|\s?[(]\s?\d[\d.,]*\s?[KMG]?[Bb]?\s?[)]$|[。;]$"
)
#: Texts of links that name nothing.
_GENERIC = re.compile(
    r"(?:请参[见閱阅]|請參見|点击|點擊|在线)?\s?[(（【\[]?(?:pdf|words?|docx?|ofd|excel|下载|下載|附件下载|全文下载|点击下载|查看|浏览|预览)(?:版|文件|档|檔|下载|格式)?[)）】\]]?$|https?:|www\.",
    re.IGNORECASE,
)
#: And items of lists that name no file: none, or one named elsewhere, or no more than its kind.
_NO_NAME = re.compile(r"无|略|见上|同上|另附|附后|\.?(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar)", re.IGNORECASE)
#: The longest name, in code points, the longest list, and how many entries behind the body still belong to it.
_LONGEST, _MOST, _BEHIND = 120, 60, 14


class _Found(NamedTuple):
    start: int
    name: str
    url: str | None


def find(lines: Lines, links: Sequence[Link], base: str | None) -> tuple[Attachment, ...]:
    """Give the attachments in the order of the page, each once, their addresses made absolute with ``base`` where there is one."""
    kept = [n for n, entry in enumerate(lines.entries) if entry.rule is None]
    if not kept:
        return ()
    first, last = lines.entries[kept[0]].start, lines.entries[min(len(lines.entries) - 1, kept[-1] + _BEHIND)].end
    linked = [
        _Found(link.start, link.text, link.url) for link in links if first <= link.start <= last and _is_file(link)
    ]
    found: dict[str, Attachment] = {}
    for each in sorted([*linked, *_listed(lines, kept)], key=lambda found: found.start):
        name = _tidy(each.name)
        key = "".join(_bare(name).split())
        if key and not _NO_NAME.fullmatch(key) and len(name) <= _LONGEST and key not in found:
            found[key] = Attachment(name, joined(base, each.url) if each.url else None)
    return tuple(list(found.values())[:_MOST])


def joined(base: str | None, url: str) -> str:
    """A link's address made absolute, as far as that can be done."""
    try:
        return urljoin(base or "", url)
    except ValueError:  # a broken address, such as http://[
        return url


def _is_file(link: Link) -> bool:
    return bool(_FILE.search(link.url) or _FILE.search(link.text)) and not _GENERIC.match(link.text)


def _tidy(name: str) -> str:
    name = _TAIL.sub("", " ".join(name.split())).strip("　 ·")
    if name.startswith("《") and ("》" not in name or name.index("》") == len(name) - 1):
        name = name[1:].removesuffix("》")
    return name.strip()


def _bare(name: str) -> str:
    """A name without its label, its number and the kind of its file, to tell whether it came already."""
    name = re.sub(r"^附\s?件\s?[\d一二三四五六七八九十]{0,3}\s?[:：.、]?\s?", "", name)
    return re.sub(r"\.\w{2,4}$", "", _NUMBER.sub("", name.replace("．", ".")))


def _listed(lines: Lines, kept: Sequence[int]) -> Iterator[_Found]:
    """The names in 附件 lists: behind the label, and on the numbered lines below it."""
    listing = False
    for n in kept:
        entry = lines.entries[n]
        match = _NAMED.match(entry.folded) if len(entry.folded) <= _LONGEST + 12 else None
        if match and (match["colon"] or _FILE.search(entry.folded)):
            listing = True
            if match["name"] and not _is_sentence(match["name"]):
                yield _Found(entry.start, _unnumbered(lines.value(n, *match.span("name")) + _rest(lines, n)), None)
            continue
        item = _ITEM.match(entry.folded) if listing and len(entry.folded) <= _LONGEST else None
        if item and not _is_sentence(entry.folded):
            group = "name" if item["name"] else "other"
            yield _Found(entry.start, lines.value(n, *item.span(group)), None)
        else:
            listing = False
            see = _SEE.match(entry.folded) if "参" in entry.folded else None
            if see:
                yield _Found(entry.start, lines.value(n, *see.span("name")), None)
            elif _FILE.search(entry.folded) and len(entry.folded) <= _LONGEST and not re.search("[,。:]", entry.folded):
                yield _Found(entry.start, _unnumbered(lines.text(n)), None)


def _rest(lines: Lines, n: int) -> str:
    """What goes on below a name whose bracket for titles is still open."""
    text = lines.entries[n].folded
    if text.count("《") <= text.count("》") or n + 1 == len(lines.entries):
        return ""
    below = lines.entries[n + 1]
    return lines.text(n + 1) if below.rule is None and "》" in below.folded and len(below.folded) <= _LONGEST else ""


def _unnumbered(name: str) -> str:
    return re.sub(r"^[(（]?\d{1,2}\s?[.．、)）]\s?(?=\D)", "", name)


def _is_sentence(folded: str) -> bool:
    return "。" in folded[:-1] or folded.count(",") > 2
