"""Pages from files of every kind: one page a file, JSON lines, WARC; each with its address where it has one."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple

from page_cleaner.reading.responses import PAGES, content_type

_LINES = re.compile(r"\.(?:jsonl|ndjson)(?:\.gz)?$", re.IGNORECASE)
_WARC = re.compile(r"\.warc(?:\.gz)?$", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


class Source(NamedTuple):
    """A page: what to call it, the page itself, the charset that it came with, and its address or host."""

    label: str
    page: bytes | str
    declared: str | None = None
    url: str = ""


class Fault(NamedTuple):
    """What could not be read, and why."""

    label: str
    why: str


def files(names: list[str]) -> list[Path]:
    """The files that names stand for, those of folders and below among them; names that begin with a dot are left out."""
    found: list[Path] = []
    for name in dict.fromkeys(names):
        if not Path(name).is_dir():
            found.append(Path(name))
            continue
        for where, folders, inside in os.walk(name):
            folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
            found += [Path(where, file) for file in sorted(inside) if not file.startswith(".")]
    return found


def pages(file: Path) -> Iterator[Source | Fault]:
    """The pages of a file, and what of it cannot be read."""
    label = os.fsencode(file).decode("utf-8", "replace")
    try:
        if _LINES.search(file.name):
            with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as lines:
                yield from _of_lines(lines, label)
        elif is_warc(file):
            yield from of_warc(file, label)
        else:
            host = next((folder for folder in reversed(file.parts[:-1]) if _HOST.fullmatch(folder)), "")
            yield Source(label, file.read_bytes(), None, host)
    except (OSError, EOFError) as error:
        yield Fault(label, getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _of_lines(lines: IO[bytes] | gzip.GzipFile, label: str) -> Iterator[Source | Fault]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{label}:{number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Fault(where, "the line is not JSON")
            continue
        page = (value.get("html") or value.get("text")) if isinstance(value, dict) else None
        if not isinstance(page, str):
            yield Fault(where, "the line holds no object with a page in html or text")
            continue
        about = value.get("metadata")
        url = value.get("url") or (about.get("url") if isinstance(about, dict) else "")
        yield Source(where, page, None, url if isinstance(url, str) else "")


def is_warc(file: Path) -> bool:
    """Whether a file's name says that it holds WARC records."""
    return _WARC.search(file.name) is not None


def of_warc(file: Path, label: str) -> Iterator[Source | Fault]:
    """The pages among the responses of a WARC file, and what of it cannot be read. Raises OSError."""
    try:
        iterator: Any = import_module("warcio.archiveiterator").ArchiveIterator
    except ImportError:
        yield Fault(label, "reading WARC files needs the package warcio; it comes with the extra scale")
        return
    with file.open("rb") as records:
        yield from _responses(iterator(records), label)


def _responses(records: Iterator[Any], label: str) -> Iterator[Source | Fault]:
    try:
        for record in records:
            if record.rec_type != "response" or not record.http_headers:
                continue
            media_type, charset = content_type(record.http_headers.get_header("Content-Type") or "")
            if media_type in PAGES:
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                yield _page_of(record, url or label, charset, url)
    except Exception as error:  # noqa: BLE001 - the package raises its own, and has read every record before the damage
        yield Fault(label, f"the file is damaged, and was read up to there ({type(error).__name__})")


def _page_of(record: Any, label: str, charset: str | None, url: str) -> Source | Fault:
    """The page of a record, or why there is none; the records behind it are read all the same."""
    try:
        page: bytes = record.content_stream().read()
    except Exception as error:  # noqa: BLE001 - packages that inflate raise their own
        return Fault(label, f"the body of the response cannot be unpacked ({type(error).__name__})")
    if getattr(record.raw_stream, "limit", 0):
        return Fault(label, "the record breaks off")
    return Source(label, page, charset, url)
