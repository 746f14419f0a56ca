"""The reference of all rules, docs/rules.md, from the rules themselves; ``scripts.docs`` writes it."""

from __future__ import annotations

from page_cleaner.catalogue import STRUCTURE
from page_cleaner.options import DETECTORS
from page_cleaner.repairs import REPAIRS
from page_cleaner.repairs.repair import Repair
from page_cleaner.rules import RULES
from page_cleaner.rules.rule import Rule

_HEAD = """\
# Rules

Written by `make docs` from the rules in `service/page_cleaner/rules/` and `repairs/`; do not edit it here. The ids are those of `removed[].rule`.

What stands in ⟦ ⟧ goes, in either script and any width; the examples under *stays* look guilty, and nothing of them goes. The tests
run every example through the real pipeline, beside all other rules. `⏎` is a line end, `⇥` a tab.
"""
_TAKES = {
    "line": "the line",
    "match": "the match",
    "rest": "the rest of the line",
    "section": "the line and all up to the next prose",
}
_WHERE = {"head": "above the prose", "tail": "below the prose", "edge": "above or below the prose"}


def reference() -> str:
    """The whole document."""
    repairs = [rule for repair in REPAIRS for rule in repair.RULES]
    parts = [_HEAD]
    for name in DETECTORS:
        parts.append(f"## {name}\n")
        parts += [_repair(rule) for rule in repairs if rule.id.startswith(f"{name}.")]
        parts += [_rule(rule) for rule in RULES if rule.detector == name]
        parts += [_structural(rule, why) for rule, why in STRUCTURE.items() if rule.startswith(f"{name}.")]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    gates = [f"takes {_TAKES[rule.take]}", f"in lines of at most {rule.limit} characters"]
    if rule.where in _WHERE:
        gates.append(_WHERE[rule.where])
    if rule.beside:
        gates.append(f"near a certain other line, at most {rule.reach} away")
    if rule.unless:
        gates.append("unless something speaks for the body")
    return _entry(rule.id, rule.why, [", ".join(gates)], [*rule.removes], [*rule.keeps])


def _repair(rule: Repair) -> str:
    mends = [f"{_code(before)} becomes {_code(after)}" for before, after in rule.mends]
    notes = ["mends single characters, by evidence of the whole page", *mends]
    return _entry(rule.id, rule.why, notes, [], [*rule.keeps])


def _structural(rule: str, why: str) -> str:
    return _entry(rule, why, ["by the page's structure, not by words"], [], [])


def _entry(rule: str, why: str, notes: list[str], goes: list[str], stays: list[str]) -> str:
    lines = [f"### {rule}\n", f"{why}\n", *(f"* {note}" for note in notes)]
    lines += [f"* goes: {' · '.join(map(_code, goes))}"] if goes else []
    lines += [f"* stays: {' · '.join(map(_code, stays))}"] if stays else []
    return "\n".join([*lines, ""])


def _code(example: str) -> str:
    """An example as inline code; blanks at its ends and line ends stay visible."""
    text = example.replace("\n", "⏎").replace("\t", "⇥").replace("`", "ˋ")
    return f"`{text}`" if text.strip() == text else f"` {text} `"
