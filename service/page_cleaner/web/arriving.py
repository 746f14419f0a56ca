"""Requests on their way in: a head and a body as they are collected, piece by piece, before any thread is held by them.

Only a body that is read while it comes (Streamed) touches a socket or waits. gunicorn's parser reads heads; how a body is framed is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.unreader import Unreader as GunicornUnreader

#: The most bytes of a head that are collected; gunicorn bounds its lines besides.
HEAD = 64 * 1024
#: The most bytes of the size line of a chunk, and of what may stand behind the last one.
_SIZE_LINE, _TRAILERS = 4_096, 8_192
_STEP = 64 * 1024
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?")
_REQUEST = re.compile(rb"(?:\r\n)?(?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20} (?:/|\*|https?:)|[A-Z]{0,20}\Z)")


def looks_like_request(data: bytes) -> bool:
    """Whether bytes behind a body can be the beginning of the next request, or nothing."""
    return bool(_REQUEST.match(data))


class Unreader(GunicornUnreader):  # type: ignore[misc]
    """What gunicorn's parser reads heads from: what was collected, and never the socket."""

    def chunk(self, _size_hint: int | None = None) -> bytes:
        """Nothing: what comes next is collected elsewhere."""
        return b""


class Collected:
    """A body that has arrived: what an application reads, at once and without waiting.

    ``failure`` is raised where its end should be; ``overflow`` is how many bytes came of a body over the limit, which is not held.
    ``follows`` gives the bytes behind it that have come, ``close`` has the connection closed after the answer.
    """

    failed = False

    def __init__(self, data: bytes, failure: Exception | None = None, overflow: int = 0) -> None:
        self._data, self._at = memoryview(data), 0
        self.failure, self.overflow = failure, overflow
        self.follows: Callable[[], bytes] = lambda: b""
        self.close: Callable[[], None] = lambda: None

    def read(self, size: int | None = None) -> bytes:
        """The next bytes, at most ``size`` of them; none at the end. Raises what broke the body off."""
        end = len(self._data) if size is None or size < 0 else self._at + size
        piece = bytes(self._data[self._at : end])
        self._at += len(piece)
        if not piece and size and self.failure:
            self.failed = True
            raise self.failure
        return piece

    def ready(self) -> bool:
        """Whether ``read`` has not to wait, which it never has to."""
        return True

    def excess(self) -> int:
        """How many bytes that are no request have come behind the body; the connection closes then."""
        rest = self.follows()
        if looks_like_request(rest):
            return 0
        self.failed = True
        self.close()
        return len(rest)


class Broken(Exception):  # noqa: N818 - it says what the body is
    """A chunked body that does not keep to its framing."""


class Chunks:
    """The chunks of a body, decoded as they come."""

    def __init__(self) -> None:
        self._left = -1  # bytes of the chunk that are still to come, the line end among them; -1 for a size line
        self._raw = bytearray()
        self._trailing = False

    def feed(self, data: bytes | bytearray) -> tuple[bytes, bytes | None]:
        """What the next bytes decode to, and what follows the body, None while it is not over. Raises Broken."""
        raw, found, at = self._raw, bytearray(), 0
        raw += data
        while not self._trailing:
            if self._left < 0:
                end = raw.find(b"\r\n", at)
                if end < 0:
                    if len(raw) - at > _SIZE_LINE:
                        raise Broken
                    break
                size = _CHUNK.fullmatch(raw, at, end)
                if not size:
                    raise Broken
                self._left = int(size[1], 16)
                self._trailing = not self._left
                self._left += 2
                at = end if self._trailing else end + 2
                continue
            here = min(self._left - 2, len(raw) - at)
            if here > 0:
                found += raw[at : at + here]
                self._left -= here
                at += here
            if self._left > 2 or len(raw) - at < 2:
                break
            if raw[at : at + 2] != b"\r\n":
                raise Broken
            at, self._left = at + 2, -1
        del raw[:at]
        if not self._trailing:
            return bytes(found), None
        end = raw.find(b"\r\n\r\n")  # the line end of the last size line, and the trailers before the empty line
        if end < 0:
            if len(raw) > _TRAILERS:
                raise Broken
            return bytes(found), None
        return bytes(found), bytes(raw[end + 4 :])


