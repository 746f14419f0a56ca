"""The commands and programs of the documents print what is shown, and run as printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.docs import SAMPLE, documents
from tests.serving import ROOT, Server

README = (ROOT / "README.md").read_text("utf-8")
SAMPLES = [
    sample for name in ("README.md", "docs/api.md") for sample in SAMPLE.finditer((ROOT / name).read_text("utf-8"))
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the documents use curl")
@pytest.mark.parametrize("sample", SAMPLES, ids=["a page", "an error"])
def test_a_command_prints_what_the_document_shows(sample: re.Match[str], server: Server, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>会议召开。</p>", "utf-8")
    command = sample["command"].replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout == sample["answer"], "run: make docs"


def test_what_make_docs_writes_is_current() -> None:
    for file, text in documents().items():
        assert file.read_text("utf-8") == text, "run: make docs"


def test_the_readme_is_short_and_states_the_promises() -> None:
    assert len(README.splitlines()) < 150
    assert len(re.findall(r"^\d\. \*\*[^*]+\*\*", README, re.MULTILINE)) == 4


def test_the_program_of_the_readme_runs_as_printed(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "page.html").write_bytes("<p>會議強調，要持續改善環境質量。</p><p>分享到：</p>".encode("big5"))
    command = [sys.executable, "-W", "ignore::ResourceWarning", "-c", program]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout == "會議強調，要持續改善環境質量。 Hant 1\n"
