"""Learn the sites of a crawl and clean its pages with what was learnt, in two passes, and start again where it was stopped.

Usage: python scripts/datatrove_sites.py INPUT WORK [--tasks N] [--workers N]

INPUT is a folder of .jsonl(.gz) or .warc(.gz) files whose pages have a url; WORK gets parts, sites, cleaned and the logs of the three runs.
For a cluster, put SlurmPipelineExecutor (with depends=) or RayPipelineExecutor in the place of LocalPipelineExecutor.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from page_cleaner.pipelines.datatrove import CleanPages, WarcPages
from page_cleaner.pipelines.datatrove_sites import BUCKETS, LearnSites, MergeSites


def main() -> None:
    """Run the three pipelines; tasks that are complete are not run again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("work", type=Path)
    parser.add_argument(
        "--tasks", type=int, default=10, help="the shares that the files are dealt into; keep it on a restart"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes")
    asked = parser.parse_args()
    is_warc = any(".warc" in path.name for path in Path(asked.input).iterdir())

    def reader() -> Any:
        return WarcPages(asked.input) if is_warc else JsonlReader(asked.input)

    parts, sites, cleaned = (str(asked.work / name) for name in ("parts", "sites", "cleaned"))
    passes = {
        "learn": ([reader(), LearnSites(parts)], asked.tasks),
        "merge": ([MergeSites(parts, sites)], BUCKETS),
        "clean": ([reader(), CleanPages(sites=sites), JsonlWriter(cleaned)], asked.tasks),
    }
    for name, (steps, tasks) in passes.items():
        logs = str(asked.work / "logs" / name)
        LocalPipelineExecutor(steps, tasks=tasks, workers=asked.workers, logging_dir=logs).run()


if __name__ == "__main__":
    main()
