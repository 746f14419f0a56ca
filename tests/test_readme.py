"""The README's commands print what it shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT, Server

BLOCKS = re.findall(r"```sh\n(.*?)```\n\n```json\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def without_version(output: str) -> str:
    """The output as any version of the rules gives it."""
    return re.sub(r'"version": "[^"]*"', '"version": ""', output)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README uses curl")
@pytest.mark.parametrize(("command", "output"), BLOCKS, ids=["a page", "an error"])
def test_a_command_prints_what_the_readme_shows(command: str, output: str, server: Server, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>会议召开。</p>", "utf-8")
    command = command.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert without_version(run.stdout) == without_version(output)
