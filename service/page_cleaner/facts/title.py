"""The title of a document: what its page declares as far as it shows it, else the line above its byline or its first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page_cleaner.facts import dates, heading
from page_cleaner.facts.heading import alike, bare, fits, is_text, squeezed
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.page import BELOW_TITLE
from page_cleaner.text.kinds import DOCUMENT, LONE, han, kind
from page_cleaner.text.likeness import beginning, is_foreign, share
from page_cleaner.text.view import fold

#: The lines before the prose that are looked through, and the shortest part of a declared title that is one, in code points.
_HEAD, _PART = 14, 6
#: So many entries above a byline or body a title is looked for, and so many lines of offices stand above it, or of its rest below it.
_REACH, _OFFICES = 4, 3
#: So many entries at a page's top are looked through where its prose is far; a title with the marks of a sentence is no longer, above
#: lines of days no longer than the last.
_TOP, _SENTENCE, _DATELINED = 3, 60, 110
#: So many code points of the text are looked through for what a title says, and a line that says this share of it is its title where
#: the line that stands in a title's place says nothing of it.
_SAID, _SHARE = 1_500, 0.3
#: Where the text has nearly all pairs of characters of what the head states, and of what stands in the title's place no more than so many, the
#: head is right.
_NEARLY_ALL, _HARDLY = 0.8, 0.2
#: What may take a title that stays to be read.
_TITLED = frozenset(("navigation.before_body", "navigation.inside_body", "byline.original_title"))
_ITEMS = re.compile(r"一、|1[.、]")
_LATIN = re.compile("[A-Za-z]{4}")
_DATED = re.compile(r"(?:19|20)\d\d|来源|作者|^[\s|(\[]*\d\d-\d\d-\d\d\b")
#: What may stand between a title and its text: detectors, and lines of a date's pieces and of reporters.
_BESIDE_TITLE = frozenset("byline page_tools share_widget debris".split())
#: The mark of a page's main part.
_MAIN = ":::"
#: What stands between a title and the name of the site or the column.
_PARTING = frozenset("-_|—")
_OF_COLUMN = re.compile(r"[^\W\d]{2,8}\s?[-_|]\s?")
#: How a date alone ends.
_ENDS = frozenset("0123456789|)]】")
#: What a date right below it is of: 公布日期.
_OF_DATE = re.compile("^.{0,10}(?:日期|时间)$")
_TOOLS = re.compile(r"打印|关闭|字[体号]|大\s?中\s?小")
_PIECE = re.compile(r"^[\d年月日\s:./-]{1,16}$|^(?:本报|新华社)?记者\s")


def find(lines: Lines, declared: str) -> tuple[str | None, int]:
    """Give the title and the entry that holds it, -1 where none does; (None, -1) where the page has no title."""
    entries, declared = lines.entries, " ".join(declared.split())
    if heading.SITE.search(fold(declared)) and not heading.DECLARED_END.search(declared):
        declared = ""
    main = _behind_mark(lines)
    if main >= 0:
        return _written(lines, main, main + 1), main
    folded = fold(declared)
    shown, end = _shown(entries, folded) if declared else (-1, -1)
    if shown >= 0 and not _is_other(lines, shown, end, squeezed(folded)):
        return _written(lines, shown, max(end, _title_end(lines, shown))), shown
    stated = _of_page(declared)
    if han(fold(stated)) < heading.SHORTEST and not _LATIN.search(stated):
        stated = ""
    own = [n for n, e in enumerate(entries) if e.rule is None and n not in lines.indexed and is_text(e.folded)]
    first = next((n for n in own if not _is_above_title(lines, n)), len(entries))
    kept = [n for n, e in enumerate(entries[: first + 1]) if e.rule is None]
    found = _on_page(lines, [n for n in kept if n < first], first)
    if (
        stated
        and found >= 0
        and not (heading.OF_SITES.search(stated) or alike(entries[found].folded, fold(stated)))
        and (_is_displayed(entries, stated) or _is_said(lines, first, fold(stated), found))
    ):
        found = -1
    labelled = _labelled(lines, kept[-_HEAD - 1 :], heading.LABELLED)
    if labelled and (found < 0 or labelled[1] == kept[0] or heading.LABELLED.match(entries[found].folded)):
        return labelled
    if found >= 0:
        return _whole(lines, _ordered(entries, _alone(entries, found)))
    if stated and not heading.SITE.search(fold(stated)):
        return stated, -1
    removed = [n for n, e in enumerate(entries) if e.rule in ("byline.original_title", "byline.copied_title")]
    return (
        _labelled(lines, removed, heading.ORIGINAL)
        or _labelled(lines, removed, heading.LABELLED)
        or _part(lines, "byline", heading.GLUED)
        or _lone(lines, kept, first)
        or _bracketed(lines, kept, first)
        or _below(lines, first)
        or _part(lines, "breadcrumb", heading.STEP)
        or (None, -1)
    )


def _is_above_title(lines: Lines, n: int) -> bool:
    """Whether a text stands above the title with its byline, as the words of a banner do: among the first lines that stay."""
    entries = lines.entries
    if n >= _TOP or n + 2 >= len(entries) or entries[n].folded[-1] != "。" or not _is_byline(entries[n + 2]):
        return False
    return _stays(entries[n + 1]) and _may(lines, n + 1)


def _alone(entries: Sequence[Entry], found: int) -> int:
    """The entry beside a title that says it without the name of the site or the column; the title itself where there is none."""
    text = entries[found].folded
    if _PARTING.isdisjoint(text):
        return found
    for n in range(max(0, found - _TOP), min(len(entries), found + _HEAD)):
        own = entries[n].folded
        if entries[n].rule is None and heading.LONG <= len(own) < len(text):
            if text.startswith(own) and text[len(own) :].lstrip()[:1] in _PARTING:
                return n
            if text.endswith(own) and _OF_COLUMN.fullmatch(text[: -len(own)]):
                return n
    return found


def _of_page(declared: str) -> str:
    """What the head says of the page: its title without the names of the column and the site behind it, or in front of it."""
    stated = heading.DECLARED_END.sub("", declared).strip()
    if not heading.SITE.search(fold(stated)):
        return stated
    parts = (part.strip() for part in heading.PARTED.split(declared))
    others = (part for part in parts if han(fold(part)) >= heading.LONG and not heading.SITE.search(fold(part)))
    return next(others, stated)


def _behind_mark(lines: Lines) -> int:
    """The entry right behind the mark of the main part, by which offices in Taiwan let readers jump there, where the path above it ends in
    the same words; -1 where there is none.
    """
    entries = lines.entries
    for n in [n for n, entry in enumerate(entries[:-1]) if entry.folded == _MAIN]:
        text = entries[n + 1].folded
        path = [e.folded for e in entries[max(0, n - _REACH) : n] if len(e.folded) > len(text)]
        if any(step.endswith(text) for step in path) and _may(lines, n + 1):
            return n + 1
    return -1


def _is_other(lines: Lines, shown: int, end: int, declared: str) -> bool:
    """Whether what is shown of the declared title is the site's name behind it: not its beginning, and no title above the byline."""
    if declared.startswith(squeezed(lines.entries[shown].folded)):
        return False
    above = _above_date(lines, 1, len(lines.entries), byline=True)
    return above >= 0 and not shown <= above < end


