"""Who is cleaned next: small pages and large ones in lanes of their own, each in the order in which they came."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

#: Small pages may pass a large one that waits for the large one before it, up to this share of its size: who sends little is not
#: held up, and who sends much is not put off for ever.
_PASSING = 0.1


class NoTurn(Exception):  # noqa: N818 - it says what there was
    """The turn of a page did not come in time."""


class _Waiter:
    """A page that waits for its turn; ``size`` in bytes or code points."""

    __slots__ = ("begun", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.begun = Event()


class Turns:
    """``threads`` small pages at once, and beside them one large page; more bytes than ``large`` make one.

    Two large pages at once would take twice the memory and no less time.
    """

    def __init__(self, threads: int, large: int) -> None:
        self._lock = Lock()
        self._free, self._large_free = threads, True
        self._threads, self._limit = threads, large
        self._small: deque[_Waiter] = deque()
        self._large: deque[_Waiter] = deque()
        self._passed = 0  # by how much the large page that waits longest was passed

    @property
    def idle(self) -> bool:
        """Whether nobody has a turn or waits for one."""
        return self._large_free and self._free == self._threads

    @property
    def large_free(self) -> bool:
        """Whether a large page would have its turn at once."""
        return self._large_free

    @contextmanager
    def turn(self, size: int, seconds: float) -> Iterator[bool]:
        """Wait for the turn of a page of this size, for so long, and hold it; gives whether the page is large. Raises NoTurn."""
        large = size > self._limit
        waiter, lane = _Waiter(size), self._large if large else self._small
        with self._lock:
            lane.append(waiter)
            self._grant()
        if not waiter.begun.wait(seconds):
            with self._lock:
                if not waiter.begun.is_set():
                    lane.remove(waiter)
                    self._grant()
                    raise NoTurn
        try:
            yield large
        finally:
            with self._lock:
                if large:
                    self._large_free = True
                else:
                    self._free += 1
                self._grant()

    def _grant(self) -> None:
        if self._large and self._large_free:
            self._large_free, self._passed = False, 0
            self._large.popleft().begun.set()
        while self._small and self._free:
            if self._large:
                self._passed += self._small[0].size
                if self._passed > _PASSING * self._large[0].size:
                    self._passed -= self._small[0].size
                    break
            self._free -= 1
            self._small.popleft().begun.set()
