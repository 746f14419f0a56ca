"""The view under axe-core, which finds what keeps people with screen readers, keyboards or little sight out; skipped without npm."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests import browser as driver
from tests.browser import Browser, browsing
from tests.serving import ROOT, Server

NPM = shutil.which("npm")
FOLDER = ROOT / "tests" / "axe"
PROGRAM = FOLDER / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.skipif(
    not (driver.CHROMIUM and driver.DRIVER and NPM), reason="needs chromium, chromedriver and npm"
)

#: What is looked for: WCAG 2.2 up to AA, and what axe-core's authors hold for good practice.
RUN = """
    const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
    return found.violations.map((each) => [each.impact, each.id, each.help, each.nodes.length, each.nodes[0].html.slice(0, 160)]);
"""
BODY = "定于下周三上午召开全市年度工作会议，请准时参加。"
MARKUP = f"<html><body><div class=nav><a href=a>首页</a></div><div class=TRS_Editor><p>{BODY * 2}</p><p>{BODY}</p></div><p>分享到：</p>"


@pytest.fixture(scope="module")
def axe() -> str:
    if not PROGRAM.exists():
        assert NPM
        ran = subprocess.run(
            [NPM, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=120
        )
        if ran.returncode:
            pytest.skip(f"axe-core could not be installed: {ran.stderr[-200:]}")
    return PROGRAM.read_text("utf-8")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def found(tab: Browser, axe: str) -> list[list[object]]:
    violations: list[list[object]] = tab.run(f"{axe}\nreturn (async () => {{{RUN}}})();")
    return violations


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("query", ["", "?example=002", "?example=004&skip=media"])
def test_the_view_has_nothing_that_axe_finds(
    query: str, dark: bool, width: int, tab: Browser, server: Server, axe: str
) -> None:
    tab.look(dark=dark, width=width)
    tab.open(f"http://127.0.0.1:{server.port}/clean{query}")
    for summary in ("#form-card:not([open]) > summary", "#take > summary", "#compare > summary"):
        tab.run("document.querySelector(arguments[0])?.click()", summary)
    assert found(tab, axe) == []


def test_a_comparison_in_markup_with_a_line_explained_has_nothing_either(
    tab: Browser, server: Server, axe: str
) -> None:
    tab.look(width=1280)
    for button in ("button[name=compare]", "button[name=show][value=markup]"):
        tab.open(f"http://127.0.0.1:{server.port}/clean")
        tab.run("document.querySelector('textarea').value = arguments[0]", MARKUP)
        tab.run("document.querySelector('[name=other_skip][value=share_widget]').checked = true")
        tab.run("document.querySelector('#compare').open = true")
        tab.click("button.main" if "show" in button else button)
        tab.element("#source-text")
        if "show" in button:
            tab.click(button)
        tab.click("#kept tbody tr a")
        assert found(tab, axe) == []
        tab.press("j")
        assert found(tab, axe) == []
