"""The HTTP contract, held against the real server: tests/cases/http.json, and what needs a connection of its own."""

from __future__ import annotations

import base64
import gc
import gzip
import io
import json
import logging
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import weakref
import zlib
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from flask import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from page_cleaner import clean
from page_cleaner.cleaned import Cleaned
from page_cleaner.page import Limits
from page_cleaner.web import app as shell
from page_cleaner.web import jobs, logs, turns, work
from page_cleaner.web.answers import json_response
from page_cleaner.web.metrics import Metrics
from page_cleaner.web.settings import Settings
from tests import contract
from tests.serving import COMMAND, ROOT, Answer, Server, environment, serving

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "http.json").read_text("utf-8"))
PAGE = "定于下周三上午召开全市年度工作会议，请准时参加。".encode()
DOCUMENTED = contract.responses()
OPERATIONS = sorted({(method, path) for method, path, _, _ in DOCUMENTED})
#: What every operation may answer before it reads its request.
TOO_LARGE = [
    (method, path, 431, None if method == "HEAD" else "application/problem+json") for method, path in OPERATIONS
]


def body_of(case: dict[str, Any]) -> bytes | None:
    """The bytes that a case's body stands for."""
    body = case.get("body")
    if body is None:
        return None
    if isinstance(body, str):
        return body.encode()
    if "base64" in body:
        return base64.b64decode(body["base64"])
    text: str = body["text"] * body.get("times", 1)
    data = text.encode(body.get("charset", "utf-8")).ljust(body.get("pad", 0))
    if body.get("gzip"):
        data = gzip.compress(data)
    if body.get("deflate"):
        data = zlib.compress(data)
    tail: str = body.get("tail", "")
    return data[: body.get("cut")] + tail.encode()


