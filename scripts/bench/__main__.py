"""Measure the service beside its peers, and print a table for each section.

Usage: python -m scripts.bench [--sections html,text,stages,floor,http,memory,startup,scaling] [--rounds N] [--pages DIR]

DIR holds saved pages as */page.html and texts as */page.txt; where there are none, pages are made from the seed documents.
Times on a machine that does other work are upper bounds; ratios within a table come from one run in which all took turns.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import time
from pathlib import Path

from scripts.bench import floor, inprocess, processes, stages
from scripts.bench.report import Pages, Section
from scripts.pages import ROOT

SECTIONS: dict[str, Section] = {
    "html": inprocess.html,
    "text": inprocess.text,
    "stages": stages.profile,
    "floor": floor.floor,
    "http": processes.http,
    "memory": processes.memory,
    "startup": processes.startup,
    "scaling": inprocess.scaling,
}


def chosen(names: str) -> list[str]:
    """The sections of a list. Raises ValueError for a name that is none."""
    listed = names.split(",")
    if unknown := set(listed) - SECTIONS.keys():
        raise ValueError(f"no such section: {', '.join(sorted(unknown))}")
    return listed


def main() -> None:
    """Measure one section after the other."""
    parser = argparse.ArgumentParser(description="Measure the service beside its peers.")
    parser.add_argument("--sections", type=chosen, default=list(SECTIONS), metavar=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=Path, default=ROOT.parent / "shared" / "eval" / "dev", metavar="DIR")
    asked = parser.parse_args()
    logging.disable()  # peers complain about pages there
    pages = Pages.read(asked.pages)
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs\n")
    for name in asked.sections:
        began = time.monotonic()
        for table in SECTIONS[name](pages, asked.rounds):
            print(table, flush=True)
        print(
            f"`python -m scripts.bench --sections {name} --rounds {asked.rounds}`, {time.monotonic() - began:.0f} s\n"
        )


if __name__ == "__main__":
    main()
