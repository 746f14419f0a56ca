"""What surrounds cleaning: where a browser begins, the contract, other origins, compressed bodies and answers, the processes' metrics."""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from page_cleaner.web.coding import Inflater, deflate
from page_cleaner.web.problems import Problem
from tests.serving import ROOT, Server, serving

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = "定于下周三上午召开全市年度工作会议，请准时参加。\n"
BODY = PAGE.encode() * 100
ORIGIN = "https://tool.example.gov.cn"


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lets pages of an origin read its answers, and compresses them."""
    log = tmp_path_factory.mktemp("open") / "log"
    with serving(log, CLEAN_CORS=f"{ORIGIN}, https://b.example", CLEAN_COMPRESS="1") as running:
        yield running


def test_the_root_leads_to_the_form(server: Server) -> None:
    answer = server.send("GET", "/")
    assert (answer.status, answer.headers["Location"]) == (302, "clean")
    assert server.send("HEAD", "/").status == 302


def test_the_contract_is_served(server: Server) -> None:
    answer = server.send("GET", "/openapi.yaml")
    assert (answer.status, answer.media_type) == (200, "application/yaml")
    assert answer.body == (ROOT / "openapi.yaml").read_bytes()


@pytest.mark.parametrize(
    ("path", "allow"), [("/clean", "GET, HEAD, POST, OPTIONS"), ("/healthz", "GET, HEAD, OPTIONS")]
)
def test_options_says_what_a_path_takes(path: str, allow: str, server: Server) -> None:
    answer = server.send("OPTIONS", path, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert (answer.status, answer.headers["Allow"], answer.body) == (204, allow, b"")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert server.send("OPTIONS", "/nothing").status == 404


def test_a_page_of_an_allowed_origin_may_ask_and_read(open_server: Server) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = open_server.send("OPTIONS", headers=asked)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    for body, status in ((BODY, 200), (b"", 400)):
        answer = open_server.send(body=body, headers={"Origin": ORIGIN})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, ORIGIN)
        assert "Origin" in answer.headers["Vary"]
    other = open_server.send(body=BODY, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-ndjson"])
def test_answers_are_compressed_where_asked(encoding: str, kind: str, open_server: Server, server: Server) -> None:
    body = BODY if kind == "text/plain" else (json.dumps({"text": PAGE * 100}) + "\n").encode() * 3
    headers = {"Content-Type": kind, "Accept-Encoding": encoding}
    answer = open_server.send(body=body, headers=headers)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, encoding)
    unpacked = gzip.decompress(answer.body) if encoding == "gzip" else zstd.decompress(answer.body)
    assert unpacked == open_server.send(body=body, headers={"Content-Type": kind}).body
    assert len(answer.body) < len(unpacked)
    assert "Content-Encoding" not in server.send(body=body, headers=headers).headers


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("gzip", b"".join(gzip.compress(BODY[at : at + 1000]) for at in range(0, len(BODY), 1000))),
        ("deflate", zlib.compress(BODY)),
        ("zstd", zstd.compress(BODY)),
        ("zstd", b"".join(zstd.compress(BODY[at : at + 1000]) for at in range(0, len(BODY), 1000))),
    ],
)
def test_bodies_may_be_compressed_in_one_member_or_in_many(encoding: str, packed: bytes, server: Server) -> None:
    answer = server.send(
        body=packed, headers={"Content-Encoding": encoding, "Accept": "text/plain", "Content-Type": "text/plain"}
    )
    assert (answer.status, answer.body) == (200, BODY)
    for step in (1, 7, len(packed)):
        inflater = Inflater(encoding)
        pieces = [piece for at in range(0, len(packed), step) for piece in inflater.feed(packed[at : at + step])]
        inflater.finish()
        assert b"".join(pieces) == BODY
        assert max(map(len, pieces)) <= 16 * 1024


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_broken_compression_is_refused(encoding: str) -> None:
    packed = zlib.compress(BODY) if encoding == "deflate" else b"".join(deflate([BODY], encoding))
    for broken in (packed[:-1], packed + b"x", b"text" + packed, packed[:20]):
        inflater = Inflater(encoding)
        with pytest.raises(Problem):  # noqa: PT012 - either may refuse it
            list(inflater.feed(broken))
            inflater.finish()


def test_a_window_beyond_what_http_allows_is_refused() -> None:
    wide = zstd.compress(bytes(20_000_000), options={zstd.CompressionParameter.window_log: 27})
    with pytest.raises(Problem):
        list(Inflater("zstd").feed(wide))


def test_metrics_tell_of_the_version_and_of_the_processes(server: Server) -> None:
    server.send(body=BODY)
    found = {
        sample.name: sample
        for family in text_string_to_metric_families(server.send("GET", "/metrics").body.decode())
        for sample in family.samples
    }
    version = json.loads(server.send("GET", "/healthz").body)["version"]
    assert (found["page_cleaner_build_info"].labels["version"], found["page_cleaner_build_info"].value) == (version, 1)
    assert found["page_cleaner_workers"].value == len(server.workers())
    assert found["process_cpu_seconds_total"].value > 0
    assert 20e6 < found["process_resident_memory_bytes"].value < 2e9
    assert found["process_open_fds"].value > 5
    assert found["process_start_time_seconds"].value > 1.6e9


def test_alerts_and_dashboard_name_metrics_that_exist(server: Server) -> None:
    import yaml  # noqa: PLC0415

    server.send(body="分享到：\n".encode() + BODY)
    known = {re.sub(r"_(bucket|sum|count|total|created)$", "", line.split()[2]) for line in
             server.send("GET", "/metrics").body.decode().splitlines() if line.startswith("# TYPE")}  # fmt: skip
    known |= {"up", "page_cleaner_problems"}  # counted from the first problem on
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text("utf-8"))
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert all(
        {"alert", "expr", "for", "labels", "annotations"} <= rule.keys()
        for group in rules["groups"]
        for rule in group["rules"]
    )
    asked += [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    assert len(asked) > 12
    for expression in asked:
        names = re.findall(r"\b(?:page_cleaner|process)_[a-z_]+|\bup\b", expression)
        assert names
        for name in names:
            assert re.sub(r"_(bucket|sum|count|total)$", "", name) in known, name
    assert expression.count("(") == expression.count(")")
