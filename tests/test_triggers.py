"""The prefilter: whatever a pattern matches holds one of its triggers."""

from __future__ import annotations

import pytest

from page_cleaner.rules import RULES
from page_cleaner.rules.rule import Rule
from page_cleaner.rules.triggers import lower, triggers
from page_cleaner.text.view import View
from tests.examples import marked

LINES = [
    line.text for rule in RULES for example in (*rule.removes, *rule.keeps) for line in View(marked(example)[0]).lines
]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("分享到?:", {"分享"}),
        ("(?:打印|关闭)本页", {"打印本页", "关闭本页"}),
        ("打(?:印|开)", {"打印", "打开"}),
        ("[上下]一(?<!上一)[篇页]?", {"上一", "下一"}),
        (f"首页[{''.join(map(chr, range(0x4E00, 0x5000)))}]", {"首页"}),
        ("(?:打印|关闭)页?", {"打印", "关闭"}),
        ("ab|c", {"ab", "c"}),
        ("(?:a|b)?首页", {"首页"}),
        ("(?i:Copyright)", {"copyright"}),
        ("[大中]", {"大", "中"}),
        ("(?=.*网站)a?", {"网站"}),
        ("(?>(?>首页|导航)[|]*)+$", {"首页", "导航"}),
        (r"\d{4}", None),
        ("a?|b", None),
        ("(?!首页).", None),
    ],
)
def test_reads_the_literals_off_a_pattern(pattern: str, expected: set[str] | None) -> None:
    assert triggers(pattern) == expected


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_no_match_without_a_trigger(rule: Rule) -> None:
    literals = triggers(rule.search.pattern)
    if literals is None:
        assert rule.search.pattern.removeprefix("(?i:").startswith("^"), "tried on every line, so it must fail fast"
        return
    for line in LINES:
        if rule.search.search(line):
            assert any(literal in lower(line) for literal in literals), line


def test_lower_keeps_the_length() -> None:
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x30000))))
    assert len(lower(everything)) == len(everything)
