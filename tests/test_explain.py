"""The browser's view as text: whole, escaped, under its policy, in two languages; and what it is made from."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shlex
import time
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from page_cleaner import clean
from page_cleaner.account import Shown, line_starts, rows, shown_in_source, windows
from page_cleaner.catalogue import WHYS
from page_cleaner.options import DETECTORS
from page_cleaner.page import Kind, Metadata
from page_cleaner.reading.positions import Positions
from page_cleaner.web import bench, explain, takeaway, wishes, wording
from page_cleaner.web import difference as difference_module
from page_cleaner.web.bench import Bench
from page_cleaner.web.difference import difference
from page_cleaner.web.problems import KINDS, Problem
from page_cleaner.web.wishes import Wishes
from tests.serving import ROOT

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
TEMPLATES = Path(explain.__file__).parent / "templates"
LABELS: dict[str, dict[str, str]] = json.loads((TEMPLATES / "labels.json").read_text("utf-8"))
CHINESE: dict[str, dict[str, str]] = json.loads((TEMPLATES / "chinese.json").read_text("utf-8"))
HOSTILE = (
    '分享到：<script>document.title = "taken"</script><img src=x onerror="document.title = `taken`">\n'
    "打印本页\"' onfocus=alert(1) autofocus='\"><svg onload=alert(1)>{{ 7 * 7 }}</style></script>\n"
    "定于下周三上午召开全市年度工作会议，请准时参加。<a href=javascript:alert(1)>点此</a>\u202e]]>\n"
)
BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"


def view(
    page: bytes | str, language: str = "en", *, asked: Wishes | None = None, other: Any = None, **options: Any
) -> Any:
    """The parsed view of a page with its form."""
    cleaned = clean(page, **options)
    form = explain.Form(page if isinstance(page, str) else "", options)
    known = Bench(page, None, options, asked or Wishes(), other, "http://127.0.0.1:8000/clean")
    return html.document_fromstring(explain.page(cleaned, language, form=form, bench=known).text)


def source_shown(tree: etree._Element) -> str:
    parts: list[str] = tree.xpath("//*[@id='source-text']//text()[not(parent::ins) and not(parent::*[@class='n'])]")
    return "".join(parts)


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem[:3] for path in SEEDS])
@pytest.mark.parametrize("language", explain.LANGUAGES)
def test_the_view_of_a_seed_holds_the_source_the_spans_and_the_text(path: Path, language: str) -> None:
    cleaned = clean(path.read_bytes())
    tree = view(path.read_bytes(), language)
    assert source_shown(tree) == cleaned.source
    for number, span in enumerate(cleaned.removed):
        marks = tree.xpath("//del[a/@href=$link]", link=f"#r{number}")
        shown = "".join(mark.text_content() for mark in marks)
        assert [line for line in shown.splitlines() if line.strip()] == [
            line for line in span.text.splitlines() if line.strip()
        ]
        assert {mark.get("class").split()[0] for mark in marks} == {span.detector}
        assert {mark.get("data-at") for mark in marks} == {f"{span.start}–{span.end}"}
        assert tree.xpath("count(//*[@id=$id])", id=f"d{number}") == 1
        (entry,) = tree.xpath("//*[@id='spans']//li[@id=$id]", id=f"r{number}")
        (rule,) = entry.xpath("a[@class='rule']")
        assert rule.text == span.rule
        (row,) = tree.xpath("//tr[@id=$id]", id=rule.get("href")[1:])
        assert [cell.text_content() for cell in row[:2]] == [span.rule, wording.why(span.rule, language)]
    counts = {
        box.get("value"): box.getparent().xpath("string(.//*[@class='number'])")
        for box in tree.xpath("//*[@class='legend']//input")
    }
    assert counts == {d: str(n) for d in DETECTORS if (n := sum(s.detector == d for s in cleaned.removed))}
    assert tree.xpath("string(//*[@id='cleaned-text'])") == cleaned.text
    facts = tree.xpath("string(//*[@class='facts'])")
    for fact in (cleaned.metadata.title, cleaned.metadata.published, str(cleaned.script.traditional), cleaned.version):
        assert (fact or "–") in facts


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem[:3] for path in SEEDS])
def test_every_link_of_the_view_leads_to_something_and_no_name_stands_twice(path: Path) -> None:
    tree = view(path.read_bytes())
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in tree.xpath("//@href") if link.startswith("#")} <= set(names)
    for attribute in ("aria-labelledby", "aria-describedby", "form"):
        assert set(tree.xpath(f"//@{attribute}")) <= set(names)


def test_paragraphs_name_the_line_that_they_come_from() -> None:
    cleaned = clean(SEEDS[2].read_bytes())
    tree = view(SEEDS[2].read_bytes())
    lines = cleaned.source.splitlines()
    twins = tree.xpath("//*[@id='cleaned-text']//*[@data-s]")
    assert len(twins) == cleaned.text.count("\n") + 1
    for twin in twins:
        line = lines[int(twin.get("data-s")) - 1]
        assert twin.text_content()[:1] == line.strip()[:1]


def test_every_rule_has_a_why() -> None:
    assert all(why.endswith(".") and rule.partition(".")[0] in DETECTORS for rule, why in WHYS.items())
    assert len({span.rule for path in SEEDS for span in clean(path.read_bytes()).removed} - WHYS.keys()) == 0


def test_every_rule_has_a_why_in_chinese() -> None:
    """A missing one is told in English; whoever adds a rule adds it to templates/chinese.json."""
    assert sorted(WHYS.keys() - CHINESE["whys"].keys()) == []
    assert sorted(CHINESE["whys"].keys() - WHYS.keys()) == []
    assert all(re.search("[\u4e00-\u9fff]", why) and why.endswith("。") for why in CHINESE["whys"].values())
    assert CHINESE["problems"].keys() == KINDS.keys()


def test_a_rule_without_a_why_in_chinese_is_told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wording._chinese(), "whys", {})
    tree = view(f"分享到：\n{BODY}", "zh")
    (cell,) = tree.xpath("//tr[td/code='share_widget.share_to']/td[2]")
    assert (cell.text, cell.get("lang")) == (WHYS["share_widget.share_to"], "en")


def test_every_warning_has_words_in_chinese() -> None:
    """Those that the code can give, found where it gives them."""
    package = ROOT / "service" / "page_cleaner"
    code = "".join(
        p.read_text("utf-8")
        for room in (".", "body", "repairs", "reading")
        for p in sorted((package / room).glob("*.py"))
    )
    given = set(re.findall(r'f?"([a-z]+_[a-z_]+): [A-Za-z{]', code))
    assert given >= {
        "replaced_bytes",
        "misread_bytes",
        "body_unclear",
        "most_removed",
        "empty_text",
        "empty_source",
        "no_body_found",
    }
    pages: dict[str, bytes | str] = {
        "empty_source": "", "empty_text": "分享到：", "no_body_found": "首页\n新闻\n通知", "replaced_bytes": BODY.encode() + b"\xff" + BODY.encode() * 9,
    }  # fmt: skip
    for code_, page in pages.items():
        (warning,) = [w for w in clean(page).warnings if w.startswith(code_)]
        assert re.search("[\u4e00-\u9fff]", wording.warning(warning, "zh"))
        assert wording.warning(warning, "en") == warning
    sentences = [re.sub(r"\{\w+\}", "7", english) for english in CHINESE["sentences"]]
    for sentence in sentences:
        assert re.search("[\u4e00-\u9fff]", wording.warning(f"code: {sentence}", "zh")), sentence


def test_a_problem_without_words_in_chinese_has_its_title() -> None:
    assert wording.problem("bad-option", "Something new.", "zh") == ("选项不被接受。", "Something new.", True)
    assert wording.problem("bad-option", "Something new.", "en") == ("", "Something new.", False)


def test_labels_are_whole_in_both_languages() -> None:
    for name, words in LABELS.items():
        assert set(words) == set(explain.LANGUAGES), name
        assert all(words.values()), name
        assert sorted(re.findall(r"{\w+}", words["en"])) == sorted(re.findall(r"{\w+}", words["zh"])), name
    assert set(DETECTORS) <= LABELS.keys()
    templates = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    assert set(re.findall(r'say\("(\w+)"[,)]', templates)) <= LABELS.keys()
    origins = {f"origin_{origin}" for origin in ("written", "converted", "unknown")}
    assert origins | set(get_args(Kind)) | {field.name for field in fields(Metadata)} <= LABELS.keys()
    for english, chinese in CHINESE["sentences"].items():
        assert set(re.findall(r"{\w+}", chinese)) <= set(re.findall(r"{\w+}", english)), english


@pytest.mark.parametrize("name", ["labels.json", "chinese.json"])
def test_words_are_said_once(name: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs]
        return dict(pairs)

    json.loads((TEMPLATES / name).read_text("utf-8"), object_pairs_hook=once)


def test_the_card_says_what_each_word_is_of() -> None:
    told = view(f"成文日期：2024-05-20\n{BODY}", "zh").xpath("//dl")
    words = [[each.text_content().strip() for each in card] for card in told]
    known = {key: value for card in words for key, value in pairwise(card)}
    assert (known["页面类型"], known["来历"]) == ("文章", "未知")
    assert "成文日期" in known


@pytest.mark.parametrize("language", explain.LANGUAGES)
def test_the_page_loads_nothing_and_runs_only_what_its_policy_names(language: str) -> None:
    page = explain.page(clean(HOSTILE, format="text"), language, form=explain.Form(text=HOSTILE))
    tree = html.document_fromstring(page.text)
    assert tree.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
    assert [e.tag for e in tree.xpath("//script | //style")] == ["style", "style", "script"]
    assert tree.xpath("//@src | //object | //iframe | //embed | //base") == []
    assert all(not re.match(r"\w+:|//", link) for link in tree.xpath("//a/@href | //form/@action"))
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert page.policy == f"{policy}; frame-ancestors 'none'"
    assert "unsafe" not in policy
    for kind, element in (("style-src", "style"), ("script-src", "script")):
        given = re.findall(r"'sha256-([^']+)'", re.findall(f"{kind} ([^;]+)", policy)[0])
        found = [
            base64.b64encode(hashlib.sha256(e.text.encode()).digest()).decode() for e in tree.xpath(f"//{element}")
        ]
        assert given == found


@pytest.mark.parametrize("show", wishes.SHOWS)
def test_hostile_text_stays_text(show: str) -> None:
    page = (
        HOSTILE if show == "source" else f"<p>{html.tostring(html.Element('p', title=HOSTILE)).decode()}{HOSTILE}</p>"
    )
    cleaned = clean(page, format="text" if show == "source" else "html")
    tree = view(
        page,
        "zh",
        asked=Wishes(show=show, name=HOSTILE),
        format=cleaned.format,
        other=clean("<b>no</b>" + HOSTILE, format="text"),
    )
    if show == "source":
        assert source_shown(tree) == HOSTILE.replace("\u202e", "<U+202E>")
    else:
        assert source_shown(tree) == page.replace("\u202e", "<U+202E>")
    assert tree.xpath("string(//*[@id='cleaned-text'])") == cleaned.text.replace("\u202e", "<U+202E>")
    assert tree.xpath("//textarea")[0].text.removeprefix("\n") == page
    assert tree.xpath("//main//script | //main//img | //main//svg | //main//style") == []
    problem = explain.page(None, "zh", form=explain.Form(), problem=Problem("bad-option", "<b>no</b>"))
    assert "<b>no</b>" in html.document_fromstring(problem.text).xpath("string(//*[@role='alert'])")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: f"分享到：{text}\n{text}<>&\"'"))
def test_any_text_is_shown_and_makes_no_element(text: str) -> None:
    tree = view(text, format="text")
    inside = tree.xpath("//*[@id='source-text']//* | //*[@id='cleaned-text']//*")
    assert {e.tag for e in inside} <= {"del", "ins", "div", "a", "span"}
    assert {link for e in inside for link in e.xpath("@href")} <= {f"#{name}" for name in tree.xpath("//@id")}


TEXTS = st.text(st.sampled_from("会议 \n\r\t\u2028打印"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 60), max_size=8, unique=True).map(sorted), st.integers(1, 20), st.integers(1, 3))
def test_windows_and_rows_hold_all_of_a_text_and_its_spans(
    text: str, bounds: list[int], characters: int, most: int
) -> None:
    (span,) = clean("分享到：").removed
    pairs = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False) if b <= len(text)]
    spans = [Shown(n, a, b, span) for n, (a, b) in enumerate(pairs)]
    starts, again, marked, seen = line_starts(text), "", "", 0
    found = windows(text, spans, characters, most)
    assert [a for a, _ in found[1:]] == [b for _, b in found[:-1]]
    for start, end in found:
        assert end - start <= characters
        parts = [piece for row in rows(text, starts, spans, start, end) for piece in row.pieces]
        assert (
            len({shown.number for _, shown, _ in parts if shown}) <= most + 1
        )  # one may reach in from the window before
        assert len([1 for _, shown, begins in parts if shown and begins]) == len({s.number for _, s, _ in parts if s})
        again += "".join(words for words, _, _ in parts)
        marked += "".join(words for words, shown, _ in parts if shown)
        numbers = [row.number for row in rows(text, starts, spans, start, end)]
        assert numbers == sorted(set(numbers))
        seen = max([seen, *numbers])
    assert again == text
    assert marked == "".join(text[a:b] for a, b in pairs)
    assert seen <= max(1, len(text.splitlines()))


def test_a_long_page_is_shown_in_parts_and_nothing_of_it_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "CHARACTERS", 300)
    monkeypatch.setattr(bench, "SPANS", 3)
    page = "".join(f"{BODY}第{n}次。\n分享到：\n" for n in range(40))
    cleaned = clean(page)
    first = view(page)
    count = int(re.findall(r"of (\d+)", first.xpath("string(//*[@class='parts'])"))[0])
    assert count >= 14
    trees = [view(page, asked=Wishes(part=n)) for n in range(1, count + 1)]
    assert "".join(map(source_shown, trees)) == page
    assert "".join(tree.xpath("string(//*[@id='cleaned-text'])") for tree in trees) == cleaned.text
    entries = [name for tree in trees for name in tree.xpath("//*[@id='spans']//li/@id")]
    assert entries == [f"r{n}" for n in range(len(cleaned.removed))]
    buttons = first.xpath("//*[@class='parts']//button")
    assert [b.get("value") for b in buttons][:2] == ["source:2", "source:3"]
    with pytest.raises(Problem, match="no part"):
        view(page, asked=Wishes(part=count + 1))


MARKUP = (
    "<html><head><title>通知&amp;公告</title><script>var a = '分享到：';</script></head><body><!-- 打印本页 -->"
    f"<div class='nav'><a href='#'>首页</a> &gt; <a href='#'>通知</a></div><div class='TRS_Editor'><p>{BODY}&nbsp;第&#19968;次。</p>\n<p>{BODY}</p></div>"
    "<p>分享到：<b>微信</b></p><div>主办：某市人民政府　京ICP备05000001号</div></body></html>"
)


def test_the_markup_is_shown_with_the_same_spans() -> None:
    cleaned = clean(MARKUP)
    tree = view(MARKUP, asked=Wishes(show="markup"))
    assert source_shown(tree) == MARKUP
    assert [e.get("value") for e in tree.xpath("//button[@name='show']")] == ["source"]
    for number, span in enumerate(cleaned.removed):
        marks = tree.xpath("//del[a/@href=$link]", link=f"#r{number}")
        shown = "".join(mark.text_content() for mark in marks)
        assert "".join(html.fromstring(f"<i>{shown}</i>").text_content().split()) == "".join(span.text.split())
        assert marks[0].get("data-at") == f"{span.start}–{span.end}"
    assert len(cleaned.removed) >= 3
    assert [e.get("value") for e in view(MARKUP).xpath("//button[@name='show']")] == ["markup"]
    assert tree.xpath("//*[@id='kept']//a[@href]")
    with pytest.raises(Problem, match="no markup"):
        view(BODY, asked=Wishes(show="markup"))


def test_a_line_that_stayed_is_explained() -> None:
    page = f"打印\n{BODY * 3}\n{BODY * 3}"
    tree = view(page)
    (row,) = tree.xpath("//tr[@id='w1']")
    words = row.text_content()
    assert "page_tools.lone" in words
    assert "nothing beside it" in words
    (number,) = tree.xpath("//*[@id='L1']/a[@class='n']")
    assert number.get("href") == "#w1"
    chosen = view(MARKUP).xpath("//tr[@class='chosen']")
    assert ["div.trs.editor" in row.text_content() for row in chosen] == [True]


def test_two_texts_beside_each_other() -> None:
    page = f"分享到：\n{BODY}\n打印本页"
    tree = view(page, other=clean(page, skip=["share_widget"]))
    assert tree.xpath("//*[@id='difference']//ins/text()") == ["分享到："]
    assert tree.xpath("//*[@id='difference']//del") == []
    assert "1 lines differ" in tree.xpath("string(//*[@id='difference'])")
    converted = view(page, other=clean(page, skip=["share_widget"], convert="s2t"))
    (line,) = converted.xpath("//*[@id='difference']//tr[del or td/del]/td[2]")
    assert line.text_content() == clean(BODY, convert="s2t").text
    assert 1 < len(line.xpath("ins")) < 9  # characters that differ, and not the line
    same = view(page, other=clean(page))
    assert "Both texts are the same" in same.xpath("string(//*[@id='difference'])")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["一", "二", "三甲", "三乙", "四"]), max_size=12),
    st.lists(st.sampled_from(["一", "二", "三甲", "三乙", "四", "五"]), max_size=12),
)
def test_a_difference_holds_both_texts(first: list[str], second: list[str]) -> None:
    def lines(side: int) -> list[str]:
        return ["".join(text for text, _ in pair[side]) for pair in pairs if pair[side] is not None]  # type: ignore[union-attr]

    pairs = list(difference("\n".join(first), "\n".join(second)))
    folded = sum(pair.folded for pair in pairs)
    if not folded:
        assert lines(0) == first
        assert lines(1) == second
    assert len(lines(0)) + folded == len(first)
    assert len(lines(1)) + folded == len(second)
    if first == second:
        assert all(pair.same or pair.folded for pair in pairs)


def test_a_difference_too_long_to_be_shown_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difference_module, "ROWS", 5)
    tree = view("".join(f"{BODY}{n}\n" for n in range(20)), other=clean(BODY))
    assert len(tree.xpath("//*[@id='difference']//tbody/tr")) == 6
    assert "More lines follow" in tree.xpath("string(//*[@id='difference'])")
    monkeypatch.undo()
    (pair,) = difference_module.shortened(difference("会" * 50_000, "议" * 50_000))
    assert pair.first == [("会" * difference_module.PIECE + "…", False)]


@pytest.mark.parametrize(
    "markup", ["<script>", "<!--", "<", "&", "<a ", "</p", "<p>会", "&#20250;", "<SCRIPT>会</script>"]
)
def test_hostile_markup_is_laid_along_its_text_in_time(markup: str) -> None:
    page = markup * (200_000 // len(markup)) + f"<p>{BODY}</p>"
    began = time.monotonic()
    Positions(page, clean(page, format="html").source)
    assert time.monotonic() - began < 10


def test_spans_as_csv_are_inert() -> None:
    page = f"{BODY}\n=HYPERLINK(1) 分享到：\n分享到：\n{BODY}\n"
    cleaned = clean(page)
    text = takeaway.spans(cleaned)
    assert text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(table[0]) == takeaway.COLUMNS
    for row, span in zip(table, cleaned.removed, strict=True):
        assert (int(row["start"]), int(row["end"]), row["rule"], row["why"]) == (
            span.start,
            span.end,
            span.rule,
            WHYS[span.rule],
        )
        assert row["text"].removeprefix("'") == span.text
        assert cleaned.source.splitlines()[int(row["line"]) - 1] in (span.text, page.split("\n")[int(row["line"]) - 1])
        assert row["text"][0] not in "=+-@"
    (hostile,) = shown_in_source(clean("分享到："))
    assert takeaway._inert("=1+1") == "'=1+1"
    assert hostile.span.text == "分享到："


@pytest.mark.parametrize(
    ("name", "options", "line"),
    [
        ("", {}, "curl --data-binary @page http://h/clean"),
        (
            "通知.html",
            {"skip": ("media", "notice"), "format": "html"},
            "curl --data-binary @通知.html 'http://h/clean?skip=media,notice&format=html'",
        ),
        ("a'; rm -rf ~\n.html", {}, None),
    ],
)
def test_the_line_for_curl_is_one_command(name: str, options: dict[str, Any], line: str | None) -> None:
    written = takeaway.curl("http://h/clean", options, name)
    assert "\n" not in written
    words = shlex.split(written)
    assert (words[0], words[1], len(words)) == ("curl", "--data-binary", 4)
    if line:
        assert shlex.split(line) == words


@pytest.mark.parametrize("page", [b"\x81\xff" * 100, "分享到：\ud800\n" * 50, MARKUP.encode("gbk")])
def test_a_page_that_is_kept_is_the_same_page(page: bytes | str) -> None:
    assert wishes.unpack(wishes.pack(page), 1_000_000) == page


@pytest.mark.parametrize(
    "field", ["", "b", "x" + "A" * 8, "b!!!!", "t" + base64.b64encode(b"no").decode(), wishes.pack(b"page")[:-8]]
)
def test_a_damaged_page_is_said_to_be_damaged(field: str) -> None:
    with pytest.raises(Problem, match="damaged"):
        wishes.unpack(field, 1_000)


def test_a_kept_page_cannot_grow_beyond_the_limit() -> None:
    with pytest.raises(Problem, match="more than 1000 bytes"):
        wishes.unpack(wishes.pack(b"0" * 10_000_000), 1_000)
    assert wishes.pack(hashlib.shake_256(b"").digest(8_000_000)) == ""


@pytest.mark.parametrize(
    "given_", ["pages", "source:", "source:0", "source:-1", "markup:x", "source:99999999", ":", "source:²"]
)
def test_what_cannot_be_shown_is_refused(given_: str) -> None:
    if given_ == "source:":
        assert wishes.place(given_) == ("source", 1)
        return
    with pytest.raises(Problem):
        wishes.place(given_)


def test_a_page_that_lost_nothing_and_one_that_lost_all() -> None:
    whole = view(BODY)
    assert "Nothing was removed." in whole.xpath("string(//*[@aria-labelledby='removed'])")
    gone = view("分享到：")
    assert "No text is left." in gone.xpath("string(//*[@id='cleaned'])")
    assert "empty_text" in gone.xpath("string(//details[contains(@class, 'alert')])")


def test_examples_are_the_seeds() -> None:
    assert [path.read_text("utf-8") for path in SEEDS] == list(explain.examples().values())
    tree = html.document_fromstring(explain.page(None, "en", form=explain.Form()).text)
    assert tree.xpath("//*[@class='examples']//@href") == [f"clean?example={name}" for name in explain.examples()]
