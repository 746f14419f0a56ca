"""MHTML, a page saved by a browser as a mail: its HTML, taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from typing import cast

from page_cleaner.reading.signatures import not_text

_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]{2,40}:[ \t]")
_TYPE = re.compile(
    rb"^content-type:[ \t]*(?:multipart/related|multipart/alternative|text/html)\b", re.IGNORECASE | re.MULTILINE
)
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
#: The most bytes of a head that are looked at.
_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class Saved:
    """The HTML of a saved page, with the charset that its part declares and the address that it came from."""

    html: bytes
    charset: str | None
    url: str | None


def unpack(data: bytes) -> Saved | None:
    """Take the HTML out of MHTML; None where the bytes are none. Raises NotText for MHTML without HTML. Linear in the bytes."""
    if not _FIELD.match(data):
        return None
    head = re.split(rb"\r?\n\r?\n", data[:_HEAD].lstrip(), maxsplit=1)[0]
    if not _TYPE.search(head) or not _MIME.search(head):
        return None
    message = cast(
        EmailMessage, BytesParser(policy=policy.compat32).parsebytes(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    )
    top = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    for part in message.walk():
        if part.get_content_type() not in {"text/html", "application/xhtml+xml"}:
            continue
        html = part.get_payload(decode=True)
        if isinstance(html, bytes) and html.strip():
            address = part.get("Content-Location") or top.get("Snapshot-Content-Location")
            url = str(address).strip() if address and re.match(r"https?://", str(address).strip()) else None
            return Saved(html, part.get_content_charset(), url)
    raise not_text("a page that a browser saved (MHTML) with no HTML in it", "leave it out")
