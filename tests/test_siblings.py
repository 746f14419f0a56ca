"""Workers that help each other with batches: whatever becomes of a helper, the answers are those of one worker alone."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pytest

from page_cleaner.cleaned import Cleaned
from page_cleaner.page import NO_LIMITS
from page_cleaner.web.batch import Answered, Asked, Batch, Errand, Tally
from page_cleaner.web.jobs import Job
from page_cleaner.web.metrics import Metrics
from page_cleaner.web.problems import Problem
from page_cleaner.web.settings import Settings
from page_cleaner.web.siblings import Siblings, forget
from page_cleaner.web.work import LARGE, Page, Work
from scripts.bench.processes import cpu
from scripts.pages import seeds
from tests.serving import Server, serving

LINES = [json.dumps({"id": n, "text": f"会议召开。{n}\n分享到："}, ensure_ascii=False).encode() for n in range(40)]
LINES[7:9] = [b"nonsense", b""]
Serve = Callable[[Errand], Answered | None]


def clean(job: Job) -> dict[str, object]:
    time.sleep(0.002)  # time enough for a helper to come by
    return job.run(NO_LIMITS).as_dict()


def dying(_errand: Errand) -> Answered | None:
    raise EOFError


def helped(folder: Path, serve: Serve) -> Siblings:
    """A worker's siblings, of which there is one, in a thread."""
    own = Siblings()
    Siblings().open(folder, 1, 1, serve)
    own.open(folder, 0, 2, lambda _: None)
    return own


def answers(siblings: Siblings) -> tuple[bytes, Tally]:
    """The answers to the lines, which come in pairs that are lots, and all of them at once."""
    tally = Tally()
    padded = [line + b" " * 70_000 if line else line for line in LINES]
    pieces = (list[bytes | int](padded[n : n + 2]) for n in range(0, len(padded), 2))
    batch = Batch(Asked("a", {}, None, 1_000_000), clean, siblings)
    return b"".join(batch.answers(pieces, tally, lambda: True)), tally


@pytest.mark.parametrize(
    ("serve", "helps"),
    [
        pytest.param(lambda errand: errand.run(clean), True, id="one who is free"),
        pytest.param(lambda errand: errand.run(clean, cycle([True, False]).__next__), True, id="one who becomes busy"),
        pytest.param(lambda _: None, False, id="one who is busy"),
        pytest.param(dying, False, id="one who dies over it"),
    ],
)
def test_answers_are_the_same_whoever_helps(serve: Serve, helps: bool, tmp_path: Path) -> None:
    done: list[int] = []

    def counted(errand: Errand) -> Answered | None:
        answered = serve(errand)
        done.append(answered.lines if answered else 0)
        return answered

    found, tally = answers(helped(tmp_path, counted))
    alone, expected = answers(Siblings())
    assert (found, tally) == (alone, expected)
    assert (tally.lines, tally.problems, tally.whole) == (39, {"bad-json": 1}, True)
    assert (sum(done) > 0) == helps


def test_there_need_be_no_sibling_where_one_was(tmp_path: Path) -> None:
    siblings = helped(tmp_path, dying)
    forget(tmp_path, 1)
    assert answers(siblings) == answers(Siblings())
    assert siblings.ask("anything") is None


def test_a_helper_that_is_slow_holds_up_reading_and_nothing_is_read_without_bound(tmp_path: Path) -> None:
    go, taken, line = threading.Event(), [0], b'{"text": "a"}' + b" " * 200_000

    def slow(errand: Errand) -> Answered:
        go.wait(10)
        return errand.run(clean)

    def arriving() -> Iterator[list[bytes | int]]:
        for _ in range(50):
            taken[0] += 1
            yield [line]

    found = Batch(Asked("a", {}, None, 1_000_000), clean, helped(tmp_path, slow)).answers(
        arriving(), Tally(), lambda: True
    )
    next(found)
    sent = [1]
    reader = threading.Thread(target=lambda: sent.append(sum(1 for _ in found)))
    reader.start()
    time.sleep(0.5)
    assert taken[0] < 10
    go.set()
    reader.join()
    assert sum(sent) == 50


def test_a_worker_helps_while_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(Settings(), Metrics())
    errand = Errand(Asked("a", {}, None, 1000), [(n, LINES[0]) for n in range(3)])
    with work._turns.turn(1, 1):  # a page that is being cleaned
        assert work.help(errand) is None
    done = work.help(errand)
    assert isinstance(done, Answered)
    assert done.lines == 3
    monkeypatch.setattr(Job, "run", lambda *_: 1 / 0)
    done = work.help(errand)
    assert isinstance(done, Answered)
    assert (done.lines, done.problems) == (3, ["internal-error"] * 3)


