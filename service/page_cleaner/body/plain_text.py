"""The body of a text without markup: the run of lines with the highest score.

Menus come in runs and so do bodies. Every line has a score by its kind, high for prose, far below zero for lines that rules
took; the run with the largest sum (Kadane's maximal subarray) is the body's core. From there the edges are walked:
back to the nearest certain boilerplate, so that title, document number and addressee stay, and on over attachments,
tables, signature and date, until plain lines pile up or certain boilerplate comes.

A small linear-chain model with trained weights was the other design tried. Trained on some sites and measured on others it kept
the body worse: the labelled pages are few, and these weights, set by hand in round numbers, know what it would have to learn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from page_cleaner.text.kinds import FRAME, han, is_attachment

#: The structural rules of plain text, and why each of them takes a line.
WHYS = {
    "navigation.before_body": "The line stands above the title, among what precedes the stretch of lines that is the body.",
    "navigation.after_body": "The line stands below the stretch of lines that is the body.",
}

#: A line's score, by its kind; that of prose is its Han characters, up to ``_PROSE``.
_SCORES = {
    "index": 50, "sentence": 6, "number": 2, "formal": 2, "table": 4, "contact": 0, "label": -2, "figure": -2, "bullet": -15, "twice": -15, "plain": -12,
}  # fmt: skip
_PROSE, _LATIN = 150, 80
#: A plain line too long for a menu item.
_LONG_PLAIN, _LONG = -6, 40
_TAKEN = -150
#: What standing right after the byline adds, looked for so many lines on.
_ANCHOR, _NEAR = 80, 16
#: The bylines that stand above a text; an editor's may stand below.
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d|来源")
_BYLINES = frozenset(("byline.labelled", "byline.dated", "byline.mixed"))
#: What prose keeps of its score behind one of these, as a share.
_BEHIND = 0.2
_WALLS = frozenset(("navigation.related", "navigation.heading", "comment_form.fields", "comment_form.disclaimer"))
#: How many lines before the core may belong to it, and how many plain ones in a row after it.
_HEAD, _TAIL = 8, 4
#: How many lines behind the body its attachments are looked for.
_ATTACHED = 12
#: The share of short words and items above a core by which an unknown menu is told from the front of a document.
_SCRAPS = 0.2
#: How far above the core the path to the page is looked for, in lines.
_FAR = 120
#: The kinds that tables consist of; the short cells between them are no scraps.
_TABULAR = frozenset("table label figure number index".split())

#: The kinds that may follow a body's last paragraph.
_GOES_ON = frozenset("prose latin index number formal table contact".split())
#: The kinds that menus consist of, too.
_LOOSE = frozenset("plain bullet twice label figure".split())
#: The shortest line above a byline to be a title.
_TITLE = 6

#: Those of them that stand above a title, not between it and the text.
_MENU = FRAME - {"share_widget", "page_tools"}
#: So many lines of the frame must be there: a text without them is taken to be a body already.
EVIDENCE = 2


def leave_out(lines: Sequence[str], rules: Sequence[str | None], known: Mapping[str, str]) -> list[str | None] | None:
    """Name, line by line, the structural rule that takes a line, None for lines of the body.

    ``lines`` are the view's, ``rules`` names the certain rule that takes each of them already, ``known`` gives the kind of each
    line. The whole answer is None where nothing says that the page has a frame, or nothing in it scores enough. Linear in the lines.
    """
    taken = [rule and rule.partition(".")[0] for rule in rules]
    if sum(t in FRAME for t in taken) < EVIDENCE:
        return None
    kinds = [known[line] for line in lines]
    scores = [_score(k, line, t) for k, line, t in zip(kinds, lines, taken, strict=True)]
    _weigh_places(scores, kinds, lines, rules)
    core = _core(scores)
    if core is None:
        return None
    start, end = _start(core[0], lines, kinds, taken), _end(core[1], kinds, taken)
    left: list[str | None] = [None] * len(lines)
    tabular = sum(name in _TABULAR for name in kinds[start : core[0]]) >= _TAIL
    for n in range(len(lines)):
        if n < start or (n < core[0] and not tabular and _is_scrap(kinds[n], lines[n])):
            left[n] = "navigation.before_body"
        elif n >= end and not (n < end + _ATTACHED and is_attachment(lines[n])):
            left[n] = "navigation.after_body"
    return left


def _is_scrap(name: str, line: str) -> bool:
    """Between a title and the body's core, short words and items are of the page, not of the document."""
    return name in ("bullet", "twice") or (name == "plain" and len(line) < _TITLE)


