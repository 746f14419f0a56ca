"""The form of the browser's view, and of curl -F: a multipart body to one page and its options."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser

from page_cleaner.options import OPTIONS
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem

MEDIA_TYPE = "multipart/form-data"

#: The most parts of a body; the form has fewer than thirty.
PARTS = 100


def form_job(body: bytes, boundary: str, options: Mapping[str, Any], url: str | None = None) -> Job:
    """The page of a form, the file's bytes or else the text, with its options, those of the query added.

    ``boundary`` is the parameter of the media type. An option may be repeated where it takes a list. Raises Problem.
    """
    page, own = _read(body, boundary)
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands in the query and in the form; give it once.")
    url = own.pop("url", url)
    return Job(page, {**options, **own}, url=url)


def _read(body: bytes, boundary: str) -> tuple[bytes | str, dict[str, Any]]:
    parser = MultiPartParser(stream_factory=_in_memory, max_form_memory_size=None, max_form_parts=PARTS)
    try:
        fields, files = parser.parse(io.BytesIO(body), boundary.encode("latin-1", "replace"), len(body))
    except RequestEntityTooLarge as error:
        raise Problem("broken-body", f"The form has more than {PARTS} parts.") from error
    except ValueError as error:
        raise Problem("broken-body", "The body is not the multipart form that its media type names.") from error
    known = ("text", "file", "url", *OPTIONS)
    options: dict[str, Any] = {}
    for name, values in fields.lists():
        if name not in known:
            raise Problem("bad-option", f"The form has the field {name[:80]!r}; it takes {', '.join(known)}.")
        given = [value for value in values if value]
        if len(given) > 1 and name != "skip":
            raise Problem("bad-option", f"The field {name!r} stands {len(given)} times in the form; give it once.")
        if given and name not in {"text", "file"}:
            options[name] = given if name == "skip" else given[0]
    for name in files:
        if name not in {"text", "file"}:
            raise Problem("bad-option", f"The form has the file {name[:80]!r}; a page's file is called 'file'.")
    if page := b"".join(file.stream.read() for file in files.values()):
        return page, options
    text = fields.get("text") or fields.get("file") or ""
    if not text:
        raise Problem("empty-body", "Paste a page, or choose a file that is not empty.")
    return text.replace("\r\n", "\n"), options  # as it was before a browser sent it


def _in_memory(*_size_and_names: object, **_more: object) -> io.BytesIO:
    """Where a file goes: the whole body is in memory already, and the file system may be read-only."""
    return io.BytesIO()
