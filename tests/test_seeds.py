"""The five documents that started the project, line by line as a reader would clean them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from page_cleaner import clean

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
REPAIRS = ("pinyin_annotation", "duplicated_punctuation")


@pytest.mark.parametrize("path", SEEDS, ids=[p.stem[:3] for p in SEEDS])
def test_seed(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    cleaned = clean(path.read_bytes())
    assert cleaned.text == expected["text"]
    assert cleaned.script.variant == expected["script"]
    if expected["origin"]:
        assert cleaned.script.origin == expected["origin"]
    taken = [
        [s.detector, line.strip()] for s in cleaned.removed if s.detector not in REPAIRS for line in s.text.split("\n")
    ]
    assert [t for t in taken if t[1]] == expected["removed"]