def check(case: dict[str, Any], answer: Answer) -> None:
    """Fail unless the answer is what the case expects and what openapi.yaml documents."""
    expect = case["expect"]
    assert (answer.status, answer.media_type) == (expect["status"], expect["media_type"]), answer.body
    assert re.fullmatch("[!-~]{1,128}", answer.headers["X-Request-ID"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name, pattern in expect.get("headers", {}).items():
        assert re.search(pattern, answer.headers[name])
    documented = DOCUMENTED.get(named(case))
    if documented:
        contract.check(answer, documented)
    if "problem" in expect:
        value = json.loads(answer.body)
        assert contract.errors(value, "/components/schemas/Problem") == []
        assert (value["type"], value["status"]) == (f"/problems/{expect['problem']}", expect["status"])
        assert expect.get("detail", "") in value["detail"]
        assert {k: value[k] for k in ("limit", "actual") if k in value} == expect.get("members", {})
    elif answer.media_type == "application/x-ndjson" or "lines" in expect:
        values = [json.loads(line) for line in answer.body.splitlines()]
        assert len(values) == expect.get("count", len(expect.get("lines", values)))
        for value, members in zip(values, expect.get("lines", ()), strict=False):
            assert {name: value.get(name) for name in members} == members
    elif answer.body:
        assert answer.body.endswith(b"\n")
        assert expect.get("contains", "") in answer.body.decode()
    if "value" in expect:
        value = json.loads(answer.body)
        assert {k: value.get(k) for k in expect["value"]} == expect["value"]


def named(case: dict[str, Any]) -> contract.Documented:
    """The name that openapi.yaml gives to the response that a case expects."""
    media_type = case["expect"]["media_type"]
    if media_type is None and case["method"] not in {"HEAD", "OPTIONS"}:  # text that happens to be empty
        media_type = "text/plain"
    return case["method"], case["path"].partition("?")[0], case["expect"]["status"], media_type


@pytest.mark.parametrize("case", [c for c in CASES if "fault" not in c], ids=lambda c: c["label"])
def test_case(case: dict[str, Any], server: Server) -> None:
    body = body_of(case)
    pieces = iter([body[i : i + 50_000] for i in range(0, len(body), 50_000)]) if body is not None else None
    answer = server.send(case["method"], case["path"], pieces if case.get("chunked") else body, case.get("headers"))
    check(case, answer)


class Faulty(io.RawIOBase):
    """A stream that gives a piece and then fails."""

    def __init__(self, error: Exception) -> None:
        self.pieces: list[bytes | Exception] = [PAGE[:10], error]

    def read(self, _size: int = -1) -> bytes:
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece


@pytest.mark.parametrize("case", [c for c in CASES if "fault" in c], ids=lambda c: c["label"])
def test_fault(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def crash(*_args: object, **_options: object) -> NoReturn:
        raise RuntimeError("a secret")

    if case["fault"] == "late":
        monkeypatch.setattr(work, "time", SimpleNamespace(monotonic=iter([0, 0, 0, 30]).__next__))
    if case["fault"] == "queue":
        monkeypatch.setattr(turns.Turns, "_grant", lambda _self: None)
    application = shell.create_app(
        Settings(in_flight=0 if case["fault"] == "busy" else 64, deadline=1 if case["fault"] == "queue" else 25)
    )
    builder = EnvironBuilder(case["path"], method=case["method"], data=body_of(case), headers=case["headers"])
    environ = builder.get_environ()
    if case["fault"] == "crash":
        monkeypatch.setattr(jobs, "clean", crash)
    elif case["fault"] in {"stall", "break"}:
        environ["wsgi.input"] = Faulty(TimeoutError() if case["fault"] == "stall" else ConnectionResetError())
        environ["wsgi.input_terminated"] = True  # as gunicorn says of its streams
    with caplog.at_level(logging.INFO, "page_cleaner"):
        answer = called(application, environ)
    check(case, answer)
    logged = "\n".join(map(logs.Lines().format, caplog.records))
    assert ("RuntimeError" in logged) == (case["fault"] == "crash")
    assert ("a secret" in logged, b"secret" in answer.body) == (False, False)
    assert '"event": "request"' in logged


def called(application: Any, environ: dict[str, Any]) -> Answer:
    """The application's answer, without a server."""
    parts, status, headers = run_wsgi_app(application, environ)
    body = b"".join(parts)
    parts.close()  # type: ignore[attr-defined]
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return Answer(int(status.split()[0]), message, body)  # type: ignore[arg-type]


def test_an_answer_is_gone_when_it_is_over() -> None:
    application = shell.create_app()
    freed: list[bool] = []

    @application.after_request
    def watch(response: Response) -> Response:
        weakref.finalize(response, freed.append, True)
        return response

    gc.disable()  # an answer that holds on to itself would wait for it, and large ones add up
    try:
        answer = called(application, EnvironBuilder("/clean", method="POST", data=PAGE).get_environ())
    finally:
        gc.enable()
    assert (answer.status, freed) == (200, [True])


def test_large_pages_are_cleaned_one_at_a_time_and_keep_no_small_one_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, over = threading.Semaphore(0), threading.Event()
    running: list[int] = []
    run = jobs.Job.run

    def slow(job: jobs.Job, limits: Limits, *, markdown: bool = False) -> Cleaned:
        if len(job.page) <= work.LARGE:
            return run(job, limits, markdown=markdown)
        running.append(1)
        inside.release()
        assert over.wait(10)
        assert sum(running) == 1
        running.append(-1)
        return run(jobs.Job("a", {}), limits)

    monkeypatch.setattr(jobs.Job, "run", slow)
    at_work = work.Work(Settings(threads=3), Metrics())
    large = jobs.Job("a" * (work.LARGE + 1), {})
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(at_work.clean(large, text_of))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert inside.acquire(timeout=10)
    assert not inside.acquire(timeout=0.1)
    assert at_work.clean(jobs.Job("b", {}), text_of) == "b"
    over.set()
    for thread in threads:
        thread.join()
    assert found == ["a", "a"]


def text_of(cleaned: Cleaned) -> str:
    return cleaned.text


@pytest.mark.parametrize("options", [{}, {"spans": "offsets"}, {"spans": "none", "source": True}])
def test_an_answer_has_a_line_for_each_member_and_for_each_entry(options: dict[str, Any]) -> None:
    page = "獎?wù)叨际恰\n“\\分享到：”\n分享到：\n主办单位：某市\t人民政府\x01\n" + PAGE.decode() * 3
    answer = clean(page, **options).as_dict()
    lines = ["{"]
    for name, value in answer.items():
        held = [
            json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            for one in (value if isinstance(value, list) else [value])
        ]
        if isinstance(value, list) and value:
            held = ["[", *(f"    {one}," for one in held[:-1]), f"    {held[-1]}", "  ]"]
        lines += [f'  "{name}": {held[0] if held else "[]"}', *held[1:]]
        lines[-1] += ","
    lines[-1] = lines[-1].removesuffix(",")
    assert json_response(answer).get_data(as_text=True).split("\n") == [*lines, "}", ""]


def test_every_documented_response_is_produced_and_every_produced_one_documented() -> None:
    produced = {named(case) for case in CASES if named(case)[:2] in OPERATIONS}
    assert produced | set(TOO_LARGE) == DOCUMENTED.keys()


@pytest.mark.parametrize("documented", TOO_LARGE, ids=lambda named: " ".join(named[:2]))
def test_a_head_that_is_too_large_is_refused_whatever_it_asks_for(
    documented: contract.Documented, server: Server
) -> None:
    method, path, status, media_type = documented
    answer = server.send(method, f"{path}?{'a' * 9_000}")
    assert (answer.status, answer.media_type) == (status, media_type)
    contract.check(answer, DOCUMENTED[documented])


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [
        ("crawl-7/page:42", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("two words", False),
        ("名", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", ["/clean", "/nothing"])
def test_a_request_id_is_echoed_or_made(sent: str, echoed: bool, path: str, server: Server) -> None:
    answer = server.send(path=path, body=PAGE, headers={"X-Request-ID": sent.encode().decode("latin-1")})
    name = answer.headers["X-Request-ID"]
    assert (name == sent) if echoed else re.fullmatch("[0-9a-f]{32}", name)


def test_requests_are_logged_with_their_id_and_probes_are_not(server: Server) -> None:
    server.send(body=PAGE, headers={"X-Request-ID": "find-me"})
    server.send("GET", "/healthz", headers={"X-Request-ID": "do-not-find-me"})
    server.send(body=PAGE, headers={"X-Request-ID": "wait-for-me"})
    end = time.monotonic() + 5
    waiting = ('"find-me"', '"wait-for-me"')  # a process logs a request when its answer has gone out
    while any(name not in (log := server.log.read_text("utf-8")) for name in waiting) and time.monotonic() < end:
        time.sleep(0.05)
    found = [json.loads(line) for line in log.splitlines() if '"find-me"' in line]
    assert len(found) == 1
    assert found[0] | {"time": "", "process": 0, "seconds": 0, "sent": 0} == {
        "time": "", "level": "info", "event": "request", "process": 0, "request_id": "find-me", "method": "POST",
        "path": "/clean", "status": 200, "seconds": 0, "received": len(PAGE), "sent": 0,
    }  # fmt: skip
    assert "do-not-find-me" not in log
    assert PAGE.decode()[:6] not in log


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/clean", {}, 413),
        ("/clean", {"Content-Type": "multipart/mixed; boundary=b"}, 415),
        ("/clean", {"Accept": "image/png"}, 406),
        ("/nothing", {}, 404),
        ("/healthz", {}, 405),
    ],
)
def test_a_client_that_sends_its_whole_body_first_still_reads_its_answer(
    path: str, headers: dict[str, str], status: int, server: Server
) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", b"x" * 8_000_000, headers)
    with pytest.raises(urllib.error.HTTPError) as caught:  # urllib says Connection: close, so no keep-alive helps
        urllib.request.urlopen(request, timeout=20)
    with caught.value as answer:
        assert answer.code == status
        assert json.load(answer)["status"] == status


def test_a_connection_serves_on_after_a_refused_body(server: Server) -> None:
    connection = server.connect()
    try:
        for body, status in ((b"x" * 1_000_000, 413), (PAGE, 200)):
            connection.request("POST", "/clean", body)
            response = connection.getresponse()
            response.read()
            assert response.status == status
    finally:
        connection.close()


def exchange(server: Server, *pieces: bytes, half_close: bool = False) -> bytes:
    """Send raw pieces and read what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_body_shorter_than_declared_is_refused(server: Server) -> None:
    answer = exchange(server, b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", PAGE, half_close=True)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b"/problems/broken-body" in answer


def test_a_broken_chunk_is_refused(server: Server) -> None:
    answer = exchange(server, b"POST /clean HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b"/problems/broken-body" in answer


def test_a_client_that_stalls_is_told_so_and_holds_up_nobody(server: Server) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as stalled:
        stalled.sendall(b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        assert server.send(body=PAGE).status == 200
        answer = b"".join(iter(lambda: stalled.recv(65536), b""))
    assert b" 408 " in answer.split(b"\r\n")[0]
    assert 2 < time.monotonic() - began < 10


def test_sigterm_lets_a_request_in_flight_finish(tmp_path: Path) -> None:
    head = b"POST /clean HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
    with serving(tmp_path / "log", CLEAN_WORKERS="1") as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(head + PAGE[:20])
            time.sleep(0.3)  # the worker is reading the body now
            server.stop()
            time.sleep(0.5)
            connection.sendall(PAGE[20:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert server.process.wait(10) == 0
    assert b" 200 " in answer.split(b"\r\n")[0]
    assert answer.endswith(b"\r\n\r\n" + PAGE + b"\n")


def test_many_clients_at_once_get_their_own_answers(server: Server) -> None:
    failures: list[str] = []

    def client(number: int) -> None:
        for turn in range(5):
            text = f"第{number}号文件第{turn}次发送，请各单位认真贯彻执行。"
            answer = server.send(body=text.encode(), headers={"Accept": "text/plain"})
            if answer.body.decode() != text + "\n":
                failures.append(f"{answer.status} {answer.body.decode()}")

    threads = [threading.Thread(target=client, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_an_address_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ran = subprocess.run(
            COMMAND,
            cwd=ROOT,
            env=environment({"PORT": str(port)}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode
    assert (
        f"The service cannot start: 127.0.0.1, port {port}: Address already in use. PORT names another port."
        in ran.stderr
    )
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"CLEAN_BODYLIMIT": "5"}, ["CLEAN_BODYLIMIT is not a setting", "CLEAN_BODY_LIMIT"]),
        ({"CLEAN_PORT": "http"}, ["CLEAN_PORT", "1 to 65535", "'http'"]),
        ({"PORT": "0"}, ["PORT", "1 to 65535", "'0'"]),
    ],
)
def test_an_invalid_setting_stops_the_start(settings: dict[str, str], words: list[str]) -> None:
    run = subprocess.run(
        COMMAND, cwd=ROOT, env=environment(settings), capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    for word in words:
        assert word in run.stderr


MEDIA_TYPES = ["text/plain", "text/html; charset=gbk", "application/json", "application/xml", "", "multipart/mixed"]


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode),
    media_type=st.sampled_from(MEDIA_TYPES) | st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])),
    accept=st.sampled_from(["", "text/plain", "text/html"]) | st.text(st.characters(codec="ascii", min_codepoint=32)),
    query=st.sampled_from(["", "spans=none", "source=1&convert=s2t"]) | st.text(max_size=20),
)
def test_any_request_gets_a_documented_answer(body: bytes, media_type: str, accept: str, query: str) -> None:
    builder = EnvironBuilder("/clean", method="POST", query_string=query, input_stream=io.BytesIO(body))
    environ = builder.get_environ() | {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": media_type}
    answer = called(APPLICATION, environ | {"HTTP_ACCEPT": accept})
    media = answer.headers.get_content_type()
    assert answer.status < 500
    contract.check(answer, DOCUMENTED["POST", "/clean", answer.status, media])


APPLICATION = shell.create_app(Settings())
