"""Be the clients that an operator fears, and measure what others notice of them.

Usage: python -m scripts.clients slow|lanes|pairs|throughput|leaving [--seconds S] [--worker-class NAME]

``slow`` drips: 170 heads, then 140 bodies with a length, then 140 in chunks, a byte a second each, on two workers at defaults, while
/healthz and a small page are asked for. ``lanes`` keeps two pages of 16 MB being cleaned and sends small pages beside them; ``throughput`` says what a fixed lot of both takes.
``pairs`` sends two pages of 6 MB at a time over new connections, and says how the two workers shared the work.
``leaving`` sends SIGTERM with a page in flight and connects anew. The exit code is 1 where one of these is not as it should be.
``--worker-class`` runs gunicorn with another class of worker than the service's own.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from scripts.bench.processes import cpu, worked
from scripts.pages import html_page, seeds, text_page
from tests.serving import Server, serving

HEAD = b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
MB = 1024 * 1024
#: What each kind of slow client sends at once; it goes on with the letter a, a byte a second.
SLOW = {
    "heads": (170, b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: "),
    "bodies with a length": (140, HEAD + b"Content-Length: 100000\r\n\r\n"),
    "bodies in chunks": (140, HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n"),
    "silent connections": (170, b""),
}


@dataclass
class Watched:
    """What a client saw: the times of its requests in seconds, and their statuses or the names of their failures."""

    times: list[float] = field(default_factory=list)
    came: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        ordered = sorted(self.times) or [0.0]
        came = ", ".join(f"{number} of {what}" for what, number in sorted(self.came.items()))
        return f"median {ordered[len(ordered) // 2]:.3f} s, longest {ordered[-1]:.3f} s; {came}"


def watch(server: Server, end: float, pause: float, body: bytes | None = None) -> Watched:
    """Ask for the health, or send a page, again and again over new connections, until the time is over."""
    seen = Watched()
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            answer = server.send("POST" if body else "GET", "/clean" if body else "/healthz", body)
            seen.came[str(answer.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            seen.came[type(error).__name__] += 1
        seen.times.append(time.monotonic() - began)
        time.sleep(pause)
    return seen


def watch_port(port: int, seconds: float, pause: float, body: bytes) -> Watched:
    """The same from another process."""
    return watch(Server(port, None, Path()), time.monotonic() + seconds, pause, body)  # type: ignore[arg-type]


@contextmanager
def beside(*jobs: Callable[[], object]) -> Iterator[None]:
    """Run jobs in threads beside the block, and wait for them at its end."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def drip(server: Server, number: int, begin: bytes, end: float) -> None:
    """Hold so many connections that send a byte a second; one that the server closes is opened anew."""
    held: list[socket.socket | None] = [None] * number
    while time.monotonic() < end:
        for n, connection in enumerate(held):
            try:
                if connection is None:
                    opened = held[n] = socket.create_connection(("127.0.0.1", server.port), timeout=5)
                    opened.sendall(begin)
                elif begin:
                    connection.sendall(b"a")
            except OSError:
                held[n] = None
        time.sleep(1)
    for connection in held:
        if connection:
            connection.close()


def slow(seconds: float, *arguments: str) -> bool:
    """Drip, watch, print; whether /healthz took less than a second and every page was cleaned."""
    page, well = seeds()[0].encode(), True
    for kind, (number, begin) in SLOW.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(Path(folder, "log"), *arguments, CLEAN_WORKERS="2") as server,
        ):
            end = time.monotonic() + seconds
            pages: list[Watched] = []
            with beside(
                lambda: drip(server, number, begin, end),  # noqa: B023 - it is over before the next
                lambda: (time.sleep(3), pages.append(watch(server, end, 0.2, page))),  # noqa: B023
            ):
                time.sleep(3)
                health = watch(server, end, 0.1)
        print(f"{number} {kind}\n  /healthz: {health}\n  a page: {pages[0]}", flush=True)
        well &= max(health.times) < 1 and set(health.came) == set(pages[0].came) == {"200"}
    return well


