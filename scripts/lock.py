"""Write the requirements files: the newest versions that pyproject.toml allows, and what they need.

Usage: python scripts/lock.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def resolve(requirements: list[str], folder: Path) -> list[str]:
    """Every package that ``requirements`` come to, as ``name==version`` lines, found by installing them."""
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--upgrade", "pip"], check=True)  # 23.2 breaks off at an extra of a pinned package
    subprocess.run([*pip, "install", *requirements], check=True)
    return subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout.splitlines()


def name(line: str) -> str:
    """The package that a requirement line names."""
    return re.split(r"[^\w.-]", line.lower(), maxsplit=1)[0]


def write(file: str, what: str, lines: list[str]) -> None:
    """Write a requirements file under a line that says where it comes from."""
    head = f"# {what}, pinned; `make lock` writes this file from pyproject.toml."
    (ROOT / file).write_text("\n".join([head, *lines, ""]), "utf-8")


def main() -> None:
    """Resolve each after the other, so that no file pins anything differently from requirements.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with tempfile.TemporaryDirectory() as folder:
        run = resolve([*project["dependencies"], *project["optional-dependencies"]["server"]], Path(folder, "run"))
        dev = resolve([*run, *project["optional-dependencies"]["dev"]], Path(folder, "dev"))
        scale = resolve([*run, *project["optional-dependencies"]["scale"]], Path(folder, "scale"))
        fuzz = resolve([*run, *project["optional-dependencies"]["fuzz"]], Path(folder, "fuzz"))
        recipes = resolve([*run, *project["optional-dependencies"]["recipes"]], Path(folder, "recipes"))
        bench = resolve([*run, *project["optional-dependencies"]["bench"]], Path(folder, "bench"))
        train = resolve([*run, *project["optional-dependencies"]["train"]], Path(folder, "train"))
    pinned = {name(pin) for pin in run}
    write("requirements.txt", "What the service runs on", run)
    more = (
        ("dev", "the tests", dev),
        ("scale", "the steps for datatrove", scale),
        ("recipes", "the engines of the recipes", recipes),
        ("fuzz", "the fuzz target", fuzz),
        ("bench", "the benchmarks", bench),
        ("train", "the trainers of the body model", train),
    )
    for file, what, lines in more:
        added = [line for line in lines if name(line) not in pinned]
        write(f"requirements-{file}.txt", f"What {what} need besides", ["-r requirements.txt", *added])


if __name__ == "__main__":
    main()
