"""What holds of both repairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import ModuleType

import pytest

from service.page import Span


def mended(source: str, spans: Iterable[Span]) -> str:
    """The source with what was found put right; the spans are sorted, disjoint, and say what stands there."""
    pieces, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(source)
        assert source[span.start : span.end] == span.text
        pieces += [source[at : span.start], span.replacement or ""]
        at = span.end
    return "".join([*pieces, source[at:]])


def passed_over_for_good(detector: ModuleType, gate: str, source: str) -> None:
    """Whatever the detector's gate passes over holds nothing: open to every source, it lets nothing more be found."""
    found = detector.find(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detector, gate, (re.compile(""),))
        assert detector.find(source) == found
