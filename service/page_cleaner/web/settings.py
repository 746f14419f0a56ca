"""The settings of the running service: environment variables, typed and checked before the first request.

Every setting is a variable named ``CLEAN_`` and the field's name in capitals. A variable with that prefix that is not
a setting, or a value that does not fit, is an error: a misspelt limit must not be silently no limit at all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from page_cleaner.cpus import usable_cpus

PREFIX = "CLEAN_"
_LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


class SettingsError(ValueError):
    """A variable that is not a setting, or a value that the setting does not take; the message names both."""


def _number(default: int, low: int, high: int) -> int:
    value: int = field(default=default, metadata={"low": low, "high": high})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs.

    ``host`` and ``port`` are where it listens (``PORT`` counts where ``CLEAN_PORT`` is not set). ``body_limit`` is the
    largest body in bytes, before and after decompression, and ``batch_line_limit`` the longest line of a batch, which
    has no limit as a whole; ``lines_limit`` and ``nesting_limit`` are the most lines and nested elements of a page.
    ``workers`` are processes (default: the usable CPUs, at least 2), ``threads`` the pages that each of them cleans at
    once, ``in_flight`` the requests for cleaning that it holds, those that wait among them. ``deadline`` is how long in
    seconds a page may wait for its turn, and again how long it may be cleaned; ``timeout``, more than twice as long, how
    long a worker may give no sign of life and a client may stall while it sends or reads; ``head_timeout`` and ``body_timeout`` how
    long the head of a request, and its body or each line of a batch, may take in all; ``graceful_timeout`` how long a stopping service waits for requests in
    flight; ``keepalive`` how long an idle connection stays open. ``max_requests`` is the number of requests after which
    a worker is replaced, give or take a tenth; 0 means never. ``sites`` is a folder of profiles, loaded at start. ``cors`` are the origins
    whose pages may read answers, separated by commas, or ``*``; ``compress`` is 1 where answers are compressed for clients that ask for it.
    """

    host: str = "127.0.0.1"
    port: int = _number(8000, 1, 65535)
    body_limit: int = _number(16 * 1024 * 1024, 1, 1024**3)
    batch_line_limit: int = _number(16 * 1024 * 1024, 1, 1024**3)
    lines_limit: int = _number(1_000_000, 1, 10**9)
    nesting_limit: int = _number(10_000_000, 2048, 10**9)
    workers: int = field(default_factory=lambda: max(2, usable_cpus()), metadata={"low": 1, "high": 512})
    threads: int = _number(1, 1, 64)
    in_flight: int = _number(64, 1, 1000)
    deadline: int = _number(25, 1, 1800)
    timeout: int = _number(60, 3, 3600)
    head_timeout: int = _number(10, 1, 3600)
    body_timeout: int = _number(120, 1, 3600)
    graceful_timeout: int = _number(30, 1, 3600)
    keepalive: int = _number(5, 0, 3600)
    max_requests: int = _number(10_000, 0, 10**9)
    cors: str = ""
    compress: int = _number(0, 0, 1)
    log_level: str = field(default="info", metadata={"choices": _LOG_LEVELS})
    sites: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from ``environ`` (default: the process's own). Raises SettingsError."""
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        if unknown := sorted(given.keys() - known.keys()):
            raise SettingsError(f"{unknown[0]} is not a setting; the settings are {', '.join(known)}")
        if "PORT" in environ and PREFIX + "PORT" not in given:
            given["PORT"] = environ["PORT"]
            known["PORT"] = known[PREFIX + "PORT"]
        values = {known[name].name: _checked(name, value, known[name].metadata) for name, value in given.items()}
        settings = cls(**values)  # type: ignore[arg-type]
        if 2 * settings.deadline >= settings.timeout:
            raise SettingsError(
                f"CLEAN_DEADLINE takes less than half of CLEAN_TIMEOUT, not {settings.deadline} of {settings.timeout}"
            )
        return settings


def _checked(name: str, value: str, limits: Mapping[str, object]) -> str | int:
    if "low" in limits:
        low, high = limits["low"], limits["high"]
        if value.isascii() and value.isdigit() and low <= (number := int(value[:20])) <= high:  # type: ignore[operator]
            return number
        raise SettingsError(f"{name} takes a whole number from {low} to {high}, not {value!r}")
    choices = limits.get("choices")
    if choices is not None:
        if value.lower() in choices:  # type: ignore[operator]
            return value.lower()
        raise SettingsError(f"{name} takes one of {', '.join(choices)}, not {value!r}")  # type: ignore[arg-type]
    if not value.strip():
        raise SettingsError(f"{name} is set but empty; leave it out for the default")
    return value
