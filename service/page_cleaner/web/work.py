"""How much is done at once, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from page_cleaner.cleaned import Cleaned
from page_cleaner.page import Limits
from page_cleaner.web.jobs import Job
from page_cleaner.web.metrics import Metrics
from page_cleaner.web.problems import Problem
from page_cleaner.web.settings import Settings
from page_cleaner.web.sites import Sites

#: A page of more bytes or code points than this is large.
LARGE = 512 * 1024

_Answer = TypeVar("_Answer")


class Work:
    """The cleaning that one process does.

    Cleaning keeps a CPU busy, so only so many pages are cleaned at once (``threads``); the other requests that have been
    let in (``in_flight``) wait for their turn, and more than those are refused at once. So there is always a thread
    left for probes, and what waits is bounded. Of several pages at once no more than one is large: two would take twice the
    memory and no less time.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._sites = Sites.load(settings.sites)
        self._room = BoundedSemaphore(settings.in_flight)
        self._turns = BoundedSemaphore(settings.threads)
        self._large = BoundedSemaphore(1)

    def enter(self) -> Callable[[], None]:
        """Let a request in; call what is returned when it is done. Raises Problem where there is no room."""
        if not self._room.acquire(blocking=False):
            limit = self._settings.in_flight
            detail = (
                f"This process has {limit} requests in flight, which is its limit. Send this one again in a second."
            )
            raise Problem("busy", detail, {"Retry-After": "1"}, limit=limit, actual=limit + 1)
        self._metrics.in_flight.inc()
        return self._leave

    def clean(self, job: Job, write: Callable[[Cleaned], _Answer]) -> _Answer:
        """Clean a page when its turn comes, and give what ``write`` makes of it.

        Raises Problem, also where the turn or the end does not come in time.
        """
        with self._turn(large=len(job.page) > LARGE):
            deadline = _Deadline(self._settings.deadline)
            limits = Limits(self._settings.lines_limit, self._settings.nesting_limit, deadline.check)
            cleaned = job.at(self._sites).run(limits)
            self._metrics.count(cleaned)
            return write(cleaned)

    @contextmanager
    def _turn(self, *, large: bool) -> Iterator[None]:
        seconds = self._settings.deadline
        end = time.monotonic() + seconds
        with ExitStack() as held:
            for gate in (self._large, self._turns) if large else (self._turns,):
                if not gate.acquire(timeout=max(0.0, end - time.monotonic())):
                    detail = f"The page waited {seconds} s for its turn, which is the limit. Send it again in a second."
                    raise Problem("busy", detail, {"Retry-After": "1"})
                held.callback(gate.release)
            yield

    def _leave(self) -> None:
        self._room.release()
        self._metrics.in_flight.dec()


class _Deadline:
    """The time by which a page must be clean, counted in seconds from now."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._began = time.monotonic()

    def check(self) -> None:
        """Raise Problem if it has passed."""
        passed = time.monotonic() - self._began
        if passed > self._seconds:
            detail = (
                f"Cleaning took {passed:.0f} s and was not done, and the limit is {self._seconds} s. Send the page again when "
                "there is less to do, send less of it, or raise CLEAN_DEADLINE."
            )
            headers = {"Retry-After": str(self._seconds)}
            raise Problem("late", detail, headers, limit=self._seconds, actual=round(passed))
