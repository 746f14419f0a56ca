"""What is mended of the model's choice: what a document has besides its paragraphs, by how it stands to the pieces that stay.

Each function takes ``stays``, a list entry a piece that says whether it stays, and changes it in place. None keeps what a certain
rule takes. Linear in the pieces. Lists, tables and records are kept by ``lists.py``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from page_cleaner.body import markup, masthead
from page_cleaner.body.features import Facts
from page_cleaner.body.pieces import LINKED, LONGEST_TITLE, Pieces
from page_cleaner.page import BELOW_TITLE, BUTTONS, detector_of
from page_cleaner.text.kinds import DOCUMENT, LONE, SENTENCES, Kinds, han, is_attachment, is_frame, is_signature
from page_cleaner.text.view import Unit

#: Between pieces of the body, and between the body and the next unit of boilerplate, a piece stays above these log-odds, as long as
#: no more than so many pieces stand there: nothing else says that the document has a box in it or ends before.
_INSIDE, _BESIDE = -1.5, -2.0
_GAP, _HEAD, _TAIL = 30, 6, 15


def keep_what_is_not_bounded(stays: list[bool], odds: Sequence[float | None], certain: Sequence[str | None]) -> None:
    """Keep what only the model would take out between pieces of the body, or between it and the boilerplate next to it."""
    frame = [
        -1,
        *(n for n, rule in enumerate(certain) if is_frame(rule)),
        len(stays),
    ]
    body = [n for n, stay in enumerate(stays) if stay]
    if not body:
        return
    gaps = [(above + 1, below, _GAP, _INSIDE) for above, below in pairwise(body) if below > above + 1]
    above, below = bisect_right(frame, body[0]) - 1, bisect_right(frame, body[-1])
    if above:
        gaps.append((frame[above] + 1, body[0], _HEAD, _BESIDE))
    if frame[below] < len(stays):
        gaps.append((body[-1] + 1, frame[below], _TAIL, _BESIDE))
    for start, end, most, keep in gaps:
        open_ = [n for n in range(start, end) if odds[n] is not None]
        if len(open_) <= most and bisect_right(frame, start - 1) == bisect_right(frame, end - 1):
            for n in open_:
                stays[n] = stays[n] or (odds[n] or 0.0) > keep


#: The title of a second document stands below no more than so many lines that go.
_ABOVE_TITLE = 2


def keep_second_titles(stays: list[bool], pieces: Pieces, facts: Facts) -> None:
    """Keep the title of a second document, which ends as kinds of documents do, right above what stays and not far below what does."""
    body = [n for n, stay in enumerate(stays) if stay]
    for above, below in pairwise(body):
        n = below - 1
        if (
            above < n
            and pieces.certain[n] is None
            and facts.linked[n] < LINKED
            and _begins_document(pieces.units[n].text)
        ):
            between = sum(pieces.certain[m] is None for m in range(above + 1, below))
            stays[n] = between <= _ABOVE_TITLE


def _begins_document(text: str) -> bool:
    return DOCUMENT.search(text) is not None or is_attachment(text)


#: What announces an enumeration: a colon, a sentence that says what follows, or a heading that calls it by its name.
_ANNOUNCED, _ANNOUNCES = (
    200,
    re.compile(
        r":$|如下|下列|以下|(?:现|特)(?:将|予以?)[^。]{0,60}(?:公[示布告开]|通[报知]|印发|发布)|予以(?:公[示布告]|通报|表[彰扬])|"
        r"名单[^。]{0,30}$|(?:名录|目录|清单|节目单|(?<!列)表)[)》]?$"
    ),
)
#: So many units behind it, none longer than this in code points, are its entries.
_ENTRIES, _LONGEST_ENTRY = 2, 20


def keep_announced(stays: list[bool], pieces: Pieces, facts: Facts) -> None:
    """Keep the entries of an enumeration that a unit of the body announces, unlinked short lines right behind it."""
    units = pieces.units

    def is_entry(n: int) -> bool:
        return (
            n < len(units)
            and pieces.certain[n] is None
            and len(units[n].text) <= _LONGEST_ENTRY
            and not is_attachment(units[n].text)
            and not _ABOUT_PAGE.match(units[n].text)
            and facts.linked[n] < LINKED
            and facts.candidate[n] not in markup.OUTSIDE
        )

    n = 0
    while n < len(units):
        above, n = n, n + 1
        text = units[above].text
        if stays[above] and is_entry(n) and _ANNOUNCES.search(text[-_ANNOUNCED:]) and not is_attachment(text):
            while is_entry(n):
                n += 1
            if n > above + _ENTRIES:
                stays[above + 1 : n] = [True] * (n - above - 1)


def keep_below_buttons(stays: list[bool], pieces: Pieces, facts: Facts, kinds: Kinds) -> None:
    """Keep a sentence right below buttons that a template set below one that stays, both in the candidate element of markup."""
    for n in range(2, len(stays)):
        if stays[n] or pieces.certain[n] is not None or facts.candidate[n] != markup.INSIDE or facts.linked[n] > 0:
            continue
        above = n - 1
        while above > 0 and (rule := pieces.certain[above]) is not None and detector_of(rule) in BUTTONS:
            above -= 1
        if (
            above < n - 1
            and stays[above]
            and facts.candidate[above] == markup.INSIDE
            and kinds[pieces.units[n].text] in SENTENCES
        ):
            stays[n] = True


#: What heads a list of other pages, whatever it ends with.
_OF_OTHERS = re.compile(r"相关|推荐|更多|往期|链接|阅读|延伸|热门|其[他它]|专题|下载|来源|编辑|作者")


def keep_announced_links(stays: list[bool], pieces: Pieces, facts: Facts) -> None:
    """Keep links in a row that a line of the document announces with a colon, in the candidate element of markup or a foreign part of it."""
    units, place = pieces.units, facts.candidate
    if markup.INSIDE not in place:
        return
    for above, unit in enumerate(units):
        if not (
            stays[above] and unit.text[-1] == ":" and place[above] == markup.INSIDE and facts.linked[above] < LINKED
        ):
            continue
        end = above + 1
        while end < len(units) and pieces.certain[end] is None and place[end] > 0 and facts.linked[end] >= LINKED:
            end += 1
        if end > above + _ENTRIES and not _OF_OTHERS.search(unit.text[-_ANNOUNCED:]):
            stays[above + 1 : end] = [True] * (end - above - 1)


#: A title is no shorter than this, in code points, and stands so many units above the body at most.
_SHORTEST_TITLE, _REACH = 4, 12
#: A piece of a row of buttons stands so many units below one at most; above such pieces a title has so many Han characters.
_ROW, _SURELY = 4, 8
#: Below these log-odds no unit is a title.
_NO_TITLE = -6.0
#: What may stand between a title and its body, and what ends the search for it.
_BETWEEN = BELOW_TITLE | frozenset("media debris notice comment_form".split())
_PAGING = frozenset(("navigation.prev_next", "navigation.newspaper"))
_DAY = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_BARE_DATE = re.compile(rf"{_DAY}(?:\s?\d{{1,2}}:\d\d)?")
#: What begins with a day and tells the hour is a byline of some kind.
_TIMED = re.compile(rf"{_DAY}[,\s].{{0,12}}\d{{1,2}}:\d\d")
#: How a subtitle begins, below its title.
_SUBTITLE = ("——", "--")
#: What a page says of itself there without the words of a byline, and what stands below a picture.
_ABOUT_PAGE = re.compile(
    r"^[^:。]{0,6}(?:日期|时间|版面|版次|报纸名称|栏目|来源|作者|记者)\s?:.{0,24}$|^[\d\s:./年月日-]{4,20}$"
)
_CAPTION = re.compile(r"(?:记者|通讯员).{0,12}(?:摄影?|供?图)[)】]?$")


def keep_title(stays: list[bool], odds: Sequence[float | None], pieces: Pieces, facts: Facts) -> None:
    """Keep the title: that which markup declares, or that above a byline and the first unit above the body, with the byline or the page's
    tools between, or right below boilerplate.
    """
    units, certain = pieces.units, pieces.certain
    if facts.title >= 0 and certain[facts.title] is None and any(stays[facts.title :]):
        stays[facts.title] = True
        return
    first = next((n for n, stay in enumerate(stays) if stay and n not in pieces.spared), 0)
    title = masthead.title_above_byline(units, certain, first, _REACH)
    if title and _fits_title(units[title].text) and _may_be_title(odds[title], facts.linked[title]):
        stays[title] = True
    byline, skipped, reached = False, False, 0
    for n in range(first - 1, -1, -1):
        rule, text = certain[n], units[n].text
        is_button = rule is not None and detector_of(rule) in BUTTONS
        reached += not is_button
        if reached > _REACH or stays[n]:
            return
        if rule is not None:
            detector = detector_of(rule)
            if detector not in _BETWEEN and rule not in _PAGING:
                return
            byline = byline or detector in BELOW_TITLE
            continue
        below_boilerplate = first - n <= 2 and (n == 0 or certain[n - 1] is not None)
        fits = _fits_title(text) or (byline and text in LONE)
        if skipped and han(text) < _SURELY:  # another piece, longer than the others
            fits = False
        if fits and _may_be_title(odds[n], facts.linked[n]):
            stays[n] = byline or below_boilerplate
            if not text.startswith(_SUBTITLE):
                return
            continue
        if _ABOUT_PAGE.match(text):
            byline = True
        elif _is_below_button(certain, n) and (len(text) < _SHORTEST_TITLE or (skipped and han(text) < _SURELY)):
            skipped = True
        elif not _CAPTION.search(text):
            return


def _is_below_button(certain: Sequence[str | None], n: int) -> bool:
    """Whether a button of the page stands not far above a unit: it may be a piece of the same row."""
    return any(rule is not None and detector_of(rule) in BUTTONS for rule in certain[max(0, n - _ROW) : n])


def _may_be_title(odds: float | None, linked: float) -> bool:
    """Whether a unit that no certain rule takes may be a title by its log-odds and its link density."""
    return odds is not None and odds > _NO_TITLE and linked < LINKED


def _fits_title(text: str) -> bool:
    """Whether a unit may be a title: neither a sentence nor what stands below a picture or a label."""
    fits = _SHORTEST_TITLE <= len(text) <= LONGEST_TITLE and "。" not in text and text[-1] not in ";,:"
    return fits and not (_ABOUT_PAGE.match(text) or _CAPTION.search(text) or _TIMED.match(text))


def take_stray_date(stays: list[bool], units: Sequence[Unit]) -> None:
    """Take a bare date above all that stays, where something between it and the rest goes: it is the page's, not the document's."""
    first, second, *_ = (*(n for n, stay in enumerate(stays) if stay), -1, -1)
    if second > first + 1 and _BARE_DATE.fullmatch(units[first].text):
        stays[first] = False


def keep_attachments(stays: list[bool], pieces: Pieces) -> None:
    """Keep what names an attachment or a file, not far behind the body."""
    last = last_that_stays(stays)
    for n in range(last + 1, min(len(stays), last + 1 + _REACH) if last >= 0 else 0):
        stays[n] = pieces.certain[n] is None and is_attachment(pieces.units[n].text)


#: How far below what stays a signature is looked for, in pieces, and what may stand between.
_TO_SIGNATURE, _ABOVE_SIGNATURE = 30, BELOW_TITLE | {"debris"}
#: How a letter ends, with the day maybe below.
_CLOSES = re.compile(r"[^,。;:]{2,30}(?:谨启|敬启|谨上|敬上|谨识)$")


def keep_signature(stays: list[bool], pieces: Pieces) -> None:
    """Keep who signs and the day, in two lines below the body, and what they bound, with buttons, a byline or a heading of the page
    between.
    """
    units, certain, last = pieces.units, pieces.certain, last_that_stays(stays)
    end = next((n for n in range(last + 1, len(stays)) if not _may_be_signed(certain[n])), len(stays))
    for n in range(last + 1, min(end, last + 1 + _TO_SIGNATURE) - 1 if last >= 0 else 0):
        if not (certain[n] or certain[n + 1]) and (
            is_signature(units[n].text, units[n + 1].text) or _CLOSES.match(units[n].text)
        ):
            stays[last + 1 : n + 2] = [rule is None for rule in certain[last + 1 : n + 2]]
            return


def _may_be_signed(rule: str | None) -> bool:
    """Whether a document may go on below a unit that this rule takes, None for one that stays."""
    return rule is None or detector_of(rule) in _ABOVE_SIGNATURE or rule == "navigation.heading"


#: The labels of fields that belong together are as long as each other, in code points.
_SHORTEST_LABEL, _LONGEST_LABEL = 2, 4


def keep_fields(stays: list[bool], pieces: Pieces) -> None:
    """Keep the field right below one that stays and is alike: its label begins as the other's, or is as long as those of two above it."""
    for n in range(1, len(stays)):
        if stays[n] or not stays[n - 1] or pieces.certain[n] is not None:
            continue
        label, above = _label(pieces.units[n].text), _label(pieces.units[n - 1].text)
        if len(above) == len(label) >= _SHORTEST_LABEL:
            begins = label[:_SHORTEST_LABEL] == above[:_SHORTEST_LABEL]
            stays[n] = begins or (n > 1 and stays[n - 2] and len(_label(pieces.units[n - 2].text)) == len(label))


def _label(text: str) -> str:
    """The label that a field begins with, empty where there is none or one that is too long."""
    return text[: max(0, text.find(":", 0, _LONGEST_LABEL + 1))]


def last_that_stays(stays: Sequence[bool]) -> int:
    """The last piece that stays, -1 where none does."""
    return next((n for n in range(len(stays) - 1, -1, -1) if stays[n]), -1)
