"""Literals without which a pattern cannot match: the prefilter that spares a rule the lines that do not concern it.

The pattern is parsed as ``re`` parses it, and the literals are read off the tree: of a sequence the best part, of alternatives
all of them. The same is done by Google's Code Search (R. Cox, "Regular Expression Matching with a Trigram Index", 2012) and
by gitleaks' keywords, which are written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

#: What ``re`` itself parses patterns with; its types are not published.
_parser: Any = import_module("re._parser")
code: Any = import_module("re._constants")

#: More literals than this say too little to be worth looking for.
MOST = 400


def triggers(pattern: str) -> frozenset[str] | None:
    """Give literals, in lower case, of which every match holds at least one in some case; None where there is no telling.

    Raises re.error.
    """
    return _of_sequence(_parser.parse(pattern))[1]


def lower(text: str) -> str:
    """Lower the case of a text without changing its length."""
    return text.replace("\u0130", "I").lower()


#: What is known of a piece of a pattern: all texts that it matches, and literals of which each match holds one. Either is None where
#: there is no telling, or where they are too many.
_Known = tuple[frozenset[str] | None, frozenset[str] | None]
_NOTHING = frozenset(("",))


def _of_sequence(items: Any) -> _Known:
    candidates, all_texts = list[frozenset[str]](), True
    run, word = _NOTHING, ""  # the texts of the last items that are known, and the literals behind them
    for operator, argument in items.data:  # a list, where the sequence itself asks for each item
        if operator is code.LITERAL:
            word += chr(argument)
            continue
        run, word = _followed(run, frozenset((lower(word),))) if word else run, ""
        texts, literals = _of_item(operator, argument)
        candidates += (run, literals or _NOTHING)
        if texts and len(run) * len(texts) <= MOST:
            run = _followed(run, texts)
        else:
            run, all_texts = texts or _NOTHING, False
    run = _followed(run, frozenset((lower(word),))) if word else run
    candidates = [each for each in (*candidates, run) if "" not in each and len(each) <= MOST]
    best = max(candidates, key=_worth, default=None) if len(candidates) != 1 else candidates[0]
    return run if all_texts else None, best


def _followed(texts: frozenset[str], more: frozenset[str]) -> frozenset[str]:
    """Each of these texts with each of those behind it."""
    return more if texts is _NOTHING else texts if more is _NOTHING else frozenset([a + b for a in texts for b in more])


def _worth(literals: frozenset[str]) -> tuple[int, int]:
    """Longer literals are rarer, in UTF-8, where a Han character has three bytes and a digit one; of equally long ones the fewer the better."""
    return min(9, *[len(each.encode()) for each in literals]), -len(literals)


def _of_item(operator: Any, argument: Any) -> _Known:
    if operator is code.IN and all(kind is code.LITERAL for kind, _ in argument):
        return frozenset([lower(chr(value)) for _, value in argument]), None
    if operator in (code.SUBPATTERN, code.ATOMIC_GROUP):
        return _of_sequence(argument[-1] if operator is code.SUBPATTERN else argument)
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least, _most, items = argument
        return None, _of_sequence(items)[1] if least else None
    if operator in (code.AT, code.ASSERT, code.ASSERT_NOT):  # what takes no place
        ahead = operator is code.ASSERT and argument[0] > 0
        return _NOTHING, _of_sequence(argument[1])[1] if ahead else None
    if operator is code.BRANCH:
        texts, literals = zip(*map(_of_sequence, argument[1]), strict=True)
        return _union(texts), _union(literals)
    return None, None


def _union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """All of these; None where one of them is None."""
    return None if None in sets else frozenset(literal for each in sets for literal in each or ())
