"""HTTP responses saved with their head, as ``curl -i`` prints them: what came behind it, and what its Content-Type says."""

from __future__ import annotations

import re
from typing import NamedTuple

_STATUS = rb"HTTP/\d(?:\.\d)? \d{3}[^\r\n]{0,200}\r?\n"
_FIELD = rb"[A-Za-z][\w.-]{0,60}[ \t]?:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*"
#: A head with its fields; in front of it those of redirects, of proxies and of what told to go on, which may have none.
_HEADS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:%s(?:%s)*\r?\n)*?%s(?:%s)+\r?\n(?!HTTP/)" % (_STATUS, _FIELD, _STATUS, _FIELD)
)
_TYPE = re.compile(rb"^content-type[ \t]?:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
#: The media types that pages come with; some responses tell none.
PAGES = frozenset(("", "text/html", "application/xhtml+xml", "text/plain"))


class Response(NamedTuple):
    """The body of a response and the charset that its head declares."""

    body: bytes
    charset: str | None


def unpack(data: bytes) -> Response | None:
    """Take the body out of a saved response; None where the bytes are none. Linear in the bytes."""
    heads = _HEADS.match(data)
    if heads is None:
        return None
    declared = (content_type(field.decode("latin-1"))[1] for field in reversed(_TYPE.findall(heads[0])))
    return Response(data[heads.end() :], next(filter(None, declared), None))


def content_type(field: str) -> tuple[str, str | None]:
    """The media type of a Content-Type field, in lower case, and the charset that it declares."""
    charset = _CHARSET.search(field)
    return field.partition(";")[0].strip().lower(), charset[1] if charset else None
