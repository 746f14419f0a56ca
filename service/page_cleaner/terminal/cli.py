"""The command line: files, folders or standard input in, bodies, JSON lines or a listing of what was removed out."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from page_cleaner import core
from page_cleaner.catalogue import VERSION
from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.cpus import usable_cpus
from page_cleaner.options import OptionError, Options
from page_cleaner.reading.signatures import NotText
from page_cleaner.terminal.listing import heading, listing

#: Exit codes: every page was cleaned; at least one was not; the command line is wrong and nothing was done; the reader of
#: the output went away; interrupted (the last two as shells count signals).
DONE, FAILED, USAGE, CLOSED, INTERRUPTED = 0, 1, 2, 128 + 13, 128 + 2

#: From how many pages on several processes are worth their start, and how many pages each of them may be ahead.
_MANY, _AHEAD = 16, 8

_EPILOG = """\
Bodies of several pages stand under a line that names the file; --json writes an object a line.
A folder stands for all files in it and below, names that begin with a dot left out.

exit codes:
  0    every page was cleaned
  1    at least one page could not be read or is no text; a line for each says why, and all others were cleaned
  2    the command line is wrong; nothing was done
  130  interrupted
  141  the reader of the output went away
"""


@dataclass(frozen=True, slots=True)
class _Task:
    """A page to clean: what to call it, and its file, or its bytes where there is none."""

    label: str
    page: Path | bytes


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a page: the text to print, or why there is none."""

    label: str
    output: str | None = None
    failure: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; ``arguments`` default to the process's own. Gives the exit code."""
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = parser.parse_args(["--spans=list" if word == "--spans" else word for word in given])
    form = "list" if asked.spans == "list" else "json" if asked.json else "body"
    if asked.spans == "list" and asked.json:
        parser.error("--spans alone is a listing; with --json write --spans=full, --spans=offsets or --spans=none")
    if form == "list":
        asked.spans = None
    try:
        options = Options.parse({name: getattr(asked, name) for name in Options.__dataclass_fields__})
    except OptionError as error:
        parser.error(str(error))
    if not asked.files and sys.stdin.isatty():
        parser.error("name files or folders, or pipe a page in")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    colour = asked.color == "always" or (asked.color == "auto" and _in_colour(sys.stdout))
    work = partial(_clean, options=options, form=form, colour=colour)
    try:
        return _run(asked.files or ["-"], work, asked.processes, form, colour=colour)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush finds someone there
        return CLOSED


