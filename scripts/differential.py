"""Clean mutated pages with and without the compiled core, in one process, and stop at the first answer that differs.

Usage: python -m scripts.differential [--runs N] [--seed N] [--corpus FOLDER]

Pages are made of the seed documents, the examples of all rules, hostile units and markup: cut, spliced, put into elements, bytes in several
encodings or text; before them all of these come as they are. Besides the answers (spans, offsets, warnings, metadata …) the log-odds of all units are compared, and views with spans of any place taken. A page that differs is written to build/different. The files of
FOLDER are cleaned first, as the fuzz target does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts.pages import ROOT, seeds

FOUND = ROOT / "build" / "different"
#: Bytes of a page at most, before it is mutated.
SIZE = 1_500
FORMATS = ("auto", "auto", "text", "html")
CHARSETS = ("utf-8", "utf-8", "utf-8", "gb18030", "gb18030", "big5", "utf-16")
PIECES = (
    *"\n\t |:：，。、；（）()<>&\"'\0\x01\x0b\x1c\x85\xa0\u200b\u3000\u2028\ufeff\ufffa\ufffb\ufdd0\ufffd　號發",
    "   ", "\r\n", "&nbsp;", "&#8203;", "&#1;", "&#xD800;", "&amp", "<!--", "-->", "<![CDATA[", "]]>", "</html>", "</body>", "<br>", "<hr/>",
    "<p>", "</p>", "<div>", "</div>", "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<a href=/a.html>", "<a>", "</a>", "<pre>", "</pre>",
    "<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", "<script>", "</script>", "<title>", "</title>", "<head>", "</head>", "<span hidden>", "<li>", "<ul>",
    "<select><option>", "</b></i>", "<p style='display:none'>", "<font class=x>", "<o:p>", "<base href=//a.b/>", "<meta name=PubDate content=' 2024-03-01 '>",
    "𠀀", "😀", "號(hào)", ",,", "|---|---|", "| a | b |", "**", "[链接](http://a.b/c)", "首页 > 新闻", "2024年3月1日", "来源：", "　　", "附件：1.doc",
)  # fmt: skip
TAGS = "div p span td th li a b font h1 h3 section article nav footer pre em table tr ul select form center ruby rt title script".split()
CLASSES = "nav content article TRS_Editor related hidden d-none footer main title mso-x 侧栏 list sidebar".split()


class Twin:
    """The package, imported by itself: with the core or without."""

    def __init__(self, *, pure: bool) -> None:
        os.environ["PAGE_CLEANER_PURE"] = "1" if pure else ""
        for name in [name for name in sys.modules if name.partition(".")[0] == "page_cleaner"]:
            del sys.modules[name]
        self.name: str = import_module("page_cleaner.core").NAME
        self.clean: Callable[..., Any] = import_module("page_cleaner").clean
        self.view, self.page = (import_module(f"page_cleaner.{name}") for name in ("text.view", "page"))
        self.odds: list[Any] = []
        self._listen(import_module("page_cleaner.body.choice"))

    def _listen(self, choice: ModuleType) -> None:
        """Keep the log-odds that the choice is told of."""
        decide = choice.decide

        def told(odds: Any, *rest: Any) -> Any:
            self.odds.append(odds)
            return decide(odds, *rest)

        choice.decide = told

    def answer(self, page: bytes | str, options: dict[str, Any]) -> tuple[str, list[Any]]:
        """What cleaning gives, or the error it raises, and the log-odds on the way."""
        self.odds = []
        try:
            return repr(self.clean(page, **options)), self.odds
        except Exception as error:  # noqa: BLE001 - both must raise the same
            return f"{type(error).__name__}: {error}", self.odds

    def viewed(self, text: str, places: list[int], shown: list[str]) -> object:
        """The view of a text of which spans are taken, and where all of it stands there."""
        bounds = zip(places[::2], places[1::2], shown, strict=False)
        spans = [self.page.Span(a, b, text[a:b], "a", "a.b", put or None) for a, b, put in bounds if a < b]
        view = self.view.View(text, spans)
        made = view.text
        return (
            made,
            list(map(tuple, view.lines)),
            [view.locate(n, n + 1) for n in range(len(made))],
            view.firsts(range(len(made))),
        )


def stock() -> list[str]:
    """What pages are made of: documents, examples, units of hostile pages."""
    rules = import_module("page_cleaner.rules").RULES
    examples = [
        example.translate({0x27E6: None, 0x27E7: None}) for rule in rules for example in rule.removes + rule.keeps
    ]
    hostile = json.loads((ROOT / "tests/cases/hostile.json").read_text("utf-8"))
    markup = json.loads((ROOT / "tests/cases/html.json").read_text("utf-8"))
    whole = seeds()
    lines = [line for text in whole for line in text.splitlines() if line.strip()]
    return [
        *examples, *lines, *lines, *whole, *(case.get("html", case.get("markup", "")) for case in markup),
        *((case["unit"] * 40)[:300] for case in hostile),
    ]  # fmt: skip


class Pages:
    """Pages without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random, self.stock = random.Random(seed), stock()

    def __iter__(self) -> Iterator[tuple[bytes | str, dict[str, Any]]]:
        while True:
            yield self._page()

    def _page(self) -> tuple[bytes | str, dict[str, Any]]:
        chance = self.random
        pieces = chance.choices(self.stock, k=chance.choice((1, 3, 8, 20)))
        text = chance.choice(("\n", "\n", "\n\n", "\t", " | ", "    ", " ", "")).join(pieces)[:SIZE]
        if chance.random() < 0.6:
            text = self._marked_up(text)
        text = self._mutated(text)
        options: dict[str, Any] = {"format": chance.choice(FORMATS)}
        if chance.random() < 0.1:
            options["skip"] = [chance.choice(("navigation", "byline", "pinyin_annotation"))]
        if chance.random() < 0.4:
            return text, options
        charset = chance.choice(CHARSETS)
        data = text.encode(charset, "replace")
        if chance.random() < 0.2:
            data = self._damaged(data)
        if chance.random() < 0.5:
            options["declared"] = charset
        return data, options

    def _marked_up(self, text: str) -> str:
        """The lines in elements, nested at random."""
        chance, made, open_ = self.random, list[str](), list[str]()
        for line in text.splitlines():
            for _ in range(chance.choice((0, 1, 1, 2))):
                tag = chance.choice(TAGS)
                attributes = "".join(
                    (
                        f" class='{chance.choice(CLASSES)}'" if chance.random() < 0.3 else "",
                        " style=display:none" if chance.random() < 0.02 else "",
                        f" href='/{chance.randrange(9)}.html'" if tag == "a" else "",
                    )
                )
                made.append(f"<{tag}{attributes}>")
                open_.append(tag)
            made.append(line if chance.random() < 0.3 else escape(line))
            while open_ and chance.random() < 0.6:
                made.append(f"</{open_.pop()}>")
            made.append(chance.choice(("\n", "", " ", "\n  ")))
        head = f"<html><head><title>{text[:20]}</title></head><body>" if chance.random() < 0.3 else ""
        return head + "".join(made)

    def _mutated(self, text: str) -> str:
        chance = self.random
        for _ in range(chance.choice((0, 1, 2, 5, 12))):
            at, size = chance.randrange(len(text) + 1), chance.choice((1, 3, 20, 100))
            kind = chance.randrange(4)
            if kind == 0:
                text = text[:at] + text[at + size :]
            elif kind == 1:
                text = text[:at] + chance.choice(PIECES) * chance.choice((1, 1, 2, 8)) + text[at:]
            elif kind == 2:
                start = chance.randrange(len(text) + 1)
                text = text[:at] + text[start : start + size] + text[at:]
            else:
                text = text[:at] + chance.choice(self.stock)[:200] + text[at:]
        return text

    def _damaged(self, data: bytes) -> bytes:
        at = self.random.randrange(len(data) + 1)
        return (
            data[:at] + self.random.choice((b"", b"\xff", b"\0", b"\x81", b"<")) + data[at + self.random.randrange(3) :]
        )


