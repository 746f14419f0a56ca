"""The package as others get it: built, installed into an environment of its own, and used beside somebody else's ``service``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.serving import ROOT
from tests.test_core import BUILT

PACKAGE = ROOT / "service" / "page_cleaner"
SEED = min((ROOT / "seeds").glob("*.txt"))

PROGRAM = """
import importlib.util, json, sys
from page_cleaner import clean
cleaned = clean(open(sys.argv[1], "rb").read())
print(json.dumps({"text": cleaned.text, "flask": importlib.util.find_spec("flask") is not None}))
"""
TYPED = """
from page_cleaner import Cleaned, Span, clean
cleaned: Cleaned = clean(b"", skip=["byline"])
spans: tuple[Span, ...] = cleaned.removed
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("built")
    _run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], folder)
    return folder


def _run(command: Sequence[str], folder: Path) -> str:
    """What a command prints, run in a folder and with nothing of this environment on the path."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _data() -> set[str]:
    """The files of the package, its data among them."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".so"))
    return {path.relative_to(PACKAGE.parent).as_posix() for path in files}


def test_the_wheel_and_the_source_hold_every_file_of_the_package(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    (source,) = built.glob("*.tar.gz")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert _data() <= names
    assert {name.rpartition("/")[2] for name in names} >= {"LICENSE", "NOTICE", "py.typed", "s2t.txt", "page.html"}
    assert {name.split("/", 1)[0] for name in names if ".dist-info" not in name} == {"page_cleaner"}
    assert any(name.startswith("page_cleaner/_core.") for name in names) == BUILT
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"service/{name}" for name in _data()} | {"LICENSE", "NOTICE", "pyproject.toml"} <= inside


def test_the_wheel_cleans_beside_a_folder_named_service(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "__init__.py").write_text("raise RuntimeError('not this one')\n")
    binaries = tmp_path / "environment" / "bin"
    _run([sys.executable, "-m", "venv", str(binaries.parent)], tmp_path)
    _run(
        [str(binaries / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", str(wheel)],
        tmp_path,
    )
    expected = json.loads(SEED.with_suffix(".expected.json").read_text("utf-8"))["text"]
    answer = json.loads(_run([str(binaries / "python"), "-c", PROGRAM, str(SEED)], tmp_path))
    assert answer == {"text": expected, "flask": False}
    for command in ([str(binaries / "page-cleaner")], [str(binaries / "python"), "-m", "page_cleaner"]):
        assert _run([*command, str(SEED)], tmp_path) == f"{expected}\n"
        assert _run([*command, "--version"], tmp_path).startswith("0.")


def test_the_package_is_typed(tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(TYPED)
    _run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "typed.py"], tmp_path)


def test_the_image_is_built_of_files_that_its_context_holds() -> None:
    """What the Dockerfile copies stands in the repository, and ``.dockerignore``, which leaves all else out, lets it in."""
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    instructions = (line.split() for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines())
    copied = [
        source
        for what, *rest in filter(None, instructions)
        if what == "COPY" and "--from=build" not in rest
        for source in rest[:-1]
    ]
    assert copied
    for source in copied:
        assert source.partition("/")[0] in allowed, source
        assert list(ROOT.glob(source)), source
