"""Pieces of Markdown within a line: text that is to be read as it stands, links and pictures."""

from __future__ import annotations

import re
from urllib.parse import urljoin

#: What Markdown would read as marks anywhere, and an ampersand that would begin a reference.
_MARKS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?[A-Za-z0-9]+;)")
#: What it would read as the beginning of a block.
_BEGINS = re.compile(r"(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|[-=]+\s*$|-(?=[\s-])|:?-+:?\s*$)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
#: Addresses that a reader can follow, and what must not stand in one.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset(("http", "https", "ftp", "mailto", "tel"))
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>()\\\"`\u0085\u00a0\u2028\u2029\u3000]")
_REFERENCE = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


def escape(text: str) -> str:
    """Text as Markdown, which a reader sees as it was."""
    return _MARKS.sub(lambda match: "\\" + match[0] if match[0] != "&" else "&amp;", text)


def begin(line: str) -> str:
    """An escaped line as the beginning of a paragraph."""
    if _BEGINS.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def address(url: str, base: str) -> str | None:
    """An address as it stands in Markdown, absolute where ``base`` is; None where it leads nowhere."""
    url = url.strip()
    if not url or url.startswith("#"):
        return None
    try:
        full = urljoin(base, url) if base else url
    except ValueError:
        return None
    scheme = _SCHEME.match(full)
    if scheme and scheme[1].lower() not in _SCHEMES:
        return None
    full = _UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), full.encode("utf-8", "replace").decode()
    )
    return _REFERENCE.sub("&amp;", full)


def join(base: str, url: str | None) -> str:
    """What the page's addresses are relative to: its own base, itself relative to the page's address."""
    try:
        return urljoin(url or "", base) if base else url or ""
    except ValueError:
        return url or ""
