"""What the body model knows of a unit: of itself, its neighbours, its stretch between boilerplate, its page and its element.

Every feature is a number; none knows a word that only one site writes. Lengths are code points of the view, distances units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from page_cleaner import core
from page_cleaner.body.run import BYLINES, WALLS, best_run
from page_cleaner.page import detector_of
from page_cleaner.text.counts import counts
from page_cleaner.text.kinds import Kinds, is_frame

#: The names of the features, in the order of a row.
NAMES = (
    "length", "han", "stops", "commas", "digits", "first", "blanks", "words", "kind", "linked", "candidate",
    "kind_2_above", "kind_above", "kind_below", "kind_2_below",
    "words_2_above", "words_above", "words_below", "words_2_below", "linked_above", "linked_below",
    "stretch_prose_share", "stretch_prose_of_page", "stretch_prose_of_best", "stretch_units", "stretch_length",
    "boilerplate_share", "prose_share",
    "in_run", "above_run", "below_run", "run_share",
    "to_byline", "from_path", "from_wall", "to_boilerplate", "to_footer", "prose_above", "boilerplate_above",
    "figures_near", "repeated_near", "short_above", "short_below", "index_rows", "title_place",
)  # fmt: skip

#: Kinds in the order in which they speak for a body.
_KINDS = {
    name: n
    for n, name in enumerate(
        "twice bullet figure plain label contact table number formal index sentence latin prose".split()
    )
}
#: What features ask of a unit, as bits: whether it stands for boilerplate, is taken by no certain rule, is a dated byline, a path, a
#: heading behind which no body is, a footer, by its kind prose, a menu's, of an index table, a figure, and whether its text comes again.
_MARKS = tuple(1 << bit for bit in range(11))
_FRAME, _OPEN, _BYLINE, _PATH, _WALL, _FOOTER, _PROSE, _MENU, _INDEX, _FIGURE, _REPEATED = _MARKS
_MARKS_OF_KINDS = dict.fromkeys(_KINDS, 0) | {
    "prose": _PROSE,
    "bullet": _MENU,
    "plain": _MENU,
    "index": _INDEX,
    "figure": _FIGURE,
}
#: No length counts for more, no number of Han characters, and no distance.
_LONGEST, _MOST_HAN, _FAR = 400, 300, 60
#: A plain unit shorter than this may be a menu's.
_SHORT = 12
#: How many units near a unit are looked at for figures and repeated texts, and how many on either side for short ones.
_NEAR, _WIDE = 8, 12


def _classes() -> bytes:
    """The class of every character: 1 Han, 2 stop, 3 comma, 4 digit, 5 blank, 0 none of these."""
    table = bytearray(0x10000)
    table[0x3400:0xA000] = b"\1" * (0xA000 - 0x3400)
    for number, characters in enumerate(("。!?;", ",、", "0123456789", " \t"), 2):
        for character in characters:
            table[ord(character)] = number
    return bytes(table)


_CLASSES = _classes()
_FIRST = {
    **dict.fromkeys("·*-#>+", 1), **dict.fromkeys("([【〔<《", 2), **dict.fromkeys("0123456789", 3),
    **dict.fromkeys(",。;:!?、)]》】", 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the units of a page besides their texts, a list entry a unit.

    ``rules`` names the certain rule that takes the unit, ``linked`` is the share of its characters that stand in links, below 0
    where nothing tells; ``candidate`` says how it stands to the candidate element of markup (0 outside, 1 in a foreign part of
    it, 2 inside, 3 where none stands out, -1 without markup), ``weights`` are the class weights of its element, None without markup;
    ``title`` is the unit that markup declares as the page's title, -1 where none is. ``words`` says what each unit's words are worth.
    """

    rules: Sequence[str | None]
    linked: Sequence[float]
    candidate: Sequence[int]
    weights: Sequence[float] | None = None
    title: int = -1
    words: Sequence[float] = ()


