"""Learning sites with datatrove, with datatrove itself; skipped where the extra ``scale`` is not installed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("datatrove", reason="needs the extra scale")
pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

from datatrove.data import Document

from page_cleaner import clean
from page_cleaner.pipelines.datatrove import CleanPages
from page_cleaner.pipelines.datatrove_sites import LearnSites, MergeSites
from page_cleaner.sites import load
from page_cleaner.terminal import cli
from tests import sites
from tests.serving import ROOT

HOSTS = ("a.cn", "b.cn", "www.c.gov.cn")


def documents(start: int = 0, stop: int = 40) -> list[Document]:
    """The pages of the site on each of three hosts, and one without an address and one that is no text."""
    found = [
        Document(page, f"{host} {number}", metadata={"url": f"https://{host}/{number}.html"})
        for number, page in islice(enumerate(sites.pages()), start, stop)
        for host in HOSTS
    ]
    return [*found, Document("x", "none"), Document(b"\x89PNG\r\n\x1a\n" + bytes(99), "picture", metadata={"url": "http://a.cn/x.png"})]  # fmt: skip


def learnt(folder: Path, **options: int) -> Path:
    """Learn in three tasks and merge in two."""
    for rank in range(3):
        step = LearnSites(str(folder / "parts"), **options)
        assert len(list(step.run(documents(rank * 13, rank * 13 + 13 + rank // 2), rank, 3))) >= 39
    for rank in range(2):
        assert list(MergeSites(str(folder / "parts"), str(folder / "sites"), least=1).run(None, rank, 2)) == []
    return folder / "sites"


@pytest.mark.parametrize("options", [{}, {"most": 50}, {"buckets": 1}])
def test_tasks_learn_apart_what_one_learns_at_once(tmp_path: Path, options: dict[str, int]) -> None:
    folder = learnt(tmp_path, **options)
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{host}.json" for host in HOSTS)
    for host in HOSTS:
        assert load(folder / f"{host}.json") == sites.profile(40, host)


def test_a_task_that_is_killed_leaves_no_part_and_one_that_runs_again_the_same(tmp_path: Path) -> None:
    class Killed(Exception):  # noqa: N818 - it says what happens to it
        pass

    def dying() -> Iterator[Document]:
        yield from documents()[:30]
        raise Killed

    with pytest.raises(Killed):
        list(LearnSites(str(tmp_path)).run(dying()))
    assert list(tmp_path.rglob("*.jsonl.gz")) == []
    seen = []
    for _ in range(2):
        list(LearnSites(str(tmp_path)).run(documents()))
        seen.append({path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.gz")})
    assert seen[0] == seen[1] != {}


def test_small_sites_and_rare_units_are_left_out(tmp_path: Path) -> None:
    list(LearnSites(str(tmp_path / "parts")).run([*documents(), Document("一个页面", "1", metadata={"url": "http://one.cn/"})]))  # fmt: skip
    list(MergeSites(str(tmp_path / "parts"), str(tmp_path / "sites")).run(None))
    assert not (tmp_path / "sites" / "one.cn.json").exists()
    assert load(tmp_path / "sites" / "a.cn.json") == sites.profile(40, "a.cn").at_least(3)


def test_pages_are_cleaned_with_the_profile_of_their_host(tmp_path: Path) -> None:
    folder = learnt(tmp_path)
    (folder / "broken.cn.json").write_text("{", "utf-8")
    page = sites.article(7)
    urls = ["https://a.cn/7", "http://www.b.cn:80/", "http://broken.cn/", "http://other.cn/", None]
    step = CleanPages(sites=str(folder), spans="full")
    found = list(step.run(Document(page, str(n), metadata={"url": url}) for n, url in enumerate(urls)))
    expected = clean(page, site=sites.profile(40, "a.cn"))
    assert [document.text for document in found] == [expected.text] * 2 + [clean(page).text] * 3
    assert found[0].metadata["cleaned"]["version"] == expected.version
    assert found[0].metadata["cleaned"]["removed"][0]["evidence"] == {"pages": 40, "of": 40}
    assert step.stats.stats["with_profile"].total == 2


def test_the_documented_passes_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lines = (json.dumps({"id": d.id, "text": d.text, **d.metadata}, ensure_ascii=False) for d in documents() if isinstance(d.text, str))  # fmt: skip
    (tmp_path / "in" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    command = [
        sys.executable,
        str(ROOT / "scripts" / "datatrove_sites.py"),
        str(tmp_path / "in"),
        str(tmp_path / "work"),
    ]
    done = subprocess.run([*command, "--tasks", "1"], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "work" / "sites").iterdir())) == 3
    assert len(list((tmp_path / "work" / "cleaned").iterdir())) == 1


def test_the_command_line_cleans_and_learns_from_warc(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with (tmp_path / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, page in enumerate(islice(sites.pages(), 40)):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=gbk")], protocol="HTTP/1.1")
            payload = BytesIO(page.encode("gbk"))
            url = f"https://www.example.gov.cn/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    whole = (tmp_path / "a.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: len(whole) // 2])
    assert cli.main(["--json", "--output", str(tmp_path / "out.jsonl"), str(tmp_path / "a.warc.gz")]) == 0
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [answer["file"] for answer in answers] == [f"https://www.example.gov.cn/{number}" for number in range(40)]
    assert {answer["encoding"]["name"] for answer in answers} == {"gb18030"}
    (tmp_path / "none.warc").write_bytes(b"")
    assert cli.main([str(tmp_path / "none.warc")]) == 1
    assert cli.main(["learn", str(tmp_path / "a.warc.gz"), "--by-host", str(tmp_path / "sites")]) == 0
    assert load(tmp_path / "sites" / "www.example.gov.cn.json") == sites.profile()
    cli.main(["learn", str(tmp_path / "cut.warc.gz"), "-o", str(tmp_path / "cut.json")])
    assert 10 < load(tmp_path / "cut.json").pages < 40
