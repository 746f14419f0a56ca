"""Bytes to text: encodings and damages in a table, and what must hold for any bytes."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.charsets import MEANT, encoding_of
from page_cleaner.options import Options
from page_cleaner.page import Encoding
from page_cleaner.reading.decoding import EVIDENCE, decode
from page_cleaner.reading.signatures import NotText

CASES = json.loads((Path(__file__).parent / "cases" / "decoding.json").read_text("utf-8"))
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
BINARY = {
    "PDF": b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj",
    "ZIP": b"PK\x03\x04\x14\0\0\0\x08\0page.html",
    "DOCX": b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml",
    "XLSX": b"PK\x03\x04\x14\0\0\0\x08\0xl/workbook.xml",
    "OFD": b"PK\x03\x04\x14\0\0\0\x08\0OFD.xml",
    "ODF": b"PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.text",
    "DOC": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "WordDocument".encode("utf-16-le"),
    "RTF": b"\xef\xbb\xbf{\\rtf1\\ansi\\ansicpg936 \\'bb\\'e1}",
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc",
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "GIF": b"GIF89a\x01\0\x01\0",
    "WebP": b"RIFF\x24\0\0\0WEBPVP8 ",
    "video": b"\0\0\0\x20ftypisom\0\0\x02\0",
}
#: A line without any ASCII, at which a codec out of step would get back into it.
PARAGRAPH = (
    "各县（区）要把城市供水安全摆在突出位置，加强水源地保护，定期检查管网和水质，发现问题及时整改，并向社会公布结果。"
    "对因施工需要停水的，应当提前二十四小时通知用户；确因突发事故停水的，应当在抢修的同时告知用户，尽快恢复供水。"
)
#: Han of which no run is mistaken: enough of them, and most of them common.
HAN = st.text(
    st.sampled_from("的国中人一在和大年发有业是新化不为会了上全生行公市家动民政府通知办法规定管理部门单位"), min_size=24
)


def spoiled(data: bytes, damage: list[Any]) -> bytes:
    """Carry out one damage: insert or append bytes, delete the byte at a place, or cut bytes off the end."""
    match damage:
        case ["insert", int(at), str(what)]:
            return data[:at] + bytes.fromhex(what) + data[at:]
        case ["append", str(what)]:
            return data + bytes.fromhex(what)
        case ["delete", int(at)]:
            at %= len(data)
            return data[:at] + data[at + 1 :]
        case ["cut", int(size)]:
            return data[:-size]
    raise ValueError(damage)


def lost(text: str, read: str) -> int:
    """Count the characters of a text between the beginning and the end that came back as they were."""
    ends = (zip(text, read, strict=False), zip(reversed(text), reversed(read), strict=False))
    alike = sum(sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)) for pairs in ends)
    return max(0, len(text) - alike)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    filler = "var a = 1;\n" * (case.get("filler", 0) // 11)
    text = case["text"].replace("{filler}", filler)
    data = bytes.fromhex(case.get("prefix", "")) + case.get("bare", text).encode(case["encoding"])
    if "damage" in case:
        data = spoiled(data, case["damage"])
    read, encoding = decode(data, case.get("charset"), case.get("declared"))
    assert encoding == Encoding(case["name"], case["evidence"], case.get("replaced", 0))
    assert read == case.get("read", text)


def test_every_evidence_has_a_case() -> None:
    without = {"fallback"}  # below
    assert {case["evidence"] for case in CASES} == set(EVIDENCE) - without


def test_what_fits_nothing_is_read_as_declared() -> None:
    assert decode(b"abc \x81\x20 \xff", declared="gbk") == ("abc \ufffd  \ufffd", Encoding("gb18030", "fallback", 2))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("charset", [None, "gbk"])
def test_binary_input_is_refused_by_what_it_looks_like(name: str, charset: str | None) -> None:
    with pytest.raises(NotText, match=f"looks like .*{name}.*, not text; "):
        decode(BINARY[name], charset)


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)), bytes(100), bytes(range(128, 256)) * 4, b"\x01\x02\x03\x04 four"],
    ids=["all", "null", "high", "controls"],
)
def test_binary_input_without_a_signature_is_refused(data: bytes) -> None:
    with pytest.raises(NotText, match="looks like binary data, not text; "):
        decode(data)


@pytest.mark.parametrize(
    "charset",
    [
        "no-such",
        "hex",
        "a\0b",
        "中文",
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "cp037",
    ],
)
def test_an_unknown_order_is_an_error(charset: str) -> None:
    with pytest.raises(LookupError):
        decode(b"abc", charset)


@pytest.mark.parametrize("label", [label for labels in MEANT.values() for label in labels.split()])
def test_what_a_page_may_declare_may_be_ordered(label: str) -> None:
    assert Options.parse({"charset": label}).charset == label
    assert decode("会议".encode(encoding_of(label), "ignore"), label)[1].replaced == 0


def test_orders_never_give_halves_of_characters() -> None:
    assert decode(b"+2AA-", "utf-7")[0] == "\ufffd"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_seeds_come_back_from_any_encoding(seed: Path, encoding: str) -> None:
    text = seed.read_text("utf-8")
    read, found = decode(text.encode(encoding))
    assert read == text
    assert (found.name, found.replaced) == (encoding, 0)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_costs_a_character_anywhere(seed: Path, encoding: str) -> None:
    text = seed.read_text("utf-8")
    data = text.encode(encoding)
    for at in range(len(data) // 3, len(data), len(data) // 5):
        read, found = decode(data[:at] + b"\xff" + data[at:])
        assert found.name == encoding
        assert 1 <= found.replaced <= 4  # the byte, and each of the bytes of a character that it stands in
        assert lost(text, read) <= 6


def test_damage_beyond_mending_is_read_in_bounded_time() -> None:
    line = "关于印发管理办法的通知".encode("gb18030") + b"\xff\n"
    read, encoding = decode(line * 20_000)
    assert encoding == Encoding("gb18030", "plausible", 20_000)
    assert read == "关于印发管理办法的通知\ufffd\n" * 20_000


@given(st.binary(max_size=3000), st.sampled_from([None, "gbk", "utf-16", "koi8-r", "nonsense"]))
def test_any_bytes_are_read_or_refused(data: bytes, declared: str | None) -> None:
    try:
        text, encoding = decode(data, declared=declared)
    except NotText:
        return
    assert len(text) <= len(data)
    assert encoding.evidence in EVIDENCE
    assert 0 <= encoding.replaced <= text.count("\ufffd")
    text.encode()  # no halves of surrogate pairs
    b"".decode(encoding.name)
    assert decode(data, declared=declared) == (text, encoding)


@given(st.binary(max_size=300), st.sampled_from(["gb2312", "big5", "utf-16", "utf-7", "shift_jis", "latin-1", "hz"]))
def test_any_bytes_are_read_as_ordered(data: bytes, charset: str) -> None:
    try:
        text, encoding = decode(data, charset)
    except NotText:
        return
    assert encoding.evidence == ("charset option" if data else "empty")
    text.encode()


@given(HAN, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be"]))
def test_chinese_comes_back_without_a_declaration(text: str, encoding: str) -> None:
    text = text.encode(encoding, "ignore").decode(encoding).removeprefix("\ufeff")
    if len(text) >= 16:
        assert decode(text.encode(encoding))[0].removeprefix("\ufeff") == text


@given(HAN, st.text("\ufffd", max_size=5), st.sampled_from(["", "<p>", "<p>" * 5000]), st.integers(0, 2))
def test_utf8_is_known_for_all_its_marks_of_loss_and_a_cut_tail(text: str, marks: str, markup: str, cut: int) -> None:
    data = (markup + text + marks + markup + text).encode()
    data = data[: len(data) - cut]
    expected = data.decode("utf-8", "replace"), Encoding("utf-8", "strict", min(cut, 1))
    assert decode(data, declared="gbk") == expected


def test_a_lost_byte_costs_little_wherever_it_stood() -> None:
    data = PARAGRAPH.encode("gb18030")
    spoils = [data[:at] + data[at + 1 :] for at in range(len(data))]
    losses = [lost(PARAGRAPH, decode(spoil)[0]) for spoil in spoils]
    plain = [lost(PARAGRAPH, spoil.decode("gb18030", "replace")) for spoil in spoils]
    assert max(losses) <= 8
    assert sum(losses) <= 3 * len(spoils) < sum(plain) / 8


def test_importing_is_light() -> None:
    script = "import sys, page_cleaner.reading.decoding; print('charset_normalizer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
