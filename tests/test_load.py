"""The real server under load: full, busy, and with workers that die."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Answer, Server, serving

PAGE = "全市年度工作会议召开。".encode()
LARGE = "近日，全市生态环境保护工作会议召开，会议总结了去年的工作。\n".encode() * 20_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes three requests in each of its two processes, and cleans one of them at a time."""
    log = tmp_path_factory.mktemp("small") / "log"
    with serving(log, CLEAN_WORKERS="2", CLEAN_THREADS="1", CLEAN_IN_FLIGHT="3") as running:
        yield running


def workers(server: Server) -> list[int]:
    """The processes that serve now."""
    booted = re.findall(r"Booting worker with pid: (\d+)", server.log.read_text("utf-8"))
    return [int(pid) for pid in booted if Path(f"/proc/{pid}").exists()]


def metric(server: Server, name: str) -> float:
    """The sum of a metric's values over its labels."""
    text = server.send("GET", "/metrics").body.decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(rf"{name}(?: |{{)", line))


def settle(server: Server, most: int) -> None:
    """Wait until no more requests are in flight: a place is given back a moment after the answer has been read."""
    end = time.monotonic() + 5
    while metric(server, "page_cleaner_in_flight") > most and time.monotonic() < end:
        time.sleep(0.01)


LINE = b'{"text": "%s"}\n' % PAGE


def begun(server: Server) -> socket.socket:
    """A batch that has been let in and is still on its way."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(
        b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    return connection


def ended(connection: socket.socket) -> bytes:
    """The status of a batch that has been begun, once its only line is there."""
    with connection:
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(LINE), LINE))
        return connection.makefile("rb").readline().split(b" ")[1]


def test_too_much_in_flight_is_429_and_what_was_let_in_is_served(small: Server) -> None:
    found: list[Answer] = []
    large = LARGE * 2
    clients = [threading.Thread(target=lambda: found.append(small.send(body=large))) for _ in range(16)]
    for client in clients:
        client.start()
    time.sleep(1)
    assert small.send("GET", "/healthz").status == 200
    for client in clients:
        client.join()
    statuses = Counter(answer.status for answer in found)
    assert set(statuses) == {200, 429}
    assert statuses[200] >= 3  # which process takes a connection is the kernel's choice
    busy = next(answer for answer in found if answer.status == 429)
    assert (busy.headers["Retry-After"], json.loads(busy.body)["limit"]) == ("1", 3)
    assert small.send(body=PAGE).status == 200


def test_batches_take_no_more_than_half_of_the_places(small: Server) -> None:
    held = [begun(small) for _ in range(12)]
    end = time.monotonic() + 10
    while metric(small, "page_cleaner_in_flight") < 2 and time.monotonic() < end:
        time.sleep(0.02)
    for _ in range(4):
        assert small.send(body=PAGE).status == 200
    statuses = Counter(ended(connection) for connection in held)
    assert statuses[b"200"] == 2  # one in each process
    assert set(statuses) == {b"200", b"429"}


def test_probes_are_answered_while_every_worker_is_busy(small: Server) -> None:
    stop = time.monotonic() + 2
    statuses: set[int] = set()

    def client() -> None:
        while time.monotonic() < stop:
            statuses.add(small.send(body=LARGE, headers={"Content-Type": "text/plain"}).status)

    clients = [threading.Thread(target=client) for _ in range(6)]
    for thread in clients:
        thread.start()
    waits = []
    while time.monotonic() < stop:
        began = time.monotonic()
        assert small.send("GET", "/healthz").status == 200
        waits.append(time.monotonic() - began)
    for thread in clients:
        thread.join()
    assert max(waits) < 1
    assert statuses <= {200, 429}


def test_a_worker_that_dies_costs_its_own_requests_only(small: Server) -> None:
    small.send(body=PAGE)
    before = metric(small, "page_cleaner_requests_total")
    held = [begun(small) for _ in range(2)]
    victim = workers(small)[0]
    os.kill(victim, signal.SIGKILL)
    end = time.monotonic() + 10
    while (victim in workers(small) or len(workers(small)) < 2) and time.monotonic() < end:
        time.sleep(0.05)
    statuses = []
    for _ in range(8):
        settle(small, len(held))
        statuses.append(small.send(body=PAGE).status)
    assert statuses == [200] * 8
    for connection in held:
        connection.close()
    end = time.monotonic() + 5
    while (held_on := metric(small, "page_cleaner_in_flight")) and time.monotonic() < end:
        time.sleep(0.05)
    assert held_on == 0  # what the dead worker had is forgotten
    assert metric(small, "page_cleaner_requests_total") >= before + 8  # what it had counted is not


def test_pages_and_characters_are_counted_by_what_they_are(small: Server) -> None:
    name = r'page_cleaner_removed_characters_total{detector="share_widget"}'
    page = r'page_cleaner_pages_total{format="html",script="Hans"}'
    before = metric(small, re.escape(name)), metric(small, re.escape(page))
    for _ in range(4):
        small.send(body="<p>分享到：</p><p>全市年度工作会议召开。</p>".encode(), headers={"Content-Type": "text/html"})
    assert (metric(small, re.escape(name)), metric(small, re.escape(page))) == (before[0] + 16, before[1] + 4)
