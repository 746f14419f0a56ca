"""The title of a document: what its page declares as far as it shows it, else the line above its byline or its first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from page_cleaner.facts import heading, place
from page_cleaner.facts.heading import alike, bare, fits, is_text, squeezed
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.text.kinds import DOCUMENT, LONE, han
from page_cleaner.text.likeness import beginning, is_foreign, share
from page_cleaner.text.view import fold

#: So many code points of the text are looked through for what a title says, and a line that says this share of it is its title where
#: the line that stands in a title's place says nothing of it.
_SAID, _SHARE = 1_500, 0.3
#: Where the text has nearly all pairs of characters of what the head states, and of what stands in the title's place no more than so many, the
#: head is right.
_NEARLY_ALL, _HARDLY = 0.8, 0.2
_LATIN = re.compile("[A-Za-z]{4}")
#: The mark of a page's main part.
_MAIN = ":::"
#: What stands between a title and the name of the site or the column.
_PARTING = frozenset("-_|—")
_OF_COLUMN = re.compile(r"[^\W\d]{0,6}(?:消息|新闻|动态|公告|通知|资讯|要闻|信息|报道|专栏)\s?[-_|]\s?")
_OF_SITE = re.compile(
    r"\s?(?:[-_|]|—)\s?[^\W\d]{2,20}(?:网站?|政府|[厅局部区县市]|委员会|中心|公司|大学|学[校院]|医院|平台|门户)"
)


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
    own = (n for n, e in enumerate(entries) if e.rule is None and n not in lines.indexed and is_text(e.folded))
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
    labelled = _labelled(lines, kept[-place.HEAD - 1 :], heading.LABELLED)
    is_first = labelled and labelled[1] == kept[0] and entries[kept[0]].folded.startswith("标题")
    above_byline = 0 <= found < len(entries) - 1 and entries[found + 1].detector == "byline"
    if labelled and (found < 0 or (is_first and not above_byline) or heading.LABELLED.match(entries[found].folded)):
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
    if n >= place.TOP or n + 2 >= len(entries) or entries[n].folded[-1] != "。" or not place.is_byline(entries[n + 2]):
        return False
    below = entries[n + 1]
    return heading.ABOUT.search(below.folded) is not None and place.stays(below) and place.may(lines, n + 1)


def _alone(entries: Sequence[Entry], found: int) -> int:
    """The entry beside a title that says it without the name of the site or the column; the title itself where there is none."""
    text = entries[found].folded
    if _PARTING.isdisjoint(text):
        return found
    for n in range(max(0, found - place.TOP), min(len(entries), found + place.HEAD)):
        own = entries[n].folded
        if entries[n].rule is None and heading.LONG <= len(own) < len(text):
            if text.startswith(own) and _OF_SITE.fullmatch(text[len(own) :]):
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
        path = [e.folded for e in entries[max(0, n - place.REACH) : n] if len(e.folded) > len(text)]
        if any(step.endswith(text) for step in path) and place.may(lines, n + 1):
            return n + 1
    return -1


def _is_other(lines: Lines, shown: int, end: int, declared: str) -> bool:
    """Whether what is shown of the declared title is the site's name behind it: not its beginning, and no title above the byline."""
    if declared.startswith(squeezed(lines.entries[shown].folded)):
        return False
    above = place.above_date(lines, 1, len(lines.entries), byline=True)
    return above >= 0 and not shown <= above < end


def _on_page(lines: Lines, above: Sequence[int], first: int) -> int:
    """The entry that is likeliest the title, of those that stay above the first prose; -1 where none is.

    One that has no two characters in a row in common with the text gives way to the one that has most.
    """
    found = place.by_place(lines, above, first)
    if 0 <= found < first:
        text, entries = _said(lines.entries, first), lines.entries
        if text and is_foreign(entries[found].folded, text):
            able = (n for n in above[-place.HEAD :] if place.may_alone(lines, n))
            said, likelier = max(((share(entries[n].folded, text), n) for n in able), default=(0.0, -1))
            found = likelier if said >= _SHARE else found
    return found


def _is_said(lines: Lines, first: int, stated: str, shown: int) -> bool:
    """Whether the text says what the head states, and not what stands in the title's place with neither a heading element nor a byline."""
    if (
        han(stated) < heading.LONG
        or lines.is_heading(shown)
        or any(map(place.is_byline, lines.entries[shown : shown + 3]))
    ):
        return False
    text = _said(lines.entries, first)
    return share(stated, text) >= _NEARLY_ALL and share(lines.entries[shown].folded, text) <= _HARDLY


def _said(entries: Sequence[Entry], first: int) -> str:
    """What the text says from an entry on, as far as it is looked through."""
    texts = (entry.folded for entry in entries[first:] if entry.rule is None)
    return "\n".join(beginning(texts, _SAID))[: 2 * _SAID]


