"""Clients that drip, stall, lie about lengths, pipeline or come at the end, against the real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.web.arriving import Broken, Chunks, Collected, looks_like_request
from scripts.pages import html_page
from tests.serving import Server, serving

PAGE = "定于下周三上午召开全市年度工作会议，请准时参加。"
BODY = PAGE.encode()
LARGE = html_page(4_000_000)
HEAD = b"POST /clean HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\nContent-Type: text/plain\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one process with few threads and short patience."""
    settings = {"WORKERS": "1", "IN_FLIGHT": "8", "HEAD_TIMEOUT": "2", "BODY_TIMEOUT": "3", "LOG_LEVEL": "debug"}
    with serving(
        tmp_path_factory.mktemp("clients") / "log", **{f"CLEAN_{k}": v for k, v in settings.items()}
    ) as running:
        yield running


def opened(server: Server, data: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(data)
    return connection


def received(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def dripped(connection: socket.socket, seconds: float) -> bytes:
    """Send a byte ten times a second until the server answers; what it answers."""
    end = time.monotonic() + seconds
    connection.settimeout(0.1)
    while time.monotonic() < end:
        try:
            connection.sendall(b"a")
            first = connection.recv(1)
            connection.settimeout(5)
            return first + received(connection)
        except TimeoutError:
            continue
    raise AssertionError("the server did not answer")


@pytest.mark.parametrize(
    "begin",
    [
        b"",
        b"G",
        HEAD + b"X-Long: ",
        HEAD + b"Content-Length: 1000\r\n\r\nab",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n",
        HEAD + b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
    ],
)
def test_who_has_not_sent_a_request_holds_nobody_up(begin: bytes, server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(60):  # more than twice the threads of the server
            stack.enter_context(opened(server, begin))
        time.sleep(0.3)
        for _ in range(5):
            began = time.monotonic()
            assert server.send("GET", "/healthz").status == 200
            assert time.monotonic() - began < 1
            assert server.send(body=BODY).status == 200


@pytest.mark.parametrize(
    ("begin", "kind", "low", "high"),
    [
        (HEAD + b"X-Long: ", "slow-head", 1.5, 4),
        (HEAD + b"Content-Length: 1000\r\n\r\n", "slow-body", 2.5, 5),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n", "slow-body", 2.5, 5),
    ],
)
def test_a_request_has_a_total_time(begin: bytes, kind: str, low: float, high: float, server: Server) -> None:
    began = time.monotonic()
    with opened(server, begin) as connection:
        answer = dripped(connection, 8)
    assert low < time.monotonic() - began < high
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == f"/problems/{kind}"


LINE = json.dumps({"text": PAGE}).encode() + b"\n"
BATCH = b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
FRAMES = [BATCH + b"Content-Length: 1000000\r\n\r\n", BATCH + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n"]


def answered(connection: socket.socket, number: int) -> bytes:
    """What arrives up to the answer to a line of a batch."""
    answer = b""
    while b'{"line":%d' % number not in answer or not answer.endswith(b"\n\r\n"):
        piece = connection.recv(65_536)
        assert piece
        answer += piece
    return answer


@pytest.mark.parametrize("begin", FRAMES)
def test_a_line_of_a_batch_has_a_total_time(begin: bytes, server: Server) -> None:
    began = time.monotonic()
    with opened(server, begin + LINE) as connection:
        answer = answered(connection, 1)
        answer += dripped(connection, 8)
    assert 2.5 < time.monotonic() - began < 5
    found = [json.loads(line) for line in answer.splitlines() if line.startswith(b'{"line"')]
    assert [(line["line"], line.get("type")) for line in found] == [(1, None), (2, "/problems/slow-body")]
    assert "CLEAN_BODY_TIMEOUT" in found[1]["detail"]
    assert server.send("GET", "/healthz").status == 200


@pytest.mark.parametrize("begin", FRAMES)
def test_a_batch_may_take_long_and_wait_for_every_answer(begin: bytes, server: Server) -> None:
    with opened(server, begin) as connection:
        for number in range(1, 6):
            connection.sendall(LINE[:20])
            time.sleep(1)
            connection.sendall(LINE[20:])
            assert b"/problems/" not in answered(connection, number)


def test_a_small_page_does_not_wait_for_a_large_one(server: Server) -> None:
    took: list[float] = []

    def large() -> None:
        began = time.monotonic()
        assert server.send(body=LARGE).status == 200
        took.append(time.monotonic() - began)

    thread = threading.Thread(target=large)
    thread.start()
    waits = []
    while thread.is_alive():
        began = time.monotonic()
        assert server.send(body=BODY).status == 200
        waits.append(time.monotonic() - began)
    thread.join()
    assert len(waits) > 3
    assert max(waits) < max(0.5, took[0] / 2)


def test_a_length_in_characters_is_named_and_nothing_of_the_page_is_logged(server: Server) -> None:
    for text in (PAGE, PAGE * 500, "<p>" + PAGE + "\r\n\r\n</p>", "{}" + PAGE):
        with opened(server, HEAD + b"Content-Length: %d\r\n\r\n" % len(text) + text.encode()) as connection:
            answer = received(connection)
        assert answer.startswith(b"HTTP/1.1 400 ")
        problem = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert problem["type"] == "/problems/broken-body"
        assert "bytes, not characters" in problem["detail"]
    log = server.log.read_text("utf-8", "replace")
    assert '"problem": "broken-body"' in log
    for piece in (PAGE[-5:], BODY[-6:].decode("latin-1"), repr(BODY[-6:])[2:-1], json.dumps(PAGE[-5:])[1:-1]):
        assert piece not in log


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        (f"{PAGE}\r\n\r\n".encode(), 400, "bad-request"),
        (f"GET /{PAGE} HTTP/1.1\r\n\r\n".encode(), 400, "bad-request"),
        (f"GET / HTTP/1.1\r\n{PAGE}\r\n\r\n".encode(), 400, "bad-request"),
        (f"GET / HTTP/1.1\r\nA: {PAGE}\n\n".encode(), 400, "bad-request"),
        (f"GET / HTTP/1.1\r\nA: {PAGE * 200}\r\n\r\n".encode(), 431, "head-too-large"),
        (f"GET /{'a' * 9000} HTTP/1.1\r\n\r\n".encode(), 431, "head-too-large"),
        (b"GET / HTTP/1.1\r\n" + BODY * 2000, 431, "head-too-large"),
        (
            b"POST /clean HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "bad-request",
        ),
        (b"POST /clean HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\naa", 400, "bad-request"),
        (b"POST /clean HTTP/1.1\r\nTransfer-Encoding: br\r\n\r\n0\r\n\r\n", 400, "bad-request"),
    ],
)
def test_what_is_no_request_is_refused_and_not_logged(sent: bytes, status: int, kind: str, server: Server) -> None:
    with opened(server, sent) as connection:
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == f"/problems/{kind}"
    log = server.log.read_text("utf-8", "replace")
    assert PAGE[:5] not in log
    assert BODY[:6].decode("latin-1") not in log
    assert repr(BODY[:6])[2:-1] not in log


def test_requests_may_follow_one_another_without_waiting(server: Server) -> None:
    one = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nA: b\r\n\r\n" % (len(BODY), BODY)
    last = one.replace(b"Host: a", b"Host: a\r\nConnection: close")
    with opened(server, one + chunked + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + last) as connection:
        answer = received(connection)
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 4
    assert answer.count(BODY + b"\n") == 3


def test_a_body_may_wait_to_be_asked_for(server: Server) -> None:
    with opened(
        server, HEAD + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    ) as connection:
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"100 Continue" not in answer


def test_a_client_that_goes_away_leaves_nothing_behind(server: Server) -> None:
    for begin in (b"", b"G", HEAD + b"Content-Length: 1000\r\n\r\nab", HEAD + b"Transfer-Encoding: chunked\r\n\r\nf"):
        opened(server, begin).close()
    assert server.send(body=BODY).status == 200


def test_after_sigterm_nobody_connects_and_everybody_who_had_is_served(tmp_path: Path) -> None:
    with serving(tmp_path / "log", CLEAN_WORKERS="2") as server:
        found: list[int] = []
        flying = threading.Thread(target=lambda: found.append(server.send(body=LARGE).status))
        flying.start()
        half = opened(server, HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[:10])
        silent = opened(server)
        time.sleep(0.4)
        began = time.monotonic()
        server.stop()
        time.sleep(0.3)
        assert flying.is_alive()
        for _ in range(5):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", server.port), timeout=5)
        with half, silent:
            half.sendall(BODY[10:])
            assert received(half).startswith(b"HTTP/1.1 200 ")
            assert received(silent) == b""
        flying.join()
        assert found == [200]
        assert server.process.wait(10) == 0
        assert time.monotonic() - began < 20


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.data())
def test_chunks_are_what_was_sent_however_they_arrive(pieces: list[bytes], data: st.DataObject) -> None:
    sent = b"".join(b"%X;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n"
    sent += data.draw(st.sampled_from([b"\r\n", b"A: b\r\n\r\n"])) + b"next"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent) - 4), max_size=9)))
    chunks, found, rest = Chunks(), b"", None
    for start, stop in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        if rest is None:
            got, rest = chunks.feed(sent[start:stop])
            found += got
        else:
            rest += sent[start:stop]
    assert (found, rest) == (b"".join(pieces), b"next")


@pytest.mark.parametrize(
    "sent", [b"5\r\nabcdefgh\r\n", b"x\r\n", b"-1\r\n", b"\r\n", b"5" * 9000, b"0\r\n" + b"a" * 9000, b"1 1\r\n"]
)
def test_chunks_that_do_not_keep_to_their_framing_are_refused(sent: bytes) -> None:
    with pytest.raises(Broken):
        Chunks().feed(sent)


@pytest.mark.parametrize(
    ("rest", "well"),
    [
        (b"", True), (b"GET / HTTP/1.1\r\n", True), (b"\r\nPOST /clean HTTP/1.1", True), (b"OPTIONS * HTTP/1.1", True), (b"PO", True),
        (b"\xe4\xbc\x9a", False), (b"</p>", False), (b"GDP 5", False), (b'"}', False), (b"ABC\r\n", False),
    ],
)  # fmt: skip
def test_what_follows_a_body_is_a_request_or_its_length_was_wrong(rest: bytes, well: bool) -> None:
    body = Collected(b"a")
    body.follows = lambda: rest
    assert looks_like_request(rest) == well
    assert body.excess() == (0 if well else len(rest))
    assert body.failed != well
