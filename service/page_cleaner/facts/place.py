"""Where titles stand: the entry that is likeliest one by what stands above and below it, a byline, a day, an index table, the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page_cleaner.facts import dates, heading
from page_cleaner.facts.heading import fits
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.page import BELOW_TITLE
from page_cleaner.text.kinds import DOCUMENT, han, kind

#: The lines before the prose that are looked through, and the shortest part of a title that is one, in code points.
HEAD, PART = 14, 6
#: So many entries above a byline or body a title is looked for, and so many lines of offices stand above it, or of its rest below it.
REACH, OFFICES = 4, 3
#: So many entries at a page's top are looked through where its prose is far; a title with the marks of a sentence is no longer, above
#: lines of days no longer than the last.
TOP, SENTENCE, _DATELINED = 3, 60, 110
#: What may stand between a title and its text: detectors, and lines of a date's pieces and of reporters.
BESIDE_TITLE = frozenset("byline page_tools share_widget debris".split())
_PIECE = re.compile(r"^[\d年月日\s:./-]{1,16}$|^(?:本报|新华社)?记者\s")
#: What may take a title that stays to be read.
_TITLED = frozenset(("navigation.before_body", "navigation.inside_body", "byline.original_title"))
_ITEMS, _ANSWER = re.compile(r"一、|1[.、]"), re.compile(r"[QA]\d{0,2}\s?[:.]")
_DATED = re.compile(r"(?:19|20)\d\d|来源|作者|^[\s|(\[]*\d\d-\d\d-\d\d\b")
#: The heading of a part of a document.
_SECTION = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[部章节编篇]|[一二三四五六七八九十]{1,3}、|\d{1,2}(?:\.\d{1,2})*[\s、.]\s?[^\W\d]"
)
#: How a date alone ends.
_ENDS = frozenset("0123456789|)]】")
#: What a date right below it is of: 公布日期.
_OF_DATE = re.compile("^.{0,10}(?:日期|时间)$")
_TOOLS = re.compile(r"打印|关闭|字[体号]|大\s?中\s?小")


def by_place(lines: Lines, above: Sequence[int], first: int) -> int:
    """The entry that is likeliest the title by where it stands; -1 where none is."""
    entries, head = lines.entries, above[-HEAD:]
    if (
        len(above) > 1
        and entries[above[0]].folded == entries[above[1]].folded
        and heading.LONGEST >= len(entries[above[0]].folded) >= heading.LONG
    ):
        return above[0]  # what stands twice in a row at the top
    found = _above_byline(lines, above, first)
    if found < 0 and _is_exclaimed(entries, first):
        below = entries[first + 1 : first + 4]
        is_titled = any(may(lines, n) and _is_of_document(entries[n].folded) for n in head)
        if not is_titled and (is_byline(below[0]) or _is_dated_head(below)):
            return first
    if found < 0:
        found = _below_table(lines, above)
    if found < 0:
        found = _named_in_menu(lines, head)
    if found < 0:
        found = _likeliest(lines, head)
        if found >= 0 and _SECTION.match(entries[found].folded):  # the title stands above a table of contents
            top = _likeliest(lines, above[:TOP])
            found = top if top >= 0 else found
    if found < 0:
        found = _taken(lines, above[0] if above else first)
    if found < 0:  # the head of a table is farther from its prose
        found = _likeliest(lines, above[:TOP])
    if found < 0:
        found = _announced(entries, first)
    if found < 0 and (_is_exclaimed(entries, first) or _is_headline(lines, first) or _is_repeated(entries, first)):
        return first
    if found < 0:  # what stands in front of it is no prose of the document
        found = above_date(lines, first, len(entries), byline=True)
    return found


def may(lines: Lines, n: int, *, above_byline: bool = False) -> bool:
    """Whether an entry may be a title, by itself and on its page."""
    entry = lines.entries[n]
    return (
        fits(entry.folded, above_byline=above_byline)
        and entry.row not in lines.tabled
        and n not in lines.indexed
        and not heading.MENU_ROW.match(lines.text(n))
    )


def may_alone(lines: Lines, n: int) -> bool:
    """Whether an entry may be a title, and is longer than the names of columns."""
    return han(lines.entries[n].folded) >= heading.LONG and may(lines, n)


def stays(entry: Entry) -> bool:
    """Whether an entry stays, or goes by a rule that may take a title."""
    return entry.rule is None or entry.rule in _TITLED


def is_byline(entry: Entry) -> bool:
    return entry.detector == "byline" and _DATED.search(entry.folded) is not None


def is_day(entry: Entry) -> bool:
    folded = entry.folded
    return ("-" in folded or "/" in folded or "." in folded) and folded[-1] in _ENDS and dates.alone(folded)


def above_date(lines: Lines, start: int, end: int, *, byline: bool) -> int:
    """The entry right above a line of nothing but a date, or above a dated byline, too; -1 where none may be a title."""
    entries = lines.entries
    for n in range(max(start, 1), end):
        if not (is_day(entries[n]) or (byline and is_byline(entries[n]))):
            continue
        stay = stays(entries[n - 1]) and (stays(entries[n]) or is_byline(entries[n]))
        if not stay and not (_is_tooled(entries, n) and all(map(_is_structural, entries[n - 1 : n + 1]))):
            continue
        above = entries[n - 1].folded
        if han(above) >= PART and not _OF_DATE.search(above) and not heading.SITE.search(above) and may(lines, n - 1):
            return n - 1
    return -1


def _is_tooled(entries: Sequence[Entry], n: int) -> bool:
    """Whether the tools of the page stand beside an entry, in its row."""
    beside = entries[n + 1 : n + 2]
    return bool(beside) and beside[0].row == entries[n].row and _TOOLS.search(beside[0].folded) is not None


def _is_structural(entry: Entry) -> bool:
    return entry.rule is None or entry.detector == "navigation"


def _announced(entries: Sequence[Entry], first: int) -> int:
    """The line with the name that the text above it announces in brackets, as where a rule is made known; -1 where there is none."""
    names = set[str]()
    for n in range(first, min(len(entries), first + HEAD)):
        if entries[n].folded in names and entries[n].rule is None:
            return n
        names.update(match["name"] for match in heading.ANNOUNCED.finditer(entries[n].folded))
    return -1


def _is_exclaimed(entries: Sequence[Entry], first: int) -> bool:
    """Whether the first line with the marks of a sentence is a title: short, with a byline or a date right below it, or what announces
    the numbered items that make up the document.
    """
    if first + 1 >= len(entries) or not heading.SHORTEST <= len(entries[first].folded) <= _DATELINED:
        return False
    text, below = entries[first].folded, entries[first + 1 : first + 4]
    if heading.LABEL.match(text) or _ANSWER.match(text):
        return False
    if _is_dated_head(below):
        return re.search("[。;](?![(]|$)", text) is None
    if len(text) > SENTENCE or re.search("[。;].|,.*,", text):
        return False
    if text.endswith(":"):
        return re.search("[,您你请]", text) is None and _ITEMS.match(below[0].folded) is not None
    return text[-1] in "。!?" and any(e.detector in BELOW_TITLE for e in below)


def _is_of_document(folded: str) -> bool:
    """Whether a line that may be a title is one of a document, no column's: long, or with the word for its kind."""
    return han(folded) >= heading.LONG or DOCUMENT.search(folded) is not None