def _weigh_places(scores: list[float], kinds: Sequence[str], lines: Sequence[str], rules: Sequence[str | None]) -> None:
    """A body is bound to begin right after the byline; what follows a heading such as 相关新闻 or 网友评论 is none of it."""
    anchored, prose, behind = False, 0, False
    for n, rule in enumerate(rules):
        if not anchored and rule in _BYLINES and _DATED.search(lines[n]):
            behind_it = range(n + 1, min(len(rules), n + _NEAR))
            anchor = next((m for m in behind_it if rules[m] is None and not _is_scrap(kinds[m], lines[m])), None)
            if anchor is not None:
                scores[anchor] += _ANCHOR
                anchored = True
        if kinds[n] == "prose" and rule is None:
            prose += 1
            if behind and scores[n] > 0:
                scores[n] *= _BEHIND
        elif rule in _WALLS and prose >= 2:
            behind = True


def _score(name: str, line: str, taken: str | None) -> float:
    if taken in FRAME:
        return _TAKEN
    if taken:
        return 0
    if name == "prose":
        return min(han(line[: _PROSE * 4]), _PROSE)
    if name == "latin":
        return min(len(line) / 3, _LATIN)
    if name == "plain" and len(line) > _LONG:
        return _LONG_PLAIN
    return _SCORES[name]


def _core(scores: Sequence[float]) -> tuple[int, int] | None:
    best, total, start, found = 0.0, 0.0, 0, None
    for n, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, n
        total += score
        if total > best:
            best, found = total, (start, n + 1)
    return found


def _start(first: int, lines: Sequence[str], kinds: Sequence[str], taken: Sequence[str | None]) -> int:
    """Walk back from the core over title, byline and tools to the menu or path above them.

    Where no menu is known above, and hardly a line is as short as a menu's, there is nothing to leave out. The path
    stands right above the article, so all between it and the core is kept. Where too many loose lines stand below a
    menu, only the title is kept, the line above the byline.
    """
    above = next((n for n in range(first - 1, -1, -1) if taken[n] in _MENU), None)
    if above is None:
        scraps = sum(_is_scrap(kinds[n], lines[n]) for n in range(first))
        if scraps <= _SCRAPS * first:
            return 0
    elif taken[above] == "breadcrumb" and first - above <= _FAR:
        return above + 1
    n, room, byline = first, _HEAD, -1
    while n > 0 and taken[n - 1] not in _MENU:
        n -= 1
        if taken[n]:
            byline = n if taken[n] == "byline" or byline < 0 else byline
        elif kinds[n] in _LOOSE:
            room -= 1
            if room < 0:
                title = byline - 1
                return title if title >= 0 and len(lines[title]) >= _TITLE and taken[title] is None else first
    return n


def _end(end: int, kinds: Sequence[str], taken: Sequence[str | None]) -> int:
    """Walk on from the core while lines go on with it: attachments, signature, date, and the cells of a table to its end."""
    if not any(t in FRAME for t in taken[end:]):
        return len(kinds)
    n = end
    table = "table" in kinds[max(0, end - _TAIL) : end]
    plain = items = 0
    while n < len(kinds) and taken[n] not in FRAME:
        if taken[n] is None and kinds[n] not in _GOES_ON:
            plain += 1
            items = items + 1 if kinds[n] in ("bullet", "twice") else 0
            if items > _TAIL or (plain > _TAIL and not table):
                return end
        else:
            plain, items, end = 0, 0, n + 1
            table = table or kinds[n] == "table"
        n += 1
    return n if table or n == len(kinds) else end