def _on_page(lines: Lines, above: Sequence[int], first: int) -> int:
    """The entry that is likeliest the title, of those that stay above the first prose; -1 where none is.

    One that has no two characters in a row in common with the text gives way to the one that has most.
    """
    found = _by_place(lines, above, first)
    if 0 <= found < first:
        text, entries = _said(lines.entries, first), lines.entries
        if text and is_foreign(entries[found].folded, text):
            able = (n for n in above[-_HEAD:] if han(entries[n].folded) >= heading.LONG and _may(lines, n))
            said, likelier = max(((share(entries[n].folded, text), n) for n in able), default=(0.0, -1))
            found = likelier if said >= _SHARE else found
    return found


def _is_said(lines: Lines, first: int, stated: str, shown: int) -> bool:
    """Whether the text says what the head states, and not what stands in the title's place with neither a heading element nor a byline."""
    if han(stated) < heading.LONG or lines.is_heading(shown) or any(map(_is_byline, lines.entries[shown : shown + 3])):
        return False
    text = _said(lines.entries, first)
    return share(stated, text) >= _NEARLY_ALL and share(lines.entries[shown].folded, text) <= _HARDLY


def _said(entries: Sequence[Entry], first: int) -> str:
    """What the text says from an entry on, as far as it is looked through."""
    texts = (entry.folded for entry in entries[first:] if entry.rule is None)
    return "\n".join(beginning(texts, _SAID))[: 2 * _SAID]


