"""The real server for tests: gunicorn as it runs in production, on a free port of the loopback interface."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "gunicorn", "--config", "python:page_cleaner.web.gunicorn_conf"]


@dataclass(frozen=True)
class Answer:
    """A response as it arrived: ``media_type`` is None where the response has no content."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str | None:
        return self.headers.get_content_type() if "Content-Type" in self.headers and self.body else None


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process, and the file that holds its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def send(
        self,
        method: str = "POST",
        path: str = "/clean",
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; a body that is no bytes object goes out chunked."""
        connection = self.connect()
        try:
            chunked = body is not None and not isinstance(body, bytes)
            connection.request(method, path, body, dict(headers or {}), encode_chunked=chunked)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """The processes that serve now, as the log names them."""
        booted = re.findall(r"Booting worker with pid: (\d+)", self.log.read_text("utf-8"))
        return [int(pid) for pid in booted if Path(f"/proc/{pid}").exists()]

    def stop(self) -> None:
        """Ask the server to finish, as a container's runtime does."""
        self.process.send_signal(signal.SIGTERM)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The process's environment with these settings and no others."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CLEAN_", "GUNICORN_")) and k != "PORT"}
    return {**inherited, **settings}


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(log: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    """Run the server until the block ends; it is ready when the block begins. ``arguments`` go to gunicorn."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=ROOT, env=environment({"CLEAN_PORT": str(port), **settings}), stdout=out, stderr=out
        )  # fmt: skip
    server = Server(port, process, log)
    try:
        wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            server.stop()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def wait_until_ready(server: Server, seconds: float = 30) -> None:
    """Wait for the first healthy answer. Raises RuntimeError with the log where none comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if server.send("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text('utf-8')}")