def lanes(seconds: float, *arguments: str) -> bool:
    """Send small pages beside two of 16 MB, and alone; whether the worst took less than half a second."""
    large = html_page(16 * MB - 300_000)
    small = text_page(5_000).encode()
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, get_context("fork")) as client,  # what the others read would hold it up
        serving(Path(folder, "log"), *arguments, CLEAN_WORKERS="2") as server,
    ):
        alone = client.submit(watch_port, server.port, 5, 0, small).result()
        end = time.monotonic() + seconds
        heavy: list[Watched] = []
        with beside(*[lambda: heavy.append(watch(server, end, 0, large))] * 2):
            time.sleep(0.3)
            found = client.submit(watch_port, server.port, seconds, 0.02, small).result()
    print(f"5 kB alone: {alone}\n5 kB beside two pages of 16 MB: {found}\n16 MB: {heavy[0]} and {heavy[1]}")
    return max(found.times) < 0.5 and set(found.came) == {"200"}


def pairs(seconds: float, *arguments: str) -> bool:
    """Send large pages two at a time; whether of no pair more than two thirds of the work was done by one of the two workers."""
    large = html_page(6 * MB)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "log"), *arguments, CLEAN_WORKERS="2") as server:
        while len(server.workers()) < 2:
            time.sleep(0.05)
        end, found = time.monotonic() + seconds, list[float]()
        while time.monotonic() < end:
            before = [cpu(pid) for pid in server.workers()]
            with beside(*[lambda: _once(server, large)] * 2):
                pass
            work = [cpu(pid) - began for pid, began in zip(server.workers(), before, strict=True)]
            found.append(max(work) / sum(work))
    print("two pages of 6 MB at once: the busier worker did", ", ".join(f"{share:.0%}" for share in sorted(found)))
    return max(found) < 0.67


def throughput(_seconds: float, *arguments: str) -> bool:
    """The CPU time that a fixed lot takes: 1,500 pages of 5 kB from four clients beside six of 16 MB from two."""
    large = html_page(16 * MB - 300_000)
    small = text_page(5_000).encode()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "log"), *arguments, CLEAN_WORKERS="2") as server:
        before, began = worked(server), time.monotonic()
        some = [lambda: [_once(server, small) for _ in range(375)]] * 4
        with beside(*some, *[lambda: [_once(server, large) for _ in range(3)]] * 2):
            pass
        print(f"{worked(server) - before:.1f} s of CPU time in {time.monotonic() - began:.1f} s")
    return True


def leaving(_seconds: float, *arguments: str) -> bool:
    """Stop a server that has a page in flight; whether new connections are refused at once and the page is answered."""
    page = html_page(6 * MB)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "log"), *arguments, CLEAN_WORKERS="2") as server:
        flying: list[Watched] = []
        with beside(lambda: flying.append(_once(server, page))):
            time.sleep(0.5)
            server.stop()
            began = time.monotonic()
            time.sleep(0.1)
            came: Counter[str] = Counter()
            longest = 0.0
            for _ in range(20):
                asked = time.monotonic()
                try:
                    came[str(server.send("GET", "/healthz").status)] += 1
                except (OSError, http.client.HTTPException) as error:
                    came[type(error).__name__] += 1
                longest = max(longest, time.monotonic() - asked)
                time.sleep(0.05)
            code = server.process.wait(40)
            took = time.monotonic() - began
    print(
        f"the page in flight: {flying[0]}\n20 new connections: {dict(came)}, longest {longest:.3f} s\nexit code {code} after {took:.1f} s"
    )
    return set(came) == {"ConnectionRefusedError"} and set(flying[0].came) == {"200"} and code == 0


def _once(server: Server, page: bytes) -> Watched:
    seen, began = Watched(), time.monotonic()
    try:
        seen.came[str(server.send(body=page).status)] += 1
    except (OSError, http.client.HTTPException) as error:
        seen.came[type(error).__name__] += 1
    seen.times.append(time.monotonic() - began)
    return seen


def main() -> int:
    """Run what is asked for, and give the exit code."""
    kinds = {"slow": slow, "lanes": lanes, "pairs": pairs, "leaving": leaving, "throughput": throughput}
    parser = argparse.ArgumentParser(description="Be the clients that an operator fears.")
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--worker-class")
    asked = parser.parse_args()
    arguments = ["--worker-class", asked.worker_class] if asked.worker_class else []
    return int(not kinds[asked.kind](asked.seconds, *arguments))


if __name__ == "__main__":
    raise SystemExit(main())
