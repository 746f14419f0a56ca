"""Bytes that are no text: what they look like, and what would put it right."""

from __future__ import annotations


class NotText(ValueError):  # noqa: N818  (it says what the input is)
    """The bytes are no text in any encoding; the message says what they look like and what would put it right."""


_EXTRACT = "extract its text first"
_DECOMPRESS = "decompress it first"
_IMAGE = "recognise its characters first, or leave it out"
_LEAVE = "leave it out"
_EACH = "send each page in it by itself; the command page-cleaner cleans files named .warc and .warc.gz"
_SIGNATURES = (
    (b"%PDF-", "a PDF document", _EXTRACT),
    (b"{\\rtf", "an RTF document", _EXTRACT),
    (b"%!PS", "a PostScript document", _EXTRACT),
    (b"ITSF", "a compiled help file (CHM)", _EXTRACT),
    (b"AT&TFORM", "a DjVu document", _EXTRACT),
    (b"WARC/1.0\r\n", "a WARC file", _EACH),
    (b"WARC/1.1\r\n", "a WARC file", _EACH),
    (b"\x1f\x8b", "gzip data", _DECOMPRESS),
    (b"BZh91AY&SY", "bzip2 data", _DECOMPRESS),
    (b"\xfd7zXZ\0", "xz data", _DECOMPRESS),
    (b"\x28\xb5\x2f\xfd", "Zstandard data", _DECOMPRESS),
    (b"Rar!\x1a\x07", "a RAR archive", _DECOMPRESS),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _DECOMPRESS),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _IMAGE),
    (b"\xff\xd8\xff", "a JPEG image", _IMAGE),
    (b"GIF87a", "a GIF image", _IMAGE),
    (b"GIF89a", "a GIF image", _IMAGE),
    (b"II*\0", "a TIFF image", _IMAGE),
    (b"MM\0*", "a TIFF image", _IMAGE),
    (b"\0\0\x01\0", "an icon", _LEAVE),
    (b"wOFF", "a web font", _LEAVE),
    (b"wOF2", "a web font", _LEAVE),
    (b"OggS\0", "sound or video", _LEAVE),
    (b"ID3\x03", "sound", _LEAVE),
    (b"ID3\x04", "sound", _LEAVE),
    (b"\x7fELF", "a program", _LEAVE),
    (b"SQLite format 3\0", "a database", _EXTRACT),
)
#: What names the kind of a ZIP archive and of an OLE file, looked for at its beginning and its end; an OLE file has its names in UTF-16.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IN_ZIP = (
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"OFD.xml", "an OFD document"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (ODF)"),
    (b"application/epub+zip", "an e-book (EPUB)"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (
    ("WordDocument", "a Word document (DOC) or one of WPS"),
    ("Workbook", "an Excel workbook (XLS) or one of WPS"),
    ("PowerPoint Document", "a PowerPoint presentation (PPT)"),
    ("__substg1.0_", "a mail of Outlook (MSG)"),
)
_NAMED_IN = 65_536
_RIFF = {b"WEBP": ("a WebP image", _IMAGE), b"WAVE": ("sound", _LEAVE), b"AVI ": ("video", _LEAVE)}
#: C0 controls that no text needs. NUL is not among them: pages hold it by accident and padded records by the hundred.
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"


def refuse_signature(data: bytes) -> None:
    """Raise NotText for data that begins as files of another kind do."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind, remedy in _SIGNATURES:
        if data.startswith(signature) or start.startswith(signature):
            raise not_text(kind, remedy)
    if data.startswith((*_ZIP, _OLE)):
        raise not_text(*_packed(data))
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        raise not_text(*_RIFF[data[8:12]])
    if data[4:8] == b"ftyp":
        raise not_text("video or an image", _LEAVE)


def _packed(data: bytes) -> tuple[str, str]:
    """What a ZIP archive or an OLE file is, by the names in it, and what would put it right."""
    names = data[:_NAMED_IN] + data[-_NAMED_IN:]
    if data.startswith(_ZIP):
        kinds = [kind for mark, kind in _IN_ZIP if mark in names]
        return (
            (kinds[0], _EXTRACT)
            if kinds
            else ("a ZIP archive or an Office document", "unpack it or extract its text first")
        )
    kinds = [kind for mark, kind in _IN_OLE if mark.encode("utf-16-le") in names]
    return (kinds[0] if kinds else "an old Office document"), _EXTRACT


def not_text(kind: str, remedy: str) -> NotText:
    """Make the error that says what the data looks like and what would put it right."""
    return NotText(f"the input looks like {kind}, not text; {remedy}")


def refuse_controls(head: bytes) -> None:
    """Raise NotText where control characters are too many for text: 10 % of random bytes are, of text none."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls <= 2 and head.strip(b"\0"):
        return
    printed = len(head) - head.count(0)
    if controls > 2 + printed * 0.03 or (head and not printed):
        raise not_text("binary data", "send the page itself, or the text that was extracted from it")
