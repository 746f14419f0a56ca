"""The command line: files, folders, patterns or standard input in, bodies, Markdown, JSON lines or a listing of what was removed out."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from page_cleaner import core
from page_cleaner.account import visible
from page_cleaner.catalogue import VERSION
from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.cpus import usable_cpus
from page_cleaner.options import OptionError, Options, is_address
from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import ProfileError, chosen
from page_cleaner.terminal import learn, why
from page_cleaner.terminal.inputs import Task, count, holds_lines, is_among, pages, tasks, writer
from page_cleaner.terminal.listing import heading, listing
from page_cleaner.terminal.processes import outcomes
from page_cleaner.terminal.sources import is_warc

#: Exit codes: every page was cleaned; at least one was not; the command line is wrong and nothing was done; the reader of
#: the output went away; interrupted (the last two as shells count signals).
DONE, FAILED, USAGE, CLOSED, INTERRUPTED = 0, 1, 2, 128 + 13, 128 + 2

#: From how many pages on several processes are worth their start, and how many pages each of them may be ahead.
_MANY, _AHEAD = 16, 8

_EPILOG = """\
What an answer warns of stands on standard error, a line a warning; in a listing and in JSON it stands with the page.
Bodies of several pages stand under a line that names the file; --json writes an object a line.
A folder stands for all files in it and below, names that begin with a dot left out; patterns such as 'a/**/*.html' are
looked up where the shell has not. Files named .gz are unpacked; of those named .warc or .warc.gz each response is a page (this needs the
package warcio, which comes with the extra scale). The lines of files named .jsonl, .ndjson or with .gz behind it
are objects that hold a page in the member text or html, or in that of --field, and its address in url; a line comes out for
each, with the body as its member text and all others as they were, and with --json the account as its member cleaned.

page-cleaner learn --help says how the profile of a site is learnt.
page-cleaner explain FILE[:LINE] says why the lines of a page stayed or went; page-cleaner explain --help has more.
Files called learn or explain are ./learn and ./explain.

exit codes:
  0    every page was cleaned
  1    at least one page could not be read or is no text; a line for each says why, and all others were cleaned
  2    the command line is wrong; nothing was done
  130  interrupted
  141  the reader of the output went away
"""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a page: the text to print, or why there is none, and the warnings that the text does not hold."""

    label: str
    output: str | None = None
    failure: str | None = None
    is_line: bool = False
    warnings: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; ``arguments`` default to the process's own. Gives the exit code."""
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["explain"]:
        return _guarded(lambda: why.main(given[1:]))
    if given[:1] == ["learn"]:
        return learn.main(given[1:])
    asked = parser.parse_args(["--spans=list" if word == "--spans" else word for word in given])
    form = "list" if asked.spans == "list" else "json" if asked.json else "markdown" if asked.markdown else "body"
    if asked.spans == "list" and asked.json:
        parser.error("--spans alone is a listing; with --json write --spans=full, --spans=offsets or --spans=none")
    if asked.markdown and form != "markdown":
        parser.error("--markdown is a form of the output of its own; leave out --json and --spans")
    if form == "list":
        asked.spans = None
    options = _options(parser, asked)
    if sys.stdin is None and "-" in (asked.files or ["-"]):
        parser.error("standard input is closed; name files or folders")
    if not asked.files and sys.stdin.isatty():
        parser.error("name files or folders, or pipe a page in")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    colour = asked.color == "always" or (asked.color == "auto" and _in_colour(sys.stdout))
    work = partial(_clean, options=options, site=asked.site, form=form, colour=colour, url=asked.url)
    found = tasks(asked.files or ["-"])
    if not asked.output:
        return _guarded(lambda: _run(asked, found, work, form, colour=colour))
    if is_among(asked.output, [asked.site or "", *(task.page for task in found if isinstance(task.page, Path))]):
        parser.error(f"{asked.output} is read, too; name another file with --output, outside of the pages' folder")
    try:
        out = writer(asked.output)
    except OSError as error:
        parser.error(f"{asked.output}: {error.strerror}")
    with out, contextlib.redirect_stdout(out):
        return _guarded(lambda: _run(asked, found, partial(work, colour=False), form, colour=False))


