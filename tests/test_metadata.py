"""What a page says about itself is read, never guessed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from page_cleaner import clean
from page_cleaner.facts import metadata
from page_cleaner.facts.lines import Entry, Lines
from page_cleaner.text.view import fold

CASES = json.loads((Path(__file__).parent / "cases" / "metadata.json").read_text("utf-8"))


def lines(body: list[str], byline: list[str]) -> Lines:
    """A page whose byline stands below its first line, as cleaning reads it."""
    written = [*body[:1], *byline, *body[1:]]
    rules = [*[None] * len(body[:1]), *["byline.labelled"] * len(byline), *[None] * len(body[1:])]
    entries, at = [], 0
    for n, (text, rule) in enumerate(zip(written, rules, strict=True)):
        if text.strip():
            entries.append(Entry(" ".join(fold(text).split()), at, at + len(text), rule, n))
        at += len(text) + 1
    return Lines("\n".join(written), entries)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = asdict(metadata.read(case["declared"], lines(case["body"].split("\n"), case["byline"])))
    assert {name: value for name, value in found.items() if value or name in case["expected"]} == case["expected"]


def test_the_byline_that_cleaning_takes_out_is_read() -> None:
    page = "某市召开会议\n来源：某某日报 2022-03-01 15:47:30\n近日，全市生态环境保护工作会议在市行政中心召开，会议总结了去年的工作。\n责任编辑：王某\n"
    found = clean(page, format="text").metadata
    assert (found.published, found.source, found.editor) == ("2022-03-01T15:47:30", "某某日报", "王某")


def test_readings_in_the_byline_go_by_the_evidence_of_the_page() -> None:
    seed = Path(__file__).parent.parent / "seeds" / "004_5fbfb7385da0914a.txt"
    assert clean(seed.read_bytes()).metadata.source == "武陵源區融媒體中心"