def _by_place(lines: Lines, above: Sequence[int], first: int) -> int:
    """The entry that is likeliest the title by where it stands; -1 where none is."""
    entries, head = lines.entries, above[-_HEAD:]
    if (
        len(above) > 1
        and entries[above[0]].folded == entries[above[1]].folded
        and heading.LONGEST >= len(entries[above[0]].folded) >= heading.LONG
    ):
        return above[0]  # what stands twice in a row at the top
    found = _above_byline(lines, above, first)
    if (
        found < 0
        and _is_exclaimed(entries, first)
        and (_is_byline(entries[first + 1]) or _is_dated_head(entries[first + 1 : first + 4]))
    ):
        return first
    if found < 0:
        found = _below_table(lines, above)
    if found < 0:
        found = _named_in_menu(lines, head)
    if found < 0:
        found = _likeliest(lines, head)
    if found < 0:
        found = _taken(lines, above[0] if above else first)
    if found < 0:  # the head of a table is farther from its prose
        found = _likeliest(lines, above[:_TOP])
    if found < 0:
        found = _announced(entries, first)
    if found < 0 and (_is_exclaimed(entries, first) or _is_headline(lines, first)):
        return first
    if found < 0:  # what stands in front of it is no prose of the document
        found = _above_date(lines, first, len(entries), byline=True)
    return found


def _may(lines: Lines, n: int, *, above_byline: bool = False) -> bool:
    """Whether an entry may be a title, by itself and on its page."""
    entry = lines.entries[n]
    return (
        fits(entry.folded, above_byline=above_byline)
        and entry.row not in lines.tabled
        and n not in lines.indexed
        and not heading.MENU_ROW.match(lines.text(n))
    )


def _above_date(lines: Lines, start: int, end: int, *, byline: bool) -> int:
    """The entry right above a line of nothing but a date, or above a dated byline, too; -1 where none may be a title."""
    entries = lines.entries
    for n in range(max(start, 1), end):
        if not (_is_day(entries[n]) or (byline and _is_byline(entries[n]))):
            continue
        stay = _stays(entries[n - 1]) and (_stays(entries[n]) or _is_byline(entries[n]))
        if not stay and not (_is_tooled(entries, n) and all(map(_is_structural, entries[n - 1 : n + 1]))):
            continue
        above = entries[n - 1].folded
        if han(above) >= _PART and not _OF_DATE.search(above) and not heading.SITE.search(above) and _may(lines, n - 1):
            return n - 1
    return -1


def _is_byline(entry: Entry) -> bool:
    return entry.detector == "byline" and _DATED.search(entry.folded) is not None


def _is_day(entry: Entry) -> bool:
    folded = entry.folded
    return ("-" in folded or "/" in folded or "." in folded) and folded[-1] in _ENDS and dates.alone(folded)


def _is_tooled(entries: Sequence[Entry], n: int) -> bool:
    """Whether the tools of the page stand beside an entry, in its row."""
    beside = entries[n + 1 : n + 2]
    return bool(beside) and beside[0].row == entries[n].row and _TOOLS.search(beside[0].folded) is not None


def _is_structural(entry: Entry) -> bool:
    return entry.rule is None or entry.detector == "navigation"


def _announced(entries: Sequence[Entry], first: int) -> int:
    """The line with the name that the text above it announces in brackets, as where a rule is made known; -1 where there is none."""
    names = set[str]()
    for n in range(first, min(len(entries), first + _HEAD)):
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
    if heading.LABEL.match(text):
        return False
    if _is_dated_head(below):
        return re.search("[。;](?![(]|$)", text) is None
    if len(text) > _SENTENCE or re.search("[。;].|,.*,", text):
        return False
    if text.endswith(":"):
        return re.search("[,您你请]", text) is None and _ITEMS.match(below[0].folded) is not None
    return text[-1] in "。!?" and any(e.detector in BELOW_TITLE for e in below)


