"""Count the work of cleaning a page: calls of functions, and instructions, which no noise of the machine changes.

Usage: python -m scripts.work [--record]

Counts over the seed documents as text and as markup. Calls are those that Python makes, of its own functions and of C's; they say
nothing of what happens inside a call, so where valgrind is installed its instructions are counted, too. Both are compared with the
budget in tests/work.json, which ``--record`` writes; the exit code is 1 where one of them is over it. Calls depend on the version
of Python, instructions besides on the build and a little on the CPU, so a budget holds for what it was recorded with.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from types import FrameType

from page_cleaner import clean
from scripts.pages import ROOT, seeds
from scripts.scaling import markup

BUDGET = ROOT / "tests" / "work.json"
#: So much more than the budget is over it.
SLACK = 1.05
#: The pages by kind.
KINDS = ("text", "html")


def pages(kind: str) -> list[bytes] | list[str]:
    """The seed documents as text, or as markup in GBK with a menu and a footer."""
    return seeds() if kind == "text" else [markup(seed) for seed in seeds()]


def calls(kind: str) -> int:
    """The calls of functions a page, once everything that is built at the first page stands."""
    count, made = 0, pages(kind)

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    for page in made:
        clean(page)
    gc.disable()  # what others have it call when it runs is not ours
    sys.setprofile(called)
    try:
        for page in made:
            clean(page)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count // len(made)


def instructions(kind: str) -> int:
    """The instructions a page: what two passes more take, so that neither the start nor the first pass counts."""
    return (_executed(kind, 3) - _executed(kind, 1)) // (2 * len(pages(kind)))


def _executed(kind: str, passes: int) -> int:
    # the collector is off here, too: a single run of it among so few pages would be a twentieth of their work
    run = f"import gc; gc.disable(); from scripts import work; [work.clean(p) for _ in range({passes}) for p in work.pages({kind!r})]"
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-c", run]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=True
    )
    return int(re.findall(r"Collected : (\d+)", done.stderr)[0])


def counted() -> dict[str, dict[str, int]]:
    """What is counted here, by what is counted and the kind of page."""
    counters = {"calls": calls} | ({"instructions": instructions} if shutil.which("valgrind") else {})
    return {name: {kind: counter(kind) for kind in KINDS} for name, counter in counters.items()}


def main() -> int:
    """Count, print, compare or record, and give the exit code."""
    parser = argparse.ArgumentParser(description="Count the work of cleaning a page.")
    parser.add_argument("--record", action="store_true", help="make what is counted the budget")
    asked = parser.parse_args()
    found = counted()
    if asked.record:
        BUDGET.write_text(json.dumps({"python": platform.python_version(), **found}, indent=2) + "\n", "utf-8")
    budget, over = json.loads(BUDGET.read_text("utf-8")), False
    for what, by_kind in found.items():
        for kind, count in by_kind.items():
            share = count / budget[what][kind]
            over = over or share > SLACK
            print(f"{kind}: {count:,} {what} a page, {share:.1%} of the budget")
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
