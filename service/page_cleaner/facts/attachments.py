"""The attachments of a document: what 附件 lists name, and links to files inside the body or right behind it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urljoin

from page_cleaner.facts.enumeration import KINDS, OF_KIND, names
from page_cleaner.facts.lines import Lines
from page_cleaner.page import Attachment, Link

_FILE = re.compile(rf"{KINDS}(?:$|[?#)\s])", re.IGNORECASE)
#: A label with what it names behind it: a list's first item, or the only attachment.
_NAMED = re.compile(
    r"^[\s·>【\[(]*(?:(?P<note>附(?=\s?:))|(?:相关|本文|文件|下载)?附\s?(?:件|表|档|加(?:档案|文件))(?:下载|档案|列表)?|相关(?:档案|下载)|(?:档案|文件)下载)"
    r"\s?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})?\s?[】\])]?\s?"
    r"(?:(?P<colon>:)|(?<=[\d一二三四五六七八九十])(?P<point>[.、])|[.、]|(?P<opened>(?=[(【\[]\s?[1一]\s?[.、](?!\d)))|\s(?=\S)|(?P<first>(?=[(]\s?[1一]\s?[)])))\s?(?P<name>.*)$"
)
#: What every such label holds.
_LABEL = re.compile("附|档案|下载")
#: 附件 with a file's name in brackets, and how often it was downloaded.
_ENCLOSED = re.compile(
    r"^[\s·]*附\s?件\s?\d{0,2}\s?[【\[《](?P<name>[^【】\[\]《》]{1,110}\.[a-z\d]{2,5})\s?[】\]》]", re.IGNORECASE
)
_ITEM = re.compile(
    r"^[\s·]*(?:(?:附\s?件\s?)?[(]?(?P<number>\d{1,2})\s?[.、)]|附\s?件\s?(?P<labelled>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[:.、])\s?(?P<name>\S.+)$"
)
#: A list of two items and more up to the bracket that closes it, and the brackets around it.
_WHOLE = re.compile(r"\D2\s?[.、](?!\d).*[)】\]](?:,?此?略)?\s?[。.]?$")
_ENCLOSING = re.compile(r"^[(（【\[]\s?(?=[1一１]\s?[.、．])|[)）】\]](?:[,，]?此?略)?\s?[.。]?$")
#: What a sentence has and a name does not.
_CLAUSE = re.compile(r"[,。;:!?]|附件\s?[\d一二三四五六七八九十]+[、和与]")
_NUMBER = re.compile(r"^[(]?(?:\d{1,2}|[一二三四五六七八九十])\s?[.、)]\s?(?=\D)")
#: What stands below an empty label and is no name: a request, a page of the site.
_NO_FILE = re.compile(r"[另详见本无]|.*请|政府(?:信息公开|网站)|信息公开|网站|隐私|使用")
#: A name that says where its file is to be seen.
_SEE = re.compile(
    r"^(?P<name>[^,。;:]{2,120}?)\s?[(]\s?请?参[见阅]\s?(?:PDF|ODT|附档|附件|附表)档?\s?[)]$", re.IGNORECASE
)
#: What stands behind a name: the word of its link, its size.
_TAIL = re.compile(
    r"\s?[(【\[]?(?:点击)?(?:此处|这里)?下载(?:附件|文件|地址)?[)】\]]?$|\s?[(]\s?\d[\d.,]*\s?[KMG]?[Bb]?\s?[)]$|(?:(?<=\.\w{3})|(?<=\.\w{4}))\s?\d[\d.,]*\s?[KMG]B$|[。;]$"
)
#: What a program that serves files says of one: its name twice, its size and its day.
_OF_PROGRAM = re.compile(r"^Download this file \((.{1,120}?\.\w{2,4})\).*$")
#: An address that leads nowhere but to a script.
_SCRIPT = re.compile(r"\s*(?:javascript:|#)", re.IGNORECASE)
#: Texts of links that name nothing.
_GENERIC = re.compile(
    r"(?:请参[见閱阅]|請參見|点击|點擊|在线)?\s?[(（【\[]?(?:pdf|words?|docx?|ofd|excel|(?:下载|下載)(?:公告|全文|本文)?|附件下载|全文下载|点击下载|查看|浏览|预览)(?:版|文件|档|檔|档案|檔案|下载|格式)?[)）】\]]?$|https?:|www\.",
    re.IGNORECASE,
)
#: Those of them that say at least that a file goes with the document, which is better than none.
_UNNAMED = re.compile(
    r"(?!.*[:/])(?:下载|下載|点击|點擊|查看)?.{0,4}(?:附件|附[档檔]|公告[档檔]案|公告文件)(?:下载|下載)?"
)
#: And items of lists that name no file: none, or one named elsewhere, or no more than its kind.
_NO_NAME = re.compile(
    r"\d{1,3}|(?:请|另行|详见|本[^\W\d]{1,4}无|暂无|没有).*|无|略|见上|同上|另附|附后|\.?(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar)",
    re.IGNORECASE,
)
#: What a note behind 附 has and no name: a number of a telephone or an account; and of so many last lines such a name is one, for farther
#: up what it names stands below it.
_FIGURES, _NOTES = re.compile(r"\d{5}"), 5
#: The longest name and the longest line of names, in code points, the longest list, and how many entries behind the body still belong
#: to it.
_LONGEST, _LINE, _MOST, _BEHIND = 120, 1_000, 60, 14
#: So far from its beginning a line is looked at for a label.
_HEAD = 16
#: So many links to files on one line are its names.
_SEVERAL = 2
#: So much, in code points, may stand on the line of a link that only says that it leads to a file.
_LITTLE = 3


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
    files = [
        link for link in links if first <= link.start <= last and (_FILE.search(link.url) or _FILE.search(link.text))
    ]
    linked = [
        _Found(link.start, link.text, None if _SCRIPT.match(link.url) else link.url)
        for link in files
        if _is_named(link)
    ]
    found: dict[str, Attachment] = {}
    for each in sorted([*linked, *_listed(lines, kept, files)], key=lambda found: found.start):
        name = _tidy(each.name)
        key = "".join(_bare(name).split())
        is_new = key not in found or (found[key].url is None and each.url is not None)
        if key and not _NO_NAME.fullmatch(key) and len(name) <= _LONGEST and is_new:
            found[key] = Attachment(
                found[key].name if key in found else name, joined(base, each.url) if each.url else None
            )
    if not found:
        unnamed = (link for link in files if _UNNAMED.fullmatch(link.text) and not _SCRIPT.match(link.url))
        for link in unnamed:
            entry = lines.entries[bisect_right(lines.entries, link.start, key=attrgetter("start")) - 1]
            if entry.rule is None and len(entry.folded) <= len(link.text) + _LITTLE:
                found.setdefault(link.url, Attachment(link.text, joined(base, link.url)))
    return tuple(list(found.values())[:_MOST])


def joined(base: str | None, url: str) -> str:
    """A link's address made absolute, as far as that can be done."""
    try:
        return urljoin(base or "", url)
    except ValueError:  # a broken address, such as http://[
        return url


