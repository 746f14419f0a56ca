"""The log: one JSON object a line. No part of a page is ever among it."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

#: The attribute of a record that holds its members.
MEMBERS = "members"

logger = logging.getLogger("page_cleaner")

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def say(level: int, event: str, **members: object) -> None:
    """Log an event with its members, which must be what JSON can hold."""
    if logger.isEnabledFor(level):  # without a search for the caller, whom no line names
        logger.handle(logger.makeRecord(logger.name, level, "", 0, event, (), None, extra={MEMBERS: members}))


class Lines(logging.Formatter):
    """A record as a JSON object: time (UTC), level, event, and what else the record says."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record on one line."""
        members: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "process": record.process,
            **getattr(record, MEMBERS, {}),
        }
        if record.exc_info and record.exc_info[1]:
            members["exception"] = described(record.exc_info[1])
        return _encode(members)


def described(error: BaseException) -> list[str]:
    """An exception and its causes as their types and the places they came through.

    Without their messages: those may quote the page.
    """
    places: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        places.append(type(seen).__name__)
        frames = traceback.extract_tb(seen.__traceback__)
        places += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or seen.__context__
    return places