def _is_dated_head(below: Sequence[Entry]) -> bool:
    """Whether entries begin with the byline of an office in Taiwan, which tells when the page was published or changed in lines of their own."""
    return below[0].detector == "byline" and any(heading.DAY_OF_PAGE.match(entry.folded) for entry in below)


def _is_headline(lines: Lines, first: int) -> bool:
    """Whether the first line with the marks of a sentence is a title: one that may be, right above a paragraph far longer than it."""
    if first + 1 >= len(lines.entries) or not may(lines, first):
        return False
    text, below = lines.entries[first].folded, lines.entries[first + 1]
    return len(text) <= SENTENCE and below.rule is None and "。" in below.folded and len(below.folded) > 2 * len(text)


def _is_repeated(entries: Sequence[Entry], first: int) -> bool:
    """Whether the first line with the marks of a sentence is a title: the text below begins with the same words."""
    text, below = entries[first].folded if first < len(entries) else "", entries[first + 1 : first + 1 + REACH]
    if not heading.LONG <= len(text) <= _DATELINED or "。" in text[:-1]:
        return False
    own = text.rstrip("。!")
    return any(len(entry.folded) > 2 * len(own) and entry.folded.startswith(own) for entry in below)


def _above_byline(lines: Lines, kept: Sequence[int], first: int) -> int:
    """The entry nearest above the byline that may be a title, -1 where there is none.

    Of lines that follow each other the upper is the title; one of a few characters only where none is longer.
    """
    entries = lines.entries
    byline = next((n for n in range(1, first) if is_byline(entries[n])), -1)
    dated = above_date(lines, 1, byline if byline >= 0 else first, byline=False)
    if dated >= 0:
        return dated
    above = [n for n in kept if n < byline][-HEAD:]
    able = [n for n in reversed(above) if may(lines, n, above_byline=n == byline - 1)]
    found = next((n for n in able if han(entries[n].folded) >= heading.LONG), able[0] if able else -1)
    if found >= 0 and found != able[0] and heading.NAME_OF_SITE.search(entries[found].folded):
        found = able[0]  # a short title below the name of its site
    if found < 0:
        return _taken(lines, byline) if byline >= 0 else -1
    while (
        found - 1 in above
        and may(lines, found - 1)
        and han(entries[found - 1].folded) > heading.LONG + 1
        and (entries[found].folded.startswith(heading.BEGINS) or not _is_name(entries[found - 1].folded))
    ):
        found -= 1
    return _below_byline(lines, found, [n for n in kept if byline < n < first])


