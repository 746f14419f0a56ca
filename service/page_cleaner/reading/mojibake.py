"""Text that was read in a Western encoding and is Chinese: told apart, never mended."""

from __future__ import annotations

import re

from page_cleaner.reading.ordinary import reading_cost

#: What bytes 80 to 9F are in windows-1252; the rest of them, and all in ISO 8859-1, are the controls of the same number.
_SPECIAL = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LOOKED_AT = 32_768
_WESTERN = re.compile("[\x80-\xff" + "".join(map(chr, _SPECIAL)) + "]+")
_HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uff65]")
#: So many characters must come out, nearly all of them Chinese, and the reading must be as ordinary as text is.
_LEAST, _SHARE, _ORDINARY = 5, 0.9, 0.7


def meant(text: str) -> str | None:
    """The encoding, utf-8 or gb18030, that the text should have been read in; None where there is no telling, or nothing wrong."""
    head = text[:_LOOKED_AT]
    if head.isascii():
        return None
    plain = len(head.encode("ascii", "ignore"))
    if (
        4 * (len(head.encode("latin-1", "ignore")) - plain) < len(head) - plain
    ):  # as with nearly every page, and quickly seen
        return None
    western = "".join(_WESTERN.findall(head))
    if len(western) < 2 * _LEAST or 2 * len(western) < len(head) - plain:
        return None
    data = bytes(_SPECIAL.get(code, code & 0xFF) for code in map(ord, western))
    for name, error in (("utf-8", "ignore"), ("gb18030", "replace")):
        read = data.decode(name, error)
        chinese = len(_HAN.findall(read))
        enough = chinese >= _LEAST and chinese >= _SHARE * len(read)
        if enough and (
            3 * chinese >= 0.8 * len(data) if name == "utf-8" else reading_cost(read, name) <= _ORDINARY * len(read)
        ):
            return name
    return None