def features(texts: Sequence[str], facts: Facts, kinds: Kinds) -> list[tuple[float, ...]]:
    """Give a row of numbers for each unit, in the order of ``NAMES``. Linear in the units and their length."""
    return _rows(*_known(texts, facts, kinds)) if texts else []


def odds(texts: Sequence[str], facts: Facts, kinds: Kinds, trees: object) -> list[float | None]:
    """Give the log-odds by these trees, as the core wants them, of each unit that no rule takes; only for the core."""
    found: list[float | None] = _odds(*_known(texts, facts, kinds), trees) if texts else []
    return found


def _known(
    texts: Sequence[str], facts: Facts, kinds: Kinds
) -> tuple[list[Sequence[float]], list[int], list[int], Sequence[float], Sequence[int], int, int]:
    """What features are made of: measures, marks, kinds, linked, candidate, and where the best run begins and ends."""
    measured, rules = [*measures(texts), facts.words], facts.rules
    named = [kinds[text] for text in texts]
    repeats = Counter(texts)
    marks = [
        _marks_of(rule) | _MARKS_OF_KINDS[name] | (_REPEATED if repeats[text] > 1 else 0)
        for text, rule, name in zip(texts, rules, named, strict=True)
    ]
    start, end = best_run(texts, named, rules, measured[1], facts.weights)
    return measured, marks, [_KINDS[name] for name in named], facts.linked, facts.candidate, start, end


@lru_cache(maxsize=1_024)
def _marks_of(rule: str | None) -> int:
    """What the certain rule that takes a unit makes of it."""
    detector = rule and detector_of(rule)
    held = (
        is_frame(rule) or detector in _BOILERPLATE,
        rule is None,
        rule in BYLINES,
        detector == "breadcrumb",
        rule in WALLS,
        detector == "icp_footer",
    )
    return sum(mark for mark, holds in zip((_FRAME, _OPEN, _BYLINE, _PATH, _WALL, _FOOTER), held, strict=True) if holds)


def _rows(
    measured: Sequence[Sequence[float]], marks: Sequence[int], kind: Sequence[int],
    linked: Sequence[float], candidate: Sequence[int], start: int, end: int,
) -> list[tuple[float, ...]]:  # fmt: skip
    """Make the rows, column by column, which takes Python half the time."""
    count, length, han = len(marks), measured[0], measured[1]
    frame, open_, byline, path, wall, footer, prose_kind, menu, index, figure, repeated = (
        [mark & bit > 0 for mark in marks] for bit in _MARKS
    )
    prose = [h if k and o else 0 for h, k, o in zip(han, prose_kind, open_, strict=True)]
    prose_to, frame_to, length_to = _sums(prose), _sums(frame), _sums(length)
    all_prose = prose_to[-1] + 1
    stretch = _stretches(frame, prose_to, length_to)
    best = max(inner for inner, _, _ in stretch) + 1
    short = [n < _SHORT and k and o for n, k, o in zip(length, menu, open_, strict=True)]
    kind_wide, words_wide = [-1, -1, *kind, -1, -1], [0.0, 0.0, *measured[7], 0.0, 0.0]
    columns: list[Sequence[float]] = [
        *measured, kind, [*linked], [*candidate],
        kind_wide[:-4], kind_wide[1:-3], kind_wide[3:-1], kind_wide[4:],
        words_wide[:-4], words_wide[1:-3], words_wide[3:-1], words_wide[4:],
        [-1, *linked[:-1]], [*linked[1:], -1],
        [inner / (size + 1) for inner, _, size in stretch], [inner / all_prose for inner, _, _ in stretch],
        [inner / best for inner, _, _ in stretch], [units for _, units, _ in stretch], [size for _, _, size in stretch],
        [frame_to[-1] / count] * count, [prose_to[-1] / (length_to[-1] + 1)] * count,
        [False] * start + [True] * (end - start) + [False] * (count - end),
        _clipped(start - n for n in range(count)), _clipped(n - end + 1 for n in range(count)), [(end - start) / count] * count,
        _below(byline), _above(path), _above(wall),
        _below(frame), _below(footer),
        [each / all_prose for each in prose_to[:-1]], [each / (frame_to[-1] + 1) for each in frame_to[:-1]],
        _around(figure, _NEAR, _NEAR), _around(repeated, _NEAR, _NEAR),
        _around(short, _WIDE, -1), _around(short, -1, _WIDE),
        [rows >= _TABLE and here > 0 for rows, here in zip(_around(index, 6, 6), _around(index, 1, 1), strict=True)],
        [
            0 if not _TITLE[0] <= size <= _TITLE[1] else 2 * (one or two) + (above or over)
            for size, one, two, above, over in zip(
                length, [*byline[1:], False], [*byline[2:], False, False][:count], [False, *frame[:-1]],
                [False, False, *frame[:-2]][:count], strict=True,
            )
        ],
    ]  # fmt: skip
    return list(zip(*columns, strict=True))


