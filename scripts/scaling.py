"""Measure pages a second, CPU time, memory, and what a million pages cost; print the table of docs/scaling.md.

Usage: python -m scripts.scaling [PRICE]

PRICE is what a CPU costs an hour, 0.04 unless given. Every way cleans the same pages: the seed documents as text, and each
of them as markup of some 40 KB with menus, lists and a footer around it. The cost is counted from CPU time, that of starting
the processes included, and so holds on a busy machine too; pages a second do not.
"""

from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from html import escape
from pathlib import Path

from page_cleaner import clean
from scripts.pages import seeds

ROOT = Path(__file__).parents[1]
ROUNDS, CONNECTIONS, PROCESSES = 40, 8, 2


def pages() -> list[bytes]:
    """The pages of one round."""
    documents = seeds()
    return [document.encode() for document in documents] + [markup(document) for document in documents]


def markup(text: str) -> bytes:
    """A page as content systems of sites make it, in GBK."""
    menu = "".join(f'<li><a href="/channel/{n}.html" target="_blank" class="item">栏目{n}</a></li>' for n in range(120))
    lists = "".join(
        f'<li class="news"><a href="/art/{n}.html" title="第{n}号通知">第{n}号通知</a><span>2024-01-02</span></li>'
        for n in range(150)
    )
    body = "".join(
        f'<p style="text-indent: 2em; line-height: 2">{escape(line)}</p>' for line in text.split("\n") if line.strip()
    )
    page = f"""<html><head><meta charset="gb2312"><title>页面</title><style>{".a{color:red}" * 300}</style></head><body>
        <div class="header"><ul class="nav">{menu}</ul></div><div class="TRS_Editor">{body}</div>
        <div class="list"><ul>{lists}</ul></div><div class="footer">主办：市人民政府办公室 ICP备05001234号</div></body></html>"""
    return page.encode("gb18030")


def cpu() -> float:
    """The CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], int]) -> tuple[float, float]:
    """Pages a second, and pages a CPU second."""
    began, before = time.perf_counter(), cpu()
    done = work()
    return done / (time.perf_counter() - began), done / (cpu() - before)


def loop() -> int:
    """Clean every page in this process."""
    todo = pages() * ROUNDS
    for page in todo:
        clean(page)
    return len(todo)


def cleaned_size(page: bytes) -> int:
    """Clean a page in a process of the pool."""
    return len(clean(page).text)


def pool() -> int:
    """Clean every page over processes."""
    todo = pages() * ROUNDS
    with ProcessPoolExecutor(PROCESSES) as executor:
        return sum(1 for _ in executor.map(cleaned_size, todo, chunksize=10))


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """A service on a free port, ready to answer: the port, and the number of its process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    environment = {**os.environ, "CLEAN_PORT": str(port), "CLEAN_WORKERS": str(PROCESSES), "CLEAN_LOG_LEVEL": "error"}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:page_cleaner.web.gunicorn_conf"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while True:
                try:
                    post(http.client.HTTPConnection("127.0.0.1", port), b"a")
                    break
                except OSError:
                    time.sleep(0.05)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


def post(connection: http.client.HTTPConnection, page: bytes) -> None:
    """Send a page and read the answer; a busy service is asked again."""
    while True:
        connection.request("POST", "/clean", page)
        response = connection.getresponse()
        response.read()
        if response.status != 429:
            return
        time.sleep(0.01)


def over_http() -> int:
    """Clean every page over some connections; print what the service holds in memory after that."""
    todo = pages() * ROUNDS
    with serving() as (port, process):

        def client(share: list[bytes]) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for page in share:
                post(connection, page)
            connection.close()

        threads = [threading.Thread(target=client, args=(todo[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"The service with {PROCESSES} workers holds {memory(process)} MiB after {len(todo)} pages.\n")
    return len(todo)


def memory(process: int) -> int:
    """The resident memory of a process and its children, shared parts counted once, in MiB."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if process in {int(entry.name), parent}:
                total += sum(
                    int(line.split()[1])
                    for line in (entry / "smaps_rollup").read_text().splitlines()
                    if line.startswith("Pss:")
                )
        except (OSError, ValueError):
            continue
    return total // 1024


def command_line() -> int:
    """Clean every page as files by the command line."""
    with tempfile.TemporaryDirectory() as folder:
        todo = pages() * ROUNDS
        for number, page in enumerate(todo):
            Path(folder, f"{number:05}.html").write_bytes(page)
        command = [sys.executable, "-m", "page_cleaner", "--processes", str(PROCESSES), folder]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return len(todo)


def main() -> None:
    """Measure everything in one run, one after the other."""
    price = float(sys.argv[1]) if len(sys.argv) > 1 else 0.04
    sizes = [len(page) for page in pages()]
    print(f"{len(sizes)} pages, {sum(sizes) // len(sizes):,} bytes on average; a CPU at {price} an hour\n")
    rows = [
        ("`clean()` in a loop", 1, timed(loop)),
        ("`clean()` over a process pool", PROCESSES, timed(pool)),
        ("command line, a folder", PROCESSES, timed(command_line)),
        (f"HTTP, {CONNECTIONS} connections, client included", PROCESSES, timed(over_http)),
    ]
    print(
        "| way | processes | pages a second | pages a CPU second | CPU hours, a million pages | cost, a million pages |"
    )
    print("|---|---|---|---|---|---|")
    for way, processes, (rate, of_cpu) in rows:
        hours = 1e6 / of_cpu / 3600
        print(f"| {way} | {processes} | {rate:,.0f} | {of_cpu:,.0f} | {hours:.1f} | {hours * price:.2f} |")


if __name__ == "__main__":
    main()
