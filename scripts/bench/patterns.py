"""What the service's patterns cost by themselves: every call of one while pages are cleaned is recorded, and made again.

They are recorded in a program of its own, since that must be there before the service compiles its patterns: it takes lists of
pages by name on its standard input (pickled), and prints the seconds by the same names (JSON).
"""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from scripts.pages import ROOT

ROUNDS = 5
CALLS: list[Callable[[], object]] = []


class Recorded:
    """A compiled pattern that notes how it is called."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        if not callable(found):
            return found

        def call(*arguments: Any) -> Any:
            if name == "finditer":
                return self._matches(arguments)
            CALLS.append(partial(found, *arguments))
            return found(*arguments)

        return call

    def _matches(self, arguments: tuple[Any, ...]) -> Iterator[re.Match[Any]]:
        """Find as many as are asked for; again, so many are."""
        asked = 0
        try:
            for match in self._pattern.finditer(*arguments):
                asked += 1
                yield match
            asked += 1  # for the end
        finally:
            CALLS.append(lambda: deque(islice(self._pattern.finditer(*arguments), asked), 0))


def alone(pages: Mapping[str, Sequence[bytes | str]]) -> dict[str, float]:
    """The CPU seconds a page that the calls alone take, by the names of the lists. Raises subprocess.CalledProcessError."""
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, cwd=ROOT, input=pickle.dumps(pages), stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def record() -> None:
    """Have the service, which is not imported yet, compile its patterns as recorded ones."""
    assert "page_cleaner" not in sys.modules
    original = re.compile

    def compile_recorded(*arguments: Any, **named: Any) -> Any:
        pattern = original(*arguments, **named)
        theirs = sys._getframe(1).f_globals["__name__"].startswith("page_cleaner")  # noqa: SLF001
        return Recorded(pattern) if theirs else pattern

    re.compile = compile_recorded


def made_again(pages: Sequence[bytes | str]) -> float:
    """The CPU seconds a page that the calls take, less those of as many calls of nothing; the least of some rounds."""
    from page_cleaner import clean  # noqa: PLC0415 - only now are patterns recorded

    for page in pages:  # for what is built and remembered once
        clean(page)
    CALLS.clear()
    for page in pages:
        clean(page)
    nothing = [partial(str.isspace, "")] * len(CALLS)
    return (min(taken(CALLS) for _ in range(ROUNDS)) - min(taken(nothing) for _ in range(ROUNDS))) / len(pages)


def taken(calls: Sequence[Callable[[], object]]) -> float:
    """The CPU seconds of some calls."""
    began = time.process_time()
    for call in calls:
        call()
    return time.process_time() - began


if __name__ == "__main__":
    record()
    print(json.dumps({name: made_again(pages) for name, pages in pickle.load(sys.stdin.buffer).items()}))