def _below_byline(lines: Lines, found: int, between: Sequence[int]) -> int:
    """The entry between byline and text that may be a title, where what was found above the byline is the name of an office."""
    text, below = (lines.entries[n].folded for n in (found, found + 1))
    if not (between and heading.AUTHORITY.search(text)) or below.startswith(heading.BEGINS):
        return found
    able = (n for n in between if may_alone(lines, n))
    return next((n for n in able if not heading.NO_TITLE_BELOW.search(lines.entries[n].folded)), found)


def _below_table(lines: Lines, above: Sequence[int]) -> int:
    """The entry right below the index table that may be a title, where so much stands above the text that it would not be looked at; else -1."""
    if not lines.indexed or len(above) <= HEAD:
        return -1
    below = max(lines.indexed) + 1
    return below if below in above and may_alone(lines, below) else -1


def _taken(lines: Lines, below: int) -> int:
    """The title that the choice of the body took, right above the byline or the body; -1 where none stands there."""
    for n in range(below - 1, max(-1, below - 1 - REACH), -1):
        entry = lines.entries[n]
        if entry.rule == "navigation.before_body" and may_alone(lines, n):
            return n
        if entry.detector not in BESIDE_TITLE and not _PIECE.search(entry.folded):
            return -1
    return -1


def _likeliest(lines: Lines, head: Sequence[int]) -> int:
    """The first entry that may be a title: an office's name or a few characters only where nothing else may be."""
    able = [n for n in head if may(lines, n)]
    long = [n for n in able if han(lines.entries[n].folded) >= heading.LONG]
    return next((n for n in (*long, *able) if not _is_name(lines.entries[n].folded)), next(iter([*long, *able]), -1))


def _named_in_menu(lines: Lines, head: Sequence[int]) -> int:
    """The line close above the text whose words stand farther up too, as the menu of a chapter names the page that it shows; -1 for none."""
    if any(may_alone(lines, n) for n in head):
        return -1  # that is likelier
    texts = [entry.folded for entry in lines.entries[: head[-1] + 1]] if head else []
    near = (n for n in reversed(head[-OFFICES:]) if n and texts[n] in texts[: n - 1])
    return next((n for n in near if may(lines, n) and not _is_name(texts[n])), -1)


def _is_name(folded: str) -> bool:
    """Whether a line may be no more than the name of an office or a site."""
    return kind(folded) == "formal" or heading.NAME_OF_SITE.search(folded) is not None
