"""What a rule is: one piece of evidence for a kind of boilerplate, as data.

A pattern in Simplified Chinese and half width, declared gates, and examples. ``line_of`` and ``labelled`` write the two
commonest patterns, ``in_no_sentence`` what another line must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from page_cleaner.page import detector_of
from page_cleaner.text.view import fold


@dataclass(frozen=True)
class Rule:
    """One piece of evidence for boilerplate.

    ``pattern`` is searched in one line of the view (it may be written in any width and script: it is folded like the
    page). ``removes`` are examples, pages in which exactly what stands in ⟦ ⟧ goes; ``keeps`` are pages that look guilty
    and of which nothing goes, whatever the detector.

    The gates: ``take`` says what goes: the whole ``line``, only the ``match`` (or its group ``cut``), everything from the
    match to the end of the line (``rest``), or the line and all that follow it up to the next prose (``section``).
    ``limit`` is the longest line, in code points of the view, that the rule is tried on; ``unless`` is a pattern that must
    not be found in the line; ``where`` is anywhere, head (before the first line of prose), tail (after the last one) or
    edge (either); ``beside`` is a pattern that must be found in another line, at most ``reach`` lines
    away, and ``follows`` one that must be found in one of the ``reach`` lines before, where the line alone says too little.
    """

    id: str
    why: str
    pattern: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    take: str = "line"
    limit: int = 80
    unless: str = ""
    where: str = "anywhere"
    beside: str = ""
    follows: str = ""
    reach: int = 2

    @property
    def detector(self) -> str:
        """The name before the dot of the rule's id."""
        return detector_of(self.id)

    @cached_property
    def written(self) -> str:
        """The pattern in the view's form, not compiled: a rule that no line concerns needs no more."""
        return fold(self.pattern)

    @cached_property
    def written_company(self) -> str:
        """The same of the pattern of the line beside, empty where there is none."""
        return fold(self.beside or self.follows)

    @cached_property
    def search(self) -> re.Pattern[str]:
        return re.compile(self.written)

    @cached_property
    def veto(self) -> re.Pattern[str] | None:
        return re.compile(fold(self.unless)) if self.unless else None

    @cached_property
    def company(self) -> re.Pattern[str] | None:
        return re.compile(self.written_company) if self.written_company else None


def compile_all(rules: Iterable[Rule]) -> None:
    """Compile what else is compiled when a line first concerns a rule, as before processes part that share it."""
    for rule in rules:
        for name in ("search", "veto", "company"):
            getattr(rule, name)


#: What may stand around the words of a line that is nothing but controls: bullets, brackets, bars.
_LEAD = r"^[\s·*#|/\-—_>【\[(<\"'+&]*"
_BETWEEN = r"[\s·*|/\-—_>:,、.】\[\](){}【<!+&\"'。]*"


def line_of(*words: str, need: str = "") -> str:
    """Write the pattern of a line that holds nothing but these words (patterns), bullets, bars and brackets.

    ``need`` is a pattern that must be found in it, where some of the words say nothing by themselves.
    """
    any_word = "|".join(sorted(words, key=len, reverse=True))
    whole = f"{_LEAD[1:]}(?>(?>{any_word}){_BETWEEN})+$"
    return f"^(?={whole}).*(?:{need})" if need else f"^{whole}"  # few lines are whole, so the need is looked for last


def labelled(*labels: str) -> str:
    """Write the pattern of a line that begins with one of these labels and a colon."""
    return rf"{_LEAD}(?:{'|'.join(labels)})\s?[】\])]?\s?:"


def in_no_sentence(words: str) -> str:
    """Write the pattern of a line that holds these words (a pattern) and does not end as a sentence does."""
    return rf"^(?!.*。[\"')]?$).*?(?:{words})"
