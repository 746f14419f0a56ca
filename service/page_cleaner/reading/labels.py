"""Names of encodings: what a label means, and what a page and its sender declare."""

from __future__ import annotations

import codecs
import re

#: Labels by the encoding that is meant, which is a name that Python's codecs take. As in the WHATWG Encoding Standard
#: the old name of a smaller set means the larger one that grew out of it.
MEANT = {
    "utf-8": "utf-8 utf8 utf-8-sig unicode-1-1-utf-8 x-unicode20utf8",
    "gb18030": "gb18030 gb18030-2000 gb2312 gb2312-80 gb-2312-80 gb-2312 csgb2312 chinese iso-ir-58 "
    "gbk x-gbk cp936 ms936 windows-936 euc-cn x-euc-cn",
    "big5-hkscs": "big5-hkscs big5hkscs big5 big-5 cn-big5 csbig5 x-x-big5 big5-eten big5-tw cp950 ms950 windows-950",
    "cp932": "cp932 shift-jis shiftjis sjis x-sjis s-jis ms-kanji ms932 csshiftjis windows-31j windows-932",
    "euc-jp": "euc-jp eucjp x-euc-jp ujis cseucpkdfmtjapanese",
    "cp949": "cp949 uhc ms949 windows-949 euc-kr euckr cseuckr ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 "
    "csksc56011987 iso-ir-149 korean",
    "windows-1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 csisolatin1 ascii "
    "us-ascii ansi-x3.4-1968 iso-ir-100",
}
_LABELS = {label: name for name, labels in MEANT.items() for label in labels.split()}
#: What else a page may declare and is taken at its word; the rest of Python's codecs are not for pages.
SINGLE_BYTE = re.compile(r"windows-125\d|iso8859-\d+|koi8-[rtu]|cp8\d\d|tis-620|mac-\w+")

#: The bytes of a character that is not ASCII, where a lost byte puts the following ones out of step.
WIDTHS = {"gb18030": (2, 4), "big5-hkscs": (2,), "cp949": (2,), "cp932": (1, 2), "euc-jp": (2, 3)}

# A declaration stands in the head, but sometimes only after kilobytes of script.
HEAD = 65_536
_META = re.compile(rb"<meta\b[^<>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^<>]*?\bencoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)


def encoding_of(label: str) -> str:
    """Name the encoding that a label means. Raises LookupError."""
    plain = label.strip().strip("\"'").lower().replace("_", "-")
    if plain in _LABELS:
        return _LABELS[plain]
    name = codecs.lookup(plain).name.replace("_", "-")
    return _LABELS.get(name) or re.sub(r"^cp(?=125\d$)", "windows-", name)


def ordered_encoding(charset: str, data: bytes) -> str:
    """Name the encoding that the caller orders; ``data`` may tell its byte order. Raises LookupError."""
    try:
        name = encoding_of(charset)
    except ValueError as error:  # a null character in the label
        raise LookupError(f"unknown encoding: {charset!r}") from error
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
        except (LookupError, ValueError):
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
        except (LookupError, ValueError):
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
