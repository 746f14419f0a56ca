"""Kill a two-pass run of datatrove at half of each pass, start it again, and compare with one that nobody disturbed. Prints the figures.

Usage: python scripts/datatrove_sites_resume.py [PAGES]

The pages are those of the tests' made-up site, on 50 hosts, 4,000 unless PAGES says otherwise.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FILES, HOSTS = 20, 50


def make_pages(folder: Path, pages: int) -> None:
    """Write the pages as JSON lines, dealt out over the files."""
    from tests import sites  # noqa: PLC0415 - the path is set above

    folder.mkdir()
    lines: list[list[str]] = [[] for _ in range(FILES)]
    for number, page in enumerate(islice(sites.pages(), pages)):
        url = f"https://www.{number % HOSTS}.gov.cn/{number}.html"
        lines[number % FILES].append(json.dumps({"id": str(number), "text": page, "url": url}, ensure_ascii=False))
    for number, own in enumerate(lines):
        (folder / f"{number:03}.jsonl").write_text("\n".join(own), "utf-8")


def start(pages: Path, work: Path) -> subprocess.Popen[bytes]:
    """Start the documented passes in a process group of its own."""
    command = [sys.executable, ROOT / "scripts" / "datatrove_sites.py", pages, work, "--tasks", str(FILES)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "service"), str(ROOT)])},
    )  # fmt: skip


def kill_at_half(pages: Path, work: Path, step: str) -> int:
    """Start, kill when half of the tasks of a pass are complete, and give how many are."""
    marks = work / "logs" / step / "completions"
    process = start(pages, work)
    while process.poll() is None and (not marks.exists() or len(list(marks.iterdir())) < FILES // 2):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return len(list(marks.iterdir()))


def results(work: Path) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """The profiles by name, and of each page's id the texts that were written."""
    profiles = {path.name: path.read_bytes() for path in sorted((work / "sites").iterdir())}
    texts: dict[str, list[str]] = {}
    for path in sorted((work / "cleaned").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                page = json.loads(line)
                texts.setdefault(page["id"], []).append(page["text"])
    return profiles, texts


def main() -> int:
    """Run undisturbed, then killed in either pass, and compare."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    folder = Path(tempfile.mkdtemp(prefix="datatrove-sites-"))
    try:
        make_pages(folder / "in", pages)
        began = time.perf_counter()
        assert start(folder / "in", folder / "whole").wait() == 0
        print(f"undisturbed: three runs in {time.perf_counter() - began:.0f} s on two workers")
        for step in ("learn", "clean"):
            complete = kill_at_half(folder / "in", folder / "killed", step)
            print(f"killed in the pass {step} with {complete} of {FILES} tasks complete")
            assert 0 < complete < FILES, "the kill came too late or too early to mean anything"
        assert start(folder / "in", folder / "killed").wait() == 0
        whole, killed = results(folder / "whole"), results(folder / "killed")
        once = sum(len(texts) == 1 for texts in killed[1].values())
        print(f"resumed: {once} of {pages} pages once; profiles {'the same' if whole[0] == killed[0] else 'differ'}, ")
        print(f"texts {'the same' if whole[1] == killed[1] else 'differ'}; {len(whole[0])} profiles")
        return 0 if whole == killed and once == pages else 1
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
