"""NDJSON: a page a line in, an answer a line out, in order, never more than one of them held."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from page_cleaner.web.answers import encode
from page_cleaner.web.jobs import Job, json_value, object_job
from page_cleaner.web.problems import Problem

MEDIA_TYPE = "application/x-ndjson"
#: Other names under which NDJSON is sent and asked for.
NAMES = (MEDIA_TYPE, "application/ndjson", "application/jsonl", "application/x-jsonlines")


@dataclass(slots=True)
class Tally:
    """What has been answered so far: lines, the problems among them by kind, bytes; whether the body came to its end."""

    lines: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    size: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """How the lines of a batch are answered.

    ``clean`` gives the answer to a job and raises Problem; ``fail`` makes a Problem of any other exception; ``options`` and ``url`` are those of
    the query, for every line; ``limit`` is the longest line in bytes.
    """

    clean: Callable[[Job], dict[str, Any]]
    fail: Callable[[Exception], Problem]
    options: Mapping[str, Any]
    limit: int
    url: str | None = None

    def answers(self, arriving: Iterable[list[bytes | int]], tally: Tally) -> Iterator[bytes]:
        """An answer for every line that is not blank, as they are cleaned; ``tally`` is kept up to date.

        ``arriving`` are lists of lines, each as bytes without its line feed, or the size of one over the limit; the
        answers to a list go out together. Where they break off, the last answer says so.
        """
        number = 0
        try:
            for lines in arriving:
                sent = bytearray()
                for number, line in enumerate(lines, number + 1):  # noqa: B020 - it counts on
                    if isinstance(line, int) or line.strip():
                        sent += _written({"line": number, **self._answer(line, tally)})
                        tally.lines += 1
                tally.size += len(sent)
                if sent:
                    yield bytes(sent)
            tally.whole = True
        except Problem as problem:
            tally.problems[problem.kind] += 1
            tally.lines += 1
            last = _written({"line": number + 1, **problem.value()})
            tally.size += len(last)
            yield last

    def _answer(self, line: bytes | int, tally: Tally) -> dict[str, Any]:
        name: dict[str, str | int] = {}
        try:
            if isinstance(line, int):
                detail = f"The line has {line} bytes, and the limit is {self.limit}. Send less, or raise CLEAN_BATCH_LINE_LIMIT."
                raise Problem("line-too-large", detail, limit=self.limit, actual=line)  # noqa: TRY301
            value = json_value(line, "line")
            name = _name(value)
            return name | self.clean(object_job(value, self.options, "line", ("id",), self.url))
        except Exception as error:  # noqa: BLE001 - a fault over one line must not cost the others theirs
            problem = error if isinstance(error, Problem) else self.fail(error)
            tally.problems[problem.kind] += 1
            return name | problem.value()


def _written(answer: dict[str, Any]) -> bytes:
    try:
        return encode(answer).encode() + b"\n"
    except UnicodeEncodeError:  # an id with half a surrogate pair goes back as it came
        return json.dumps(answer).encode() + b"\n"


def _name(value: object) -> dict[str, str | int]:
    """The member id of a line's object, as a member of its answer. Raises Problem for one that is no string or integer."""
    if not isinstance(value, dict) or "id" not in value:
        return {}
    name = value["id"]
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise Problem("bad-json", "The member id must be a string or an integer.")
    return {"id": name}
