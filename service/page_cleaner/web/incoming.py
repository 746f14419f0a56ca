"""Request bodies: read whole within a limit, or line by line; inflated as they come, and drained when they are refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import IO

from page_cleaner.options import is_address
from page_cleaner.web.coding import STEP as _STEP
from page_cleaner.web.coding import Inflater
from page_cleaner.web.problems import Problem

#: The most characters of a page's address.
_ADDRESS = 2_000
#: A body of declared length is on its way as a whole, and every step costs a copy of what the server has read ahead.
_LONG_STEP = 128 * 1024
_DRAIN_BYTES = 256 * 1024 * 1024
_DRAIN_SECONDS = 10.0


def page_address(value: object) -> str | None:
    """The address of a page, as the member or the parameter ``url`` gives it; None where it gives none. Raises Problem."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= _ADDRESS and is_address(value):
        return value
    raise Problem(
        "bad-option", f"url takes the absolute address of the page, http or https, of at most {_ADDRESS} characters."
    )


class Incoming:
    """The body of one request on its way in, read once, in pieces, until it ends or breaks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._over = False
        self._waited = 0.0  # seconds spent waiting for the client
        self.received = 0
        """The bytes that have arrived so far, as they were sent."""

    def read(self, limit: int, length: int | None, encoding: str) -> bytes:
        """The whole body, inflated.

        ``limit`` is the most bytes that it may have, before and after inflating; ``length`` is what the request
        declares, None for a chunked body. A body over the limit is never held: inflating stops there, and what the
        client still sends is counted and thrown away, within bounds. Raises Problem.
        """
        if length is not None and length > limit:
            raise _too_large(limit, length)
        if over := getattr(self._stream, "overflow", 0):
            self.received, self._over = over, True
            raise _too_large(limit, over)
        body: list[bytes] = []
        size = 0
        for piece in self.pieces(length, encoding):
            body.append(piece)
            size += len(piece)
            if self.received > limit:
                body.clear()
                self.drain()
                raise _too_large(limit, self.received)
            if size > limit:
                detail = f"The body inflates to more than {limit} bytes. Send less, or raise CLEAN_BODY_LIMIT."
                raise Problem("body-too-large", detail, limit=limit, actual=size)
        return b"".join(body)

    def lines(self, limit: int, length: int | None, encoding: str, seconds: float) -> Iterator[list[bytes | int]]:
        """The body's lines, inflated, without their line feeds: those that ended in a piece, as each piece arrives.

        A line of more than ``limit`` bytes is not held: its size in bytes stands for it. Raises Problem where the body
        breaks, or where a line is waited for longer than ``seconds``; what had arrived of the line that it broke in is dropped.
        """
        line = bytearray()
        size = 0
        waited = 0.0
        for piece in self.pieces(length, encoding):
            if b"\n" in piece:
                waited = self._waited
            elif self._waited - waited > seconds:
                detail = f"The line did not arrive whole within {seconds:.0f} s, which is CLEAN_BODY_TIMEOUT; all lines before it are answered."
                raise Problem("slow-body", detail)
            *ends, rest = piece.split(b"\n")
            ended: list[bytes | int] = []
            for end in ends:
                size += len(end)
                ended.append(bytes(line) + end if size <= limit else size)
                line.clear()
                size = 0
            size += len(rest)
            if size <= limit:
                line += rest
            else:
                line.clear()
            yield ended
        if size:
            yield [bytes(line) if size <= limit else size]

    def pieces(self, length: int | None, encoding: str) -> Iterator[bytes]:
        """The body in pieces of at most 128 KiB, inflated, empty ones among them. Raises Problem where it breaks."""
        inflater = None if encoding == "identity" else Inflater(encoding)
        for piece in self._arriving(_STEP if inflater or length is None else _LONG_STEP):
            if inflater:
                yield from inflater.feed(piece)
            else:
                yield piece
        if length is not None and self.received < length:
            raise Problem("broken-body", f"The request declares {length} bytes and only {self.received} arrived.")
        if inflater and self.received:
            inflater.finish()

    def drain(self) -> None:
        """Read and drop what is left of the body.

        A client that sends its whole body before it reads would otherwise lose its answer to a reset connection.
        Bounded in bytes and in time, so that an endless body cannot hold a thread; a stream that ``lingers`` is left to the
        server, which does that after the answer and then closes the connection. Raises nothing.
        """
        lingers: Callable[[], None] | None = getattr(self._stream, "lingers", None)
        if lingers:
            lingers()
            return
        most = self.received + _DRAIN_BYTES
        end = time.monotonic() + _DRAIN_SECONDS
        try:
            for _ in self._arriving():
                if self.received >= most or time.monotonic() > end:
                    break
        except Problem:
            pass  # nothing more will come, and the answer is the one that was being given

    def ready(self) -> bool:
        """Whether more has come, or the end, so that nothing waits; False where the server does not tell."""
        told = getattr(self._stream, "ready", None)
        return bool(told and told())

    def excess(self) -> int:
        """How many bytes have come behind the body, as far as the server tells, that are no request: its length was too small."""
        told = getattr(self._stream, "excess", None)
        return told() if told else 0

    def _arriving(self, step: int = _STEP) -> Iterator[bytes]:
        while not self._over:
            began = time.monotonic()
            try:
                piece = self._stream.read(step)
            except TimeoutError as error:
                self._over = True
                detail = "The body stopped arriving before its end, or took longer than CLEAN_BODY_TIMEOUT."
                raise Problem("slow-body", detail) from error
            except MemoryError as error:
                self._over = True
                detail = "This process holds as many bytes of bodies as it may. Send this one again in a second."
                raise Problem("busy", detail, {"Retry-After": "1"}) from error
            except Exception as error:  # every server has exceptions of its own for a broken connection or chunk
                self._over = True
                raise Problem("broken-body", "The connection or its chunks broke before the body ended.") from error
            self._waited += time.monotonic() - began
            self.received += len(piece)
            if piece:
                yield piece
            else:
                self._over = True


def _too_large(limit: int, actual: int) -> Problem:
    detail = f"The body has {actual} bytes, and the limit is {limit}. Send less, or raise CLEAN_BODY_LIMIT."
    return Problem("body-too-large", detail, limit=limit, actual=actual)
