"""Which encodings a page and its sender declare, and a caller orders."""

from __future__ import annotations

import codecs
import re

from page_cleaner.charsets import MEANT, SINGLE_BYTE, encoding_of

#: The bytes of a character that is not ASCII, where a lost byte puts the following ones out of step.
WIDTHS = {"gb18030": (2, 4), "big5-hkscs": (2,), "cp949": (2,), "cp932": (1, 2), "euc-jp": (2, 3)}

# A declaration stands in the head, but sometimes only after kilobytes of script.
HEAD = 65_536
_META = re.compile(rb"<meta\b[^<>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^<>]*?\bencoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)


def ordered_encoding(charset: str, data: bytes) -> str:
    """Name the encoding that the caller orders; ``data`` may tell its byte order. Raises LookupError."""
    name = encoding_of(charset)
    if name in {"utf-16", "utf-32"}:  # the byte order is the mark's, else little-endian
        return byte_order(data) or f"{name}-le"
    return name


#: Encodings of seven bits by what must stand in a page that is in one; a page is only taken for one where it or its sender says so.
_SEVEN_BIT = {"hz": b"~{", "utf-7": b"+"}


def seven_bit(body: bytes, declared: str | None) -> str | None:
    """Name the encoding of seven bits, HZ or UTF-7, that the sender or the page's head declares, and the bytes can be in."""
    if not body.isascii():
        return None
    for label in _declared(body, declared):
        try:
            name = encoding_of(label)
        except LookupError:
            continue
        if name in _SEVEN_BIT and _SEVEN_BIT[name] in body:
            return name
    return None


def _declared(body: bytes, declared: str | None) -> list[str]:
    """The labels that the sender and the page's head give, in this order."""
    head = body[:HEAD]
    labels = [declared] if declared else []
    labels += [match[1].decode("ascii", "ignore") for match in (_XML.match(head), *_META.finditer(head)) if match]
    return labels[:8]


def declarations(body: bytes, declared: str | None) -> list[str]:
    """The encodings that the sender and the page's head name, in this order, without those unknown."""
    names: dict[str, None] = {}
    for label in _declared(body, declared):
        try:
            name = encoding_of(label)
        except LookupError:
            continue
        if name.startswith("utf-16"):  # it has been ruled out already; a page that can say so is in UTF-8
            name = "utf-8"
        if name in MEANT or SINGLE_BYTE.fullmatch(name):
            names[name] = None
    return list(names)


def byte_order(data: bytes) -> str | None:
    """Name the UTF-16 or UTF-32 whose byte order mark the data begins with."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return name
    return None