class Streamed:
    """A body that an application reads while it comes, and as it comes: a read waits for the next bytes, however few they are.

    ``request`` is as gunicorn has read it, ``first`` are the bytes behind its head, ``rest`` those behind the body once it is ``over``.
    What is not read of it is thrown away after the answer (``lingers``).
    """

    failed = False

    def __init__(self, sock: Any, request: Any, first: bytes) -> None:
        self._sock, self._held = sock, bytearray()
        self._chunks, self._left = _framing(request)
        self._failure: Exception | None = None
        self.lingers: Callable[[], None] = request.force_close
        self.over, self.rest = False, b""
        self._take(first)

    def read(self, size: int) -> bytes:
        """The next bytes, at most ``size`` of them; none at the end. Raises what broke the body off, TimeoutError where nothing came."""
        try:
            while not self._held and not self.over:
                self._take(self._sock.recv(_STEP) or None)
        except OSError:
            self.failed = True
            raise
        piece = bytes(self._held[:size])
        del self._held[:size]
        if not piece and self._failure:
            raise self._failure
        return piece

    def ready(self) -> bool:
        """Whether ``read`` has not to wait."""
        timeout = self._sock.gettimeout()
        self._sock.settimeout(0)
        try:
            with suppress(OSError):  # nothing is there, or what broke is for the read to tell
                while not self._held and not self.over:
                    self._take(self._sock.recv(_STEP) or None)
        finally:
            self._sock.settimeout(timeout)
        return bool(self._held or self.over)

    def _take(self, data: bytes | None) -> None:
        """Take the next bytes; None where no more come."""
        if data is None:
            # with a length the reader sees for itself that bytes are missing
            self.over = self.failed = True
            self._failure = EOFError() if self._chunks else None
            return
        end: bytes | None
        if self._chunks:
            try:
                data, end = self._chunks.feed(data)
            except Broken as error:
                self.over = self.failed = True
                self._failure = error
                return
        else:
            end = data[self._left :] if len(data) >= self._left else None
            data = data[: self._left]
            self._left -= len(data)
        self._held += data
        if end is not None:
            self.over, self.rest = True, end


def _framing(request: Any) -> tuple[Chunks | None, int]:
    """How the body of a request is framed, as gunicorn has read it: in chunks, or by its length in bytes."""
    reader = request.body.reader
    if isinstance(reader, ChunkedReader):
        return Chunks(), 0
    return None, reader.length if isinstance(reader, LengthReader) else 0


class Arriving:
    """A request as it is collected: feed it bytes until ``request`` is there, and then until ``body`` is.

    ``limit`` is the most bytes of a body that is held.
    """

    def __init__(self, limit: int) -> None:
        self.request: Any = None
        self.body: Collected | None = None
        self.rest = b""
        """What came behind the request."""
        self.received = 0
        """How many bytes of the body have come, decoded."""
        self.held = bytearray()
        self._limit = limit
        self._length: int | None = None
        self._chunks: Chunks | None = None

    @property
    def complete_head(self) -> bool:
        """Whether the head is there, or can only be refused."""
        held = self.held
        return b"\r\n\r\n" in held or len(held) > HEAD or held.count(b"\n") != held.count(b"\r\n")

    def framed(self, request: Any, rest: bytes) -> None:
        """The head has been read; the body comes as it says, and this much of it has come."""
        self.request, self.held = request, bytearray()
        self._chunks, length = _framing(request)
        self._length = None if self._chunks else length
        self.feed(rest)

    @property
    def too_long(self) -> bool:
        """Whether the body declares more bytes than may be held."""
        return self._length is not None and self._length > self._limit

    def feed(self, data: bytes) -> None:
        """Take the next bytes; ``body`` is there when it is whole or broken."""
        if self.request is None:
            self.held += data
            return
        end: bytes | None
        if self._chunks is not None:
            try:
                data, end = self._chunks.feed(data)
            except Broken:
                self.finish(ConnectionError())
                return
            self._hold(data)
        else:
            left = (self._length or 0) - self.received
            end = data[left:] if len(data) >= left else None
            self._hold(data[:left])
        if end is not None:
            self.rest = end
            self.finish()

    def broken_off(self) -> Exception | None:
        """What it is to a reader that no more comes: with a length the reader sees for itself that bytes are missing."""
        return EOFError() if self._chunks else None

    def finish(self, failure: Exception | None = None) -> None:
        """The body is over, broken off by ``failure`` where there is one."""
        over = self.received if self.received > self._limit else 0
        self.body = Collected(b"" if over else bytes(self.held), failure, over)
        self.held = bytearray()

    def _hold(self, data: bytes) -> None:
        self.received += len(data)
        if self.received <= self._limit:
            self.held += data
        elif self.held:
            self.held = bytearray()
