"""How much is done at once, and how long it may take."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, TypeVar

from page_cleaner.cleaned import Cleaned
from page_cleaner.page import Limits
from page_cleaner.web.batch import Answered, Errand
from page_cleaner.web.jobs import Job
from page_cleaner.web.metrics import Metrics
from page_cleaner.web.problems import Problem
from page_cleaner.web.settings import Settings
from page_cleaner.web.siblings import Siblings
from page_cleaner.web.sites import Sites
from page_cleaner.web.turns import NoTurn, Turns

#: A page of more bytes or code points than this is large.
LARGE = 512 * 1024

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that another worker is asked to clean."""

    job: Job
    markdown: bool


class Work:
    """The cleaning that one process does.

    Cleaning keeps a CPU busy, so only so many pages are cleaned at once (``threads``); the other requests that have been
    let in (``in_flight``) wait for their turn, and more than those are refused at once. So there is always a thread
    left for probes, and what waits is bounded. A large page has a lane of its own and shares the interpreter with the small ones, so that
    no small page waits until it is done. A large page that would wait for another one, and lines of batches, are cleaned by ``siblings``
    that have nothing to do.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self.siblings = Siblings()
        self._sites = Sites.load(settings.sites)
        self._room = BoundedSemaphore(settings.in_flight)
        self._turns = Turns(settings.threads, LARGE)
        self._batches = BoundedSemaphore(max(1, settings.in_flight // 2))

    def enter(self, *, batch: bool = False) -> Callable[[], None]:
        """Let a request in; call what is returned when it is done.

        A batch holds a thread for as long as its client takes to send it, so no more than half of the requests may be batches. Raises
        Problem where there is no room.
        """
        if not batch:
            return self._enter()
        if not self._batches.acquire(blocking=False):
            limit = max(1, self._settings.in_flight // 2)
            detail = f"This process has {limit} batches in flight, which is its limit. Send this one again in a second."
            raise Problem("busy", detail, {"Retry-After": "1"}, limit=limit, actual=limit + 1)
        try:
            leave = self._enter()
        except Problem:
            self._batches.release()
            raise

        def leave_both() -> None:
            leave()
            self._batches.release()

        return leave_both

    def _enter(self) -> Callable[[], None]:
        if not self._room.acquire(blocking=False):
            limit = self._settings.in_flight
            detail = (
                f"This process has {limit} requests in flight, which is its limit. Send this one again in a second."
            )
            raise Problem("busy", detail, {"Retry-After": "1"}, limit=limit, actual=limit + 1)
        self._metrics.in_flight.inc()
        return self._leave

    def clean(self, job: Job, write: Callable[[Cleaned], _Answer], *, markdown: bool = False) -> _Answer:
        """Clean a page when its turn comes, and give what ``write`` makes of it.

        Raises Problem, also where the turn or the end does not come in time.
        """
        if len(job.page) > LARGE and not self._turns.large_free and (done := self.siblings.ask(Page(job, markdown))):
            if isinstance(done, Problem):
                raise done
            return write(done)
        return self._in_turn(job, write, markdown=markdown)

    def answer(self, job: Job) -> dict[str, Any]:
        """Clean a page of a batch. Raises Problem."""
        return self.clean(job, Cleaned.as_dict)

    def help(self, errand: Page | Errand) -> Cleaned | Problem | Answered | None:
        """Do another worker's errand while there is nothing to do here; None where there is, or where it is for the other to fail."""
        if not self._turns.idle:
            return None
        if isinstance(errand, Errand):
            return errand.run(lambda job: self._in_turn(job, Cleaned.as_dict), lambda: self._turns.idle)
        try:
            return self._in_turn(errand.job, lambda cleaned: cleaned, markdown=errand.markdown)
        except Problem as problem:
            return problem
        except Exception:  # noqa: BLE001 - it is met again, and logged, where the request is known
            return None

    def _in_turn(self, job: Job, write: Callable[[Cleaned], _Answer], *, markdown: bool = False) -> _Answer:
        seconds = self._settings.deadline
        try:
            with self._turns.turn(len(job.page), seconds) as large, _uncollected() if large else nullcontext():
                return self._cleaned(job, write, markdown=markdown)
        except NoTurn as error:
            detail = f"The page waited {seconds} s for its turn, which is the limit. Send it again in a second."
            raise Problem("busy", detail, {"Retry-After": "1"}) from error

    def _cleaned(self, job: Job, write: Callable[[Cleaned], _Answer], *, markdown: bool) -> _Answer:
        deadline = _Deadline(self._settings.deadline)
        limits = Limits(self._settings.lines_limit, self._settings.nesting_limit, deadline.check)
        cleaned = job.at(self._sites).run(limits, markdown=markdown)
        self._metrics.count(cleaned)
        return write(cleaned)

    def _leave(self) -> None:
        self._room.release()
        self._metrics.in_flight.dec()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles away from a large page: it would look through all of it again and again, and find nothing.

    What small pages beside it left is collected afterwards, before new pages take memory around it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


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
