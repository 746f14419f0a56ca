"""Characters that nobody sees: byte order marks, zero-width spaces, soft hyphens, marks of direction.

Editors and copies leave them in titles, labels and at line ends, where they keep words from being found. What shows after
all is left: joiners and selectors in a row of emoji, joiners of scripts that need them, marks of direction beside a script
that runs from right to left.
"""

from __future__ import annotations

import re

from page_cleaner.page import Span
from page_cleaner.repairs.repair import Repair

DETECTOR = "debris"

INVISIBLE = Repair(
    id="debris.invisible",
    why="A character that is not shown means nothing, unless it joins emoji or letters or turns the direction of a script.",
    mends=(
        ("\ufeff全市工作会议\u200b召开", "全市工作会议召开"),
        ("環\xad境\u200e保護\u202a工作\u202c", "環境保護工作"),
        ("会议\ufe0f召开\u200d。", "会议召开。"),
    ),
    keeps=("👨\u200d👩\u200d👧 家庭", "❤\ufe0f 关爱", "می\u200cخواهم", "\u202b עברית \u202c", "葛\U000e0100城市"),
)
RULES = (INVISIBLE,)

_ALWAYS = "\xad\u034f\u180e\u200b\u2060-\u2064\ufeff"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_JOINING = "\u200c\u200d\ufe0e\ufe0f"
_ANY = re.compile(f"[{_ALWAYS}{_TURNING}{_JOINING}]+")
_OF_LETTERS_ALONE = re.compile(f"[{_ALWAYS}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: What joiners and selectors have nothing to do beside: Han, marks of Chinese text, ASCII, white space.
_PLAIN = re.compile("[\\s!-~\u2010-\u203b\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def find(source: str) -> tuple[list[Span], list[str]]:
    """Find the characters that nobody sees: spans, sorted and disjoint, and no warnings. Linear in the source."""
    spans: list[Span] = []
    turns: bool | None = None  # few pages need to know
    for match in _ANY.finditer(source):
        turns = _RIGHT_TO_LEFT.search(source) is not None if turns is None else turns
        for start, end in _stray(source, *match.span(), turns=turns):
            spans.append(Span(start, end, source[start:end], DETECTOR, INVISIBLE.id))
    return spans, []


def _stray(source: str, start: int, end: int, *, turns: bool) -> list[tuple[int, int]]:
    """The parts of a row of such characters that may go."""
    before, after = source[start - 1 : start], source[end : end + 1]
    plain = _PLAIN.match(before or " ") and _PLAIN.match(after or " ")
    if plain and not turns and not _is_keycap(before, source[start:end], after):
        return [(start, end)]
    return [match.span() for match in _OF_LETTERS_ALONE.finditer(source, start, end)]


def _is_keycap(before: str, row: str, after: str) -> bool:
    return after == "\u20e3" and row == "\ufe0f" and before in "0123456789#*"
