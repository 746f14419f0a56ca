"""The command line: tests/cases/cli.json through main(), and what needs a process or a terminal of its own."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from page_cleaner import clean
from page_cleaner.account import visible
from page_cleaner.options import Options
from page_cleaner.terminal import cli
from page_cleaner.terminal.inputs import tasks
from page_cleaner.terminal.listing import listing
from tests.serving import ROOT

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "cli.json").read_text("utf-8"))
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
PAGE = f"分享到：\n{BODY}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_case(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, page in case.get("files", {}).items():
        data = page.encode() if isinstance(page, str) else page["text"].encode(page["charset"])
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.get("stdin", "").encode())))
    try:
        code: object = cli.main(case["arguments"])
    except SystemExit as stopped:  # as argparse ends for --help and for what it refuses
        code = stopped.code
    out, err = capsys.readouterr()
    assert code == case["exit"], err
    if "stdout" in case:
        assert re.sub(r"confidence \d\.\d\d", "confidence ?", out) == case["stdout"]
    for name, page in case.get("files", {}).items():
        assert (tmp_path / name).read_bytes() == (
            page.encode() if isinstance(page, str) else page["text"].encode(page["charset"])
        )
    for line in case.get("json", []):
        found, out = json.loads(out.partition("\n")[0]), out.partition("\n")[2]
        assert {name: found.get(name) for name in line} == line
    for words in case.get("stderr", []):
        assert words in err
    assert "Traceback" not in err
    assert bool(err) == bool(case.get("stderr"))


def test_options_are_those_of_the_api() -> None:
    flags = {action.dest for action in cli._parser()._actions}
    assert set(Options.__dataclass_fields__) <= flags


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "page_cleaner", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **options)


def test_seeds_as_a_process_in_two_processes() -> None:
    names = [str(path.relative_to(ROOT)) for path in SEEDS]
    ran = run("--processes", "2", *names)
    assert (ran.returncode, ran.stderr) == (0, "")
    bodies = [clean(path.read_bytes()).text for path in SEEDS]
    assert ran.stdout == "".join(f"==> {n} <==\n{b}\n" for n, b in zip(names, bodies, strict=True))


def test_a_folder_over_several_processes_keeps_the_order_and_names_each_bad_page(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:03}.txt").write_text(f"{number}号文件。{PAGE}", "utf-8")
    (tmp_path / "030.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "040.txt").unlink()
    (tmp_path / "040.txt").symlink_to(tmp_path / "nowhere")
    ran = run("--json", "--processes", "2", str(tmp_path))
    found = [json.loads(line)["file"] for line in ran.stdout.splitlines()]
    assert found == [str(tmp_path / f"{n:03}.txt") for n in range(60) if n not in {30, 40}]
    assert ran.returncode == 1
    failures = sorted(ran.stderr.splitlines())
    assert [Path(line.partition(":")[0]).name for line in failures] == ["030.txt", "040.txt"]
    assert "PNG" in failures[0]
    assert "No such file" in failures[1]


def test_a_fault_of_the_cleaner_is_said_of_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the reason")

    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    monkeypatch.setattr(cli, "clean", crash)
    assert cli.main([str(tmp_path / "page.txt")]) == 1
    assert "page.txt: the cleaner failed (RuntimeError: the reason)" in capsys.readouterr().err


def test_a_process_that_dies_is_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(PAGE, "utf-8")
    asked = argparse.Namespace(files=[str(tmp_path)], processes=2, jsonl=False, field=None, quiet=False)
    code = cli._run(asked, tasks(asked.files), _die, "body", colour=False)
    assert code == 1
    assert "a process died" in capsys.readouterr().err


def _die(_task: object) -> cli._Outcome:
    os._exit(9)


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = (
        f"{sys.executable} -m page_cleaner {' '.join(map(str, SEEDS))} - < {SEEDS[0]} | true; exit ${{PIPESTATUS[0]}}"
    )
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (141, "")


#: Begins a command that listens to interrupts, which what starts the tests may have it ignore.
LISTENING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
#: A command that is interrupted in the midst of handing out its third page to a process.
MIDST = """
import os, queue, signal, sys
from page_cleaner.terminal.cli import main
put = queue.Queue.put
def interrupted(self, item, *more, **named):
    if item == 2:
        os.kill(os.getpid(), signal.SIGINT)
    put(self, item, *more, **named)
queue.Queue.put = interrupted
sys.exit(main(sys.argv[1:]))
"""


def test_an_interrupt_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "0.txt").write_bytes(SEEDS[0].read_bytes())
    for number in range(1, 8000):
        (tmp_path / f"{number}.txt").hardlink_to(tmp_path / "0.txt")
    command = [sys.executable, "-c", LISTENING, "-m", "page_cleaner", "--processes", "2", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout
            process.stdout.readline()  # it is at work now
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, err) == (130, b"")


def test_an_interrupt_while_a_page_is_handed_out_ends_the_work() -> None:
    command = [sys.executable, "-c", LISTENING, "-c", MIDST, "--processes", "2", *map(str, SEEDS)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert (ran.returncode, ran.stderr) == (130, b"")


def on_a_terminal(command: str) -> str:
    """What a command writes to a terminal, as it writes it; its standard output too unless it goes elsewhere."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=ROOT, stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": ""},
    )  # fmt: skip
    os.close(follower)
    written, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        written += piece
    os.close(leader)
    process.wait(10)
    return written.decode()


