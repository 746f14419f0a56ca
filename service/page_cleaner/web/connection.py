"""A connection of the worker's, and what the worker knows of it."""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.workers import gthread

from page_cleaner.web.arriving import Arriving, Unreader


class Connection(gthread.TConn):  # type: ignore[misc]
    """A connection, and the request that is arriving on it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.init()
        self.parser.unreader = self.unreader = Unreader()
        self.sock.settimeout(0)
        self.arriving: Arriving
        self.deadline = self.silent = 0.0
        """When the head or the body, and when the next byte, must have come."""
        self.continued = self.streamed = False
        self.counted = 0  # bytes of a body that is not whole, as the worker counts them
        self.leftover = 0  # bytes thrown away behind the last answer

    def follows(self) -> bytes:
        """Some of what has come behind the request that a thread has."""
        if self.arriving.rest:
            return self.arriving.rest
        timeout = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            found: bytes = self.sock.recv(64, socket.MSG_PEEK)
        except OSError:
            return b""
        finally:
            self.sock.settimeout(timeout)
        return found
