"""The recipes for Scrapy, Ray Data and Spark, each with its engine itself; skipped where that is not installed."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.serving import ROOT, Server

pytestmark = pytest.mark.filterwarnings("ignore")

BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
PAGE = f"分享到：\n{BODY}".encode("gb18030")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def in_process() -> ModuleType:
    pytest.importorskip("scrapy")
    return example("scrapy_in_process")


@pytest.fixture
def over_http() -> ModuleType:
    pytest.importorskip("scrapy")
    return example("scrapy_over_http")


def check(item: dict[str, Any]) -> None:
    assert (item["url"], item["text"], item["variant"]) == ("u", BODY, "Hans")
    assert [span["text"] for span in item["removed"]] == ["分享到："]
    assert "page" not in item


def test_scrapy_in_process(in_process: ModuleType) -> None:
    check(in_process.CleanInProcess().process_item({"url": "u", "page": PAGE, "charset": "gbk"}))
    for page in (PICTURE, "分享到：".encode()):
        with pytest.raises(in_process.DropItem):
            in_process.CleanInProcess().process_item({"url": "u", "page": page})


def test_scrapy_over_http(over_http: ModuleType, server: Server) -> None:
    pipeline = over_http.CleanOverHttp(f"http://127.0.0.1:{server.port}/clean")
    check(asyncio.run(pipeline.process_item({"url": "u", "page": PAGE, "charset": "gbk"})))
    with pytest.raises(over_http.DropItem, match="PNG"):
        asyncio.run(pipeline.process_item({"url": "u", "page": PICTURE}))


@pytest.fixture
def busy() -> Iterator[tuple[int, list[float]]]:
    """A service that says twice that it is busy, and then answers; its port, and when it was asked."""

    asked: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(time.monotonic())
            self.rfile.read(int(self.headers["Content-Length"]))
            status = 429 if len(asked) < 3 else 200
            answer = {"text": BODY, "script": {"variant": "Hans"}, "metadata": {}, "removed": [], "detail": "Busy."}
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    yield service.server_port, asked
    service.shutdown()
    thread.join()
    service.server_close()


def test_scrapy_waits_as_long_as_a_busy_service_says(over_http: ModuleType, busy: tuple[int, list[float]]) -> None:
    port, asked = busy
    pipeline = over_http.CleanOverHttp(f"http://127.0.0.1:{port}/clean")
    assert asyncio.run(pipeline.process_item({"url": "u", "page": PAGE}))["text"] == BODY
    assert [later - earlier >= 1 for earlier, later in itertools.pairwise(asked)] == [True, True]
    asked.clear()
    hasty = over_http.CleanOverHttp(f"http://127.0.0.1:{port}/clean", patience=0.5)
    with pytest.raises(over_http.DropItem, match="Busy"):
        asyncio.run(hasty.process_item({"url": "u", "page": PAGE}))


class Site(BaseHTTPRequestHandler):
    """A site of three pages in GBK, linked in a circle, and a picture."""

    def do_GET(self) -> None:
        number = self.path.strip("/")
        if self.path == "/robots.txt" or not number.isdigit():
            kind, body = ("image/png", PICTURE) if self.path == "/a.png" else ("text/plain", b"")
        else:
            following = (int(number) + 1) % 3
            page = f"<p>第{number}号文件。{BODY}</p><p>分享到：</p><p><a href='/{following}'>下一篇</a></p><a href='/a.png'></a>"
            kind, body = "text/html", f"<html><body>{page}</body></html>".encode("gbk")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.mark.usefixtures("over_http")
def test_the_crawler_of_the_compose_file_brings_cleaned_pages(server: Server, tmp_path: Path) -> None:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    crawler = ROOT / "deploy" / "crawler" / "crawler.py"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "examples"),
        "START_URLS": f"http://127.0.0.1:{site.server_port}/0",
        "CLEAN_URL": f"http://127.0.0.1:{server.port}/clean",
        "CRAWL_DELAY": "0",
    }
    command = [sys.executable, "-m", "scrapy", "runspider", str(crawler), "-O", "pages.jsonl"]
    try:
        ran = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=True
        )
    finally:
        site.shutdown()
        thread.join()
        site.server_close()
    items = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text("utf-8").splitlines()]
    texts = sorted(item["text"] for item in items)
    assert texts == [f"第{number}号文件。{BODY}" for number in range(3)], ran.stderr
    assert all(item["url"].startswith("http://127.0.0.1") and item["removed"] for item in items)


def test_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'examples'}")
    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import ray_clean

    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", _temp_dir=None)
    try:
        pages = ray.data.from_items([{"id": n, "page": PICTURE if n == 7 else PAGE} for n in range(40)])
        rows = sorted(ray_clean.cleaned(pages).take_all(), key=lambda row: row["id"])
    finally:
        ray.shutdown()
    assert [row["text"] for row in rows] == ["" if n == 7 else BODY for n in range(40)]
    assert "PNG" in rows[7]["error"]
    assert json.loads(rows[0]["account"])["removed"][0]["text"] == "分享到："


def test_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql")
    pytest.importorskip("pyarrow")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'examples'}")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import spark_clean

    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        pages = spark.createDataFrame(
            [(str(n), bytearray(PICTURE if n == 7 else PAGE)) for n in range(40)], "id string, page binary"
        )
        rows = sorted(spark_clean.cleaned(pages).collect(), key=lambda row: int(row.id))
    finally:
        spark.stop()
    assert [row.text for row in rows] == ["" if n == 7 else BODY for n in range(40)]
    assert "PNG" in rows[7].error
    assert json.loads(rows[0].account)["removed"][0]["text"] == "分享到："
