"""Measure how the time of cleaning grows with the size of hostile pages, and print it as a table.

Usage: python scripts/growth.py [--from BYTES] [--to BYTES] [--only WORD] [--rules]

The pages repeat the units of tests/cases/hostile.json, with --rules also the examples of every rule, on lines of their own
and all in one line. A unit fails where the larger page takes more than 5 seconds, or takes longer by more than 1.25 times
the growth in size: with 300 kB and 600 kB that is 2.5 times. Small times are noise, so a page that takes less than 0.1 s
does not fail. Exits with 1 if any unit fails.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from page_cleaner import clean  # noqa: E402
from page_cleaner.rules import RULES  # noqa: E402
from tests.examples import marked  # noqa: E402

SECONDS, SLACK, NOISE = 5.0, 1.25, 0.1


@dataclass(frozen=True)
class Unit:
    """What a hostile page repeats: ``{n}`` in it stands for a number that counts up."""

    label: str
    format: str
    unit: str
    before: str = ""
    after: str = ""

    def page(self, size: int) -> str:
        """A page of about so many bytes of UTF-8."""
        if "{n}" not in self.unit:
            return self.before + self.unit * (size // len(self.unit.encode()) + 1) + self.after
        pieces, left, number = [], size, 0
        while left > 0:
            pieces.append(self.unit.replace("{n}", str(number)))
            left -= len(pieces[-1].encode())
            number += 1
        return self.before + "".join(pieces) + self.after


def units(*, rules: bool) -> Iterator[Unit]:
    """The units of the file, and those that the rules' own examples make."""
    cases: list[dict[str, Any]] = json.loads((ROOT / "tests" / "cases" / "hostile.json").read_text("utf-8"))
    for case in cases:
        yield Unit(case["label"], case["format"], case["unit"], case.get("before", ""), case.get("after", ""))
    for rule in RULES if rules else ():
        lines = [line for example in (*rule.removes, *rule.keeps) for line in marked(example)[0].split("\n")]
        yield Unit(f"{rule.id}, lines", "text", "\n".join(lines) + "\n")
        yield Unit(f"{rule.id}, one line", "text", " ".join(lines) + " ")


def seconds(page: str, form: str, *, times: int = 2) -> float:
    """The CPU time that cleaning takes, the least of several."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        clean(page, format=form)
        best = min(best, time.process_time() - began)
        if best > 2:
            break
    return best


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="Measure how time grows with the size of hostile pages.")
    parser.add_argument("--from", dest="small", type=int, default=300_000, metavar="BYTES")
    parser.add_argument("--to", dest="large", type=int, default=600_000, metavar="BYTES")
    parser.add_argument("--only", default="", metavar="WORD", help="only units with this word in their label")
    parser.add_argument("--rules", action="store_true", help="also the examples of every rule")
    asked = parser.parse_args()
    allowed = SLACK * asked.large / asked.small
    clean("")  # what is built once
    worst, failed, count = 0.0, 0, 0
    print(
        f"| unit | format | {asked.small // 1000} kB, s | {asked.large // 1000} kB, s | growth |\n|---|---|---|---|---|"
    )
    for unit in units(rules=asked.rules):
        if asked.only not in unit.label:
            continue
        small = seconds(unit.page(asked.small), unit.format)
        large = seconds(unit.page(asked.large), unit.format)
        bad = large > SECONDS * asked.large / 600_000 or (large > NOISE and large > allowed * small)
        note = " **too slow**" if bad else ""
        print(f"| {unit.label} | {unit.format} | {small:.2f} | {large:.2f} | {large / small:.1f}×{note} |", flush=True)
        failed, count, worst = failed + bad, count + 1, max(worst, large)
    print(f"\n{count} units, {failed} too slow; the slowest took {worst:.2f} s.")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
