"""Every rule proves itself on its own examples, through the real pipeline and beside all other rules."""

from __future__ import annotations

import ast
import json
import re
import signal
from pathlib import Path

import pytest

from page_cleaner import clean
from page_cleaner.cleaner import _engine, look
from page_cleaner.options import DETECTORS
from page_cleaner.page import NO_LIMITS
from page_cleaner.reading.text import read
from page_cleaner.rules import RULES
from page_cleaner.rules.engine import Engine
from page_cleaner.rules.rule import Rule
from page_cleaner.text.view import View, fold
from tests.examples import marked

#: What rows, lists and forms repeat; a pattern that can divide such a run in many ways tries them all.
RUNS = tuple(
    "· ;- ;| ; | ; ;·;-;.;1.;1 ;第1;年;a;a ;字;字 ;字·;字/;字:;字 字:;:;> ;/;、字;,字;( ;(字);【;《字》;_".split(";")
)
REMOVES = [(rule, example) for rule in RULES for example in rule.removes]
KEEPS = [(rule, example) for rule in RULES for example in rule.keeps]
BODY_LINES = json.loads((Path(__file__).parent / "cases" / "body_lines.json").read_text("utf-8"))


@pytest.mark.parametrize(("rule", "example"), REMOVES, ids=[f"{r.id}-{n}" for n, (r, _) in enumerate(REMOVES)])
def test_takes_what_its_example_marks(rule: Rule, example: str) -> None:
    source, gone = marked(example)
    cleaned = clean(source, format="text")
    taken = {i for s in cleaned.removed for i in range(s.start, s.end) if not source[i].isspace()}
    assert taken == gone
    assert rule.id in {s.rule for s in cleaned.removed}


@pytest.mark.parametrize("example", [e for _, e in REMOVES[::20]], ids=[r.id for r, _ in REMOVES[::20]])
def test_what_is_remembered_of_lines_changes_nothing(example: str) -> None:
    """Its lines at other places of other pages, met before, met twice, and met for the first time."""
    view = View("《某市志》\n" + marked(example)[0] + "\n\n" + marked(example)[0])
    used, fresh = _engine(frozenset()), Engine(RULES)
    used.run(View(marked(example)[0]).lines, View(marked(example)[0]).lines)
    assert used.run(view.lines, view.lines) == fresh.run(view.lines, view.lines) == fresh.run(view.lines, view.lines)


@pytest.mark.parametrize("example", [e for _, e in KEEPS], ids=[f"{r.id}-{n}" for n, (r, _) in enumerate(KEEPS)])
def test_keeps_what_only_looks_guilty(example: str) -> None:
    assert clean(example, format="text").removed == ()


@pytest.mark.parametrize("case", BODY_LINES, ids=[c["label"] for c in BODY_LINES])
def test_keeps_lines_of_bodies(case: dict[str, str]) -> None:
    assert clean(case["text"], format="text").removed == ()


def test_as_many_units_as_lines_need_not_be_the_lines() -> None:
    """A table's rule is no unit and a paragraph may be two, so what is known of a line holds for no unit by its number."""
    byline = "2005年12月28日 08:10 某某网 | |"
    source = (
        f"民警在街头维护秩序 | |\n---|---|---|\n{byline}\n截至昨晚九时,公安机关接到的报警比上年同期增加两成,走失求助居多。 "
        "昨晚民警在各路口加强巡逻,维护交通秩序,并为走失的老人联系家属。\n记者了解到,昨晚街面人流虽大,治安秩序平稳。 | |"
    )
    taken = [span.text for span in clean(source, format="text").removed if span.rule.startswith("byline")]
    assert taken == [byline.rstrip(" |")]


def test_a_piece_is_taken_once_from_a_line_that_is_its_only_unit() -> None:
    page = "标题: 某镇发文讲述防骗知识,字句铿锵有力 [打印本页]\n某某网 | 首页 | 论坛\n近日,全镇召开防骗宣传会议,安排部署宣传工作。"
    pieces = look(read(page), [], (), NO_LIMITS, {}).found.pieces
    assert len(pieces) == len(set(pieces)) == 1


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_no_run_sends_a_pattern_back_and_forth(rule: Rule) -> None:
    """A line of a rule's own length that begins as an example does and goes on with one run takes less than a second of CPU time."""
    length = min(rule.limit, 600)
    begins = {
        line[: len(line) * part // 3]
        for example in rule.removes
        for line in fold(example.replace("⟦", "").replace("⟧", "")).splitlines()
        for part in range(4)
    }
    handler = signal.signal(signal.SIGVTALRM, too_slow)
    try:
        for line in {(begin + run * length)[:length] + end for begin in begins for run in RUNS for end in ("", "。")}:
            for pattern in filter(None, (rule.search, rule.veto, rule.company)):
                signal.setitimer(signal.ITIMER_VIRTUAL, 1)
                pattern.search(line)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)


def too_slow(*_: object) -> None:
    raise TimeoutError


def test_rules_are_well_formed() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    for rule in RULES:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", rule.id), rule.id
        assert rule.detector in DETECTORS, rule.id
        assert min(len(rule.removes), len(rule.keeps)) >= 2, rule.id
        assert rule.why.endswith("."), rule.id
        assert rule.take in ("line", "match", "rest", "section"), rule.id
        assert rule.where in ("anywhere", "head", "tail", "edge"), rule.id


def test_no_f_string_turned_a_quantifier_into_a_value() -> None:
    """In an f-string {5} is the number and {0,12} a tuple; a quantifier there needs doubled braces."""
    for file in (Path(__file__).parents[1] / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FormattedValue):
                assert not isinstance(node.value, ast.Constant | ast.Tuple), f"{file.name}:{node.lineno}"
