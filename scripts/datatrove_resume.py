"""Kill a datatrove run at about half, start it again, and count: every page once. Prints the figures.

Usage: python scripts/datatrove_resume.py [PAGES]

The pages are the seed documents, each with a number of its own in its body, 10,000 unless PAGES says otherwise.
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
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FILES = 20


def make_pages(folder: Path, pages: int) -> None:
    """Write the pages as JSON lines, dealt out over the files."""
    folder.mkdir()
    seeds = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for number in range(FILES):
        with (folder / f"{number:03}.jsonl").open("w", encoding="utf-8") as file:
            for page in range(number, pages, FILES):
                text = f"{seeds[page % len(seeds)]}\n第{page}号文件已经办结，请各有关单位遵照执行。\n"
                file.write(json.dumps({"id": str(page), "text": text}, ensure_ascii=False) + "\n")


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start the documented pipeline in a process group of its own."""
    command = [sys.executable, ROOT / "scripts" / "datatrove_run.py", folder / "in", folder / "out", folder / "logs"]
    return subprocess.Popen(
        [*command, "--tasks", str(FILES), "--workers", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def completed(folder: Path) -> int:
    """How many tasks have marked themselves complete."""
    marks = folder / "logs" / "completions"
    return len(list(marks.iterdir())) if marks.exists() else 0


def written(folder: Path) -> Counter[str]:
    """How often each page's id stands in the output; a file that a killed task left behind is counted as far as it goes."""
    found: Counter[str] = Counter()
    for path in (folder / "out").glob("*.jsonl.gz"):
        try:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                found.update(json.loads(line)["id"] for line in file)
        except (EOFError, json.JSONDecodeError):
            continue
    return found


def main() -> int:
    """Kill, resume, count, and time the same pages in a plain loop."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    folder = Path(tempfile.mkdtemp(prefix="datatrove-"))
    try:
        make_pages(folder / "in", pages)
        first = start(folder)
        while completed(folder) < FILES // 2 and first.poll() is None:
            time.sleep(0.02)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        after = completed(folder)
        print(
            f"killed with {after} of {FILES} tasks complete and {sum(written(folder).values())} of {pages} pages readable"
        )
        assert 0 < after < FILES, "the kill came too late or too early to mean anything"
        began = time.perf_counter()
        assert start(folder).wait() == 0
        seconds = time.perf_counter() - began
        found = written(folder)
        share = pages * (FILES - after) // FILES
        once = sum(count == 1 for count in found.values())
        print(
            f"resumed in {seconds:.1f} s: {once} pages once, {sum(found.values()) - once} more than once, {pages - len(found)} lost"
        )
        print(f"two workers, start included: {share / seconds:.0f} pages a second")
        shutil.rmtree(folder / "logs")
        began = time.perf_counter()
        assert start(folder).wait() == 0
        seconds = time.perf_counter() - began
        print(f"a whole run on two workers: {pages / seconds:.0f} pages a second, start included")
        print(f"clean() in a loop, one process: {in_a_loop(folder, pages):.0f} pages a second")
        return 0 if once == pages == len(found) else 1
    finally:
        shutil.rmtree(folder)


def in_a_loop(folder: Path, pages: int) -> float:
    """Pages a second of the same pages without datatrove, a fifth of them."""
    from page_cleaner import clean  # noqa: PLC0415 - so that its import is not timed with the runs above

    texts = [
        json.loads(line)["text"]
        for path in sorted((folder / "in").iterdir())[: FILES // 5]
        for line in path.open(encoding="utf-8")
    ]
    assert len(texts) == pages // 5
    began = time.perf_counter()
    for text in texts:
        clean(text)
    return len(texts) / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