def _is_dated_head(below: Sequence[Entry]) -> bool:
    """Whether entries begin with the byline of an office in Taiwan, which tells when the page was published or changed in lines of their own."""
    return below[0].detector == "byline" and any(heading.DAY_OF_PAGE.match(entry.folded) for entry in below)


def _is_headline(lines: Lines, first: int) -> bool:
    """Whether the first line with the marks of a sentence is a title: one that may be, right above a paragraph far longer than it."""
    if first + 1 >= len(lines.entries) or not _may(lines, first):
        return False
    text, below = lines.entries[first].folded, lines.entries[first + 1]
    return len(text) <= _SENTENCE and below.rule is None and "。" in below.folded and len(below.folded) > 2 * len(text)


def _ordered(entries: Sequence[Entry], found: int) -> int:
    """The entry with the name of the rule where the title is the order that makes it known and names it."""
    if heading.ORDER.match(entries[found].folded):
        near = range(found + 1, min(len(entries), found + _HEAD))
        names = {match["name"] for n in near for match in heading.ORDERED.finditer(entries[n].folded)}
        return next((n for n in near if entries[n].folded in names), found)
    return found


def _lone(lines: Lines, kept: Sequence[int], first: int) -> tuple[str, int] | None:
    """The word for its kind that is all of a document's title, right above its text."""
    above = [n for n in kept if n < first][-_OFFICES:]
    n = next((n for n in above if squeezed(lines.entries[n].folded) in LONE), -1)
    return (bare(lines.text(n)), n) if n >= 0 and first < len(lines.entries) else None


def _bracketed(lines: Lines, kept: Sequence[int], first: int) -> tuple[str, int] | None:
    """The title that stands wholly in brackets, right above the text."""
    above = [n for n in kept if n < first][-_OFFICES:] if first < len(lines.entries) else []
    n = next((n for n in above if heading.BRACKETED.match(lines.entries[n].folded)), -1)
    return (lines.text(n), n) if n >= 0 else None


def _part(lines: Lines, detector: str, pattern: re.Pattern[str]) -> tuple[str, int] | None:
    """The title that is a part of a line that a detector takes, longer than the name of a column."""
    for n, entry in lines.of(detector):
        match = pattern.match(entry.folded)
        if match and han(match["value"]) >= heading.LONG and fits(match["value"]):
            return lines.value(n, *match.span("value")), n
    return None


def _is_displayed(entries: Sequence[Entry], stated: str) -> bool:
    """Whether the page shows a title that its head states, elsewhere than in its path."""
    whole = squeezed(fold(stated))
    shown = (squeezed(entry.folded) for entry in entries if entry.detector != "breadcrumb")
    return any(whole == text or (whole in text and len(whole) >= _PART) for text in shown)


def _whole(lines: Lines, found: int) -> tuple[str, int]:
    """The title from the entry that was found, with the office's name above it and the rest below it where it is broken over lines."""
    entries, start, end = lines.entries, found, _title_end(lines, found)
    if end > found + 1:
        return _written(lines, start, end), start
    stays = [
        entry.rule is None and len(entry.folded) <= heading.LONGEST and n not in lines.indexed
        for n, entry in enumerate(entries[: found + _OFFICES + 3])
    ] + [False]
    if found and stays[found - 1] and entries[found - 1].row == entries[found].row != _row(entries, found - 2):
        start = found if heading.ALONE.fullmatch(entries[found - 1].folded) else found - 1
        return lines.written(entries[start].start, entries[found].end), start
    text = entries[found].folded
    if (
        heading.OFFICE.search(heading.AROUND.sub("", text))
        and stays[end]
        and entries[end].folded.startswith(heading.BEGINS)
    ):
        text, end = entries[end].folded, end + 1
    elif not heading.ABOUT.search(text) and DOCUMENT.search(text) and found and stays[found - 1]:
        above = entries[found - 1].folded
        if heading.ABOUT.search(above) and not DOCUMENT.search(above) and han(above) >= heading.SHORTEST:
            text, start = above, found - 1
    while start and stays[start - 1] and entries[start - 1].folded.endswith("、"):
        start -= 1
    if text.startswith(heading.BEGINS):
        while (
            start and found - start < _OFFICES and stays[start - 1] and heading.OFFICE.search(entries[start - 1].folded)
        ):
            start -= 1
    if heading.ABOUT.search(text) and not DOCUMENT.search(entries[end - 1].folded):
        rest = next((n for n in range(end, end + _OFFICES) if not stays[n] or DOCUMENT.search(entries[n].folded)), end)
        end = rest + 1 if stays[rest] and DOCUMENT.search(entries[rest].folded) else end
    if end < len(entries) and _stays(entries[end]) and _goes_on(entries[end].folded):
        end += 1
    return _written(lines, start, end), start


