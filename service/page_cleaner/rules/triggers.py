"""Literals without which a pattern cannot match: the prefilter that spares a rule the lines that do not concern it.

The pattern is parsed as ``re`` parses it, and the literals are read off the tree: of a sequence the best part, of alternatives
all of them. The same is done by Google's Code Search (R. Cox, "Regular Expression Matching with a Trigram Index", 2012) and
by gitleaks' keywords, which are written by hand.
"""

from __future__ import annotations

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
    return _of_sequence(_parser.parse(pattern))


def lower(text: str) -> str:
    """Lower the case of a text without changing its length."""
    return text.replace("\u0130", "I").lower()


def _of_sequence(items: Any) -> frozenset[str] | None:
    candidates: list[frozenset[str]] = []
    run = ""
    for operator, argument in items.data:  # a list, where the sequence itself asks for each item
        if operator is code.LITERAL:
            run += lower(chr(argument))
            continue
        if run:
            candidates.append(frozenset((run,)))
            run = ""
        found = _of_item(operator, argument)
        if found:
            candidates.append(found)
    if run:
        candidates.append(frozenset((run,)))
    candidates = [c for c in candidates if len(c) <= MOST]
    return max(candidates, key=_worth, default=None)


def _worth(literals: frozenset[str]) -> tuple[int, int]:
    """Longer literals are rarer; of equally long ones the fewer the better."""
    return min(3, *map(len, literals)), -len(literals)


def _of_item(operator: Any, argument: Any) -> frozenset[str] | None:
    found: frozenset[str] | None = None
    if operator in (code.SUBPATTERN, code.ATOMIC_GROUP):
        found = _of_sequence(argument[-1] if operator is code.SUBPATTERN else argument)
    elif operator in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least, _most, items = argument
        found = _of_sequence(items) if least else None
    elif operator is code.ASSERT:
        direction, items = argument
        found = _of_sequence(items) if direction > 0 else None
    elif operator is code.BRANCH:
        parts = [_of_sequence(items) for items in argument[1]]
        found = frozenset[str]().union(*(part or () for part in parts)) if all(parts) else None
    elif operator is code.IN and all(kind is code.LITERAL for kind, _ in argument):
        found = frozenset(lower(chr(value)) for _, value in argument)
    return found
