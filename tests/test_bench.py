"""What the benchmark measures with: its client, its no-op, and the pages that it makes."""

from __future__ import annotations

import json

import pytest

from page_cleaner import clean
from scripts.bench import noop, patterns
from scripts.bench.client import connected, drive, post
from scripts.bench.processes import in_batches, sized
from scripts.bench.stages import STAGES, timed
from scripts.pages import html_page, seeds, text_page
from tests.serving import Server

TEXT = {"Content-Type": "text/plain"}


def test_the_client_reads_what_any_other_reads(server: Server) -> None:
    page = seeds()[0].encode()
    with connected(server.port) as connection:
        for _ in range(2):  # the connection is kept
            assert connection.ask(post(page, TEXT)) == server.send(body=page, headers=TEXT).body
        with pytest.raises(RuntimeError, match="415"):
            connection.ask(post(page, {"Content-Type": "multipart/mixed"}))


def test_a_batch_is_answered_page_by_page_over_the_same_connection(server: Server) -> None:
    texts = [seed * 4 for seed in seeds()] * 4  # batches that are longer than what is sent at once
    with connected(server.port) as connection:
        answers = b"".join(map(connection.ask, in_batches(texts, "text")))
    assert [json.loads(line)["text"] for line in answers.splitlines()] == [clean(text).text for text in texts]


def test_all_requests_are_sent_as_often_as_asked(server: Server) -> None:
    def answered() -> float:
        lines = server.send("GET", "/metrics").body.decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("page_cleaner_pages_total"))

    before = answered()
    done = drive(server.port, [post(text.encode(), TEXT) for text in seeds()], connections=3, seconds=60, passes=2)
    assert (done.passes, answered() - before) == (2, 2 * len(seeds()))
    assert drive(server.port, [post(b"a", TEXT)], connections=3, seconds=0).passes == 1


def test_the_no_op_answers_what_the_service_answers_in_size(server: Server) -> None:
    (request,) = sized(server.port, [seeds()[0].encode()], "text/plain")
    head, _, body = request.partition(b"\r\n\r\n")
    (size,) = (line.partition(b": ")[2].decode() for line in head.splitlines() if line.startswith(noop.SIZE.encode()))
    answer = noop.app.test_client().post("/clean", data=body, headers={noop.SIZE: size})
    assert len(answer.data) == int(size) == len(server.send(body=body, headers=TEXT).body)
    assert len(json.loads(answer.data)["text"]) > 1000


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
def test_made_pages_have_their_size_and_are_pages(size: int) -> None:
    assert size - 3 < len(text_page(size).encode()) <= size
    page = html_page(size)
    assert size <= len(page) < size + 4_000
    assert b"</body>" in page
    kept = clean(page).text
    assert "栏目1" not in kept
    assert seeds()[0].splitlines()[0][:20] in page.decode()
    assert len(kept.encode()) > size / 3


def test_the_stages_are_those_of_a_page_and_are_put_back() -> None:
    spent = timed([html_page(3_000)], "html")
    assert set(spent) == {stage for stage, _, _ in STAGES} | {"rest"}
    assert spent["rest"] < 0.5 * sum(spent.values())
    assert timed([seeds()[0].encode()], "text")["parse and render"] == 0
    assert {name: getattr(owner, name).__module__.partition(".")[0] for _, owner, name in STAGES} == {
        name: "page_cleaner" for _, _, name in STAGES
    }
    assert all("watched" not in getattr(owner, name).__qualname__ for _, owner, name in STAGES)


def test_the_calls_of_patterns_are_made_again() -> None:
    found = patterns.alone({"text": seeds(), "html": [html_page(3_000)]})
    assert found.keys() == {"text", "html"}
    assert min(found.values()) > 0