def _goes_on(folded: str) -> bool:
    """Whether a line is the rest of the title above it: its kind, or a second event."""
    return heading.REST.match(squeezed(folded)) is not None or (
        heading.AND.match(folded) is not None and len(folded) <= _SENTENCE and folded[-1] not in "。:;"
    )


def _title_end(lines: Lines, found: int) -> int:
    """The entry behind the last that is of the title in the heading element of one: what goes on with it, not what a template puts there."""
    end, size = found + 1, len(lines.entries[found].folded)
    for entry in lines.entries[found + 1 : lines.heading_end(found)]:
        size += len(entry.folded)
        if size > heading.LONGEST or not heading.goes_on(entry.folded):
            break
        end += 1
    return end


def _written(lines: Lines, start: int, end: int) -> str:
    """The title in the entries from the first to the one behind the last, without a byline that is glued to it."""
    glued = heading.GLUED.match(lines.entries[start].folded) if end == start + 1 else None
    if glued:
        return bare(lines.value(start, *glued.span("value")))
    return bare(lines.written(lines.entries[start].start, lines.entries[end - 1].end))


def _row(entries: Sequence[Entry], n: int) -> int:
    return entries[n].row if n >= 0 else -1


def _shown(entries: Sequence[Entry], declared: str) -> tuple[int, int]:
    """The entries, from the first to the one behind the last, that are most of the declared title; one that stays before one that goes."""
    whole, lead = squeezed(declared), squeezed(heading.DECLARED_END.sub("", declared))
    texts = [squeezed(e.folded) if _PART <= len(e.folded) <= 2 * len(declared) + _PART else "" for e in entries]
    alone = [n for n, text in enumerate(texts) if text and text in (whole, lead) and _stays(entries[n])]
    if alone and not heading.OF_SITES.search(lead):
        at = next((n for n in alone if entries[n].rule is None), alone[-1])
        below = entries[at + 1 : at + 2]
        if texts[at] == lead and (han(lead) >= heading.LONG or (below and (_is_byline(below[0]) or _is_day(below[0])))):
            return at, at + 1
    best, found = (False, max(_PART, len(whole) // 3) - 1), -1
    for n, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        if (
            _PART <= len(text) <= heading.LONGEST
            and text in whole
            and (text == whole or not heading.OF_SITES.search(text))
            and (entry.rule is None, len(text)) > best
            and han(text) >= 2
        ):
            best, found = (entry.rule is None, len(text)), n
    if found < 0 or not _stays(entries[found]):
        return -1, -1
    start, end = found, found + 1
    text = texts[found]
    while start and _stays(entries[start - 1]) and squeezed(entries[start - 1].folded) + text in whole:
        start -= 1
        text = squeezed(entries[start].folded) + text
    while end < len(entries) and _stays(entries[end]) and text + squeezed(entries[end].folded) in whole:
        text += squeezed(entries[end].folded)
        end += 1
    return start, end


def _stays(entry: Entry) -> bool:
    """Whether an entry stays, or goes by a rule that may take a title."""
    return entry.rule is None or entry.rule in _TITLED


def _above_byline(lines: Lines, kept: Sequence[int], first: int) -> int:
    """The entry nearest above the byline that may be a title, -1 where there is none.

    Of lines that follow each other the upper is the title; one of a few characters only where none is longer.
    """
    entries = lines.entries
    byline = next((n for n in range(1, first) if _is_byline(entries[n])), -1)
    dated = _above_date(lines, 1, byline if byline >= 0 else first, byline=False)
    if dated >= 0:
        return dated
    above = [n for n in kept if n < byline][-_HEAD:]
    able = [n for n in reversed(above) if _may(lines, n, above_byline=n == byline - 1)]
    long = (n for n in able if han(entries[n].folded) >= heading.LONG)
    found = next((n for n in long if not heading.NAME_OF_SITE.search(entries[n].folded)), able[0] if able else -1)
    if found < 0:
        return _taken(lines, byline) if byline >= 0 else -1
    while (
        found - 1 in above
        and _may(lines, found - 1)
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
    able = (n for n in between if han(lines.entries[n].folded) >= heading.LONG and _may(lines, n))
    return next((n for n in able if not heading.OFFICE.search(lines.entries[n].folded)), found)


def _below_table(lines: Lines, above: Sequence[int]) -> int:
    """The entry right below the index table that may be a title, where so much stands above the text that it would not be looked at; else -1."""
    if not lines.indexed or len(above) <= _HEAD:
        return -1
    below = max(lines.indexed) + 1
    return below if below in above and han(lines.entries[below].folded) >= heading.LONG and _may(lines, below) else -1


def _taken(lines: Lines, below: int) -> int:
    """The title that the choice of the body took, right above the byline or the body; -1 where none stands there."""
    for n in range(below - 1, max(-1, below - 1 - _REACH), -1):
        entry = lines.entries[n]
        if entry.rule == "navigation.before_body" and han(entry.folded) >= heading.LONG and _may(lines, n):
            return n
        if entry.detector not in _BESIDE_TITLE and not _PIECE.search(entry.folded):
            return -1
    return -1


def _likeliest(lines: Lines, head: Sequence[int]) -> int:
    """The first entry that may be a title: an office's name or a few characters only where nothing else may be."""
    able = [n for n in head if _may(lines, n)]
    long = [n for n in able if han(lines.entries[n].folded) >= heading.LONG]
    return next((n for n in (*long, *able) if not _is_name(lines.entries[n].folded)), next(iter([*long, *able]), -1))


def _named_in_menu(lines: Lines, head: Sequence[int]) -> int:
    """The line close above the text whose words stand farther up too, as the menu of a chapter names the page that it shows; -1 for none."""
    if any(han(lines.entries[n].folded) >= heading.LONG and _may(lines, n) for n in head):
        return -1  # that is likelier
    texts = [entry.folded for entry in lines.entries[: head[-1] + 1]] if head else []
    near = (n for n in reversed(head[-_OFFICES:]) if n and texts[n] in texts[: n - 1])
    return next((n for n in near if _may(lines, n) and not _is_name(texts[n])), -1)


def _is_name(folded: str) -> bool:
    """Whether a line may be no more than the name of an office or a site."""
    return kind(folded) == "formal" or heading.NAME_OF_SITE.search(folded) is not None


def _below(lines: Lines, first: int) -> tuple[str, int] | None:
    """The title below text that is none of the document: a letter's by its label, an official document's by its form and what follows."""
    entries, head = lines.entries, range(first, min(len(lines.entries) - 1, first + 2 * _HEAD))
    kept = [n for n in head if entries[n].rule is None]
    for n in kept:
        text, below = entries[n].folded, entries[n + 1]
        follows = below.detector in _BESIDE_TITLE or below.folded[-1] in ":号"
        if follows and heading.ABOUT.search(text) and DOCUMENT.search(text) and _may(lines, n):
            return _whole(lines, n)
    return _labelled(lines, kept, heading.LABELLED)


def _labelled(lines: Lines, entries: Sequence[int], label: re.Pattern[str]) -> tuple[str, int] | None:
    for n in entries:
        is_alone = label is heading.LABELLED and heading.ALONE.fullmatch(lines.entries[n].folded)
        if is_alone and n + 1 in entries and fits(lines.entries[n + 1].folded):
            return lines.text(n + 1), n + 1
        match = label.match(lines.entries[n].folded)
        if match:
            value = lines.value(n, *match.span("value"))
            if value:
                return value, n
    return None
