"""Measure the memory of a worker: over many pages, and while a batch of gigabytes goes through it.

Usage: python scripts/memory.py [--pages N] [--batch MEGABYTES]

Prints the resident memory of the one worker at its start, after 1,000 and after all pages (the same mix again and again),
and its peak while the batch streams. Exits with 1 where memory grows by more than 5 % after the first thousand pages, or where the
batch takes it above 300 MB.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.pages import mixed  # noqa: E402
from tests.serving import Server, serving  # noqa: E402

FIRST, GROWTH, MOST = 1_000, 1.05, 300.0
#: Seconds in which a worker frees what it held for an answer that is sent.
REST = 0.5


def resident(pid: int, which: str = "VmRSS") -> float:
    """The resident memory of a process in MB (10^6 bytes)."""
    return int(re.findall(rf"{which}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))[0]) * 1024 / 1e6


def at_rest(pid: int) -> float:
    """The resident memory of a process in MB, once it has freed what it held for its last answers."""
    time.sleep(REST)
    return resident(pid)


def send_pages(server: Server, count: int) -> None:
    """Send so many of the mixed pages over four connections."""
    pages = mixed()

    def run(first: int) -> None:
        connection = server.connect()
        for number in range(first, count, 4):
            page = pages[number % len(pages)]
            connection.request("POST", "/clean", page.body, page.headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"page {number} was answered {response.status}")
            if response.will_close:
                connection.close()
        connection.close()

    clients = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()


def stream(server: Server, size: int) -> tuple[int, int]:
    """Send a batch of so many bytes and read its answers as they come; how many lines went out and came back."""
    seed = (ROOT / "seeds").glob("*.txt").__next__().read_text("utf-8")
    line = json.dumps({"id": "page", "text": seed * 40}, ensure_ascii=False).encode() + b"\n"
    sent = size // len(line) + 1

    def pieces() -> Iterator[bytes]:
        for _ in range(sent):
            yield line

    connection = server.connect()
    connection.timeout = 120
    answers = 0
    connection.connect()
    connection.putrequest("POST", "/clean")
    for name, value in (("Content-Type", "application/x-ndjson"), ("Content-Length", str(sent * len(line)))):
        connection.putheader(name, value)
    connection.endheaders()

    def write() -> None:
        for piece in pieces():
            connection.sock.sendall(piece)

    writer = threading.Thread(target=write)
    writer.start()
    response = http.client.HTTPResponse(connection.sock, method="POST")
    response.begin()
    while got := response.readline():
        answers += b'"text"' in got
    writer.join()
    connection.close()
    return sent, answers


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="Measure the memory of a worker.")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=2_000, metavar="MEGABYTES", help="0 leaves it out")
    asked = parser.parse_args()
    bad = False
    settings = {"CLEAN_WORKERS": "1", "CLEAN_MAX_REQUESTS": "0"}
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder) / "log", **settings) as server:
            (pid,) = server.workers()
            print(f"at the start: {resident(pid):.1f} MB")
            began = time.monotonic()
            send_pages(server, FIRST)
            first = last = at_rest(pid)
            print(f"after {FIRST:,} pages: {first:.1f} MB")
            done = FIRST
            while done < asked.pages:
                step = min(5_000 - done % 5_000, asked.pages - done)
                send_pages(server, step)
                done += step
                last = at_rest(pid)
                print(f"after {done:,} pages: {last:.1f} MB", flush=True)
            print(
                f"growth after the first {FIRST:,}: {100 * (last / first - 1):+.1f} %, {time.monotonic() - began:.0f} s"
            )
            bad = last > GROWTH * first
        if asked.batch:
            with serving(Path(folder) / "log", **settings) as server:
                (pid,) = server.workers()
                began = time.monotonic()
                sent, answers = stream(server, asked.batch * 1_000_000)
                peak = resident(pid, "VmHWM")
                print(f"a batch of {asked.batch} MB: {sent:,} lines, {answers:,} answers, peak {peak:.1f} MB, "
                      f"{time.monotonic() - began:.0f} s")  # fmt: skip
                bad = bad or peak > MOST or sent != answers
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