def _ordered(entries: Sequence[Entry], found: int) -> int:
    """The entry with the name of the rule where the title is the order that makes it known and names it."""
    if heading.ORDER.match(entries[found].folded):
        near = range(found + 1, min(len(entries), found + place.HEAD))
        names = {match["name"] for n in near for match in heading.ORDERED.finditer(entries[n].folded)}
        return next((n for n in near if entries[n].folded in names), found)
    return found


def _lone(lines: Lines, kept: Sequence[int], first: int) -> tuple[str, int] | None:
    """The word for its kind that is all of a document's title, right above its text."""
    above = [n for n in kept if n < first][-place.OFFICES :]
    n = next((n for n in above if squeezed(lines.entries[n].folded) in LONE), -1)
    return (bare(lines.text(n)), n) if n >= 0 and first < len(lines.entries) else None


def _bracketed(lines: Lines, kept: Sequence[int], first: int) -> tuple[str, int] | None:
    """The title that stands wholly in brackets, right above the text."""
    above = [n for n in kept if n < first][-place.OFFICES :] if first < len(lines.entries) else []
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
    return any(whole == text or (whole in text and len(whole) >= place.PART) for text in shown)


def _whole(lines: Lines, found: int) -> tuple[str, int]:
    """The title from the entry that was found, with the office's name above it and the rest below it where it is broken over lines."""
    entries, start, end = lines.entries, found, _title_end(lines, found)
    if end > found + 1:
        return _written(lines, start, end), start
    stays = [
        entry.rule is None and len(entry.folded) <= heading.LONGEST and n not in lines.indexed
        for n, entry in enumerate(entries[: found + place.OFFICES + 3])
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
            start
            and found - start < place.OFFICES
            and stays[start - 1]
            and heading.OFFICE.search(entries[start - 1].folded)
        ):
            start -= 1
    if heading.ABOUT.search(text) and not DOCUMENT.search(entries[end - 1].folded):
        rest = next(
            (n for n in range(end, end + place.OFFICES) if not stays[n] or DOCUMENT.search(entries[n].folded)), end
        )
        end = rest + 1 if stays[rest] and DOCUMENT.search(entries[rest].folded) else end
    if end < len(entries) and place.stays(entries[end]) and _goes_on(entries[end].folded):
        end += 1
    return _written(lines, start, end), start


def _goes_on(folded: str) -> bool:
    """Whether a line is the rest of the title above it: its kind, or a second event."""
    return heading.REST.match(squeezed(folded)) is not None or (
        heading.AND.match(folded) is not None and len(folded) <= place.SENTENCE and folded[-1] not in "。:;"
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
    texts = [
        squeezed(e.folded) if place.PART <= len(e.folded) <= 2 * len(declared) + place.PART else "" for e in entries
    ]
    alone = [n for n, text in enumerate(texts) if text and text in (whole, lead) and place.stays(entries[n])]
    if alone and not heading.OF_SITES.search(lead):
        at = next((n for n in alone if entries[n].rule is None), alone[-1])
        below = entries[at + 1 : at + 2]
        if texts[at] == lead and (
            han(lead) >= heading.LONG or (below and (place.is_byline(below[0]) or place.is_day(below[0])))
        ):
            return at, at + 1
    best, found = (False, max(place.PART, len(whole) // 3) - 1), -1
    for n, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        if (
            place.PART <= len(text) <= heading.LONGEST
            and text in whole
            and (text == whole or not heading.OF_SITES.search(text))
            and (entry.rule is None, len(text)) > best
            and han(text) >= 2
        ):
            best, found = (entry.rule is None, len(text)), n
    if found < 0 or not place.stays(entries[found]):
        return -1, -1
    start, end = found, found + 1
    text = texts[found]
    while start and place.stays(entries[start - 1]) and squeezed(entries[start - 1].folded) + text in whole:
        start -= 1
        text = squeezed(entries[start].folded) + text
    while end < len(entries) and place.stays(entries[end]) and text + squeezed(entries[end].folded) in whole:
        text += squeezed(entries[end].folded)
        end += 1
    return start, end


def _below(lines: Lines, first: int) -> tuple[str, int] | None:
    """The title below text that is none of the document: a letter's by its label, an official document's by its form and what follows."""
    entries, head = lines.entries, range(first, min(len(lines.entries) - 1, first + 2 * place.HEAD))
    kept = [n for n in head if entries[n].rule is None]
    for n in kept:
        text, below = entries[n].folded, entries[n + 1]
        follows = below.detector in place.BESIDE_TITLE or below.folded[-1] in ":号"
        if follows and heading.ABOUT.search(text) and DOCUMENT.search(text) and place.may(lines, n):
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
