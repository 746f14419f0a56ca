"""The view in a real browser: where its texts begin, how large it is, when it paints, and pictures of it in a folder.

    python -m scripts.view FOLDER [PAGE ...]

The seeds 002 and 004 are shown, and the pages named, in light and dark, 1280 and 390 pixels wide. Needs chromium and chromedriver.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser import Browser, browsing
from tests.serving import serving

#: A page of so many removed spans, to be timed.
SPANS = 10_000
WINDOWS = ((1280, 900), (390, 844))
TOP = "return Math.round(document.querySelector(arguments[0]).getBoundingClientRect().top)"
TIMES = """
    const loading = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return [loading.responseStart, paint.startTime, loading.domComplete, loading.encodedBodySize];
"""


def main() -> None:
    folder, *pages = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as own,
        serving(Path(own) / "log") as server,
        browsing(Path(own) / "profile") as browser,
    ):
        address = f"http://127.0.0.1:{server.port}/clean"
        for dark in (False, True):
            for width, height in WINDOWS:
                browser.look(dark=dark, width=width, height=height)
                tag = f"{'dark' if dark else 'light'}-{width}"
                for number in ("002", "004"):
                    browser.open(f"{address}?example={number}")
                    browser.picture(folder / f"{number}-{tag}.png")
                    tops = {name: _top(browser, name, width) for name in ("source", "text")}
                    size = browser.run(TIMES)[3]
                    print(
                        f"{number} {tag}: source from {tops['source']} px, text from {tops['text']} px, {size:,} bytes"
                    )
                for page in pages:
                    _send(browser, address, page)
                    browser.picture(folder / f"{page.stem}-{tag}.png")
        spans = Path(own) / "spans.txt"
        spans.write_text("".join(f"第{n}条定于下周三上午召开全市工作会议。\n分享到：\n" for n in range(SPANS)), "utf-8")
        browser.look(width=1280, height=900)
        for _ in range(3):
            _send(browser, address, spans)
            answered, painted, done, size = browser.run(TIMES)
            print(
                f"{SPANS:,} spans, {size:,} bytes: answered after {answered:,.0f} ms, painted after {painted:,.0f} ms, "
                f"all there after {done:,.0f} ms"
            )


def _top(browser: Browser, pane: str, width: int) -> int:
    if width < 960:
        browser.click(f"#tab-{pane}")
    top: int = browser.run(TOP, "#source-text" if pane == "source" else "#cleaned-text")
    return top


def _send(browser: Browser, address: str, page: Path) -> None:
    browser.open(address)
    browser.write("input[type=file]", str(page.resolve()))
    browser.click("button.main")
    browser.element("#source-text")
    browser.run("return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")


if __name__ == "__main__":
    main()