def _run(
    names: Sequence[str], work: Callable[[_Task], _Outcome], processes: int | None, form: str, *, colour: bool
) -> int:
    tasks, failures = _tasks(names)
    progress = _Progress(
        len(tasks), sys.stderr, shown=len(tasks) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    )
    for failure in failures:
        progress.note(failure)
    several = len(tasks) + len(failures) > 1 or any(Path(name).is_dir() for name in names)
    done = 0
    try:
        for outcome in _outcomes(work, tasks, processes or (usable_cpus() if len(tasks) >= _MANY else 1)):
            done += 1
            if outcome.output is None:
                progress.note(_Outcome(outcome.label, failure=outcome.failure))
            else:
                if several and form != "json":
                    sys.stdout.write(f"{heading(outcome.label, colour=colour)}\n")
                if outcome.output:
                    sys.stdout.write(f"{outcome.output}\n")
            progress.step()
        sys.stdout.flush()
    except BrokenProcessPool:
        progress.note(
            _Outcome(tasks[done].label, failure="a process died over this page or one of the next; stopped here")
        )
    finally:
        progress.end()
    return FAILED if progress.failed else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="page-cleaner",
        description="Clean scraped Chinese government pages: print their body text, or what was taken out and why.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="pages, folders of pages, or - for standard input (the default)"
    )
    parser.add_argument(
        "--json", action="store_true", help="the whole answer as JSON, a page a line, with the file's name"
    )
    parser.add_argument("--spans", metavar="HOW", choices=("list", "full", "offsets", "none"),
                        help="alone: list what was removed, by which rule; with --json, =full, =offsets or =none: how much "
                             "of the removed spans the answer holds")  # fmt: skip
    parser.add_argument("--format", metavar="FORMAT", help="auto (the default), text or html")
    parser.add_argument(
        "--charset", metavar="NAME", help="the encoding of the pages, over any evidence: gb18030, big5, ..."
    )
    parser.add_argument("--skip", metavar="DETECTORS", help="leave out these detectors, separated by commas")
    parser.add_argument("--source", action="store_true", help="with --json: add the source that the offsets count in")
    parser.add_argument(
        "--convert", metavar="CONFIGURATION", help="convert the cleaned text with OpenCC: s2t, t2s, ..."
    )
    parser.add_argument("--punctuation", metavar="STYLE", help="keep (the default) or fullwidth")
    parser.add_argument(
        "--processes", type=_positive, metavar="N", help="processes for many pages (default: the usable CPUs)"
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour in the listing")
    parser.add_argument("--version", action="version", version=f"{VERSION} ({core.NAME})")
    return parser


def _positive(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 512:
        raise argparse.ArgumentTypeError("takes a number from 1 to 512")
    return number


def _in_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _tasks(names: Sequence[str]) -> tuple[list[_Task], list[_Outcome]]:
    tasks: list[_Task] = []
    failures: list[_Outcome] = []
    for name in dict.fromkeys(names):
        path = Path(name)
        if name == "-":
            tasks.append(_Task("-", sys.stdin.buffer.read()))
        elif path.is_dir():
            found = [_Task(_label(file), file) for file in _below(path)]
            tasks += found
            if not found:
                failures.append(_Outcome(_label(path), failure="the folder holds no files"))
        else:
            tasks.append(_Task(_label(path), path))
    return tasks, failures


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(files) if not name.startswith("."))


def _label(path: Path) -> str:
    """The path as text, also where its bytes are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def _outcomes(work: Callable[[_Task], _Outcome], tasks: Iterable[_Task], processes: int) -> Iterator[_Outcome]:
    """Work on the tasks, the outcomes in their order; never far ahead, so that memory stays bounded."""
    if processes == 1:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(processes, initializer=_leave_interrupts_to_the_parent) as pool:
        waiting: deque[Future[_Outcome]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) >= processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _clean(task: _Task, *, options: Options, form: str, colour: bool) -> _Outcome:
    try:
        page = task.page if isinstance(task.page, bytes) else task.page.read_bytes()
        cleaned = clean(page, **asdict(options))
    except OSError as error:
        return _Outcome(task.label, failure=error.strerror or type(error).__name__)
    except NotText as error:
        return _Outcome(task.label, failure=str(error))
    except Exception as error:  # noqa: BLE001 - a fault over one page must not cost the others theirs
        return _Outcome(
            task.label, failure=f"the cleaner failed ({type(error).__name__}: {error}); please report this page"
        )
    return _Outcome(task.label, _printed(cleaned, task.label, form, colour=colour))


def _printed(cleaned: Cleaned, label: str, form: str, *, colour: bool) -> str:
    if form == "json":
        return json.dumps({"file": label, **cleaned.as_dict()}, ensure_ascii=False)
    return listing(cleaned, colour=colour) if form == "list" else cleaned.text


class _Progress:
    """A bar on a terminal's last line, drawn at most ten times a second, and the messages above it."""

    def __init__(self, total: int, stream: TextIO, *, shown: bool) -> None:
        self.total, self.stream, self.shown = total, stream, shown
        self.done = self.failed = 0
        self._began = time.monotonic()
        self._drawn = 0.0

    def step(self) -> None:
        """Count a page."""
        self.done += 1
        if self.shown and time.monotonic() - self._drawn > 0.1:
            self._draw()

    def note(self, outcome: _Outcome) -> None:
        """Say why a page was not cleaned."""
        self.failed += 1
        if self.shown:
            self.stream.write("\r\x1b[K")
        print(f"{outcome.label}: {outcome.failure}", file=self.stream)

    def end(self) -> None:
        """Draw the bar for the last time."""
        if self.shown:
            self._draw()
            self.stream.write("\n")

    def _draw(self) -> None:
        now = time.monotonic()
        rate = self.done / max(now - self._began, 1e-3)
        bar = "#" * (24 * self.done // max(self.total, 1))
        left = f", {(self.total - self.done) / rate:,.0f} s left" if 0 < self.done < self.total else ""
        failed = f", {self.failed} not cleaned" if self.failed else ""
        self.stream.write(f"\r\x1b[K[{bar:<24}] {self.done:,} of {self.total:,} pages, {rate:,.0f}/s{left}{failed}")
        self.stream.flush()
        self._drawn = now
