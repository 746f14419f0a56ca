"""Batches: memory stays bounded whatever is sent, and answers go out while the body still comes in."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page_cleaner.cleaner import clean
from page_cleaner.page import NO_LIMITS
from page_cleaner.web.batch import Asked, Batch, Tally
from page_cleaner.web.incoming import Incoming
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem
from tests.serving import Server

HEAD = b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"


class Endless(io.RawIOBase):
    """A stream of so many bytes, the same piece again and again."""

    def __init__(self, piece: bytes, size: int) -> None:
        self.left = size
        self.piece = piece * (65_536 // len(piece) + 1)

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return self.piece[:size]


@pytest.mark.parametrize(
    ("piece", "size", "encoding"),
    [
        pytest.param(b"x" * 1000, 30_000_000, "identity", id="one line"),
        pytest.param(b'{"text": "a"}\n', 8_000_000, "identity", id="short lines"),
        pytest.param(b"\n", 4_000_000, "identity", id="blank lines"),
        pytest.param(b"bomb", 30_000_000, "gzip", id="a line that inflates a thousandfold"),
    ],
)
def test_a_body_of_any_size_needs_little_memory(piece: bytes, size: int, encoding: str) -> None:
    if encoding == "gzip":
        bomb = zlib.compressobj(wbits=31)
        stream: io.IOBase = io.BytesIO(b"".join(bomb.compress(bytes(1_000_000)) for _ in range(30)) + bomb.flush())
    else:
        stream = Endless(piece, size)
    tracemalloc.start()
    seen = 0
    for lines in Incoming(stream).lines(100_000, None, encoding, 60):  # type: ignore[arg-type]
        seen += sum(line if isinstance(line, int) else len(line) + 1 for line in lines)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size <= seen <= size + 1
    assert peak < 2_000_000


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=12),
    cuts=st.integers(1, 7),
    limit=st.integers(0, 20),
    zipped=st.booleans(),
)
def test_lines_are_those_of_the_body_however_it_is_cut(lines: list[bytes], cuts: int, limit: int, zipped: bool) -> None:
    body = b"\n".join(lines)
    sent = gzip.compress(body) if zipped else body

    class Cut(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read(cuts)

    found = [
        line
        for some in Incoming(Cut(sent)).lines(limit, len(sent), "gzip" if zipped else "identity", 60)
        for line in some
    ]
    expected = body.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert found == [line if len(line) <= limit else len(line) for line in expected]


def answered(*lines: bytes, broken: str | None = None) -> list[dict[str, object]]:
    """The answers to these lines, without a server; the body breaks after them if asked to."""

    def arriving() -> Iterator[list[bytes | int]]:
        yield list(lines)
        if broken:
            raise Problem(broken, "It broke.")

    batch = Batch(Asked("a", {}, None, 1000), lambda job: job.run(NO_LIMITS).as_dict())
    tally = Tally()
    answers = [json.loads(line) for piece in batch.answers(arriving(), tally) for line in piece.splitlines()]
    assert (tally.lines, tally.whole) == (len(answers), broken is None)
    assert sum(tally.problems.values()) == sum("status" in answer for answer in answers)
    return answers


def test_a_line_is_cleaned_as_a_page_of_its_own() -> None:
    page = "全市工作会议召开。\n分享到："
    found = answered(json.dumps({"id": "a", "text": page, "options": {"spans": "offsets"}}).encode())
    assert found == [{"line": 1, "id": "a", **clean(page, format="text", spans="offsets").as_dict()}]


def test_what_breaks_off_is_said_on_the_line_where_it_broke() -> None:
    found = answered(b'{"text": "a"}', b"", b'{"text": "b"}', broken="broken-body")
    assert [(a["line"], a.get("text"), a.get("status")) for a in found] == [
        (1, "a", None),
        (3, "b", None),
        (4, None, 400),
    ]


@pytest.mark.parametrize("lines", [[], [b""], [b"", b" \r"]])
def test_a_batch_without_a_line_says_so(lines: list[bytes]) -> None:
    assert [(a["line"], a["type"]) for a in answered(*lines)] == [(len(lines) + 1, "/problems/empty-body")]


def test_an_id_that_is_null_is_none() -> None:
    (found,) = answered(b'{"id": null, "text": "a"}')
    assert ("id" in found, found["text"]) == (False, "a")


def test_a_fault_over_one_line_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Job.run

    def failing(job: Job, limits: object) -> object:
        if job.page == "b":
            raise RuntimeError("a fault")
        return run(job, limits)  # type: ignore[arg-type]

    monkeypatch.setattr(Job, "run", failing)
    found = answered(b'{"text": "a"}', b'{"text": "b", "id": 2}', b'{"text": "c"}')
    assert [(a["line"], a.get("id"), a.get("text"), a.get("type")) for a in found] == [
        (1, None, "a", None), (2, 2, None, "/problems/internal-error"), (3, None, "c", None),
    ]  # fmt: skip


def until(connection: socket.socket, mark: bytes) -> bytes:
    """What arrives up to this mark."""
    got = b""
    while mark not in got:
        piece = connection.recv(65_536)
        assert piece, got
        got += piece
    return got


def test_answers_go_out_before_the_body_has_ended(server: Server) -> None:
    line = json.dumps({"text": "会议召开。" * 1000, "id": "first"}).encode() + b"\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"%x\r\n%b\r\n" % (len(line), line))
        until(connection, b'"id":"first"')  # and the body is not over yet
        connection.sendall(b'15\r\n{"text": "b", "id": 2\r\n2\r\n}\n\r\n0\r\n\r\n')
        assert b'"id":2' in until(connection, b"\r\n0\r\n\r\n")


def test_a_client_that_breaks_off_gets_whole_lines_and_the_reason(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(
            HEAD + b'Content-Length: 1000\r\nConnection: close\r\n\r\n{"text": "a"}\n{"text": "b"}\n{"te'
        )
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    found = [json.loads(line) for line in answer.splitlines() if line.startswith(b'{"line"')]
    assert found[-1]["type"] == "/problems/broken-body"
    assert [a["line"] for a in found] == list(range(1, len(found) + 1))


def test_a_client_that_goes_away_costs_nobody_else_anything(server: Server) -> None:
    line = json.dumps({"text": "会议召开。" * 9000}).encode() + b"\n"
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(HEAD + b"Content-Length: 10000000\r\n\r\n" + line * 3)
    connection.close()
    assert server.send(body=b"a").status == 200
    end = time.monotonic() + 5
    while (busy := in_flight(server)) and time.monotonic() < end:
        time.sleep(0.05)
    assert busy == 0


def in_flight(server: Server) -> int:
    """How many requests for cleaning the server says it has."""
    text = server.send("GET", "/metrics").body.decode()
    return int(float(next(line.split()[1] for line in text.splitlines() if line.startswith("page_cleaner_in_flight "))))
