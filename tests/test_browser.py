"""The view in a real browser: with its program and without, by pointer and by keyboard; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from page_cleaner import clean
from tests import browser as driver
from tests.browser import Browser, browsing
from tests.serving import ROOT, Server

pytestmark = pytest.mark.skipif(not (driver.CHROMIUM and driver.DRIVER), reason="needs chromium and chromedriver")

SEEDS = {path.name[:3]: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))}
BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
#: The background of the first element of a selector, and whether the card with its rule could be shown.
SHOWN = """
    const span = document.querySelector(arguments[0]);
    return [getComputedStyle(span).backgroundColor, getComputedStyle(span, "::after").display];
"""
CLEAR = "rgba(0, 0, 0, 0)"
FOCUSED = "return document.activeElement.textContent"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose pages run no scripts and whose reader prefers Chinese."""
    with browsing(tmp_path_factory.mktemp("profile"), scripts=False, language="zh-TW,zh") as browser:
        yield browser


@pytest.fixture(params=["scripted", "plain"])
def either(request: pytest.FixtureRequest) -> Browser:
    browser: Browser = request.getfixturevalue(request.param)
    return browser


def address(server: Server, query: str = "") -> str:
    return f"http://127.0.0.1:{server.port}/clean{query}"


def card(browser: Browser) -> str:
    """What is shown of the focused span's rule, empty where no span has the focus or nothing is shown."""
    shown: str = browser.run("""
        const span = document.activeElement, card = getComputedStyle(span, "::after");
        const visible = span.matches("del") && card.display !== "none" && card.content !== "none";
        return visible ? span.dataset.rule + ": " + span.dataset.why : "";
    """)
    return shown


def test_a_form_with_text_comes_back_with_the_cleaned_text(either: Browser, server: Server) -> None:
    either.open(address(server))
    either.write("textarea", f"分享到：\n{BODY}\n")
    either.click("button.main")
    assert either.text("#cleaned-text") == BODY
    assert either.run("return [...document.querySelectorAll('del')].map((span) => span.textContent)") == ["分享到："]
    assert either.run("return document.querySelector('textarea').value") == f"分享到：\n{BODY}\n"
    assert either.log() == []


def test_a_form_with_a_file_and_options(either: Browser, server: Server, tmp_path: Path) -> None:
    page = f"<html><body><p>{BODY}</p><p>打印本页</p><p>分享到：</p></body></html>".encode("gbk")
    (tmp_path / "page.html").write_bytes(page)
    either.open(address(server))
    either.write("input[type=file]", str(tmp_path / "page.html"))
    either.click("form details summary")
    either.click("input[name=skip][value=page_tools]")
    either.click("select[name=convert] option[value=s2t]")
    either.click("button.main")
    assert either.text("#cleaned-text") == clean(page, convert="s2t", skip=["page_tools"]).text != clean(page).text
    assert "gb18030" in either.text(".facts")
    assert either.run("return document.querySelector('input[name=skip][value=page_tools]').checked")


