"""``page-cleaner learn`` and ``page-cleaner --site``, through main() and as processes."""

from __future__ import annotations

import gzip
import json
import pty
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from page_cleaner import clean
from page_cleaner.sites import load, merge
from page_cleaner.terminal import cli
from tests import sites


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty pages of the site, a file each, one of them in a folder below."""
    (tmp_path / "pages" / "more").mkdir(parents=True)
    for number, page in enumerate(islice(sites.pages(), 40)):
        name = f"more/{number}.html" if number % 2 else f"{number}.html"
        (tmp_path / "pages" / name).write_text(page, "utf-8")
    return tmp_path


def lines(count: int, host: str = "www.example.gov.cn") -> str:
    return "".join(
        json.dumps({"html": page, "url": f"https://{host}/{n}.html"}) + "\n"
        for n, page in enumerate(islice(sites.pages(), count))
    )


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_folder_is_learnt(folder: Path, processes: str) -> None:
    output = folder / "www.example.gov.cn.json"
    assert cli.main(["learn", str(folder / "pages"), "--output", str(output), "--processes", processes]) == 0
    assert load(output) == sites.profile()


def test_lines_are_learnt_as_files_are(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(40), "utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(40).encode()))
    for name in ("a.jsonl", "b.jsonl.gz"):
        output = tmp_path / "site.json"
        assert cli.main(["learn", str(tmp_path / name), "-o", str(output), "--name", "www.example.gov.cn"]) == 0
        assert load(output) == sites.profile()


def test_hosts_of_a_mixed_crawl_are_learnt_apart(tmp_path: Path) -> None:
    mixed = [
        line
        for pair in zip(lines(20, "a.cn").splitlines(), lines(20, "B.cn:80").splitlines(), strict=True)
        for line in pair
    ]
    (tmp_path / "crawl.jsonl").write_text("\n".join(mixed), "utf-8")
    sites_folder = tmp_path / "sites"
    assert cli.main(["learn", str(tmp_path / "crawl.jsonl"), "--by-host", str(sites_folder)]) == 0
    assert sorted(path.name for path in sites_folder.iterdir()) == ["a.cn.json", "b.cn.json"]
    assert load(sites_folder / "b.cn.json") == sites.profile(20, "b.cn")


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    (tmp_path / "crawl.jsonl").write_text(lines(20, "a.cn"), "utf-8")
    for _ in range(2):
        assert cli.main(["learn", str(tmp_path / "crawl.jsonl"), "--by-host", str(tmp_path / "sites")]) == 0
    assert load(tmp_path / "sites" / "a.cn.json").pages == 20


def test_files_of_a_mirror_have_the_host_of_their_folder(tmp_path: Path) -> None:
    for number, page in enumerate(islice(sites.pages(), 5)):
        (tmp_path / "mirror" / "www.a.gov.cn" / "news").mkdir(parents=True, exist_ok=True)
        (tmp_path / "mirror" / "www.a.gov.cn" / "news" / f"{number}.html").write_text(page, "utf-8")
    assert cli.main(["learn", str(tmp_path / "mirror"), "--by-host", str(tmp_path / "sites")]) == 0
    assert load(tmp_path / "sites" / "www.a.gov.cn.json") == sites.profile(5, "www.a.gov.cn")


def test_merging_and_leaving_out(tmp_path: Path) -> None:
    sites.profile(20).save(tmp_path / "a.json")
    sites.profile(12).save(tmp_path / "b.json")
    arguments = ["learn", "--merge", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "-o", str(tmp_path / "c.json")]
    assert cli.main(arguments) == 0
    whole = merge([sites.profile(20), sites.profile(12)])
    assert load(tmp_path / "c.json") == whole
    assert cli.main([*arguments, "--least", "3"]) == 0
    assert load(tmp_path / "c.json") == whole.at_least(3)


def test_what_cannot_be_read_is_said_and_costs_no_other_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pages" / "x.pdf").write_bytes(b"%PDF-1.7\n\x00\x01")
    (folder / "pages" / "y.jsonl").write_text('nonsense\n{"id": 3}\n\n', "utf-8")
    (folder / "pages" / "z.jsonl.gz").write_bytes(b"\x1f\x8bnot gzip")
    output = folder / "site.json"
    assert cli.main(["learn", str(folder / "pages"), str(folder / "none.html"), "-o", str(output)]) == 1
    said = capsys.readouterr().err
    assert [name in said for name in ("x.pdf", "y.jsonl:1: the line is not JSON", "y.jsonl:2", "z.jsonl.gz", "none.html: No such file")] == [True] * 5  # fmt: skip
    assert "Traceback" not in said
    assert load(output).pages == 40


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["learn"], 2, "PAGES"),
        (["learn", "a"], 2, "--output"),
        (["learn", "a", "-o", "b", "--by-host", "c"], 2, "--output"),
        (["learn", "none", "-o", "b.json"], 2, "no page to learn from"),
        (["learn", "--merge", "none.json", "-o", "b.json"], 2, "none.json"),
        (["learn", "--merge", "a.json", "--by-host", "b"], 2, "--merge"),
        (["--site", "none.json", "a"], 2, "none.json"),
        (["learn", "a", "-o", "b.json", "--processes", "0"], 2, "1 to 512"),
        (["learn", "a", "-o", "b.json", "--least", "x"], 2, "--least"),
        (["learn", "--help"], 0, ""),
    ],
)
def test_a_wrong_command_line_is_said(
    arguments: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    try:
        found: object = cli.main(arguments)
    except SystemExit as stopped:
        found = stopped.code
    assert found == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "b.json").exists()


def test_cleaning_takes_the_profile(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sites.profile().save(folder / "site.json")
    (folder / "a.html").write_text(sites.article(7), "utf-8")
    expected = clean(sites.article(7), site=sites.profile())
    assert cli.main(["--site", str(folder / "site.json"), str(folder / "a.html")]) == 0
    assert capsys.readouterr().out == expected.text + "\n"
    many = [str(path) for path in sorted((folder / "pages").rglob("*.html"))]
    assert cli.main(["--json", "--processes", "2", "--site", str(folder / "site.json"), *many]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {answer["version"] for answer in answers} == {expected.version}


def test_a_terminal_sees_a_bar(folder: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "page_cleaner", "learn", str(folder / "pages"), "-o", str(folder / "s.json")], stderr=slave)  # fmt: skip
    assert process.wait(60) == 0
    seen = __import__("os").read(master, 65_536).decode()
    assert "[########################] 40 of 40 files, 40 pages" in seen
