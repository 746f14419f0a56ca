"""Put the real service under load, and count what comes back.

Usage: python scripts/load.py [--seconds S] [--clients N] [--kill SECONDS]

Clients send mixed pages one after the other, over connections that they keep; the health is asked ten times a second.
With --kill a worker is killed (SIGKILL) every so many seconds. A request that fails while a worker is killed is that worker's own;
any other failure, any status of 500 and more, and a 99th percentile of the health of a second or more make the exit code 1.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.pages import mixed  # noqa: E402
from tests.serving import Server, serving  # noqa: E402

PAGES = mixed()
#: Seconds after a kill in which the clients of the dead worker learn of it.
LEARNING = 1.0


@dataclass
class Found:
    """What has been seen so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[tuple[float, float, str]] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    reconnected: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def client(server: Server, found: Found, end: float, seed: int) -> None:
    """Send pages until the time is over."""
    choice = random.Random(seed)
    connection, reused = server.connect(), False
    while time.monotonic() < end:
        page = choice.choice(PAGES)
        began = time.monotonic()
        try:
            connection.request("POST", "/clean", page.body, page.headers)
            response = connection.getresponse()
            response.read()
            reused = not response.will_close
            with found.lock:
                found.statuses[response.status] += 1
                found.times.append(time.monotonic() - began)
            if response.status == 429:
                time.sleep(float(response.headers["Retry-After"]))
        except (OSError, http.client.HTTPException) as error:
            now = time.monotonic()
            with found.lock:
                if reused and now - began < 0.05:  # a kept connection whose other end had gone: clients open a new one
                    found.reconnected += 1
                else:
                    found.failures.append((began, now, type(error).__name__))
            connection.close()
            connection, reused = server.connect(), False


def probe(server: Server, found: Found, end: float) -> None:
    """Ask for the health ten times a second."""
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            status = server.send("GET", "/healthz").status
            if status != 200:
                found.statuses[status] += 1
            found.waits.append(time.monotonic() - began)
        except (OSError, http.client.HTTPException) as error:
            found.failures.append((began, time.monotonic(), type(error).__name__))
        time.sleep(0.1)


def killer(server: Server, found: Found, end: float, every: float) -> None:
    """Kill a worker every so many seconds."""
    while (time.sleep(every), time.monotonic() < end - 1)[1]:  # type: ignore[func-returns-value]
        victim = random.choice(server.workers())
        found.kills.append(time.monotonic())
        os.kill(victim, signal.SIGKILL)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def main() -> int:
    """Run, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="Put the real service under load.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--kill", type=float, default=0, metavar="SECONDS", help="kill a worker every so many seconds")
    asked = parser.parse_args()
    found = Found()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log", CLEAN_LOG_LEVEL="info") as server:
        end = time.monotonic() + asked.seconds
        jobs = [threading.Thread(target=client, args=(server, found, end, n)) for n in range(asked.clients)]
        jobs.append(threading.Thread(target=probe, args=(server, found, end)))
        if asked.kill:
            jobs.append(threading.Thread(target=killer, args=(server, found, end, asked.kill)))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
        server.stop()
        stopped = server.process.wait(40)
    own = [f for f in found.failures if any(f[0] - LEARNING <= kill <= f[1] for kill in found.kills)]
    others = [f for f in found.failures if f not in own]
    health = percentile(found.waits, 0.99)
    print(f"{sum(found.statuses.values())} answers in {asked.seconds:.0f} s to {asked.clients} clients: "
          + ", ".join(f"{n} of {status}" for status, n in sorted(found.statuses.items())))  # fmt: skip
    print(f"time of a request: median {percentile(found.times, 0.5):.3f} s, 99 % {percentile(found.times, 0.99):.3f} s")
    print(f"/healthz: {len(found.waits)} probes, median {percentile(found.waits, 0.5):.3f} s, 99 % {health:.3f} s, "
          f"longest {max(found.waits):.3f} s")  # fmt: skip
    print(f"workers killed: {len(found.kills)}; requests that failed with them: {len(own)} {dict(Counter(f[2] for f in own))}; "
          f"kept connections opened again: {found.reconnected}")  # fmt: skip
    print(f"other failures: {len(others)} {dict(Counter(f[2] for f in others))}; exit code after SIGTERM: {stopped}")
    bad = others or health >= 1 or stopped or any(status >= 500 for status in found.statuses)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
