"""A small client over kept connections, made to cost little beside the server that it measures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

#: Longer requests are sent while their answer is read: that to a batch begins before the batch has been read.
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Driven:
    """How often all requests were sent and answered, in how many seconds, and the CPU seconds of the client itself."""

    passes: int
    seconds: float
    cpu: float


def post(body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = ["POST /clean HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Connection:
    """A connection that is kept."""

    socket: socket.socket
    stream: BinaryIO

    def ask(self, request: bytes) -> bytes:
        """Send a request and give the body of its answer. Raises RuntimeError for any status but 200."""
        if len(request) <= _AT_ONCE:
            self.socket.sendall(request)
            return self._answer()
        writer = threading.Thread(target=self.socket.sendall, args=(request,))
        writer.start()
        answer = self._answer()
        writer.join()
        return answer

    def _answer(self) -> bytes:
        status = self.stream.readline().split(b" ", 2)
        length = None
        while (line := self.stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = b"".join(self._chunks()) if length is None else self.stream.read(length)
        if status[1:2] != [b"200"]:
            raise RuntimeError(f"answered {b' '.join(status).decode()!r}: {body[:300].decode(errors='replace')}")
        return body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.stream.readline().partition(b";")[0] or b"0", 16):
            yield self.stream.read(size)
            self.stream.readline()
        self.stream.readline()


@contextmanager
def connected(port: int) -> Iterator[Connection]:
    """A connection to a port of the loopback interface."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock, sock.makefile("rb") as stream:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Connection(sock, stream)


def drive(port: int, requests: Sequence[bytes], *, connections: int, seconds: float, passes: int = 1_000_000) -> Driven:
    """Send all requests again and again over some connections at once, until the time or the passes are over.

    A pass that has begun is finished, so that every request counts alike. Raises RuntimeError for any status but 200.
    """
    lock, done, began = threading.Lock(), 0, time.monotonic()

    def order() -> Iterator[bytes]:
        nonlocal done
        while done < passes and (not done or time.monotonic() - began < seconds):
            yield from requests
            done += 1

    waiting = order()

    def run() -> None:
        with connected(port) as connection:
            while True:
                with lock:
                    request = next(waiting, None)
                if request is None:
                    return
                connection.ask(request)

    cpu = time.process_time()
    with ThreadPoolExecutor(connections) as pool:
        for running in [pool.submit(run) for _ in range(connections)]:
            running.result()
    return Driven(done, time.monotonic() - began, time.process_time() - cpu)
