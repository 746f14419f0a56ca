"""Renew what documents say of the program: the reference of rules, samples of answers, figures of quality, the version.

Usage: python -m scripts.docs [--check]

With --check nothing is written; the exit code is 1 where a file is not what would be written.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

from page_cleaner.web.app import create_app
from scripts.quality import FLOORS
from scripts.rules_reference import reference

ROOT = Path(__file__).parents[1]
#: A command with curl, and the answer that a document shows below it.
SAMPLE = re.compile(r"(```sh\n(?P<command>curl .*?)```\n\n```json\n)(?P<answer>.*?)(?=```)", re.DOTALL)
_HERE_DOCUMENT = re.compile(r"<<'(\w+)'\n(.*?)\1\n", re.DOTALL)
_QUALITY = re.compile(r"(<!-- written by make docs -->\n).*?(?=<!-- end -->)", re.DOTALL)
_VERSION = re.compile(r"^(  version: )\S+", re.MULTILINE)
#: What the shapes of a page are called in the README's table.
_SHAPES = {
    "dev html": "HTML",
    "dev text": "text, a block a line",
    "dev nodes": "text, a text node a line",
    "dev main": "another extractor's main content",
    "dev inscriptis": "text, laid out in columns",
    "dev oneline": "text, all on one line",
    "dev html2txt": "text, few line ends",
    "dev markdown": "Markdown",
}


def documents() -> dict[Path, str]:
    """The files that are renewed, each with what it should hold."""
    samples = {ROOT / name: _with_answers((ROOT / name).read_text("utf-8")) for name in ("README.md", "docs/api.md")}
    samples[ROOT / "README.md"] = _QUALITY.sub(lambda m: m[1] + quality(), samples[ROOT / "README.md"])
    contract = ROOT / "openapi.yaml"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    samples[contract] = _VERSION.sub(rf"\g<1>{version}", contract.read_text("utf-8"), count=1)
    return {ROOT / "docs" / "rules.md": reference(), **samples}


def _with_answers(document: str) -> str:
    return SAMPLE.sub(lambda sample: sample[1] + _answer(sample["command"]), document)


def _answer(command: str) -> str:
    """What the service answers to a command with curl that posts a here document, or a file of a few bytes."""
    page = _HERE_DOCUMENT.search(command)
    query = re.search(r"/clean(\?[^' ]*)?", command)
    answer = (
        create_app()
        .test_client()
        .post(
            "/clean" + ((query and query[1]) or ""),
            data=page[2].encode() if page else b"<p>",
            content_type="application/x-www-form-urlencoded",
        )
    )
    return answer.get_data(as_text=True)


def quality() -> str:
    """The floors of quality as a table, with the figures by folds."""
    floors, folds = (
        json.loads(FLOORS.read_text("utf-8")),
        json.loads((ROOT / "tests" / "folds.json").read_text("utf-8")),
    )
    rows = [
        f"| {words} | {floors[name]['F1']:.3f} | {folds[name.removeprefix('dev ')]:.3f} | {floors[name]['uncleaned']:.3f} |\n"
        for name, words in _SHAPES.items()
    ]
    return "| given as | F1 | by folds | uncleaned |\n|---|---|---|---|\n" + "".join(rows)


def main() -> int:
    """Write or check the files."""
    stale = {file: text for file, text in documents().items() if not file.exists() or file.read_text("utf-8") != text}
    if "--check" in sys.argv[1:]:
        for file in stale:
            print(f"{file.relative_to(ROOT)} is not what the program says; write it with: make docs", file=sys.stderr)
        return bool(stale)
    for file, text in stale.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