#: Detectors beside those of frames whose units stand for boilerplate; a byline's do not, since it stands right beside the body.
_BOILERPLATE = frozenset(("media", "debris"))
#: So many rows of an index table near a unit, and how long a title is, in code points.
_TABLE, _TITLE = 3, (4, 90)


def measures(texts: Sequence[str]) -> list[Sequence[float]]:
    """The columns of measures: length, Han, stops, commas, share of digits, class of the first character, share of blanks."""
    sizes = [len(text) for text in texts]
    _, han, stops, commas, digits, blanks = counts(_CLASSES, texts)
    return [
        [size if size < _LONGEST else _LONGEST for size in sizes],
        [each if each < _MOST_HAN else _MOST_HAN for each in han], stops, commas,
        [each / size for each, size in zip(digits, sizes, strict=True)], [_FIRST.get(text[0], 0) for text in texts],
        [each / size for each, size in zip(blanks, sizes, strict=True)],
    ]  # fmt: skip


def _sums(values: Iterable[float]) -> list[float]:
    """The sums of the first so many values, from none on."""
    return [0, *accumulate(values)]


def _clipped(values: Iterable[int]) -> list[int]:
    return [_FAR if value > _FAR else max(value, -_FAR) for value in values]


def _around(marked: Sequence[bool], above: int, below: int) -> list[float]:
    """How many marked units stand from so many above each unit to so many below it; -1 leaves out the unit itself."""
    padded = [0.0] * (above + 1) + _sums(marked)[1:] + [sum(marked)] * max(below, 0)
    return [high - low for low, high, _ in zip(padded, padded[above + below + 1 :], marked, strict=False)]


def _stretches(
    frame: Sequence[bool], prose_to: Sequence[float], length_to: Sequence[float]
) -> list[tuple[float, int, float]]:
    """For each unit, of its stretch between units of boilerplate: Han in prose, units, length."""
    stretches: list[tuple[float, int, float]] = []
    start = 0
    for n in range(len(frame) + 1):
        if n == len(frame) or frame[n]:
            inner = (prose_to[n] - prose_to[start], n - start, length_to[n] - length_to[start])
            stretches += [inner] * (n - start)
            if n < len(frame):
                stretches.append((0, 0, 0))
            start = n + 1
    return stretches


def _above(marked: Sequence[bool]) -> list[int]:
    """How many units above each unit the nearest marked one stands."""
    found, distance = list[int](), _FAR
    for mark in marked:
        distance += distance < _FAR
        found.append(distance)
        if mark:
            distance = 0
    return found


def _below(marked: Sequence[bool]) -> list[int]:
    return _above(marked[::-1])[::-1]


#: The core makes the rows and goes through the trees at once.
_odds: Any = core.twin("odds", _rows, (_FAR, _SHORT, _NEAR, _WIDE, _TABLE, *_TITLE))
