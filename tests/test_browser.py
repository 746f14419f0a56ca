"""The view in a real browser: with its program and without, by pointer and by keyboard; skipped where there is none."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from page_cleaner import clean
from tests import browser as driver
from tests.browser import Browser, browsing
from tests.serving import ROOT, Server, serving

pytestmark = pytest.mark.skipif(not (driver.CHROMIUM and driver.DRIVER), reason="needs chromium and chromedriver")

SEEDS = {path.name[:3]: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))}
BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
#: Of the first element of a selector: its background, whether the card with its rule could be shown, and how it is decorated.
SHOWN = """
    const span = document.querySelector(arguments[0]), style = getComputedStyle(span);
    return [style.backgroundColor, getComputedStyle(span, "::after").display, style.textDecorationLine];
"""
CLEAR = "rgba(0, 0, 0, 0)"
FOCUSED = "return document.activeElement.textContent"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        browser.look()
        yield browser


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose pages run no scripts and whose reader prefers Chinese."""
    with browsing(tmp_path_factory.mktemp("profile"), scripts=False, language="zh-TW,zh") as browser:
        browser.look()
        yield browser


@pytest.fixture(params=["scripted", "plain"])
def either(request: pytest.FixtureRequest) -> Browser:
    browser: Browser = request.getfixturevalue(request.param)
    return browser


def address(server: Server, query: str = "") -> str:
    return f"http://127.0.0.1:{server.port}/clean{query}"


def card(browser: Browser) -> str:
    """The rule of the focused span as it is shown beside the texts or below them, empty where none is."""
    shown: str = browser.run("""
        const span = document.activeElement.closest("del"), card = span && getComputedStyle(span, "::after");
        const told = document.querySelector("#why");
        if (!told.hidden) return told.querySelector("code").textContent;
        return card && card.display !== "none" && card.content !== "none"
            ? getComputedStyle(span).getPropertyValue("--rule").replaceAll('"', "") : "";
    """)
    return shown


def test_a_form_with_text_comes_back_with_the_cleaned_text(either: Browser, server: Server) -> None:
    either.open(address(server))
    either.write("textarea", f"分享到：\n{BODY}\n")
    either.click("button.main")
    assert either.text("#cleaned-text") == BODY
    assert either.run("return [...document.querySelectorAll('#source-text del')].map((span) => span.textContent)") == [
        "分享到："
    ]
    assert either.run("return document.querySelector('textarea').value") == f"分享到：\n{BODY}\n"
    assert either.log() == []


def test_a_form_with_a_file_and_options(either: Browser, server: Server, tmp_path: Path) -> None:
    page = f"<html><body><p>{BODY}</p><p>打印本页</p><p>分享到：</p></body></html>".encode("gbk")
    (tmp_path / "page.html").write_bytes(page)
    either.open(address(server))
    either.write("input[type=file]", str(tmp_path / "page.html"))
    either.click("form > details summary")
    either.click("input[name=skip][value=page_tools]")
    either.click("select[name=convert] option[value=s2t]")
    either.click("button.main")
    assert either.text("#cleaned-text") == clean(page, convert="s2t", skip=["page_tools"]).text != clean(page).text
    assert "gb18030" in either.text(".facts")
    assert either.run("return document.querySelector('input[name=skip][value=page_tools]').checked")
    # The options are changed without choosing the file again.
    assert "page.html" in either.text("#file-hint")
    either.click("#form-card > summary")
    either.click("input[name=skip][value=page_tools]")
    either.click("button.main")
    assert either.text("#cleaned-text") == clean(page, convert="s2t").text
    assert "gb18030" in either.text(".facts")


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
    assert before[2] == "line-through"
    either.click("#show-pinyin_annotation")
    assert either.run(SHOWN, "del.pinyin_annotation") == [CLEAR, "none", "line-through"]
    assert (
        either.run("return getComputedStyle(document.querySelector('#spans li.pinyin_annotation')).display") == "none"
    )
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
        assert card(plain) == span.rule
        assert plain.run(FOCUSED) == span.text
    plain.press(driver.ENTER)
    assert plain.run("return location.hash") == "#r2"
    assert plain.run(SEEN, "#r2")
    plain.press(driver.TAB)
    plain.press(driver.ENTER)
    assert plain.run("return location.hash") == "#d2"