def _is_named(link: Link) -> bool:
    """Whether the text of a link to a file names it."""
    return not _GENERIC.match(link.text)


def _tidy(name: str) -> str:
    name = _TAIL.sub("", _OF_PROGRAM.sub(r"\1", " ".join(name.split()))).strip("　 ·")
    if name.startswith("《") and ("》" not in name or name.index("》") == len(name) - 1):
        name = name[1:].removesuffix("》")
    return name.strip()


def _bare(name: str) -> str:
    """A name without its label, its number and the kind of its file, to tell whether it came already."""
    name = re.sub(r"^附\s?(?:件\s?[\d一二三四五六七八九十]{0,3}|表\s?\d{1,2})\s?[:：.、]?\s?", "", name)
    return re.sub(r"\.\w{2,4}$", "", _NUMBER.sub("", name.replace("．", ".")))


def _listed(lines: Lines, kept: Sequence[int], files: Sequence[Link]) -> Iterator[_Found]:
    """The names in 附件 lists: behind the label, and on the numbered lines below it. One whose link says no more than 下载 leads where that does;
    of a line with several links to files these are the names.
    """
    listing, last, starts = False, kept[-_NOTES:], [link.start for link in files]
    label = -_LITTLE  # the last entry that is nothing but a label
    for n in kept:
        start, folded = lines.entries[n].start, lines.entries[n].folded
        named = _named(folded)
        if named and named["note"] and n not in last and not _FILE.search(folded):
            named = None
        item = named or (_ITEM.match(folded) if listing and len(folded) <= _LINE else None)
        if item and (named or not _is_sentence(folded)):
            listing = True
            label = label if item["name"] else n
            number = item["number"] or (None if named else item["labelled"])
            own = files[bisect_left(starts, start) : bisect_left(starts, lines.entries[n].end)]
            if item["name"] and not _is_sentence(item["name"]) and sum(map(_is_named, own)) < _SEVERAL:
                written = lines.value(n, *item.span("name")) + (_rest(lines, n) if named else "")
                if _ENCLOSING.match(written):
                    written = _ENCLOSING.sub("", written)
                url = own[0].url if len(own) == 1 and _GENERIC.match(own[0].text) else None
                yield from (_Found(start, _unnumbered(name), url) for name in names(written, number))
            continue
        listing = False
        see = _SEE.match(folded) or _ENCLOSED.match(folded)
        if see:
            yield _Found(start, lines.value(n, *see.span("name")), None)
        elif (
            len(folded) <= _LONGEST
            and not re.search("[,。:]", folded)
            and (_FILE.search(folded) or (n == label + 1 and OF_KIND.search(folded) and not _NO_FILE.match(folded)))
        ):
            yield _Found(start, _unnumbered(lines.text(n)), None)


def _named(folded: str) -> re.Match[str] | None:
    """A label and what stands behind it, where that may be names."""
    match = _NAMED.match(folded) if len(folded) <= _LINE and _LABEL.search(folded, 0, _HEAD) else None
    if not match or (match["note"] and (_FIGURES.search(match["name"]) or _CLAUSE.search(match["name"]))):
        return None
    is_list = match["opened"] is not None and folded.lstrip(" ·").startswith("附件") and _WHOLE.search(match["name"])
    told = match["colon"] or is_list or match["first"] is not None or _FILE.search(folded)
    return match if told or (match["point"] and not _CLAUSE.search(match["name"])) else None


def _rest(lines: Lines, n: int) -> str:
    """What goes on below a name whose bracket for titles is still open."""
    text = lines.entries[n].folded
    if text.count("《") <= text.count("》") or n + 1 == len(lines.entries):
        return ""
    below = lines.entries[n + 1]
    return lines.text(n + 1) if below.rule is None and "》" in below.folded and len(below.folded) <= _LONGEST else ""


def _unnumbered(name: str) -> str:
    return re.sub(r"^(?:[(（]?\d{1,2}(?:\s?[.．、)）]\s?|\s+)(?=\D))?(?:附\s?件\s?\d{0,2}\s?[:：]\s?)?", "", name)


def _is_sentence(folded: str) -> bool:
    return "。" in folded[:-1] or folded.count(",") > 2
