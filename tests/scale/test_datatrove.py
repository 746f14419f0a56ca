"""The steps for datatrove, with datatrove itself; skipped where the extra ``scale`` is not installed."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove", reason="needs the extra scale")
pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

from datatrove.data import Document
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter

from page_cleaner import clean
from page_cleaner.options import OptionError
from page_cleaner.pipelines import datatrove as steps
from tests.serving import ROOT

BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
PAGES: dict[str, Any] = {
    "text": f"分享到：\n{BODY}",
    "html": f"<html><body><p>{BODY}</p><div class='share'>分享到：</div></body></html>",
    "gbk": f"分享到：\n{BODY}".encode("gb18030"),
    "frame": "分享到：\n打印本页",
    "english": "The annual meeting of the bureau takes place on Wednesday; please be on time.",
    "japanese": "来週の水曜日に年次会議を開催いたしますので、時間どおりにご出席ください。",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


def documents(*names: str) -> list[Document]:
    return [Document(PAGES[name], name, metadata={"url": f"http://a.test/{name}"}) for name in names or PAGES]


def rows(folder: Path) -> list[dict[str, Any]]:
    return [{"text": d.text, "id": d.id, **d.metadata} for d in JsonlReader(str(folder)).run()]


def test_pages_are_cleaned_or_left_out_with_a_reason(tmp_path: Path) -> None:
    step = steps.CleanPages(drop=["empty", "not_chinese"], exclusion_writer=JsonlWriter(str(tmp_path)))
    kept = list(step.run(documents()))
    assert [(d.id, d.text) for d in kept] == [("text", BODY), ("html", BODY), ("gbk", BODY)]
    left = {row["id"]: row for row in rows(tmp_path)}
    reasons = {name: row["filter_reason"] for name, row in left.items()}
    assert reasons.items() >= {"english": "not_chinese", "japanese": "not_chinese"}.items()
    stats = {name: stat.total for name, stat in step.stats.stats.items()}
    assert (stats["total"], stats["forwarded"], stats["dropped"]) == (7, 3, 4)
    assert (stats["dropped_empty"], stats["dropped_not_chinese"], stats["dropped_not_text"]) == (1, 2, 1)
    assert stats["script_Hans"] >= 3
    assert stats["removed_share_widget"] >= 3


def test_the_account_stands_beside_the_text() -> None:
    (document,) = steps.CleanPages(spans="full", source=True).run(documents("gbk"))
    expected = clean(PAGES["gbk"], source=True).as_dict()
    assert document.text == expected.pop("text")
    account = document.metadata["cleaned"]
    assert {name: n for name, n in account.pop("counts").items() if n} == {"share_widget": 1}
    assert account == expected
    assert document.metadata["url"] == "http://a.test/gbk"


def test_a_page_that_the_cleaner_fails_over_ends_no_task(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def crash(page: object, **options: object) -> object:
        if page == PAGES["html"]:
            raise RuntimeError("the reason")
        return clean(page, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "clean", crash)
    step = steps.CleanPages(exclusion_writer=JsonlWriter(str(tmp_path)))
    assert [d.id for d in step.run(documents("text", "html", "gbk"))] == ["text", "gbk"]
    (failed,) = rows(tmp_path)
    assert (failed["filter_reason"], failed["error"], failed["text"]) == (
        "failed",
        "RuntimeError: the reason",
        PAGES["html"],
    )


def test_bad_arguments_are_refused_before_the_run() -> None:
    with pytest.raises(OptionError, match="formt"):
        steps.CleanPages(formt="html")
    with pytest.raises(ValueError, match="boring"):
        steps.CleanPages(drop=["boring"])


def test_parquet_keeps_every_account_whatever_the_first_page_had(tmp_path: Path) -> None:
    pages = documents("text", "html", "gbk") + documents("text", "html", "gbk")
    with ParquetWriter(str(tmp_path), schema=steps.parquet_schema("url"), batch_size=2) as writer:
        for document in steps.CleanPages(spans="full").run(pages):
            writer.write(document)
    read = list(ParquetReader(str(tmp_path)).run())
    assert [d.text for d in read] == [BODY] * 6
    assert [d.metadata["cleaned"]["counts"]["share_widget"] for d in read] == [1] * 6
    encodings = [d.metadata["cleaned"]["encoding"] for d in read]
    assert [encoding and encoding["name"] for encoding in encodings] == [None, None, "gb18030"] * 2
    assert read[2].metadata["url"] == "http://a.test/gbk"


def warc(path: Path, pages: list[tuple[str, str, bytes]]) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for name, content_type, body in pages:
            headers = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(f"http://a.test/{name}", "response", io.BytesIO(body), http_headers=headers)
            )


def test_warc_pages_are_decoded_by_the_cleaner_and_damage_ends_a_file_not_a_task(tmp_path: Path) -> None:
    short = "<p>通知</p>".encode("gbk")  # also valid UTF-8, so only the header tells
    page = f"<html><body><p>{BODY}</p></body></html>".encode("gbk")
    warc(
        tmp_path / "a.warc.gz",
        [("1", "text/html; charset=gbk", short), ("2", "image/png", b"x"), ("3", "text/html", page)],
    )
    whole = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "b.warc.gz").write_bytes(whole[: len(whole) - 40])
    reader = steps.WarcPages(str(tmp_path))
    found = [(d.metadata["url"], d.text) for d in steps.CleanPages().run(reader.run())]
    assert found[:2] == [("http://a.test/1", "通知"), ("http://a.test/3", BODY)]
    assert found[2] == ("http://a.test/1", "通知")


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "warc"])
def test_the_documented_run_ends_with_every_page_once_also_when_run_again(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    bodies = [f"第{number}号文件已经办结，请各有关单位遵照执行。" for number in range(20)]
    for number, body in enumerate(bodies):
        text = f"分享到：\n{body}"
        if kind == "jsonl":
            line = json.dumps({"id": str(number), "text": text, "url": "u"}, ensure_ascii=False)
            (tmp_path / "in" / f"{number}.jsonl").write_text(line + "\n", "utf-8")
        elif kind == "parquet":
            with ParquetWriter(str(tmp_path / "in"), f"{number}-${{rank}}.parquet") as writer:
                writer.write(Document(text, str(number), metadata={"url": "u"}))
        else:
            warc(tmp_path / "in" / f"{number}.warc.gz", [(str(number), "text/plain", text.encode("gbk"))])
    command: list[str | Path] = [
        sys.executable,
        ROOT / "scripts" / "datatrove_run.py",
        *(tmp_path / n for n in ("in", "out", "logs")),
        "--tasks",
        "4",
    ]
    for _ in range(2):
        ran = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
                             capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        (tmp_path / "logs" / "completions" / "00001").unlink()
    reader = ParquetReader if kind == "parquet" else JsonlReader
    assert sorted(d.text for d in reader(str(tmp_path / "out")).run()) == sorted(bodies)


def test_the_program_of_the_recipe_runs_as_printed(tmp_path: Path) -> None:
    """As a file, since the processes that it starts import it again."""
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "recipes.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "recipe.py").write_text(program)
    (tmp_path / "crawl").mkdir()
    pages = [("text", "text/plain", PAGES["gbk"]), ("frame", "text/plain", PAGES["frame"].encode())]
    warc(tmp_path / "crawl" / "a.warc.gz", pages)
    subprocess.run([sys.executable, "recipe.py"], cwd=tmp_path, capture_output=True, timeout=120, check=True)
    assert [row["text"] for row in rows(tmp_path / "cleaned")] == [BODY]
    (left_out,) = (tmp_path / "left-out").glob("*.gz")
    with gzip.open(left_out) as lines:
        assert [json.loads(line)["metadata"]["filter_reason"] for line in lines] == ["empty"]