def test_the_arrow_keys_lead_through_the_spans_that_are_switched_on(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    spans = clean(SEEDS["004"]).removed
    scripted.run("document.querySelector('#source-text').focus()")
    scripted.press(driver.TAB)
    for span in spans[:5]:
        assert card(scripted) == span.rule
        assert scripted.run(FOCUSED) == span.text
        scripted.press(driver.RIGHT)
    scripted.press(driver.TAB)
    assert scripted.run("return document.activeElement.id") == "copy"
    scripted.run("document.querySelector('#show-pinyin_annotation').focus()")
    scripted.press(driver.SPACE)
    scripted.run("document.querySelector('#source-text').focus()")
    scripted.press(driver.TAB)
    for span in [span for span in spans[5:] if span.detector != "pinyin_annotation"][:4]:
        assert scripted.run(FOCUSED) == span.text
        scripted.press(driver.DOWN)
    scripted.press(driver.ESCAPE)
    assert card(scripted) == ""


#: Whether an element stands inside its pane and inside the window.
SEEN = """
    const box = document.querySelector(arguments[0]).getBoundingClientRect();
    const pane = document.querySelector(arguments[0]).closest(".pane, .kept").getBoundingClientRect();
    return box.top >= pane.top - 2 && box.top < pane.bottom && box.top >= -2 && box.top < innerHeight;
"""
NOW = "return document.querySelector('#spans li.now')?.id"


def test_j_and_k_and_the_buttons_step_through_the_spans(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    spans = clean(SEEDS["004"]).removed
    for keys, place in (("j", 0), ("jjj", 3), ("k", 2), ("j" * 40, 42)):
        scripted.press(*keys)
        assert scripted.run(NOW) == f"r{place}"
        assert scripted.run(FOCUSED) == spans[place].text
        assert scripted.run(SEEN, f"#d{place}")
        assert scripted.run(SEEN, f"#r{place}")
    scripted.click("button[data-step='1']")
    assert scripted.run(NOW) == "r43"
    scripted.click("button[data-step='-1']")
    assert scripted.run(NOW) == "r42"
    scripted.click("#keys")
    scripted.press("j")
    assert scripted.run(NOW) == "r42"
    scripted.write("#by-text", "jk")
    assert scripted.run("return document.querySelector('#by-text').value") == "jk"


def test_enter_and_a_click_lead_to_the_place_and_back(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    last = len(clean(SEEDS["004"]).removed) - 1
    scripted.run("document.querySelector('#spans').scrollTop = 1e6")
    scripted.click(f"#r{last} a")
    assert scripted.run("return document.activeElement.id") == f"d{last}"
    assert scripted.run(SEEN, f"#d{last}")
    scripted.press(driver.ENTER)
    assert scripted.run("return document.activeElement.parentElement.id") == f"r{last}"
    assert scripted.run(SEEN, f"#r{last}")
    scripted.press(driver.ENTER)
    assert scripted.run("return document.activeElement.id") == f"d{last}"
    scripted.run("document.querySelector('#source-text').scrollTop = 0")
    scripted.click("#d0")
    assert scripted.run(NOW) == "r0"
    assert scripted.run(SEEN, "#r0")
    assert "pinyin_annotation.first_reading" in scripted.text("#why")


LISTED = "return [...document.querySelectorAll('#spans li')].filter((item) => item.checkVisibility()).map((item) => Number(item.id.slice(1)))"


def test_the_list_is_filtered_by_detector_rule_and_text(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    spans = clean(SEEDS["004"]).removed
    assert scripted.run(LISTED) == list(range(len(spans)))
    scripted.run(
        "const by = document.querySelector('#by-rule'); by.value = 'byline.labelled'; by.dispatchEvent(new Event('change'))"
    )
    assert scripted.run(LISTED) == [n for n, span in enumerate(spans) if span.rule == "byline.labelled"]
    scripted.run("const by = document.querySelector('#by-rule'); by.value = ''; by.dispatchEvent(new Event('change'))")
    scripted.write("#by-text", "(qū)")
    found = scripted.run(LISTED)
    assert found == [n for n, span in enumerate(spans) if "(qū)" in span.text]
    assert scripted.text("#listed") == f"{len(found)} / {len(spans)}"
    scripted.run("document.activeElement.blur()")
    scripted.press("j", "j")
    assert scripted.run(NOW) == f"r{found[1]}"
    scripted.click("#show-pinyin_annotation")
    assert scripted.run(LISTED) == [n for n in found if spans[n].detector != "pinyin_annotation"]


def test_all_and_none(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=001"))
    count = "return document.querySelectorAll('.legend input:checked').length"
    every = scripted.run(count)
    scripted.click("button[data-check=none]")
    assert scripted.run(count) == 0
    assert scripted.run(SHOWN, "del") == [CLEAR, "none", "line-through"]
    scripted.click("button[data-check=all]")
    assert scripted.run(count) == every > 3


LONG = "".join(
    f"第{n}条　{BODY}{'各单位要认真准备。' * (n % 7)}\n{'分享到：' if n % 5 == 0 else ''}\n" for n in range(400)
)


def send(browser: Browser, server: Server, page: str, **fields: str) -> None:
    """Open the form and send a page with it."""
    browser.open(address(server))
    browser.run("document.querySelector('textarea').value = arguments[0]", page)
    for name, value in fields.items():
        browser.run("document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]", name, value)
    browser.click("button.main")
    browser.element("#source-text")


#: The paragraph at the top of each pane.
TOPS = """
    return ["#source-text", "#cleaned-text"].map((name) => {
        const box = document.querySelector(name).getBoundingClientRect();
        for (let down = 8; ; down += 8) {
            const line = document.elementFromPoint(box.left + box.width / 2, box.top + down).closest(".l");
            if (line && !/^\\d*分享到/.test(line.textContent)) return line.textContent.match(/第\\d+条/)[0];
        }
    });
"""


@pytest.mark.parametrize(("led", "other"), [("#source-text", "#cleaned-text"), ("#cleaned-text", "#source-text")])
def test_both_texts_scroll_together(led: str, other: str, scripted: Browser, server: Server) -> None:
    send(scripted, server, LONG)
    for place in (900, 5_000, 2_000):
        scripted.run("document.querySelector(arguments[0]).scrollTop = arguments[1]", led, place)
        settled(scripted)
        one, two = scripted.run(TOPS)
        assert one == two
        assert one != "第0条"
    scripted.click("#together")
    before = scripted.run("return document.querySelector(arguments[0]).scrollTop", other)
    scripted.run("document.querySelector(arguments[0]).scrollTop = 0", led)
    settled(scripted)
    assert scripted.run("return document.querySelector(arguments[0]).scrollTop", other) == before


def settled(browser: Browser) -> None:
    """Wait until what scrolling has set off is over."""
    browser.command("POST", "execute/async", {"script": "setTimeout(arguments[0], 300)", "args": []})


def test_a_paragraph_shows_its_twin(scripted: Browser, server: Server) -> None:
    scripted.open(address(server, "?example=004"))
    scripted.point_at("#cleaned-text .l:nth-child(2)")
    lit = scripted.run("return [...document.querySelectorAll('.twin')].map((line) => line.textContent.slice(0, 12))")
    assert len(lit) == 2
    assert lit[0].removeprefix("8")[:4] == lit[1][:4]
    scripted.point_at("h1")
    assert scripted.run("return document.querySelectorAll('.twin').length") == 0


KEPT = f"打印\n{BODY * 3}\n{BODY * 2}\n{BODY * 3}\n分享到：\n{BODY * 3}"


def test_a_line_that_stayed_says_why(scripted: Browser, server: Server) -> None:
    send(scripted, server, KEPT)
    scripted.click("#L1")
    told = scripted.text("#why")
    assert "page_tools.lone" in told
    assert "nothing beside it" in told
    scripted.click("#why button")
    assert scripted.run("return document.querySelector('#why').hidden")
    scripted.click("#L2 .n")
    assert "paragraph" in scripted.text("#why").lower() or "prose" in scripted.text("#why")
    scripted.click("#kept tr[data-l='4'] a")
    assert scripted.run("return document.querySelector('#L4').classList.contains('now')")


def test_a_line_that_stayed_leads_to_its_reasons_without_scripts(plain: Browser, server: Server) -> None:
    plain.open(address(server, "?example=004"))
    plain.click("#L1 .n")
    assert plain.run("return location.hash") == "#w1"
    assert plain.run(SEEN, "#w1")
    plain.click("#w1 a")
    assert plain.run("return location.hash") == "#L1"


def test_a_page_compared_with_itself_without_a_detector(either: Browser, server: Server) -> None:
    either.log()
    either.open(address(server, "?example=001"))
    either.click("#form-card > summary")
    either.click("#compare > summary")
    either.click("input[name=other_skip][value=navigation]")
    either.click("button[name=compare]")
    either.element("#difference")
    added = either.run("return [...document.querySelectorAll('#difference ins')].map((line) => line.textContent)")
    first, second = clean(SEEDS["001"]).text.split("\n"), clean(SEEDS["001"], skip=["navigation"]).text.split("\n")
    assert added == [line for line in second if line not in first] != []
    assert either.run("return document.querySelector('input[name=other_skip][value=navigation]').checked")
    assert either.log() == []


def test_two_pages_compared(scripted: Browser, server: Server, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(f"{BODY}\n另行通知。\n", "utf-8")
    scripted.open(address(server))
    scripted.write("textarea[name=text]", f"{BODY}\n")
    scripted.click("#compare > summary")
    scripted.write("input[name=other_file]", str(tmp_path / "other.txt"))
    scripted.click("button[name=compare]")
    scripted.element("#difference")
    assert scripted.run("return [...document.querySelectorAll('#difference ins')].map((line) => line.textContent)") == [
        "另行通知。"
    ]
    assert scripted.run("return [...document.querySelectorAll('#difference del')].length") == 0


def test_the_answer_is_taken_away(either: Browser, server: Server, tmp_path: Path) -> None:
    either.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_bytes(f"<p>{BODY}</p><p>分享到：</p>".encode("gbk"))
    either.open(address(server))
    either.write("input[type=file]", str(tmp_path / "in" / "page.html"))
    either.click("button.main")
    either.click("#take > summary")
    for kind, ending in (("json", "json"), ("csv", "csv"), ("text", "txt")):
        either.click(f"button[name=answer][value={kind}]")
        end = time.monotonic() + 20
        while not (tmp_path / f"page.{ending}").exists() and time.monotonic() < end:
            time.sleep(0.05)
    answer = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert answer == clean((tmp_path / "in" / "page.html").read_bytes()).as_dict()
    assert "share_widget.share_to" in (tmp_path / "page.csv").read_text("utf-8")
    assert (tmp_path / "page.txt").read_text("utf-8") == f"{BODY}\n"


def test_the_line_for_curl_gives_the_same_answer(scripted: Browser, server: Server, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(KEPT, "utf-8")
    scripted.open(address(server, "?skip=share_widget"))
    scripted.write("input[type=file]", str(tmp_path / "page.txt"))
    scripted.click("button.main")
    line = scripted.text("#curl")
    ran = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, check=True, timeout=30)
    assert json.loads(ran.stdout)["text"] == scripted.text("#cleaned-text") == clean(KEPT, skip=["share_widget"]).text
    scripted.click("#take > summary")
    scripted.click("#take a")
    assert scripted.run("return document.querySelector('input[name=skip][value=share_widget]').checked")
    assert scripted.run("return document.querySelector('textarea').value") == ""


def test_the_markup_is_shown_and_the_text_again(either: Browser, server: Server, tmp_path: Path) -> None:
    page = f"<html><body><p>{BODY}</p><p>分享到：</p></body></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    either.open(address(server))
    either.write("input[type=file]", str(tmp_path / "page.html"))
    either.click("button.main")
    either.click("button[name=show][value=markup]")
    shown = "return [...document.querySelector('#source-text').querySelectorAll('.l')].map((line) => line.lastChild.textContent).join('')"
    assert "</p></body></html>" in either.run(shown)
    assert either.run("return document.querySelector('#source-text del').textContent") == "分享到："
    either.click("button[name=show][value=source]")
    assert "</p>" not in either.text("#source-text")


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes long pages."""
    with serving(tmp_path_factory.mktemp("roomy") / "log", CLEAN_WORKERS="2") as running:
        yield running


def test_every_part_of_a_long_page_is_reached(either: Browser, roomy: Server, tmp_path: Path) -> None:
    page = "".join(f"第{n}条{BODY}\n{'分享到：' if n % 1000 == 0 else ''}\n" for n in range(17_000))
    assert 400_000 < len(page) < 800_000
    (tmp_path / "long.txt").write_text(page, "utf-8")
    either.open(address(roomy))
    either.write("input[type=file]", str(tmp_path / "long.txt"))
    either.click("button.main")
    either.element("#source-text")
    rule = "return [...document.querySelectorAll('#spans li')].map((item) => Number(item.id.slice(1)))"
    first = either.run(rule)
    either.click(".parts button[value='source:2']")
    assert either.element("#L33999")
    assert either.text(".parts [aria-current]") == "2"
    assert first + either.run(rule) == list(range(len(clean(page).removed)))
    assert "第16999条" in either.text("#cleaned-text")


@pytest.mark.parametrize(("width", "height", "most"), [(1280, 900, 300), (390, 844, 420)])
def test_both_texts_begin_on_the_first_screen(
    width: int, height: int, most: int, scripted: Browser, server: Server
) -> None:
    scripted.look(width=width, height=height)
    try:
        for number in SEEDS:
            scripted.open(address(server, f"?example={number}"))
            for tab, pane in (("#tab-source", "#source-text"), ("#tab-text", "#cleaned-text")):
                if width < 500:
                    scripted.click(tab)
                top = scripted.run("return document.querySelector(arguments[0]).getBoundingClientRect().top", pane)
                assert 0 < top < most, (number, pane)
    finally:
        scripted.look()


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
    scripted.click("form > details summary")
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
        scripted.run("for (const part of document.querySelectorAll('details')) part.open = true")
        assert scripted.run("return document.documentElement.scrollWidth") <= width
        assert scripted.run(OVERFLOWING) == []
        assert scripted.run(CONTRASTS) == []
    finally:
        scripted.look()


#: Elements that reach out of the window on the right.
OVERFLOWING = """
    const inside = (element) => element.closest(".pane, .wide, .examples, .skip-link, .strip, .aside");
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
