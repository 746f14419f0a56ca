"""The documents: their commands run, their links lead somewhere, and the rules reference is what the rules say."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest
import yaml

from page_cleaner.web.settings import Settings
from tests.serving import ROOT, Server

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(document: str, kind: str) -> list[str]:
    text = (ROOT / document).read_text("utf-8")
    return [body for name, body in FENCE.findall(text) if name == kind]


COMMANDS = [
    line
    for document, first in (("README.md", "page-cleaner "), ("docs/recipes.md", ""))
    for body in blocks(document, "sh")
    for line in body.splitlines()
    if line.startswith(first)
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the documents use curl")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_runs(command: str, server: Server, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(next((tmp_path / "seeds").glob("*.txt")), tmp_path / "page.html")
    command = command.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=tmp_path, env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout or list(tmp_path.glob("*.jsonl"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_named_files_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    prose = FENCE.sub("", text)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
        assert (document.parent / target).exists(), target
    for name in re.findall(r"`((?:service|tests|scripts|docs|deploy|examples|seeds)/[\w./-]*\w)`", prose):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_python_and_yaml_in_the_documents_can_be_read(document: Path) -> None:
    for kind, body in FENCE.findall(document.read_text("utf-8")):
        if kind == "python":
            ast.parse(textwrap.dedent(body))
        if kind == "yaml":
            yaml.safe_load(body)


def test_the_architecture_names_every_room_and_no_module_that_is_not_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    package = ROOT / "service" / "page_cleaner"
    rooms = {path.name for path in package.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(re.findall(r"\b([a-z]+)/", text))
    for name in re.findall(r"\b((?:[a-z_0-9]+/)*[a-z_0-9]+\.py)\b", text):
        assert (package / name).exists() or (ROOT / name).exists(), name


def test_the_picture_of_the_architecture_is_the_contract_of_the_imports() -> None:
    """The layers that import-linter holds stand in the document as they stand in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = [contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers"]
    (picture,) = blocks("docs/architecture.md", "layers")
    assert [line.strip() for line in picture.splitlines()] == layers


def test_the_deployments_fit_the_image_and_the_settings() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    parts = {
        part["kind"]: part for part in yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))
    }
    pod = parts["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    settings = {name: str(value) for name, value in compose["services"]["cleaner"]["environment"].items()}
    Settings.from_environ({variable["name"]: variable["value"] for variable in container["env"]})
    Settings.from_environ(settings)
    (port,) = [p["containerPort"] for p in container["ports"]]
    assert f"EXPOSE {port}\n" in image
    assert f"USER {pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}\n" in image
    assert f":{port}/clean" in compose["services"]["crawler"]["environment"]["CLEAN_URL"]
    probes = [container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")]
    assert probes == [{"path": "/healthz", "port": "http"}] * 3
    assert pod["terminationGracePeriodSeconds"] > Settings().graceful_timeout + 5
    assert int(compose["services"]["cleaner"]["stop_grace_period"].rstrip("s")) > Settings().graceful_timeout
    labels = parts["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert parts["Service"]["spec"]["selector"] == labels
    assert parts["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert parts["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == parts["Deployment"]["metadata"]["name"]
    for file in re.findall(
        r"^COPY ((?:(?!--)\S+ )+)", (ROOT / "deploy/crawler/Dockerfile").read_text("utf-8"), re.MULTILINE
    ):
        assert all((ROOT / name).exists() for name in file.split())


def test_the_kubernetes_manifest_fits_its_schemas() -> None:
    validator = pytest.importorskip("kubernetes_validate")
    for part in yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")):
        validator.validate(part, validator.latest_version(), strict=True)


def test_the_rule_of_the_contributing_guide_passes_when_it_is_added_as_told(tmp_path: Path) -> None:
    for folder in ("service", "tests", "seeds"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (entry,) = re.findall(r"```python\n( +Rule\(.*?\))\s*```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    (name,) = re.findall(r'"(\w+\.\w+)"', entry)
    file = tmp_path / "service" / "page_cleaner" / "rules" / f"{name.partition('.')[0]}.py"
    rules = file.read_text("utf-8")
    assert rules.count("\nRULES = (\n") == 1
    file.write_text(rules.replace("\nRULES = (\n", f"\nRULES = (\n{entry},\n"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_rules.py", "-k", f"{name.partition('.')[2]} and not remembered", "-v"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "service")}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert " 5 passed" in ran.stdout
