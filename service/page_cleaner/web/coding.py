"""Content encodings: bodies inflated as they come, and answers compressed where clients ask for it."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from page_cleaner.web.problems import Problem

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: The content encodings that are taken, as the Accept-Encoding of a refusal names them.
ENCODINGS = "gzip, deflate, zstd, identity"
_TAKEN = frozenset(("identity", "gzip", "x-gzip", "deflate", "zstd"))

#: How much is inflated at a time.
STEP = 16 * 1024
#: The window that HTTP allows zstd (RFC 9659): 8 MB.
_WINDOW = 23
#: Answers of fewer bytes are not worth it.
_LEAST = 1_024
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def check_encoding(encoding: str) -> str:
    """The content encoding in lower case, ``identity`` where none is named.

    Raises Problem for one that is not taken, and for several on top of each other.
    """
    name = encoding.strip().lower() or "identity"
    if name not in _TAKEN:
        raise Problem(
            "unsupported-content-encoding",
            f"The content encoding {encoding[:80]!r} is not taken; send the body as it is, or as one of {ENCODINGS}.",
            {"Accept-Encoding": ENCODINGS},
        )
    return name


class Inflater:
    """Inflates gzip, zlib or zstd, member after member, never holding more than a step of it."""

    def __init__(self, encoding: str) -> None:
        self._zstd = encoding == "zstd"
        self._members = _ZSTD if self._zstd else _GZIP
        self._stream = self._begun()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes inflate to, in steps. Raises Problem."""
        while True:
            if self._stream.eof:
                data = self._stream.unused_data + data
                if not data:
                    return
                if not data.startswith(self._members[: len(data)]):
                    raise Problem(
                        "broken-body", "Data follows the end of the compressed body that is no other member of it."
                    )
                self._stream = self._begun()
            try:
                piece = self._stream.decompress(data, STEP)
            except (zlib.error, zstd.ZstdError):
                raise Problem(
                    "broken-body", "The body is not the compressed data that Content-Encoding names."
                ) from None
            yield piece
            data = b"" if self._zstd else self._stream.unconsumed_tail
            if not self._stream.eof and not data and len(piece) < STEP and (not self._zstd or self._stream.needs_input):
                return

    def finish(self) -> None:
        """Raise Problem unless the data has come to its end."""
        if not self._stream.eof:
            raise Problem("broken-body", "The compressed body ends before its data does.")

    def _begun(self) -> Any:
        if self._zstd:
            return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW})
        return zlib.decompressobj(wbits=47)  # 32 + 15: a gzip or a zlib header, whichever is there


def deflate(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Pieces of an answer as gzip or zstd, each of them complete for who reads along."""
    if encoding == "zstd":
        packer = zstd.ZstdCompressor(level=3)
        for piece in pieces:
            yield packer.compress(piece, packer.FLUSH_BLOCK)
        yield packer.flush()
        return
    stream = zlib.compressobj(1, wbits=31)
    for piece in pieces:
        yield stream.compress(piece) + stream.flush(zlib.Z_SYNC_FLUSH)
    yield stream.flush()


def worth_it(size: int | None) -> bool:
    """Whether an answer of so many bytes, None where that is not known yet, is to be compressed."""
    return size is None or size >= _LEAST
