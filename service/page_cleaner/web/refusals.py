"""Answers to what is no request: written to the socket, since no application ever sees it. Nothing of it is quoted."""

from __future__ import annotations

import contextlib
import json
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors

from page_cleaner.web.problems import KINDS, MEDIA_TYPE, Problem

_PIECE = (
    "The first line is no request. Where it is a piece of a body, the Content-Length before it was too small: it counts bytes, not "
    "characters."
)
_LONG = "The head has more than 100 fields, a line of it is over 8,190 bytes, or it is over 64 KiB as a whole."
_REFUSED: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.LimitRequestLine, "head-too-large", _LONG),
    (errors.LimitRequestHeaders, "head-too-large", _LONG),
    (errors.UnsupportedTransferCoding, "bad-request", "The transfer coding is not taken; send a length, or chunks."),
    (errors.ExpectationFailed, "bad-request", "The header Expect takes 100-continue."),
    (errors.InvalidRequestLine, "bad-request", _PIECE),
    (errors.NoMoreData, "bad-request", "The head ends before its time."),
    (errors.ParseException, "bad-request", "The head is not one of HTTP/1.1, or can be read in two ways."),
)


def of(error: Exception) -> tuple[str, str]:
    """The kind of problem that an error of gunicorn's parser is, and what there is to say of it."""
    for kind, name, detail in _REFUSED:
        if isinstance(error, kind):
            return name, detail
    return "internal-error", "The fault is the service's own and stands in its log."


def write(sock: Any, kind: str, detail: str) -> None:
    """Write a problem to a connection, which is closed afterwards. Raises nothing: the client may have gone."""
    status = HTTPStatus(KINDS[kind][0])
    body = json.dumps(Problem(kind, detail).value(), ensure_ascii=False).encode() + b"\n"
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    send(sock, head.encode() + body)


def send(sock: Any, data: bytes) -> None:
    """Send a few bytes at once or not at all. Raises nothing: the client may have gone."""
    with contextlib.suppress(OSError):
        sock.settimeout(0)
        sock.send(data)
