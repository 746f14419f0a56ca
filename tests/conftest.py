"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Server, serving

BODY_LIMIT = 200_000


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the session, with a low body limit and little patience for stalling clients."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(log, CLEAN_BODY_LIMIT=str(BODY_LIMIT), CLEAN_TIMEOUT="3", CLEAN_WORKERS="2") as running:
        yield running
