"""No creeping: a page takes no more calls of functions than were recorded."""

from __future__ import annotations

import json
import sys

import pytest

from page_cleaner import core
from scripts.work import BUDGET, KINDS, SLACK, calls

RECORDED = json.loads(BUDGET.read_text("utf-8"))


@pytest.mark.skipif(
    not RECORDED["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}."),
    reason="the budget is of another version of Python",
)
@pytest.mark.skipif(core.NAME == "python", reason="the budget is of cleaning with the compiled core")
@pytest.mark.parametrize("kind", KINDS)
def test_calls_are_within_their_budget(kind: str) -> None:
    count = calls(kind)
    assert count <= SLACK * RECORDED["calls"][kind], "cleaning does more than it did; python -m scripts.work --record"
    assert count == calls(kind), "the count is not the same twice"