@pytest.mark.parametrize(
    ("lines", "other_is_busy", "by_other"),
    [(45_000, False, Cleaned), (45_000, True, type(None)), (60_000, False, Problem)],
)
def test_a_large_page_that_would_wait_for_another_one_is_cleaned_elsewhere(
    lines: int, other_is_busy: bool, by_other: type, tmp_path: Path
) -> None:
    settings, gave = Settings(lines_limit=50_000), list[object]()
    own, other = Work(settings, Metrics()), Work(settings, Metrics())

    def serve(errand: Page | Errand) -> object:
        gave.append(other.help(errand))
        return gave[-1]

    other.siblings.open(tmp_path, 1, 1, serve)
    own.siblings.open(tmp_path, 0, 2, own.help)
    job = Job("全市年度工作会议今天召开。\n" * lines, {"format": "text"})
    with ExitStack() as busy:
        if other_is_busy:
            busy.enter_context(other._turns.turn(1, 1))
        busy.enter_context(own._turns.turn(LARGE + 1, 1))
        threading.Timer(0.5, busy.close).start()
        if by_other is Problem:
            with pytest.raises(Problem, match="lines"):
                own.clean(job, lambda cleaned: cleaned.text)
        else:
            assert own.clean(job, lambda cleaned: cleaned.text).count("\n") > 1000
    assert [type(one) for one in gave] == [by_other]


def test_a_problem_is_the_same_in_another_process() -> None:
    import pickle  # noqa: PLC0415

    problem = Problem("late", "It took too long.", {"Retry-After": "1"}, limit=1, actual=2)
    again = pickle.loads(pickle.dumps(problem))
    assert (again.kind, again.value(), again.headers) == (problem.kind, problem.value(), problem.headers)


# The real server.

SEEDS = [json.dumps({"id": n, "text": seed}).encode() + b"\n" for n in range(60) for seed in seeds()]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Server]:
    """A server of two workers."""
    with serving(tmp_path / "log", CLEAN_WORKERS="2") as running:
        yield running


def _told_apart(server: Server) -> tuple[int, ...] | None:
    """The worker that has answered the request ``which``, and the other one, once both are there."""
    owner = re.findall(r'"process": (\d+), "request_id": "which"', server.log.read_text("utf-8"))
    both = server.workers()
    return (int(owner[0]), *set(both) - {int(owner[0])}) if owner and len(both) == 2 else None


def _eventually(look: Callable[[], tuple[int, ...] | None]) -> tuple[int, ...]:
    """What is there to be seen, once it is. Raises TimeoutError."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise TimeoutError


def sent(server: Server, meanwhile: Callable[[int, int], None]) -> list[dict[str, object]]:
    """The answers to a batch, during which something happens, told of the worker that has the batch and of the other one."""
    connection = server.connect()
    connection.request("POST", "/clean", b"a", {"X-Request-ID": "which"})
    connection.getresponse().read()
    owner, other = _eventually(lambda: _told_apart(server))
    body = b"".join(SEEDS)
    head = b"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    sock: socket.socket = connection.sock
    writer = threading.Thread(target=lambda: sock.sendall(head % len(body) + body))
    writer.start()
    stream = sock.makefile("rb")
    got = stream.read(100_000)
    meanwhile(owner, other)
    got += stream.read()
    stream.close()
    writer.join()
    connection.close()
    # chunks end where lots do, and a lot is whole lines
    return [json.loads(line) for line in got.splitlines() if line.startswith(b'{"line"')]


@pytest.mark.parametrize("happens", ["nothing", "the helper is killed", "the service is stopped"])
def test_a_batch_is_answered_whole_and_in_order(happens: str, pair: Server) -> None:
    seconds: dict[int, float] = {}

    def meanwhile(_owner: int, other: int) -> None:
        if happens == "the helper is killed":
            os.kill(other, signal.SIGKILL)
        elif happens == "the service is stopped":
            pair.stop()
        else:
            seconds.update({pid: cpu(pid) for pid in pair.workers()})

    found = sent(pair, meanwhile)
    assert [answer["line"] for answer in found] == list(range(1, len(SEEDS) + 1))
    assert [answer["id"] for answer in found] == [json.loads(line)["id"] for line in SEEDS]
    texts = {n % len(seeds()): answer for n, answer in enumerate(found)}
    assert all(
        {**answer, "line": 0, "id": 0} == {**texts[n % len(seeds())], "line": 0, "id": 0}
        for n, answer in enumerate(found)
    )
    if happens == "nothing":
        assert all(cpu(pid) > before for pid, before in seconds.items())
    elif happens == "the service is stopped":
        assert pair.process.wait(20) == 0
    log = pair.log.read_text("utf-8")
    assert "Traceback" not in log
    assert '"event": "fault"' not in log