def test_a_file_that_is_no_text_is_said_in_the_form(either: Browser, server: Server, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    either.open(address(server))
    either.write("input[type=file]", str(tmp_path / "page.html"))
    either.click("button.main")
    assert "PNG" in either.text("[role=alert]")
    assert either.element("button.main")


def test_an_example_in_the_reader_s_language(plain: Browser, scripted: Browser, server: Server) -> None:
    for browser, language, words in ((plain, "zh", "清洗后的正文"), (scripted, "en", "Cleaned text")):
        browser.open(address(server))
        browser.click(".examples a[href$='002']")
        assert browser.text("#cleaned-text") == clean(SEEDS["002"]).text
        assert words in browser.text("#cleaned")
        assert browser.run("return document.documentElement.lang") == language


def test_a_switch_takes_a_detector_s_colour_away_and_gives_it_back(either: Browser, server: Server) -> None:
    either.open(address(server, "?example=002"))
    before, other = either.run(SHOWN, "del.pinyin_annotation"), either.run(SHOWN, "del.byline")
    assert len({CLEAR, before[0], other[0]}) == 3
    either.click("#show-pinyin_annotation")
    assert either.run(SHOWN, "del.pinyin_annotation") == [CLEAR, "none"]
    assert either.run(SHOWN, "del.byline") == other
    either.click("#show-pinyin_annotation")
    assert either.run(SHOWN, "del.pinyin_annotation") == before


def test_a_span_shows_its_rule_under_the_pointer(either: Browser, server: Server) -> None:
    content = "return getComputedStyle(document.querySelector('del.byline'), '::after').content"
    either.open(address(server, "?example=004"))
    assert either.run(content) == "none"
    either.point_at("del.byline")
    assert either.run(content) != "none"
    either.point_at("h1")
    assert either.run(content) == "none"


def test_a_span_is_followed_by_keyboard_without_scripts(plain: Browser, server: Server) -> None:
    plain.open(address(server, "?example=004"))
    plain.run("document.querySelector('#source-text').focus()")
    for span in clean(SEEDS["004"]).removed[:3]:
        plain.press(driver.TAB)
        assert card(plain).startswith(f"{span.rule}: ")
        assert plain.run(FOCUSED) == span.text


def test_the_arrow_keys_lead_through_the_spans_that_are_switched_on(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    spans = clean(SEEDS["004"]).removed
    scripted.run("document.querySelector('#source-text').focus()")
    scripted.press(driver.TAB)
    for span in spans[:5]:
        assert card(scripted).startswith(f"{span.rule}: ")
        assert scripted.run(FOCUSED) == span.text
        scripted.press(driver.RIGHT)
    scripted.press(driver.TAB)
    assert scripted.run("return document.activeElement.id") == "copy"
    scripted.run("document.querySelector('#show-pinyin_annotation').focus()")
    scripted.press(driver.SPACE)
    scripted.run("document.querySelector('#source-text').focus()")
    scripted.press(driver.TAB)
    for span in [span for span in spans if span.detector != "pinyin_annotation"][:4]:
        assert scripted.run(FOCUSED) == span.text
        scripted.press(driver.DOWN)
    scripted.press(driver.ESCAPE)
    assert card(scripted) == ""


def test_all_and_none(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=001"))
    count = "return document.querySelectorAll('.legend input:checked').length"
    every = scripted.run(count)
    scripted.click("button[data-check=none]")
    assert scripted.run(count) == 0
    assert scripted.run(SHOWN, "del") == [CLEAR, "none"]
    scripted.click("button[data-check=all]")
    assert scripted.run(count) == every > 3


def test_the_text_is_copied(scripted: Browser, server: Server) -> None:
    origin, wanted = f"http://127.0.0.1:{server.port}", ["clipboardReadWrite", "clipboardSanitizedWrite"]
    scripted.devtools("Browser.grantPermissions", origin=origin, permissions=wanted)
    scripted.open(address(server, "?example=003"))
    scripted.click("#copy")
    assert scripted.run("return navigator.clipboard.readText()") == clean(SEEDS["003"]).text
    assert scripted.text("#copied") == "Copied"


HOSTILE = (
    "分享到：<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">\n"
    "</div></textarea></style><script>document.title = 'taken'</script>{{ 7 * 7 }}\n"
    '打印本页" autofocus onfocus="document.title=\'taken\'" x="\n'
    f"{BODY}\n<iframe srcdoc=\"<script>parent.document.title='taken'</script>\"></iframe>"
    "<form action=http://127.0.0.1:1/><input autofocus onfocus=\"document.title='taken'\"></form>\n"
    "<link rel=stylesheet href=http://127.0.0.1:1/a.css><style>body{display:none}</style><base href=http://127.0.0.1:1/>\n"
)


@pytest.mark.parametrize("kind", ["text", "html"])
def test_hostile_input_is_inert(kind: str, scripted: Browser, server: Server) -> None:
    scripted.open(address(server))
    scripted.log()
    scripted.run("document.querySelector('textarea').value = arguments[0]", HOSTILE)
    scripted.click("form details summary")
    scripted.click(f"select[name=format] option[value={kind}]")
    scripted.click("button.main")
    assert BODY in scripted.text("#cleaned-text")
    assert scripted.run("return document.title") != "taken"
    intruders = "main img, iframe, main script, link[rel=stylesheet], base, main style"
    assert scripted.run("return document.querySelectorAll(arguments[0]).length", intruders) == 0
    assert scripted.run("return getComputedStyle(document.body).display") == "block"
    assert scripted.run("return document.activeElement === document.body")
    assert scripted.run("return performance.getEntriesByType('resource').length") == 0
    assert scripted.run("return document.querySelector('textarea').value") == HOSTILE
    assert scripted.log() == []


def test_the_policy_stops_what_would_run_all_the_same(scripted: Browser, server: Server) -> None:
    """Were something not escaped, its script, its handler, its style and its picture would not run or load."""
    scripted.open(address(server))
    scripted.run("""
        document.title = "free";
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken'";
        document.body.append(script);
        const box = document.createElement("div");
        box.innerHTML = `<img src="/healthz" onerror="document.title = 'taken'"><style>body { display: none }</style>`;
        document.body.append(box);
        box.querySelector("img").dispatchEvent(new Event("error"));
    """)
    assert scripted.run("return document.title") == "free"
    assert scripted.run("return getComputedStyle(document.body).display") == "block"
    assert any("Content Security Policy" in message for message in scripted.log())


@pytest.mark.parametrize("width", [1300, 390, 320])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("query", ["", "?example=002", "?example=004"])
def test_it_fits_its_window_and_can_be_read(
    query: str, dark: bool, width: int, scripted: Browser, server: Server
) -> None:
    scripted.look(dark=dark, width=width, height=844)
    try:
        scripted.open(address(server, query))
        assert scripted.run("return document.documentElement.scrollWidth") <= width
        assert scripted.run(OVERFLOWING) == []
        assert scripted.run(CONTRASTS) == []
    finally:
        scripted.look()


#: Elements that reach out of the window on the right.
OVERFLOWING = """
    const inside = (element) => element.closest(".pane, .wide, .examples, .skip-link");
    return [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && !inside(element) && box.right > innerWidth + 0.5;
    }).map((element) => element.outerHTML.slice(0, 80));
"""
#: Texts whose contrast to what is painted behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3).
CONTRASTS = """
    const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const low = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
        if (element.matches("script, style, option")) continue;
        const pair = [luminance(numbers(getComputedStyle(element).color)), luminance(behind(element))];
        const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        if (ratio < 4.5) low.push(ratio.toFixed(2) + " " + element.outerHTML.slice(0, 80));
    }
    return low;
"""
