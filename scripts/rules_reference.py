"""Write docs/rules.md, the reference of all rules, from the rules themselves.

Usage: python -m scripts.rules_reference [--check]

With --check nothing is written; the exit code is 1 where the file is not what would be written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from service import stretch, tree
from service.detectors import REPAIRS, RULES
from service.detectors.repair import Repair
from service.options import DETECTORS
from service.rules import Rule

FILE = Path(__file__).parents[1] / "docs" / "rules.md"

_HEAD = """\
# Rules

Written by `make docs` from the rules in `service/detectors/`; do not edit it here. The ids are those of `removed[].rule`.

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
    structure = {**tree.WHYS, **stretch.WHYS}
    repairs = [rule for repair in REPAIRS for rule in repair.RULES]
    parts = [_HEAD]
    for name in DETECTORS:
        parts.append(f"## {name}\n")
        parts += [_repair(rule) for rule in repairs if rule.id.startswith(f"{name}.")]
        parts += [_rule(rule) for rule in RULES if rule.detector == name]
        parts += [_structural(rule, why) for rule, why in structure.items() if rule.startswith(f"{name}.")]
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


def main() -> int:
    """Write or check the file."""
    wanted = reference()
    if "--check" not in sys.argv[1:]:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(wanted, "utf-8")
        return 0
    if FILE.exists() and FILE.read_text("utf-8") == wanted:
        return 0
    print(f"{FILE.name} is not what the rules say; write it with: make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
