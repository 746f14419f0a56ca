"""The form of the browser's view, and of curl -F: a multipart body to one page and its options, or two to compare."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser

from page_cleaner.options import OPTIONS
from page_cleaner.web.incoming import page_address
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem
from page_cleaner.web.wishes import Wishes, answer, place, unpack

MEDIA_TYPE = "multipart/form-data"
#: The type that curl names where it is told none, and that of a form without files.
PAIRS = "application/x-www-form-urlencoded"

#: The most parts of a body; the form has fewer than sixty.
PARTS = 100

#: The fields that hold a page, and those that ask something of the view.
_PAGE, _VIEW = ("text", "file", "kept", "name", "url"), ("show", "answer", "compare")
#: Fields with this prefix are the second page's.
_OTHER = "other_"
_OWN = (*_PAGE, *OPTIONS)


def form_job(body: bytes, boundary: str, options: Mapping[str, Any], limit: int, url: str | None = None) -> Job:
    """The page of a form, the file's bytes or else the text or the page it kept, with its options, those of the query added.

    ``boundary`` is the parameter of the media type, ``limit`` the most bytes of a page that the form kept, ``url`` the
    address that the query has. An option may be
    repeated where it takes a list. Raises Problem.
    """
    fields, files = _parsed(body, boundary)
    _check(fields, files)
    own = _options(fields, "")
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands in the query and in the form; give it once.")
    address = page_address(fields.get("url")) or url
    page, name = _page(fields, files, "", limit)
    if not page:
        raise Problem("empty-body", "Paste a page, or choose a file that is not empty.")
    other = None
    if fields.get("compare"):
        second, _ = _page(fields, files, _OTHER, limit)
        other = Job(second or page, _options(fields, _OTHER), url=page_address(fields.get(f"{_OTHER}url")) or address)
    wishes = Wishes(*place(fields.get("show")), answer(fields.get("answer")), name, other)
    return Job(page, {**options, **own}, url=address, wishes=wishes)


#: What a body of the other kind of form begins with; any other body under that type is a page, sent by curl --data-binary.
_BEGINS = re.compile(rb"(?:text|html|%s)=" % "|".join(("url", *OPTIONS)).encode())
#: The page of one whose values are not encoded, with options in front of it; and one option behind it.
_OPTION = rb"(?:url=(?:https?://[!-%%'-~]{0,2000})?|(?:%s)=[\w.,:/-]{0,200})" % "|".join(OPTIONS).encode()
_BARE_PAGE, _BEHIND = re.compile(rb"(?:%s&){0,%d}?(text|html)=" % (_OPTION, PARTS)), re.compile(_OPTION)
_LONGEST = 2_100
#: How a page ends whose last word is an address: what follows belongs to it.
_IN_ADDRESS = re.compile(rb"(?:://|[?])[!#-;=?-~]{1,500}$")
#: What stands in no body that was encoded as its type says.
_BARE = re.compile(rb"[^!-;=?-~]")


def pairs_job(body: bytes, options: Mapping[str, Any], url: str | None = None) -> Job | None:
    """The page of a form without files, as ``curl -d text=...`` sends it; None where the body is no such form but a page.

    Where the values are not encoded, which curl leaves to its user, options with plain values count in front of the page and behind it,
    and all between is the page. Raises Problem.
    """
    if not _BEGINS.match(body):
        return None
    pairs = _bare_pairs(body) if _BARE.search(body) else [_decoded(pair) for pair in body.split(b"&", PARTS)]
    names = [name for name, _ in pairs]
    if sum(name in {"text", "html"} for name in names) != 1:
        return None
    known = ("text", "html", "url", *OPTIONS)
    if unknown := [name for name in names if name not in known]:
        raise Problem("bad-option", f"The form has the field {unknown[0][:80]!r}; it takes {', '.join(known)}.")
    given = dict(pairs)
    if twice := sorted(name for name in given if names.count(name) > 1 or name in options):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands twice in the request; give it once.")
    kind = "html" if "html" in given else "text"
    page = given.pop(kind)
    own = {name: value.decode("utf-8", "replace") for name, value in given.items()}
    address = page_address(own.pop("url", None)) or url
    return Job(page, {"format": kind, **options, **own}, url=address)


def _decoded(pair: bytes) -> tuple[str, bytes]:
    """The name and the value of a pair that was encoded."""
    name, _, value = pair.partition(b"=")
    return unquote_to_bytes(name).decode("utf-8", "replace"), unquote_to_bytes(value.replace(b"+", b" "))


def _bare_pairs(body: bytes) -> list[tuple[str, bytes]]:
    """The pairs of a form whose values are not encoded; nothing where no page begins it, and its options. Linear in the body."""
    page = _BARE_PAGE.match(body)
    if page is None:
        return []
    start, end = page.end(), len(body)
    behind: list[tuple[str, bytes]] = []
    while (at := body.rfind(b"&", max(start, end - _LONGEST), end)) >= 0 and len(behind) < PARTS:
        if not _BEHIND.fullmatch(body, at + 1, end):
            break
        behind.append(_decoded(body[at + 1 : end]))
        end = at
    if behind and _IN_ADDRESS.search(body, max(start, end - _LONGEST), end):
        behind, end = [], len(body)
    before = [_decoded(pair) for pair in body[: page.start(1)].split(b"&")[:-1]]
    return [*before, (page[1].decode(), body[start:end]), *behind]


def _parsed(body: bytes, boundary: str) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    parser = MultiPartParser(stream_factory=_in_memory, max_form_memory_size=None, max_form_parts=PARTS)
    try:
        return parser.parse(io.BytesIO(body), boundary.encode("latin-1", "replace"), len(body))
    except RequestEntityTooLarge as error:
        raise Problem("broken-body", f"The form has more than {PARTS} parts.") from error
    except ValueError as error:
        raise Problem("broken-body", "The body is not the multipart form that its media type names.") from error


def _check(fields: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> None:
    for name, values in fields.lists():
        if name not in _VIEW and name.removeprefix(_OTHER) not in _OWN:
            known = ", ".join((*_OWN, *_VIEW))
            raise Problem("bad-option", f"The form has the field {name[:80]!r}; it takes {known}.")
        given = sum(map(bool, values))
        if given > 1 and name.removeprefix(_OTHER) != "skip":
            raise Problem("bad-option", f"The field {name!r} stands {given} times in the form; give it once.")
    for name in files:
        if name.removeprefix(_OTHER) not in {"text", "file"}:
            raise Problem("bad-option", f"The form has the file {name[:80]!r}; a page's file is called 'file'.")


def _options(fields: MultiDict[str, str], prefix: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name in OPTIONS:
        given = [value for value in fields.getlist(prefix + name) if value]
        if given:
            options[name] = given if name == "skip" else given[0]
    return options


def _page(
    fields: MultiDict[str, str], files: MultiDict[str, FileStorage], prefix: str, limit: int
) -> tuple[bytes | str, str]:
    """A page of the form, empty where it has none, and what its file was called."""
    chosen = [file for name in ("text", "file") for file in files.getlist(prefix + name)]
    if page := b"".join(file.stream.read() for file in chosen):
        return page, next((file.filename for file in chosen if file.filename), "")[:200]
    text = fields.get(f"{prefix}text") or fields.get(f"{prefix}file") or ""
    if text:
        return text.replace("\r\n", "\n"), ""  # as it was before a browser sent it
    kept = fields.get(f"{prefix}kept") or ""
    return (unpack(kept, limit), (fields.get(f"{prefix}name") or "")[:200]) if kept else ("", "")


def _in_memory(*_size_and_names: object, **_more: object) -> io.BytesIO:
    """Where a file goes: the whole body is in memory already, and the file system may be read-only."""
    return io.BytesIO()
