"""What the command line is given: files, folders, patterns and standard input, each a page or lines of JSON that hold one, gzipped or not."""

from __future__ import annotations

import argparse
import glob
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from page_cleaner.terminal.sources import Fault, is_warc, of_warc

#: The names of files whose lines are JSON objects, without .gz.
_LINES = (".jsonl", ".ndjson", ".jsonlines")


@dataclass(frozen=True, slots=True)
class Task:
    """A page to clean: what to call it, and its file, or its bytes or its text.

    For a line of JSON ``line`` is its object and ``field`` the member that held the page; of a WARC record ``declared`` is the charset that
    it came with and ``url`` its address; ``failure`` says why there is no page.
    """

    label: str
    page: Path | bytes | str
    line: dict[str, Any] | None = None
    field: str = ""
    failure: str | None = None
    declared: str | None = None
    url: str | None = None

    def read(self) -> bytes | str:
        """The page. Raises OSError, EOFError and zlib.error."""
        if isinstance(self.page, Path):
            return gzip.decompress(self.page.read_bytes()) if self.page.suffix == ".gz" else self.page.read_bytes()
        return self.page


def tasks(names: Sequence[str]) -> list[Task]:
    """A task for every name and every file below a folder, JSON lines not read yet; names that stand for nothing are failures."""
    found: list[Task] = []
    for name in dict.fromkeys(names):
        path = Path(name)
        if name == "-" or path.exists() or not glob.has_magic(name):
            found += (
                _below(path) if name != "-" and path.is_dir() else [Task(name if name == "-" else label(path), path)]
            )
            continue
        matching = sorted(Path(one) for one in glob.glob(name, recursive=True) if not Path(one).is_dir())  # noqa: PTH207 - Path.glob takes no absolute pattern
        found += [Task(label(one), one) for one in matching] or [Task(name, path, failure="no file matches")]
    return found


def pages(given: Iterable[Task], field: str | None, *, lines: bool) -> Iterator[Task]:
    """The pages of tasks, read as they are needed.

    ``field`` names the member of a line that holds the page, by default text or html; ``lines`` says that all are lines of JSON, whatever their
    names.
    """
    for task in given:
        if task.failure is not None or not isinstance(task.page, Path):
            yield task
        elif lines or holds_lines(task.page):
            yield from _of_lines(task, field)
        elif is_warc(task.page):
            yield from _of_warc(task, task.page)
        elif task.label == "-":
            yield Task("-", sys.stdin.buffer.read())
        else:
            yield task


def holds_lines(path: Path) -> bool:
    """Whether a file's name says that its lines are JSON objects."""
    return path.name.removesuffix(".gz").endswith(_LINES)


def label(path: Path) -> str:
    """The path as text, also where its bytes are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_among(path: str | Path, files: Iterable[str | Path]) -> bool:
    """Whether a file is one of those that are read; ``-`` is standard input."""
    file = _about(path)
    return file is not None and any(os.path.samestat(file, each) for each in filter(None, map(_about, files)))


def _about(file: str | Path) -> os.stat_result | None:
    """What a file is, None where there is none."""
    try:
        if str(file) == "-":
            return os.fstat(sys.stdin.fileno()) if sys.stdin else None
        return Path(file).stat()
    except (OSError, ValueError):  # it is not there, or is none that the system knows
        return None


def count(word: str) -> int:
    """A number from 1 to 512. Raises ArgumentTypeError."""
    number = int(word) if word.isascii() and word.isdigit() else 0
    if not 1 <= number <= 512:
        raise argparse.ArgumentTypeError("takes a number from 1 to 512")
    return number


def writer(path: str) -> io.TextIOWrapper:
    """A file to write text to, gzipped where its name ends in .gz. Raises OSError."""
    if path.endswith(".gz"):
        return gzip.open(path, "wt", encoding="utf-8")
    return Path(path).open("w", encoding="utf-8")


def _below(folder: Path) -> list[Task]:
    found: list[Task] = []
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Task(label(Path(where, name)), Path(where, name)) for name in sorted(files) if not name.startswith(".")
        ]
    return found or [Task(label(folder), folder, failure="the folder holds no files")]


def _of_lines(task: Task, field: str | None) -> Iterator[Task]:
    try:
        with _opened(task) as stream:
            for number, raw in enumerate(stream, 1):
                if raw.strip():
                    yield _of_line(f"{task.label}:{number}", raw, field)
    except (OSError, EOFError, zlib.error) as error:
        yield Task(task.label, b"", failure=getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _of_warc(task: Task, file: Path) -> Iterator[Task]:
    found = None
    try:
        for found in of_warc(file, task.label):
            if isinstance(found, Fault):
                yield Task(found.label, b"", failure=found.why)
            else:
                yield Task(found.label, found.page, declared=found.declared, url=found.url or None)
    except OSError as error:
        yield Task(task.label, b"", failure=error.strerror or type(error).__name__)
    else:
        if found is None:
            yield Task(task.label, b"", failure="the file holds no response with a page")


def _opened(task: Task) -> BinaryIO:
    if task.label == "-":
        return cast(BinaryIO, sys.stdin.buffer)
    path = cast(Path, task.page)
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _of_line(name: str, raw: bytes, field: str | None) -> Task:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return Task(name, b"", failure="the line is not JSON")
    if not isinstance(line, dict):
        return Task(name, b"", failure="the line is no object")
    held = next((one for one in ([field] if field else ["text", "html"]) if isinstance(line.get(one), str)), None)
    if held is None:
        return Task(name, b"", failure=f"the line has no text in its member {field or 'text or html'}")
    return Task(name, line[held], line, held)
