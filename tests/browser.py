"""Headless Chromium for tests, by ChromeDriver's own protocol (W3C WebDriver): no more than these tests need."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving import free_port

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
).split()
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
#: A button with the name `answer` gives a file and leaves the page where it is.
_SENDS = "return window.left = arguments[0].type == 'submit' && arguments[0].name != 'answer'"
TAB, DOWN, RIGHT, SPACE, ESCAPE, ENTER = "\ue004", "\ue015", "\ue014", " ", "\ue00c", "\ue007"


@dataclass
class Browser:
    """A tab of a running browser."""

    port: int
    session: str = ""

    def call(self, method: str, path: str, value: dict[str, Any] | None = None) -> Any:
        """Send one command. Raises RuntimeError with the driver's words."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, json.dumps(value or {}) if method == "POST" else None)
            answer = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(f"{answer['error']}: {answer['message']}")
        return answer

    def command(self, method: str, path: str, value: dict[str, Any] | None = None) -> Any:
        return self.call(method, f"/session/{self.session}/{path}", value)

    def open(self, address: str) -> None:
        self.command("POST", "url", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns in the page; it runs beside the page's policy, as a debugger does."""
        return self.command("POST", "execute/sync", {"script": script, "args": list(arguments)})

    def element(self, selector: str) -> str:
        """The first element of a selector; it is waited for."""
        identity: str = self.command("POST", "element", {"using": "css selector", "value": selector})[_ELEMENT]
        return identity

    def text(self, selector: str) -> str:
        """All text of an element, shown or not, as it stands there."""
        try:
            words: str = self.command("GET", f"element/{self.element(selector)}/property/textContent")
        except RuntimeError as error:
            if "stale" not in str(error):
                raise
            return self.text(selector)  # the next page has come in between
        return words

    def click(self, selector: str) -> None:
        """Click an element; after a button that sends a form, the next page is waited for, 30 seconds at most."""
        element = self.element(selector)
        sends = self.run(_SENDS, {_ELEMENT: element})
        self.command("POST", f"element/{element}/click")
        ends = time.monotonic() + 30
        while sends and not self.run("return !window.left && document.readyState == 'complete'"):
            if time.monotonic() > ends:
                raise RuntimeError(f"no page came after a click on {selector}")
            time.sleep(0.02)

    def write(self, selector: str, text: str) -> None:
        """Type text into a field, or choose a file by its path."""
        self.command("POST", f"element/{self.element(selector)}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.command("POST", "actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def point_at(self, selector: str) -> None:
        """Move the pointer to an element's middle."""
        origin = {_ELEMENT: self.element(selector)}
        move = {"type": "pointerMove", "duration": 0, "origin": origin, "x": 0, "y": 0}
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move]}
        self.command("POST", "actions", {"actions": [pointer]})

    def devtools(self, command: str, **parameters: Any) -> Any:
        return self.command("POST", "goog/cdp/execute", {"cmd": command, "params": parameters})

    def look(self, *, dark: bool = False, width: int = 1300, height: int = 900) -> None:
        """Set the colour scheme and the size of the window in pixels."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.devtools("Emulation.setDeviceMetricsOverride", **size)

    def picture(self, file: Path) -> None:
        """Save what is seen as a PNG file."""
        file.write_bytes(base64.b64decode(self.command("GET", "screenshot")))

    def log(self) -> list[str]:
        """What the browser's console has said since the last call: errors, and breaches of the page's policy."""
        return [entry["message"] for entry in self.command("POST", "se/log", {"type": "browser"})]


@contextmanager
def browsing(profile: Path, *, scripts: bool = True, language: str = "en-US") -> Iterator[Browser]:
    """Run a browser until the block ends; ``scripts`` says whether pages may run any."""
    assert CHROMIUM
    assert DRIVER
    browser = Browser(free_port())
    process = subprocess.Popen([DRIVER, f"--port={browser.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while True:
            try:
                browser.call("GET", "/status")
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        preferences = {
            "intl.accept_languages": language,
            "profile.managed_default_content_settings.javascript": 1 if scripts else 2,
        }
        options = {"binary": CHROMIUM, "args": [*_FLAGS, f"--user-data-dir={profile}"], "prefs": preferences}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        browser.session = browser.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        browser.command("POST", "timeouts", {"implicit": 10_000})
        yield browser
        browser.call("DELETE", f"/session/{browser.session}")
    finally:
        process.terminate()
        process.wait(20)
