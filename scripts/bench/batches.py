"""What a batch gains from a second worker: the same batch, in turn, by a service of one worker and by one of two with nothing else to do.

Usage: python -m scripts.bench.batches [--lines N] [--rounds N]

The best of some rounds. The machine's own gain is measured beside it: two processes that count, and one. Exits with 1 where the answers differ.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from scripts.bench.client import connected, post
from scripts.bench.processes import worked
from scripts.pages import html_page, seeds, text_page
from tests.serving import Server, serving

NDJSON = {"Content-Type": "application/x-ndjson"}


def count(_number: int) -> int:
    """Some 0.3 s of work."""
    return sum(number & 7 for number in range(8_000_000))


def machine() -> float:
    """How much more two processes that count do than one, in the same time."""
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        list(pool.map(count, range(2)))
        began = time.perf_counter()
        count(0)
        alone = time.perf_counter() - began
        began = time.perf_counter()
        list(pool.map(count, range(2)))
        return 2 * alone / (time.perf_counter() - began)


def ask(port: int, request: bytes) -> tuple[float, bytes]:
    """The seconds that a request takes, and its answer."""
    with connected(port) as connection:
        began = time.perf_counter()
        answer = connection.ask(request)
        return time.perf_counter() - began, answer


def batches(lines: int) -> dict[str, bytes]:
    """Batches by what their lines are."""
    pages = {
        "seed documents": [{"text": seed} for seed in seeds()],
        "text of 50 kB": [{"text": text_page(50_000)}],
        "HTML of 200 kB": [{"html": html_page(200_000).decode()}],
    }
    found = {}
    for name, kinds in pages.items():
        number = lines if name == "seed documents" else lines // 20
        rows = [{"id": n, **kinds[n % len(kinds)]} for n in range(number)]
        found[name] = post(b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows), NDJSON)
    return found


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="What a batch gains from a second worker.")
    parser.add_argument("--lines", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    same = True
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, get_context("fork")) as client,
        serving(Path(folder, "a"), CLEAN_WORKERS="1", CLEAN_MAX_REQUESTS="0") as one,
        serving(Path(folder, "b"), CLEAN_WORKERS="2", CLEAN_MAX_REQUESTS="0") as two,
    ):
        servers: tuple[Server, ...] = (one, two)
        for name, request in batches(asked.lines).items():
            seconds: list[list[float]] = [[], []]
            costs: list[list[float]] = [[], []]
            gains, answers = [], [b"", b""]
            for turn in range(-1, asked.rounds):  # the first is a warm-up
                gains.append(machine())
                for n, server in enumerate(servers):
                    before = worked(server)
                    taken, answers[n] = client.submit(ask, server.port, request).result()
                    if turn >= 0:
                        seconds[n].append(taken)
                        costs[n].append(worked(server) - before)
                same &= answers[0] == answers[1]
            one_s, two_s = map(min, seconds)
            print(f"{name}: {one_s:.2f} s by one worker, {two_s:.2f} s by two, {one_s / two_s:.2f} times as fast "
                  f"(the machine: {max(gains):.2f}); CPU time {median(costs[0]):.2f} and {median(costs[1]):.2f} s", flush=True)  # fmt: skip
    print("the answers are the same" if same else "THE ANSWERS DIFFER")
    return int(not same)


if __name__ == "__main__":
    raise SystemExit(main())
