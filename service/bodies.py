"""Request bodies: read whole within a limit, inflated within the same limit, and drained when they are refused."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from typing import IO

from service.problems import Problem

#: The content encodings that are taken, as the Accept-Encoding of a refusal names them.
ENCODINGS = "gzip, deflate, identity"

_STEP = 64 * 1024
_DRAIN_BYTES = 256 * 1024 * 1024
_DRAIN_SECONDS = 10.0


def check_encoding(encoding: str) -> str:
    """The content encoding in lower case, ``identity`` where none is named.

    Raises Problem for one that is not taken, and for several on top of each other.
    """
    name = encoding.strip().lower() or "identity"
    if name not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Problem(
            "unsupported-content-encoding",
            f"The content encoding {encoding[:80]!r} is not taken; send the body as it is, or as one of {ENCODINGS}.",
            {"Accept-Encoding": ENCODINGS},
        )
    return name


class Incoming:
    """The body of one request on its way in, read once, in pieces, until it ends or breaks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._over = False

    def read(self, limit: int, length: int | None, encoding: str) -> bytes:
        """The whole body, inflated.

        ``limit`` is the most bytes that it may have, before and after inflating; ``length`` is what the request
        declares, None for a chunked body. A body over the limit is never held: inflating stops there, and what the
        client still sends is counted and thrown away, within bounds. Raises Problem.
        """
        if length is not None and length > limit:
            raise _too_large(limit, length)
        inflater = None if encoding == "identity" else _Inflater(limit)
        body = bytearray()
        received = 0
        for piece in self._pieces():
            received += len(piece)
            if received > limit:
                body.clear()
                raise _too_large(limit, received + self.drain())
            body += inflater.feed(piece) if inflater else piece
        if length is not None and received < length:
            raise Problem("broken-body", f"The request declares {length} bytes and only {received} arrived.")
        if inflater and received:
            inflater.finish()
        return bytes(body)

    def drain(self) -> int:
        """Read and drop what is left of the body; the number of bytes.

        A client that sends its whole body before it reads would otherwise lose its answer to a reset connection.
        Bounded in bytes and in time, so that an endless body cannot hold a thread. Raises nothing.
        """
        dropped = 0
        end = time.monotonic() + _DRAIN_SECONDS
        try:
            for piece in self._pieces():
                dropped += len(piece)
                if dropped >= _DRAIN_BYTES or time.monotonic() > end:
                    break
        except Problem:
            pass  # nothing more will come, and the answer is the one that was being given
        return dropped

    def _pieces(self) -> Iterator[bytes]:
        while not self._over:
            try:
                piece = self._stream.read(_STEP)
            except TimeoutError as error:
                self._over = True
                raise Problem("slow-body", "The body stopped arriving before its end.") from error
            except Exception as error:  # every server has exceptions of its own for a broken connection or chunk
                self._over = True
                raise Problem("broken-body", "The connection or its chunks broke before the body ended.") from error
            if piece:
                yield piece
            else:
                self._over = True


def _too_large(limit: int, actual: int) -> Problem:
    detail = f"The body has {actual} bytes, and the limit is {limit}. Send less, or raise CLEAN_BODY_LIMIT."
    return Problem("body-too-large", detail, limit=limit, actual=actual)


class _Inflater:
    """Inflates one gzip or zlib stream piece by piece, never holding more than the limit and a byte."""

    def __init__(self, limit: int) -> None:
        self._stream = zlib.decompressobj(wbits=47)  # 32 + 15: a gzip or a zlib header, whichever is there
        self._limit = limit
        self._size = 0

    def feed(self, data: bytes) -> bytes:
        try:
            piece = self._stream.decompress(data, self._limit - self._size + 1)
        except zlib.error:
            raise Problem("broken-body", "The body is not the gzip or zlib data that Content-Encoding names.") from None
        self._size += len(piece)
        if self._size > self._limit:
            detail = f"The body inflates to more than {self._limit} bytes. Send less, or raise CLEAN_BODY_LIMIT."
            raise Problem("body-too-large", detail, limit=self._limit, actual=self._size)
        if self._stream.unused_data:
            raise Problem("broken-body", "Data follows the end of the compressed body; send one stream.")
        return piece

    def finish(self) -> None:
        if not self._stream.eof:
            raise Problem("broken-body", "The compressed body ends before its data does.")
