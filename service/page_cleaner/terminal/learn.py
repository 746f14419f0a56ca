"""``page-cleaner learn``: profiles of sites from files, folders, JSON lines and WARC."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from page_cleaner.cpus import usable_cpus
from page_cleaner.sites import Profile, ProfileError, load, merge
from page_cleaner.sites.learning import Counter, Counters, learn
from page_cleaner.sites.names import file_of, host_of
from page_cleaner.terminal.inputs import count, is_among
from page_cleaner.terminal.processes import outcomes
from page_cleaner.terminal.sources import Fault, Source, files, pages

#: Exit codes, as those of cleaning.
DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 128 + 2
#: So many pages are learnt from at once, and so many such lots may be under way a process.
_LOT, _AHEAD = 32, 4

_EPILOG = """\
A file is a page, or holds pages: .jsonl (an object a line, with html or text, and url), .warc. A folder stands for all files in it and below.
For --by-host a page's host is that of its address; where it has none, that of the folder named like one which holds the file.

exit codes:
  0    every page was learnt from
  1    at least one page could not be read or is no text; a line for each says why, and all others were learnt from
  2    the command line is wrong, or there was no page to learn from; nothing was written
  130  interrupted
"""


class _Lot(NamedTuple):
    """What was learnt from some pages: the counts of each site, and the pages that could not be read."""

    counters: list[Counter]
    faults: list[Fault]


def main(arguments: Sequence[str]) -> int:
    """Learn profiles as the command line asks. Gives the exit code."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.output is None and asked.by_host is None:
        parser.error("say where the profile goes: --output FILE, or --by-host DIR for one of each host")
    if asked.output is not None and asked.by_host is not None:
        parser.error("a profile goes to --output FILE or to --by-host DIR, not to both")
    if asked.output is not None and not asked.merge and is_among(asked.output, files(asked.pages)):
        parser.error(f"{asked.output} is one of the pages; name another file with --output")
    if asked.merge and asked.output is None:
        parser.error("--merge writes one profile: name its file with --output")
    try:
        if asked.merge:
            return _merge(asked.pages, asked.output, asked.least)
        return _learn(asked)
    except (ProfileError, OSError) as error:
        sys.stderr.write(f"page-cleaner learn: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="page-cleaner learn",
        description="Learn what the pages of a site repeat, for page-cleaner --site.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("pages", nargs="+", metavar="PAGES", help="pages, folders of pages, .jsonl or .warc files")
    parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="the profile's file, for pages of one site")
    parser.add_argument("--by-host", type=Path, metavar="DIR", help="a folder for a profile of each host, HOST.json")
    parser.add_argument("--name", metavar="SITE", help="the site's name (default: that of the file)")
    parser.add_argument("--merge", action="store_true", help="PAGES are profiles of one site, to be made one")
    parser.add_argument(
        "--least", type=count, default=1, metavar="N", help="leave out units on fewer pages; 3 makes small files"
    )
    parser.add_argument("--processes", type=count, metavar="N", help="processes (default: the usable CPUs)")
    return parser


def _merge(names: Sequence[str], output: Path, least: int) -> int:
    merge(load(name) for name in names).at_least(least).save(output)
    return DONE


def _learn(asked: argparse.Namespace) -> int:
    found = files(asked.pages)
    store: _Folder | _File
    if asked.by_host:
        asked.by_host.mkdir(parents=True, exist_ok=True)
        store = _Folder(asked.by_host, asked.least)
    else:
        store = _File(asked.output, asked.name or asked.output.stem, asked.least)
    progress = _Progress(len(found), sys.stderr)
    counters = Counters(store.put)
    try:
        for lot in _lots(found, progress, asked.processes or usable_cpus(), by_host=bool(asked.by_host)):
            for fault in lot.faults:
                progress.note(fault)
            for counter in lot.counters:
                counters.absorb(counter)
                progress.pages += counter.pages
            progress.draw()
        counters.close()
    except BrokenProcessPool:
        progress.note(Fault("learning", "a process died; nothing more was learnt"))
        return FAILED
    finally:
        progress.end()
    if not progress.pages:
        raise ProfileError("there was no page to learn from")
    store.close()
    return FAILED if progress.faults else DONE