def as_they_are(stock: Iterable[str]) -> Iterator[tuple[bytes | str, dict[str, Any]]]:
    """Every document, example and unit as text and as markup."""
    for text in dict.fromkeys(stock):
        yield text, {"format": "text"}
        yield (
            f"<div class=content><p>{'</p><p>'.join(text.splitlines())}</p></div>".encode("gb18030", "replace"),
            {"format": "html"},
        )


def deep(pages: Pages) -> Iterator[tuple[bytes | str, dict[str, Any]]]:
    """Markup that is nested deeper than is parsed at once, and deep in end tags."""
    for tag, end in (
        ("<div>", ""),
        ("<b>", ""),
        ("<table><tr><td>", ""),
        ("<b></i>", ""),
        ('<b a="<">', ""),
        ("<p>", "</i>"),
        ("<ul><li>", "</ul>"),
    ):
        for count in (500, 2_045, 2_046, 2_047, 2_048, 2_049, 5_000):
            yield f"{tag * count}会议{end * count}召开" + pages.stock[0], {"format": "html"}


def of_corpus(folder: Path) -> Iterator[tuple[bytes | str, dict[str, Any]]]:
    """The inputs of the fuzz target, whose first byte chooses the way in."""
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if data:
            page: bytes | str = data[1:].decode("utf-8", "surrogateescape") if data[0] >> 5 & 1 else data[1:]
            yield page, {"format": FORMATS[data[0] & 3]}


def difference(python: Twin, core: Twin, page: bytes | str, options: dict[str, Any], chance: random.Random) -> str:
    """Where the two differ on a page, empty where they do not."""
    if python.answer(page, options) != core.answer(page, options):
        return "answers"
    text = page if isinstance(page, str) else page.decode("utf-8", "replace")
    places = sorted(chance.randrange(len(text) + 1) for _ in range(2 * chance.choice((0, 1, 3, 9))))
    shown = chance.choices(("", "", "會", "ab ", " \n"), k=len(places))
    if python.viewed(text, places, shown) != core.viewed(text, places, shown):
        return "view"
    return ""


def main() -> int:
    """Compare so many pages; 1 where one differs, 2 without a core."""
    parser = argparse.ArgumentParser(description="Compare the compiled core with Python.")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path)
    asked = parser.parse_args()
    python, core = Twin(pure=True), Twin(pure=False)
    if (python.name, core.name) != ("python", "compiled"):
        print("the core was not compiled")
        return 2
    print(f"{sys.modules['page_cleaner._core'].__file__} beside Python, seed {asked.seed}", flush=True)
    pages, began, count = Pages(asked.seed), time.monotonic(), 0
    given = [*as_they_are(pages.stock), *deep(pages), *(of_corpus(asked.corpus) if asked.corpus else ())]
    for count, (page, options) in enumerate(chain(given, islice(pages, asked.runs)), 1):
        if count % 10_000 == 0:
            print(f"{count:,} pages so far, {time.monotonic() - began:.0f} s", flush=True)
        where = difference(python, core, page, options, pages.random)
        if where:
            FOUND.parent.mkdir(exist_ok=True)
            FOUND.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass"))
            print(f"page {count} of seed {asked.seed} differs in {where}, options {options}: {FOUND}")
            return 1
    print(f"{count:,} pages, no difference; {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
