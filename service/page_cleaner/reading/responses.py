"""HTTP responses saved with their head, as ``curl -i`` prints them: what came behind it."""

from __future__ import annotations

import re
from typing import NamedTuple

_STATUS = rb"HTTP/\d(?:\.\d)? \d{3}[^\r\n]{0,200}\r?\n"
_FIELD = rb"[A-Za-z][\w.-]{0,60}[ \t]?:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*"
#: A head with its fields; in front of it those of redirects, of proxies and of what told to go on, which may have none.
_HEADS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:%s(?:%s)*\r?\n)*?%s(?:%s)+\r?\n(?!HTTP/)" % (_STATUS, _FIELD, _STATUS, _FIELD)
)
_CHARSET = re.compile(rb"^content-type:[^\r\n]*?charset=[\"']?([\w.:-]{2,40})", re.IGNORECASE | re.MULTILINE)


class Response(NamedTuple):
    """The body of a response and the charset that its head declares."""

    body: bytes
    charset: str | None


def unpack(data: bytes) -> Response | None:
    """Take the body out of a saved response; None where the bytes are none. Linear in the bytes."""
    heads = _HEADS.match(data)
    if heads is None:
        return None
    charsets = _CHARSET.findall(heads[0])
    return Response(data[heads.end() :], charsets[-1].decode("ascii", "ignore") if charsets else None)
