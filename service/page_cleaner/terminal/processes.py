"""Work on many tasks in several processes, the outcomes in the order of the tasks."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


def outcomes(work: Callable[[Task], Outcome], tasks: Iterable[Task], processes: int, ahead: int) -> Iterator[Outcome]:
    """Work on the tasks, the outcomes in their order; each process at most so many tasks ahead, so that memory stays bounded.

    An interrupt (SIGINT) ends the work. Raises ``BrokenProcessPool`` where a process died.
    """
    if processes == 1:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(processes, initializer=_leave_interrupts_to_the_parent) as pool:
        waiting: deque[Future[Outcome]] = deque()
        try:
            for task in tasks:
                with _uninterrupted():
                    waiting.append(pool.submit(work, task))
                if len(waiting) >= processes * ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back: one in the midst of handing out a task leaves the pool waiting for what no process was given.

    The pool's own threads begin in here and never see one.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