def _options(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> Options:
    """The options of cleaning, checked; the command line ends with an error where one, the profile or the address is not taken."""
    if asked.url and not is_address(asked.url):
        parser.error("--url takes the absolute address of the page, http or https")
    if asked.site:
        try:
            chosen(asked.site)
        except ProfileError as error:
            parser.error(str(error))
        except OSError as error:
            parser.error(f"--site {asked.site}: {error.strerror}")
    try:
        return Options.parse({name: getattr(asked, name) for name in Options.__dataclass_fields__})
    except OptionError as error:
        parser.error(str(error))


def _guarded(run: Callable[[], int]) -> int:
    """Run to an exit code, also where somebody interrupts or the reader of the output goes away."""
    try:
        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush finds someone there
        return CLOSED
    return code


def _run(
    asked: argparse.Namespace, given: Sequence[Task], work: Callable[[Task], _Outcome], form: str, *, colour: bool
) -> int:
    files = [task.page for task in given if isinstance(task.page, Path)]
    in_warc = any(map(is_warc, files))
    in_lines = asked.jsonl or in_warc or any(map(holds_lines, files))
    progress = _Progress(
        len(given),
        sys.stderr or io.StringIO(),  # closed, so that nobody wants to hear
        shown=len(given) > 1 and not in_lines and bool(sys.stderr and sys.stderr.isatty()) and not sys.stdout.isatty(),
    )
    several = len(given) > 1 or in_warc or any(Path(name).is_dir() for name in asked.files)
    processes = asked.processes or (usable_cpus() if len(given) >= _MANY or in_lines else 1)
    last = "the first page"
    try:
        for outcome in outcomes(work, pages(given, asked.field, lines=asked.jsonl), processes, _AHEAD):
            last = outcome.label
            if outcome.output is None:
                progress.note(_Outcome(outcome.label, failure=outcome.failure))
            else:
                if not asked.quiet:
                    progress.warn(outcome)
                if several and form != "json" and not outcome.is_line:
                    sys.stdout.write(f"{heading(outcome.label, colour=colour)}\n")
                if outcome.output:
                    sys.stdout.write(f"{outcome.output}\n")
            progress.step()
        sys.stdout.flush()
    except BrokenProcessPool:
        progress.note(_Outcome(last, failure="a process died over one of the pages after this one; stopped here"))
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
    parser.add_argument("--markdown", action="store_true", help="the body as Markdown")
    parser.add_argument(
        "--output", metavar="FILE", help="write there and not to standard output; gzipped where the name ends in .gz"
    )
    parser.add_argument(
        "--jsonl", action="store_true", help="the input is lines of JSON, whatever its name; as with standard input"
    )
    parser.add_argument(
        "--field", metavar="NAME", help="the member of a line of JSON that holds the page (default: text, else html)"
    )
    parser.add_argument(
        "--url", metavar="ADDRESS", help="the page's address, which makes those of links and pictures absolute"
    )
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
        "--site", metavar="FILE", help="the profile of the pages' site, as page-cleaner learn writes it"
    )
    parser.add_argument("--quiet", action="store_true", help="no warnings on standard error, only what was not cleaned")
    parser.add_argument(
        "--processes", type=count, metavar="N", help="processes for many pages (default: the usable CPUs)"
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour in the listing")
    parser.add_argument("--version", action="version", version=f"{VERSION} ({core.NAME})")
    return parser


def _in_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _clean(task: Task, *, options: Options, site: str | None, form: str, colour: bool, url: str | None) -> _Outcome:
    failure = task.failure
    try:
        if failure is None:
            cleaned = _cleaned(task, options, site, form, url)
    except (EOFError, zlib.error):
        failure = "the compressed file is broken"
    except OSError as error:
        failure = error.strerror or (str(error) if task.label.endswith(".gz") else type(error).__name__)
    except NotText as error:
        failure = str(error)
    except Exception as error:  # noqa: BLE001 - a fault over one page must not cost the others theirs
        failure = f"the cleaner failed ({type(error).__name__}: {error}); please report this page"
    if failure is not None:
        return _Outcome(task.label, failure=failure)
    warnings = cleaned.warnings if form in {"body", "markdown"} else ()
    if task.line is not None and form != "list":
        return _Outcome(task.label, _as_line(cleaned, task, form), is_line=True, warnings=warnings)
    return _Outcome(task.label, _printed(cleaned, task.label, form, colour=colour), warnings=warnings)


def _cleaned(task: Task, options: Options, site: str | None, form: str, url: str | None) -> Cleaned:
    asked = asdict(options)
    if task.field in {"text", "html"} and options.format == "auto":
        asked["format"] = task.field
    named = task.line.get("url") if task.line else None
    address = named if isinstance(named, str) else task.url or url
    return clean(task.read(), declared=task.declared, url=address, site=site, markdown=form == "markdown", **asked)


def _as_line(cleaned: Cleaned, task: Task, form: str) -> str:
    """The object of a line with the body in it, in the place of the page, and with the account where it is asked for."""
    line = {("text" if name == task.field else name): held for name, held in (task.line or {}).items()}
    line["text"] = cleaned.markdown if form == "markdown" else cleaned.text
    if form == "json":
        account = cleaned.as_dict()
        del account["text"]
        line["cleaned"] = account
    try:
        return _encodable(json.dumps(line, ensure_ascii=False))
    except UnicodeEncodeError:  # half a surrogate pair in a member goes back as it came
        return json.dumps(line)


def _encodable(text: str) -> str:
    text.encode()
    return text


def _printed(cleaned: Cleaned, label: str, form: str, *, colour: bool) -> str:
    if form == "json":
        return json.dumps({"file": label, **cleaned.as_dict()}, ensure_ascii=False)
    if form == "markdown":
        return cleaned.markdown or ""
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
        self._say(f"{outcome.label}: {outcome.failure}")

    def warn(self, outcome: _Outcome) -> None:
        """Say what is to be known of how a page was cleaned."""
        for warning in outcome.warnings:
            self._say(f"{outcome.label}: warning: {warning}")

    def _say(self, words: str) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
        print(visible(words), file=self.stream)

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
