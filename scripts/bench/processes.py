"""What needs processes of its own: requests a second, the memory of a worker, and the time to a first answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from page_cleaner.reading.decoding import decode
from scripts.bench.client import connected, drive, post
from scripts.bench.noop import SIZE
from scripts.bench.report import Pages, Table, weight
from scripts.memory import at_rest, resident, send_pages
from scripts.pages import ROOT, mixed
from tests.serving import Server, serving

CONNECTIONS, ROUNDS, SECONDS, BATCH = 8, 3, 2, 8
NOOP = "scripts.bench.noop:app"


def in_batches(texts: Sequence[str], member: str) -> list[bytes]:
    """Requests of some pages each, a page a line."""
    lines = [json.dumps({member: text}, ensure_ascii=False).encode() + b"\n" for text in texts]
    lots = [b"".join(lines[n : n + BATCH]) for n in range(0, len(lines), BATCH)]
    return [post(lot, {"Content-Type": "application/x-ndjson"}) for lot in lots]


def sized(port: int, pages: Sequence[bytes], media_type: str) -> list[bytes]:
    """A request for each page, which says how long the service's answer is: one request fits it and the no-op."""
    headers = {"Content-Type": media_type}
    with connected(port) as connection:
        sizes = [len(connection.ask(post(page, headers))) for page in pages]
    return [post(page, {**headers, SIZE: str(size)}) for page, size in zip(pages, sizes, strict=True)]


@dataclass(frozen=True)
class Rate:
    """Pages a second, what a page costs the workers and the client in CPU seconds a page and a second."""

    pages: float
    cost: float
    client: float


def cpu(pid: int) -> float:
    """The CPU seconds that a process has used."""
    stat = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def worked(server: Server) -> float:
    """The CPU seconds that the workers of a server have used."""
    return sum(map(cpu, server.workers()))


def rate(client: Executor, server: Server, requests: Sequence[bytes], pages: int, seconds: float) -> Rate:
    """Drive a server with requests that hold so many pages, for some seconds and at least once."""
    before = worked(server)
    done = client.submit(drive, server.port, requests, connections=CONNECTIONS, seconds=seconds).result()
    total = done.passes * pages
    return Rate(total / done.seconds, (worked(server) - before) / total, done.cpu / done.seconds)


def http(pages: Pages, rounds: int) -> Iterator[Table]:
    """Requests a second, beside a no-op under the same gunicorn, and batches beside single requests."""
    kinds = (
        ("HTML", "html", "text/html", pages.html, [decode(page)[0] for page in pages.html]),
        ("seeds, text", "text", "text/plain", [seed.encode() for seed in pages.seeds], pages.seeds),
    )
    rounds = min(rounds, ROUNDS)
    rows, busiest = list[list[str]](), 0.0
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("fork")) as client:
        for workers in ("1", "2"):
            settings = {"CLEAN_WORKERS": workers, "CLEAN_MAX_REQUESTS": "0"}
            with serving(Path(folder, "a"), **settings) as ours, serving(Path(folder, "b"), NOOP, **settings) as noop:
                for name, member, media_type, bodies, texts in kinds:
                    singles = sized(ours.port, bodies, media_type)
                    contenders = [(ours, singles), (noop, singles), (ours, in_batches(texts, member))]
                    found: list[list[Rate]] = [[], [], []]
                    for turn in range(-1, rounds):  # in turn; the first, a single pass, is a warm-up
                        for (server, requests), rates in zip(contenders, found, strict=True):
                            rates.append(rate(client, server, requests, len(bodies), SECONDS if turn >= 0 else 0))
                    busiest = max(busiest, *(one.client for rates in found for one in rates[1:]))
                    rows.append([name, workers, *figures(*(rates[1:] for rates in found))])
    heads = ["pages", "workers", "ours, pages/s", "no-op", "NDJSON", "ours / no-op", "NDJSON / single"]
    note = (
        f"HTML: {pages.origin}, {weight(pages.html)}; {CONNECTIONS} connections, median of {rounds} rounds of at least "
        f"{SECONDS} s, batches of {BATCH} pages; in brackets the workers' CPU time of a page and the ratio by it, which "
        f"other work on the machine disturbs less; the client took at most {busiest:.0%} of a CPU"
        + (" and so was the limit" if busiest > 0.9 else "")
    )
    yield Table("HTTP", note, heads, rows)


def figures(*found: list[Rate]) -> Iterator[str]:
    """The cells of ours, of the no-op and of batches, and of the two ratios."""
    pages = [median(one.pages for one in rates) for rates in found]
    costs = [median(one.cost for one in rates) for rates in found]
    for page, cost in zip(pages, costs, strict=True):
        yield f"{page:,.0f} ({cost * 1000:.2f} ms)"
    for this, that in ((0, 1), (2, 0)):
        yield f"{pages[this] / pages[that]:.2f} ({costs[that] / costs[this]:.2f})"


def memory(pages: Pages, _rounds: int) -> Iterator[Table]:
    """What a worker holds."""
    settings = {"CLEAN_WORKERS": "1", "CLEAN_MAX_REQUESTS": "0"}
    requests = [post(page, {"Content-Type": "text/html"}) for page in pages.html]
    passes = -(-1000 // len(requests))
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder, "log"), **settings) as server:
            (pid,) = server.workers()
            rows = [["at the start", f"{resident(pid):.0f}"]]
            drive(server.port, requests, connections=4, seconds=60, passes=passes)
            rows.append([f"after {passes * len(requests):,} {pages.origin}", f"{at_rest(pid):.0f}"])
        with serving(Path(folder, "log"), **settings) as server:
            (pid,) = server.workers()
            send_pages(server, many := 10 * len(mixed()))
            rows.append([f"after {many} mixed pages of 4 kB to 1 MB", f"{at_rest(pid):.0f}"])
    yield Table("Memory", "resident memory of the one worker, 4 connections", ["a worker", "MB"], rows)


def startup(_pages: Pages, rounds: int) -> Iterator[Table]:
    """The time from the start of a process to its first answer."""
    page = repr(str(min((ROOT / "seeds").glob("*.txt"))))
    programs = {
        "`python -c pass`": "print()",
        "ours, a text": f"from page_cleaner import clean; print(len(clean(open({page}, 'rb').read()).text))",
        "ours, a page": f"from page_cleaner import clean; print(len(clean(b'<p>'+open({page}, 'rb').read()+b'</p>').text))",
    }
    found: dict[str, list[float]] = {name: [] for name in programs}
    with (
        tempfile.TemporaryDirectory() as cache
    ):  # for byte code, which an installed package has, wherever this one runs
        cached = {"PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(2 * rounds + 1):
            for name, program in programs.items():
                found[name].append(to_first_line(program, cached))
    times = {name: median(taken[1:]) for name, taken in found.items()}
    base = times["`python -c pass`"]
    rows = [[name, f"{taken:.3f}", f"{taken - base:.3f}"] for name, taken in times.items()]
    note = (
        f"from the start of the process to its first line of output, byte code cached, median of {2 * rounds}, in turn"
    )
    yield Table("Start-up", note, ["program", "s", "s more"], rows)


def to_first_line(program: str, environment: Mapping[str, str]) -> float:
    """The time in seconds from the start of a Python process to the first line that it prints. Raises RuntimeError where it prints none."""
    began = time.perf_counter()
    command = [sys.executable, "-u", "-c", program]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = time.perf_counter() - began
    if not line:
        raise RuntimeError(f"no output from {program}")
    return taken
