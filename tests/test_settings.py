"""The settings: what the environment gives, what is refused, and that the documentation knows them all."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from page_cleaner import cpus
from page_cleaner.web.settings import Settings, SettingsError
from tests.serving import ROOT


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {"host": "127.0.0.1", "port": 8000, "body_limit": 16_777_216}),
        ({"CLEAN_PORT": "9000", "CLEAN_HOST": "0.0.0.0"}, {"port": 9000, "host": "0.0.0.0"}),
        ({"PORT": "9000"}, {"port": 9000}),
        ({"PORT": "nonsense", "CLEAN_PORT": "9001"}, {"port": 9001}),
        ({"CLEAN_MAX_REQUESTS": "0", "HOME": "/root"}, {"max_requests": 0}),
        ({"CLEAN_LOG_LEVEL": "Warning"}, {"log_level": "warning"}),
    ],
)
def test_taken(environ: dict[str, str], expected: dict[str, object]) -> None:
    found = dataclasses.asdict(Settings.from_environ(environ))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLEAN_PORT", ""),
        ("CLEAN_PORT", "0"),
        ("CLEAN_PORT", "65536"),
        ("CLEAN_PORT", "8_000"),
        ("CLEAN_PORT", "８０００"),
        ("CLEAN_PORT", "9" * 5000),
        ("PORT", "x"),
        ("CLEAN_WORKERS", "-1"),
        ("CLEAN_WORKERS", "2.5"),
        ("CLEAN_BODY_LIMIT", "16MB"),
        ("CLEAN_LOG_LEVEL", "loud"),
        ("CLEAN_HOST", " "),
        ("CLEAN_", "1"),
        ("CLEAN_body_limit", "1"),
        ("CLEAN_BODY_LIMITS", "1"),
        ("CLEAN_DEADLINE", "30"),
        ("CLEAN_NESTING_LIMIT", "100"),
        ("CLEAN_IN_FLIGHT", "0"),
    ],
)
def test_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} "):
        Settings.from_environ({name: value})


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000\n", 8), ("150000 100000\n", 2), ("50000 100000\n", 1), ("nonsense", 8), (None, 8)],
)
def test_a_container_quota_bounds_the_workers(
    quota: str | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpu.max"
    if quota is not None:
        file.write_text(quota)
    monkeypatch.setattr(cpus, "_QUOTA", file)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert cpus.usable_cpus() == expected
    assert Settings.from_environ({}).workers == max(2, expected)


def test_the_guide_to_operating_names_every_setting() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert [f.name for f in dataclasses.fields(Settings) if f"`CLEAN_{f.name.upper()}`" not in guide] == []
