"""What holds of both repairs."""

from __future__ import annotations

import re
from types import ModuleType

import pytest


def passed_over_for_good(detector: ModuleType, gate: str, source: str) -> None:
    """Whatever the detector's gate passes over holds nothing: open to every source, it lets nothing more be found."""
    found = detector.find(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detector, gate, (re.compile(""),))
        assert detector.find(source) == found
