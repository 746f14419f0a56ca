"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server, serving

BODY_LIMIT = 200_000


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the session, with low limits and little patience for stalling clients."""
    log = tmp_path_factory.mktemp("server") / "log"
    limits = {"CLEAN_BODY_LIMIT": str(BODY_LIMIT), "CLEAN_BATCH_LINE_LIMIT": "150000", "CLEAN_LINES_LIMIT": "20000",
              "CLEAN_NESTING_LIMIT": "4000", "CLEAN_TIMEOUT": "3", "CLEAN_DEADLINE": "1", "CLEAN_WORKERS": "2"}  # fmt: skip
    with serving(log, **limits) as running:
        yield running
