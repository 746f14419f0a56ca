"""Names of encodings: what a label means, as far as it means an encoding of pages."""

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
SINGLE_BYTE = re.compile(r"windows-125\d|iso8859-\d+|koi8-[rtu]|cp8(?!75)\d\d|tis-620|mac-\w+")

#: And what only a caller may order besides. Nothing else that Python has for bytes is for pages: some of it is no encoding of characters, some
#: takes time that grows with the square of a page.
_ORDERED = re.compile(
    r"utf-(?:16|32)(?:-[lb]e)?|utf-7|hz|iso2022-(?:jp(?:-[1-3]|-2004|-ext)?|kr)|(?:euc|shift)-jis(?:-2004|x0213)|johab|ptcp154|kz1048"
)


def encoding_of(label: str) -> str:
    """Name the encoding of pages that a label means. Raises LookupError."""
    plain = label.strip().strip("\"'").lower().replace("_", "-")
    if plain in _LABELS:
        return _LABELS[plain]
    try:
        name = codecs.lookup(plain).name.replace("_", "-")
    except ValueError as error:  # a null character in the label
        raise LookupError(f"unknown encoding: {label!r}") from error
    name = _LABELS.get(name) or re.sub(r"^cp(?=125\d$)", "windows-", name)
    if not (name in MEANT or SINGLE_BYTE.fullmatch(name) or _ORDERED.fullmatch(name)):
        raise LookupError(f"no encoding of pages: {label!r}")
    return name
