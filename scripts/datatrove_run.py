"""Clean a folder of pages with datatrove, as the documentation shows it, and start again where it was stopped.

Usage: python scripts/datatrove_run.py INPUT OUTPUT LOGS [--tasks N] [--workers N]

INPUT is a folder of .jsonl(.gz), .parquet or .warc(.gz) files; OUTPUT gets the same kind, or JSONL for WARC. For a
cluster, put SlurmPipelineExecutor or RayPipelineExecutor in the place of LocalPipelineExecutor.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter

from page_cleaner.pipelines.datatrove import CleanPages, WarcPages, parquet_schema


def steps(source: str, target: str) -> list[Any]:
    """The pipeline: read, clean, write; what is left out goes to a folder of its own."""
    kinds = {
        kind for path in Path(source).iterdir() for kind in ("jsonl", "parquet", "warc") if f".{kind}" in path.name
    }
    if len(kinds) != 1:
        raise SystemExit(f"{source} must hold files of one kind: .jsonl, .parquet or .warc")
    match kinds.pop():
        case "parquet":
            reader, writer = ParquetReader(source), ParquetWriter(target, schema=parquet_schema("url"))
        case "warc":
            reader, writer = WarcPages(source), JsonlWriter(target)
        case _:
            reader, writer = JsonlReader(source), JsonlWriter(target)
    left_out = JsonlWriter(f"{target}-left-out")
    return [reader, CleanPages(drop=["empty", "not_chinese"], exclusion_writer=left_out), writer]


def main() -> None:
    """Run the pipeline; tasks that are complete are not run again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("logs")
    parser.add_argument(
        "--tasks", type=int, default=10, help="the shares that the files are dealt into; keep it on a restart"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes")
    asked = parser.parse_args()
    LocalPipelineExecutor(
        steps(asked.input, asked.output), tasks=asked.tasks, workers=asked.workers, logging_dir=asked.logs
    ).run()


if __name__ == "__main__":
    main()
