"""What is sent that is not simply a page: tests/cases/odd_inputs.json, against the real server. Nothing ends in rubbish unsaid."""

from __future__ import annotations

import base64
import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.reading import feeds, mhtml, mojibake, responses
from page_cleaner.reading.signatures import NotText
from page_cleaner.web.forms import pairs_job
from page_cleaner.web.problems import Problem
from tests.serving import Server

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "odd_inputs.json").read_text("utf-8"))


def body_of(case: dict[str, Any]) -> bytes:
    body: str | dict[str, str] = case["body"]
    return body.encode() if isinstance(body, str) else base64.b64decode(body["base64"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any], server: Server) -> None:
    body, expect = body_of(case), case["expect"]
    answer = server.send(path=case["path"], body=body, headers={"Content-Type": case["type"]})
    assert answer.status == expect.get("status", 200), answer.body.decode()
    value = json.loads(answer.body)
    if answer.status != 200:
        assert value["type"] == f"/problems/{expect['problem']}"
        assert expect.get("detail", "") in value["detail"]
        return
    codes = [warning.partition(":")[0] for warning in value["warnings"]]
    assert set(expect.get("warnings", [])) <= set(codes)
    assert not set(expect.get("not", [])) & set(codes)
    if "text" in expect:
        assert value["text"] == expect["text"].rstrip("\n")
    assert expect.get("contains", "").rstrip("\n") in value["text"]
    assert value["format"] == expect.get("format", value["format"])
    if expect.get("verbatim"):
        assert (value["text"].encode(), value["removed"], value["confidence"]) == (body, [], 0)
    if expect.get("warnings_any"):
        assert codes


@given(st.text(max_size=300))
def test_text_that_is_read_in_the_wrong_encoding_is_left_alone(text: str) -> None:
    wrong = ("全市年度工作会议召开，请各县区准时参加。" + text).encode("utf-8", "replace").decode("latin-1")
    cleaned = clean(wrong, format="text")
    if mojibake.meant(wrong):
        assert (cleaned.text, cleaned.removed) == (wrong, ())
        assert any(warning.startswith("mojibake: ") for warning in cleaned.warnings)
        assert clean(cleaned.text, format="text").text == cleaned.text


@given(st.binary(max_size=400))
@example(b"<:>x</:>")
@example(b"<content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded></item>")
def test_what_begins_like_an_envelope_is_opened_or_not(rest: bytes) -> None:
    with contextlib.suppress(NotText):
        mhtml.unpack(
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
            + rest
        )
    responses.unpack(b"HTTP/1.1 200 OK\r\n" + rest)
    feeds.as_markup("<rss><channel><item>" + rest.decode("latin-1"))


@pytest.mark.parametrize(
    ("field", "media_type", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=GBK", "text/html", "GBK"),
        ('text/html;charset="gb2312"; boundary=x', "text/html", "gb2312"),
        ("text/html; charset = 'big5'", "text/html", "big5"),
        ("text/html; x-charset=utf-8", "text/html", None),
        ("; charset=utf-8", "", "utf-8"),
        ("", "", None),
    ],
)
def test_what_a_content_type_says(field: str, media_type: str, charset: str | None) -> None:
    assert responses.content_type(field) == (media_type, charset)


@given(st.lists(st.tuples(st.sampled_from(["text", "html", "spans", "x"]), st.text(max_size=20)), max_size=4))
def test_a_form_is_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(Problem):
        job = pairs_job("&".join(f"{name}={value}" for name, value in pairs).encode(), {})
        assert job is None or isinstance(job.page, bytes)
