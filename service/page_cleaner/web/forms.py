"""The form of the browser's view, and of curl -F: a multipart body to one page and its options."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser

from page_cleaner.options import Options
from page_cleaner.web.incoming import page_address
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem

MEDIA_TYPE = "multipart/form-data"
#: The type that curl names where it is told none, and that of a form without files.
PAIRS = "application/x-www-form-urlencoded"

#: The most parts of a body; the form has fewer than thirty.
PARTS = 100


def form_job(body: bytes, boundary: str, options: Mapping[str, Any], url: str | None = None) -> Job:
    """The page of a form, the file's bytes or else the text, with its options, those of the query added.

    ``boundary`` is the parameter of the media type. An option may be repeated where it takes a list. Raises Problem.
    """
    page, own = _read(body, boundary)
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands in the query and in the form; give it once.")
    address = page_address(own.pop("url", None)) or url
    return Job(page, {**options, **own}, url=address)


_OPTIONS = tuple(Options.__dataclass_fields__)
#: What a body of the other kind of form begins with; any other body under that type is a page, sent by curl --data-binary.
_BEGINS = re.compile(rb"(?:text|html|%s)=" % "|".join(("url", *_OPTIONS)).encode())
_PAGE = re.compile(rb"(text|html)=")
#: What stands in no body that was encoded as its type says.
_BARE = re.compile(rb"[^!-;=?-~]")


def pairs_job(body: bytes, options: Mapping[str, Any], url: str | None = None) -> Job | None:
    """The page of a form without files, as ``curl -d text=...`` sends it; None where the body is no such form but a page.

    Where the values are not encoded, which curl leaves to its user, all behind the first name is the page. Raises Problem.
    """
    if not _BEGINS.match(body):
        return None
    if _BARE.search(body):
        bare = _PAGE.match(body)
        return Job(body[bare.end() :], {"format": bare[1].decode(), **options}, url=url) if bare else None
    pairs = [pair.partition(b"=") for pair in body.split(b"&", PARTS)]
    names = [unquote_to_bytes(name).decode("utf-8", "replace") for name, _, _ in pairs]
    if sum(name in {"text", "html"} for name in names) != 1:
        return None
    known = ("text", "html", "url", *_OPTIONS)
    if unknown := [name for name in names if name not in known]:
        raise Problem("bad-option", f"The form has the field {unknown[0][:80]!r}; it takes {', '.join(known)}.")
    given = dict(zip(names, (unquote_to_bytes(value.replace(b"+", b" ")) for _, _, value in pairs), strict=True))
    if twice := sorted(name for name in given if names.count(name) > 1 or name in options):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands twice in the request; give it once.")
    kind = "html" if "html" in given else "text"
    page = given.pop(kind)
    own = {name: value.decode("utf-8", "replace") for name, value in given.items()}
    address = page_address(own.pop("url", None)) or url
    return Job(page, {"format": kind, **options, **own}, url=address)


def _read(body: bytes, boundary: str) -> tuple[bytes | str, dict[str, Any]]:
    parser = MultiPartParser(stream_factory=_in_memory, max_form_memory_size=None, max_form_parts=PARTS)
    try:
        fields, files = parser.parse(io.BytesIO(body), boundary.encode("latin-1", "replace"), len(body))
    except RequestEntityTooLarge as error:
        raise Problem("broken-body", f"The form has more than {PARTS} parts.") from error
    except ValueError as error:
        raise Problem("broken-body", "The body is not the multipart form that its media type names.") from error
    known = ("text", "file", "url", *Options.__dataclass_fields__)
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
