"""gunicorn's threaded worker, with requests collected before a thread takes them.

Heads and bodies are received by the worker's one loop, however slowly they come, so that a client that drips holds a few bytes
of memory and nothing else; a thread gets a request that is whole. Only batches too long to be held are read by the thread that
answers them. A request has a total time for its head and for its body. After SIGTERM nobody connects any more: who had
connected is served, and the listening socket is closed at once. Nothing of a request that is refused is logged.
"""

from __future__ import annotations

import math
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.http import errors
from gunicorn.workers import gthread

from page_cleaner.web import batch, refusals
from page_cleaner.web.arriving import HEAD, Arriving, Collected, Streamed
from page_cleaner.web.connection import Connection
from page_cleaner.web.settings import Settings

_STEP = 64 * 1024
#: The most bytes of bodies that are not whole yet, in all connections together; whoever sends more then is told that the service is busy.
_HELD = 256 * 1024 * 1024
#: How long a client may go on sending what is thrown away after its answer, and how much.
_LINGER, _LINGER_LONG, _LINGER_BYTES = 2.0, 10.0, 256 * 1024 * 1024
#: How long a stopping worker keeps connections on which nothing has come.
_LEAVING = 2.0


class Worker(gthread.ThreadWorker):  # type: ignore[misc]
    """The worker; ``settings`` are the service's."""

    settings: Settings

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.settings = Settings.from_environ()
        self._open: set[Connection] = set()
        self._held = 0
        self._swept, self._left = 0.0, math.inf

    # The loop: it alone knows connections whose requests are not whole.

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's own
        """Take connections or not; in a worker that stops, take those that have come and then close the door."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            self._left = time.monotonic()
            for listener in self.sockets:
                while self._accepted(listener):
                    pass
                listener.close()

    def accept(self, listener: Any) -> None:
        """Take a connection that has come."""
        self._accepted(listener)

    def _accepted(self, listener: Any) -> bool:
        try:
            client, address = listener.accept()
        except OSError:
            return False
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        self._await(connection, b"", self.settings.head_timeout)
        return True

    def _await(self, connection: Connection, rest: bytes, seconds: float) -> None:
        """Wait for a request on a connection, of which ``rest`` has come, for so long."""
        connection.arriving = Arriving(self.settings.body_limit)
        connection.continued = connection.streamed = False
        connection.deadline = connection.silent = time.monotonic() + seconds
        connection.sock.settimeout(0)
        self._open.add(connection)
        self.poller.register(connection.sock, selectors.EVENT_READ, partial(self._receive, connection))
        if rest:
            self._feed(connection, rest)

    def _receive(self, connection: Connection, sock: Any) -> None:
        try:
            data = sock.recv(_STEP)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)
            return
        if data:
            self._feed(connection, data)
        elif connection.arriving.request is None:
            self._close(connection)
        else:
            self._finish(connection, connection.arriving.broken_off())

    def _feed(self, connection: Connection, data: bytes) -> None:
        """Take what has come, and hand the request over once it is there."""
        arriving, now = connection.arriving, time.monotonic()
        if arriving.request is None:
            if not arriving.held:
                connection.deadline = now + self.settings.head_timeout
            connection.silent = connection.deadline
            arriving.feed(data)
            if not arriving.complete_head or not self._begin(connection, now):
                return
        else:
            arriving.feed(data)
            connection.silent = now + self.settings.timeout
        self._count(connection)
        if arriving.body is not None or connection.streamed:
            self._hand_over(connection)
        elif self._held > _HELD:
            self._finish(connection, MemoryError())

    def _begin(self, connection: Connection, now: float) -> bool:
        """Have the head read; whether there is a request."""
        arriving, unreader = connection.arriving, connection.unreader
        try:
            if len(arriving.held) > HEAD and b"\r\n\r\n" not in arriving.held[:HEAD]:
                raise errors.LimitRequestHeaders("")  # noqa: TRY301 - it goes the way of the parser's own
            unreader.unread(bytes(arriving.held))
            request = next(connection.parser)
        except StopIteration:
            self._close(connection)
            return False
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a head is refused alike
            self.handle_error(None, connection.sock, connection.client, error)
            self._linger(connection)
            return False
        connection.deadline = now + self.settings.body_timeout
        connection.silent = now + self.settings.timeout
        rest = unreader.take_buffered()
        arriving.framed(request, rest)
        if arriving.too_long and not _is_batch(request):
            arriving.body = Collected(b"")  # nothing of it is needed to refuse it
            request.force_close()
        elif arriving.body is None and _is_batch(request):
            connection.streamed = True
            request.body = Streamed(connection.sock, request, rest)
        elif arriving.body is None and request._expected_100_continue:  # noqa: SLF001 - the parser's way to say so
            connection.continued = True
            refusals.send(connection.sock, b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    def _count(self, connection: Connection) -> None:
        """Keep count of what is held of bodies that are not whole."""
        arriving = connection.arriving
        held = len(arriving.held) if arriving.request is not None and not connection.streamed else 0
        self._held += held - connection.counted
        connection.counted = held

    def _finish(self, connection: Connection, failure: Exception | None) -> None:
        """The body of a request comes no further."""
        connection.arriving.finish(failure)
        self._hand_over(connection)

    def _hand_over(self, connection: Connection) -> None:
        """Let a thread answer the request."""
        self._forget(connection)
        self.enqueue_req(connection)

    def _forget(self, connection: Connection) -> None:
        if connection.streamed or connection.arriving.body is not None:
            connection.arriving.held = bytearray()
        self._count(connection)
        self._open.discard(connection)
        self.poller.unregister(connection.sock)

    def _close(self, connection: Connection) -> None:
        connection.arriving = Arriving(0)
        self._forget(connection)
        self.nr_conns -= 1
        connection.close()

    def murder_pending(self) -> None:
        """See whose time is over, once a second, in a worker that stops more often."""
        now = time.monotonic()
        if now - self._swept < (1 if self.alive else 0.2):
            return
        self._swept = now
        for connection in list(self._open):
            arriving = connection.arriving
            idle = arriving.request is None and not arriving.held
            patience = _LEAVING if idle else 0.8 * self.cfg.graceful_timeout
            if now < min(connection.deadline, connection.silent, self._left + patience):
                continue
            if arriving.request is not None:
                self._finish(connection, TimeoutError())
            elif idle:
                self._close(connection)
            else:
                detail = f"The head of the request took more than {self.settings.head_timeout} s, which is CLEAN_HEAD_TIMEOUT."
                refusals.write(connection.sock, "slow-head", detail)
                self._linger(connection)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        """Close what is open where the worker is at its end; connections that are kept are like all others."""
        if force:
            for connection in list(self._open):
                self._close(connection)

    def finish_request(self, connection: Connection, future: Any) -> None:
        """A thread is done with a request: wait for the next one, or let the client read its answer."""
        if not future.cancelled() and future.exception() is None and future.result():
            self._await(connection, connection.arriving.rest, self.cfg.keepalive)
        else:
            self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        """Read on for a while after the last answer: closing at once would reset the connection and cost the client its answer."""
        connection.arriving = Arriving(0)
        connection.streamed = False
        if connection in self._open:
            self._forget(connection)
        try:
            connection.sock.settimeout(0)
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.nr_conns -= 1
            connection.close()
            return
        now = time.monotonic()
        connection.deadline, connection.silent = now + _LINGER_LONG, now + _LINGER
        self._open.add(connection)
        self.poller.register(connection.sock, selectors.EVENT_READ, partial(self._drop, connection))

    def _drop(self, connection: Connection, sock: Any) -> None:
        try:
            data = sock.recv(_STEP)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        connection.leftover += len(data)
        connection.silent = time.monotonic() + _LINGER
        if not data or connection.leftover > _LINGER_BYTES:
            self._close(connection)

    # A thread: it has a request that is there.

    def handle(self, connection: Connection) -> bool:
        """Answer a request; whether its connection may serve another one."""
        request = connection.arriving.request
        try:
            connection.sock.settimeout(self.cfg.timeout)
            if body := connection.arriving.body:
                request.body = body
                if not connection.arriving.too_long:
                    body.follows, body.close = connection.follows, request.force_close
            if connection.continued:
                request._expected_100_continue = False  # noqa: SLF001 - it has been said
            kept = self.handle_request(request, connection)
        except StopIteration:
            return False
        except OSError:  # the client has gone, or does not read
            return False
        except Exception as error:  # noqa: BLE001 - gunicorn's own way to answer for it
            self.handle_error(request, connection.sock, connection.client, error)
            return False
        if connection.streamed:
            connection.arriving.rest = request.body.rest
            kept = kept and request.body.over
        return bool(kept) and not request.body.failed and not request.must_close

    def handle_error(self, _request: Any, client: Any, _address: Any, error: Exception) -> None:
        """Refuse what is no request, or answer for a fault, without a word of what was sent."""
        kind, detail = refusals.of(error)
        if kind == "internal-error":
            self.log.error("a fault while a request was handled", exc_info=error)
        else:
            self.log.info("a request was refused: %s", type(error).__name__)
        refusals.write(client, kind, detail)


def _is_batch(request: Any) -> bool:
    """Whether the body is one that is answered while it arrives."""
    if request.method != "POST" or request.path != "/clean":
        return False
    named = next((value for name, value in request.headers if name == "CONTENT-TYPE"), "")
    return named.partition(";")[0].strip().lower() in batch.NAMES