def test_a_folder_has_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(PAGE, "utf-8")
    (tmp_path / "7.txt").write_bytes(b"%PDF-1.7\n" + bytes(50))
    shown = on_a_terminal(f"{sys.executable} -m page_cleaner {tmp_path} > {tmp_path}.out")
    last = shown.rstrip().rpartition("\r\x1b[K")[2]
    assert re.fullmatch(r"\[#{24}\] 40 of 40 pages, [\d,]+/s, 1 not cleaned", last)
    assert re.search(r"\r\x1b\[K[^\r]*7\.txt: .*PDF", shown)
    assert Path(f"{tmp_path}.out").read_text("utf-8").count(BODY) == 39


def test_the_listing_is_coloured_on_a_terminal_and_plain_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    command = f"{sys.executable} -m page_cleaner --spans {tmp_path / 'page.txt'}"
    shown = on_a_terminal(command)
    assert "\x1b[31m- 分享到：\x1b[0m  \x1b[36mshare_widget.share_to\x1b[0m" in shown
    assert "\x1b" not in on_a_terminal(f"{command} --color=never")
    assert "\x1b" not in on_a_terminal(f"NO_COLOR=1 {command}")
    assert "\x1b" not in run("--spans", str(tmp_path / "page.txt")).stdout


def test_without_a_page_on_a_terminal_it_says_what_to_name() -> None:
    shown = on_a_terminal(f"{sys.executable} -m page_cleaner; echo exit $?")
    assert "name files or folders, or pipe a page in" in shown
    assert "exit 2" in shown


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem[:3] for path in SEEDS])
def test_the_listing_holds_every_span_of_a_seed(path: Path) -> None:
    cleaned = clean(path.read_bytes())
    shown = listing(cleaned, colour=False)
    for span in cleaned.removed:
        assert span.rule in shown
        for line in span.text.split("\n"):
            assert visible(line).strip() in shown


def test_a_page_cannot_steer_the_terminal() -> None:
    hostile = f"分享到：\x1b]0;title\x07\x1b[2J\x9b\u202e\n{BODY}\x1b[31m\n"
    shown = listing(clean(hostile, format="text"), colour=False)
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    assert "\u241b" in shown


LINES: list[dict[str, Any]] = [
    {"id": 1, "html": f"<p>{PAGE}</p><p>分享到：</p>", "url": "https://www.example.gov.cn/1.html"},
    {"text": PAGE, "crawled": None, "id": "二"},
]


@pytest.mark.parametrize("name", ["a.jsonl", "b.ndjson.gz"])
def test_lines_of_json_keep_their_members_in_order(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (
        "\n".join(json.dumps(line, ensure_ascii=False) for line in LINES * 20).encode()
        + b'\nnonsense\n\n[1]\n{"text": 1}\n'
    )
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    out = tmp_path / "out.jsonl.gz"
    assert cli.main([str(tmp_path / name), "--output", str(out)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line.rpartition("/")[2] for line in errors] == [
        f"{name}:41: the line is not JSON", f"{name}:43: the line is no object", f"{name}:44: the line has no text in its member text or html",
    ]  # fmt: skip
    found = [json.loads(line) for line in gzip.decompress(out.read_bytes()).splitlines()]
    body = clean(PAGE, format="text").text
    first = {"id": 1, "text": clean(str(LINES[0]["html"]), format="html").text, "url": LINES[0]["url"]}
    assert found == [first, {"text": body, "crawled": None, "id": "二"}] * 20
    assert [list(line) for line in found[:2]] == [["id", "text", "url"], ["text", "crawled", "id"]]


def test_a_member_of_another_name_holds_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"content": f"<h1>通知</h1><p><a href='b'>{BODY}</a></p>", "url": "http://a.cn/c/"}), "utf-8"
    )
    assert cli.main([str(tmp_path / "a.jsonl"), "--field", "content", "--markdown"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line == {"text": f"# 通知\n\n[{BODY}](http://a.cn/c/b)", "url": "http://a.cn/c/"}
    assert cli.main([str(tmp_path / "a.jsonl"), "--field", "content", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert {"warnings", "removed", "confidence"} <= line["cleaned"].keys()
    assert line["text"] == f"通知\n{BODY}"


def test_patterns_and_gzipped_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt.gz").write_bytes(gzip.compress(PAGE.encode()[:9]) + gzip.compress(PAGE.encode()[9:]))
    (tmp_path / "a" / "2.txt").write_text(PAGE, "utf-8")
    (tmp_path / "a" / "3.gz").write_bytes(gzip.compress(PAGE.encode())[:-9])
    assert cli.main([str(tmp_path / "**" / "*.txt*")]) == 0
    assert capsys.readouterr().out.count(BODY) == 2
    assert cli.main([str(tmp_path / "*.html"), str(tmp_path / "a" / "3.gz")]) == 1
    errors = capsys.readouterr().err
    assert "*.html: no file matches" in errors
    assert "3.gz: the compressed file is broken" in errors


def test_markdown_of_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><h2>通知</h2><p><a href='b'>{BODY}</a></p></body></html>", "utf-8")
    assert cli.main([str(tmp_path / "a.html"), "--markdown", "--url", "https://a.cn/"]) == 0
    assert capsys.readouterr().out == f"## 通知\n\n[{BODY}](https://a.cn/b)\n"
    with pytest.raises(SystemExit):
        cli.main([str(tmp_path / "a.html"), "--url", "a.cn"])
    assert "--url takes" in capsys.readouterr().err
