"""What people take away from the view: the spans as CSV, the same request as a line for curl, a link with the options."""

from __future__ import annotations

import csv
import io
import re
import shlex
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from page_cleaner.account import line_starts, visible
from page_cleaner.catalogue import WHYS
from page_cleaner.cleaned import Cleaned

COLUMNS = ("number", "line", "start", "end", "detector", "rule", "why", "text", "replacement")
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spans(cleaned: Cleaned) -> str:
    """The removed spans as CSV (RFC 4180), under a line of names; numbers and lines count from 1, offsets are code points.

    It begins with a byte order mark, by which spreadsheets know UTF-8, and a text that they would take for a formula with an
    apostrophe.
    """
    starts = line_starts(cleaned.source)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for number, span in enumerate(cleaned.removed, 1):
        line = bisect_right(starts, span.start)
        texts = (span.detector, span.rule, WHYS.get(span.rule, ""), span.text, span.replacement or "")
        table.writerow((number, line, span.start, span.end, *map(_inert, texts)))
    return "\ufeff" + written.getvalue()


def curl(address: str, options: Mapping[str, Any], name: str) -> str:
    """The line by which a shell sends the same page, from the file of that name, and gets the answer as JSON."""
    query = link(options)
    target = f"{address}?{query}" if query else address
    file = visible(name).replace("\n", " ") or "page"
    return f"curl --data-binary {shlex.quote(f'@{file}')} {shlex.quote(target)}"


def link(options: Mapping[str, Any]) -> str:
    """The options as a query."""
    given = {
        name: ",".join(value) if isinstance(value, (list, tuple)) else str(value) for name, value in options.items()
    }
    return urlencode(given, safe=",")


def file_name(name: str, ending: str) -> str:
    """A name for the file that is taken away, made from the page's own as far as every system takes that."""
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", name.rpartition(".")[0] or name).strip("-.")[:80]
    return f"{stem or 'page'}.{ending}"


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