class _File:
    """The file of one profile, whatever the sites' names."""

    def __init__(self, file: Path, name: str, least: int) -> None:
        self.file, self.name, self.least = file, name, least
        self.profile: Profile | None = None

    def put(self, profile: Profile) -> None:
        named = Profile(self.name, profile.pages, profile.units, marked=profile.marked, floor=profile.floor)
        self.profile = merge(filter(None, (self.profile, named)))

    def close(self) -> None:
        if self.profile is not None:
            self.profile.at_least(self.least).save(self.file)


class _Folder:
    """A folder with a profile a site; what this run has put there before is added to, what stood there is replaced."""

    def __init__(self, folder: Path, least: int) -> None:
        self.folder, self.least = folder, least
        self.put_before: set[str] = set()

    def put(self, profile: Profile) -> None:
        file = file_of(self.folder, profile.site)
        if profile.site in self.put_before:
            profile = merge((load(file), profile))
        self.put_before.add(profile.site)
        profile.save(file)

    def close(self) -> None:
        if self.least > 1:
            for site in self.put_before:
                file = file_of(self.folder, site)
                load(file).at_least(self.least).save(file)


def _lots(found: Sequence[Path], progress: _Progress, processes: int, *, by_host: bool) -> Iterator[_Lot]:
    """What is learnt from the pages of files, in their order; never far ahead, so that memory stays bounded."""
    sources = _sources(found, progress)
    lots = iter(lambda: list(islice(sources, _LOT)), [])
    return outcomes(partial(_learn_lot, by_host=by_host), lots, processes, _AHEAD)


def _sources(found: Sequence[Path], progress: _Progress) -> Iterator[Source | Fault]:
    for file in found:
        yield from pages(file)
        progress.files += 1


def _learn_lot(sources: Sequence[Source | Fault], *, by_host: bool) -> _Lot:
    counters: dict[str, Counter] = {}
    faults: list[Fault] = []
    for source in sources:
        if isinstance(source, Fault):
            faults.append(source)
            continue
        site = (host_of(source.url) if source.url else None) if by_host else ""
        if site is None:
            faults.append(Fault(source.label, "the page has no address with a host"))
            continue
        try:
            learnt = learn(source.page, source.declared)
        except Exception as error:  # noqa: BLE001 - a fault over one page must not cost the others theirs
            faults.append(Fault(source.label, str(error)))
            continue
        counters.setdefault(site, Counter(site)).add(learnt)
    return _Lot(list(counters.values()), faults)


class _Progress:
    """A bar on a terminal's last line, drawn at most ten times a second, and the messages above it."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.stream, self.shown = total, stream, stream.isatty()
        self.files = self.pages = self.faults = 0
        self._began = time.monotonic()
        self._drawn = 0.0

    def note(self, fault: Fault) -> None:
        """Say what was not learnt from."""
        self.faults += 1
        if self.shown:
            self.stream.write("\r\x1b[K")
        print(f"{fault.label}: {fault.why}", file=self.stream)

    def draw(self, *, now: bool = False) -> None:
        """Draw the bar, if it is time."""
        if not self.shown or (not now and time.monotonic() - self._drawn < 0.1):
            return
        self._drawn = time.monotonic()
        rate = self.pages / max(self._drawn - self._began, 1e-3)
        bar = "#" * (24 * self.files // max(self.total, 1))
        words = f"{self.files:,} of {self.total:,} files, {self.pages:,} pages, {rate:,.0f}/s"
        self.stream.write(f"\r\x1b[K[{bar:<24}] {words}")
        self.stream.flush()

    def end(self) -> None:
        """Draw the bar for the last time."""
        self.draw(now=True)
        if self.shown:
            self.stream.write("\n")
