"""The workers of a service as each other's helpers: one that has more to do than it can do at once asks those that do nothing.

Each worker listens on a socket of its own in the service's private folder, and does an errand when it is free. Who asked does
himself whatever was not done: the other was busy, became busy, or died over it.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection
from pathlib import Path
from queue import Full, Queue
from threading import Lock, Thread
from typing import Any, Protocol

from page_cleaner.web import logs

#: How long a helper that was busy is left alone, in seconds.
_REST = 0.05
_NAME = "sibling-{}"


class Task(Protocol):
    """What is offered to helpers, who take it and put it back done, in part, or not at all."""

    def take(self) -> bool:
        """Have it for oneself; False where there is nothing left to do, or somebody has it."""

    def errand(self) -> object:
        """What is to be done, for another process."""

    def settle(self, done: Any) -> bool:
        """Take what was done, None where nothing was; whether it was anything."""

    def put_back(self) -> None:
        """Let others have it."""


class Siblings:
    """The other workers; none of them before ``open``, and none where a worker is alone."""

    def __init__(self) -> None:
        self.count = 0
        """How many helpers there may be."""
        self._own = Path()
        self._offered: Queue[Task] = Queue(1)
        self._started = Lock()

    def open(self, folder: Path, slot: int, workers: int, serve: Callable[[Any], Any]) -> None:
        """Begin to help and to be helped, in a worker in this slot of so many; ``serve`` does an errand of another's, or gives None."""
        self._own = folder / _NAME.format(slot)
        self._own.unlink(missing_ok=True)
        try:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(str(self._own))
            listener.listen()
        except OSError as error:  # a path that is too long, say
            logs.say(logging.WARNING, "workers do not help each other", exception=logs.described(error))
            return
        self.count = workers - 1
        self._offered = Queue(max(1, 2 * self.count))
        Thread(target=_listen, args=(listener, serve), daemon=True).start()

    def offer(self, task: Task) -> None:
        """Let a helper have a task, if one comes by; who offers it takes it where none has."""
        if not self.count:
            return
        if self._started.acquire(blocking=False):
            for place in range(self.count):
                Thread(target=self._have_done, args=(place,), daemon=True).start()
        with contextlib.suppress(Full):
            self._offered.put_nowait(task)

    def ask(self, errand: object) -> Any:
        """Have an errand done by the first who is free, and wait for it; None where nobody was."""
        for path in self._others():
            with contextlib.suppress(OSError, EOFError), Client(str(path), "AF_UNIX") as helper:
                helper.send(errand)
                if (done := helper.recv()) is not None:
                    return done
        return None

    def _others(self) -> list[Path]:
        return sorted({*self._own.parent.glob(_NAME.format("*"))} - {self._own}) if self.count else []

    def _have_done(self, place: int) -> None:
        """Have one helper do what is offered, task after task."""
        helper: Connection | None = None
        while True:
            task = self._offered.get()
            if not task.take():
                continue
            done = None
            try:
                helper = helper or Client(str(self._others()[place]), "AF_UNIX")
                helper.send(task.errand())
                done = helper.recv()
            except (OSError, EOFError, IndexError):  # it died, or there is none at the moment
                helper = None
            finally:
                helped = task.settle(done)
                task.put_back()
            if not helped:
                time.sleep(_REST)


def forget(folder: Path, slot: int) -> None:
    """Remove the socket of a worker that is gone."""
    (folder / _NAME.format(slot)).unlink(missing_ok=True)


def _listen(listener: socket.socket, serve: Callable[[Any], Any]) -> None:
    while True:
        with contextlib.suppress(OSError):
            asking, _ = listener.accept()
            Thread(target=_help, args=(Connection(asking.detach()), serve), daemon=True).start()


def _help(asking: Connection, serve: Callable[[Any], Any]) -> None:
    with contextlib.suppress(OSError, EOFError), asking:
        for errand in iter(asking.recv, None):
            asking.send(serve(errand))
