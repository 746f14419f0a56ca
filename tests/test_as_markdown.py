"""The body as Markdown: what another program's parser reads in it is the text of the body, and its structure is the page's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from page_cleaner import clean
from page_cleaner.writing import inline
from scripts.pages import html_page, seeds
from tests.serving import Server

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "as_markdown.json").read_text("utf-8"))
PAGES = [case["html"] for case in CASES if "html" in case]
PAGES += [page["html"] for page in json.loads((FOLDER / "html.json").read_text("utf-8")) if "html" in page]
PAGES += [html_page(30_000).decode(), *("".join(f"<p>{line}</p>" for line in seed.splitlines()) for seed in seeds())]
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    """What a parser makes of Markdown, block by block, with the pieces of each line."""
    found = PARSER.parse(markdown)
    return [one for token in found for one in (token.children or [] if token.type == "inline" else [token])]


def seen(markdown: str) -> str:
    """What a reader sees, without white space and pictures."""
    assert not {"html_inline", "html_block", "code_block", "fence", "code_inline", "em_open", "strong_open", "hr"} & {
        token.type for token in tokens(markdown)
    }
    return "".join("".join(token.content.split()) for token in tokens(markdown) if token.type == "text")


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    page = case.get("html") or case["text"]
    cleaned = clean(
        page, format="html" if "html" in case else "text", markdown=True, url=case.get("url"), **case.get("options", {})
    )
    assert cleaned.markdown == case["markdown"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("options", [{}, {"skip": "navigation,share_widget"}])
def test_what_is_seen_is_the_text(page: str, options: dict[str, Any]) -> None:
    cleaned = clean(page, format="html", markdown=True, url="https://www.example.gov.cn/a/", **options)
    assert cleaned.markdown is not None
    assert seen(cleaned.markdown) == bare(cleaned.text)
    assert cleaned.text == clean(page, format="html", **options).text
    assert (
        clean(page, format="html", markdown=True, url="https://www.example.gov.cn/a/", **options).markdown
        == cleaned.markdown
    )


PIECES = st.sampled_from(
    ["会议召开。", "*", "**a**", "_", "`x`", "# ", "## 一", "- ", "+ b", "1. ", "2) c", "> ", "---", "===", "~~~", "[a](b)", "![", "&amp;amp;",
     "&lt;b&gt;", "|", "\\", "\\*", "<br>", "\n", "    ", "\u3000", "\x01", "<a href='x y'>", "<a href='/b'>", "</a>", "<ul><li>", "</li>", "</ul>",
     "<ol start=7><li>", "<table><tr><td>", "<td colspan=3>", "</table>", "<h2>", "</h2>", "<img src=c.png alt='[d]'>", "<p>", "<div>", "</div>",
     "<blockquote>", "</blockquote>", "<pre>", "</pre>", "分享到：", "http://a.cn/?b=1&c;", "粤ICP备05070218号", "<li>", "<tr>", "<th>", "<base href='//b.cn'>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_whatever_the_markup_is_what_is_seen_is_the_text(pieces: list[str]) -> None:
    cleaned = clean("".join(pieces), format="html", markdown=True)
    assert cleaned.markdown is not None
    assert seen(cleaned.markdown) == bare(cleaned.text)


@given(st.text(st.sampled_from("会议。*_`#->+=1.)[]()!&<;|\\~ \t\u3000a"), max_size=40))
def test_whatever_the_text_is_what_is_seen_is_the_text(text: str) -> None:
    cleaned = clean(text, format="text", markdown=True)
    assert cleaned.markdown is not None
    if "](" not in text and "---" not in text and "# " not in text:  # else it may be Markdown itself
        assert seen(cleaned.markdown) == bare(cleaned.text)


@given(st.text(max_size=60))
def test_text_is_escaped_so_that_it_is_read_as_it_was(text: str) -> None:
    line = " ".join(text.split()).replace("\0", "")
    assert seen(inline.begin(inline.escape(line))) == bare(line)


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("/a.htm", "https://b.gov.cn/c/", "https://b.gov.cn/a.htm"), ("d.htm", "", "d.htm"), ("javascript:void(0)", "https://b.cn", None),
        ("#top", "https://b.cn/", None), ("", "https://b.cn/", None), ("data:image/png;base64,AA", "", None), ("http://[", "http://b/", None),
        ("a b(c).doc", "https://b.cn/", "https://b.cn/a%20b%28c%29.doc"), ("?a=1&copy;=2", "https://b.cn/", "https://b.cn/?a=1&amp;copy;=2"),
        ("mailto:a@b.cn", "https://b.cn/", "mailto:a@b.cn"), ("/会.htm", "https://b.cn/", "https://b.cn/会.htm"), (" JavaScript:x", "", None),
    ],
)  # fmt: skip
def test_addresses(url: str, base: str, expected: str | None) -> None:
    assert inline.address(url, base) == expected


def test_over_http(server: Server) -> None:
    page = '<h1>通知</h1><p>请<a href="b.htm">各单位</a>准时参加年度工作会议，不得缺席。</p>'.encode()
    headers = {"Accept": "text/markdown", "Content-Type": "text/html"}
    answer = server.send(path="/clean?url=https%3A%2F%2Fwww.example.gov.cn%2Fa%2F", body=page, headers=headers)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    expected = "# 通知\n\n请[各单位](https://www.example.gov.cn/a/b.htm)准时参加年度工作会议，不得缺席。\n"
    assert answer.body.decode() == expected
    job = {"html": page.decode(), "url": "https://www.example.gov.cn/a/"}
    headers["Content-Type"] = "application/json"
    assert server.send(body=json.dumps(job).encode(), headers=headers).body.decode() == expected
