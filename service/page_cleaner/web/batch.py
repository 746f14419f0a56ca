"""NDJSON: a page a line in, an answer a line out, in order, never more than one of them held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from page_cleaner.web.answers import encode
from page_cleaner.web.jobs import Job, json_value, object_job, own_members
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
    url: str | None
    limit: int

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
        own: dict[str, Any] = {}
        try:
            if isinstance(line, int):
                detail = f"The line has {line} bytes, and the limit is {self.limit}. Send less, or raise CLEAN_BATCH_LINE_LIMIT."
                raise Problem("line-too-large", detail, limit=self.limit, actual=line)  # noqa: TRY301
            value = json_value(line, "line")
            own = own_members(value)
            return own | self.clean(object_job(value, self.options, self.url, "line"))
        except Exception as error:  # noqa: BLE001 - a fault over one line must not cost the others theirs
            problem = error if isinstance(error, Problem) else self.fail(error)
            tally.problems[problem.kind] += 1
            return own | problem.value()


def _written(answer: dict[str, Any]) -> bytes:
    return encode(answer) + b"\n"
