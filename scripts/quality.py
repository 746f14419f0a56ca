"""The quality gate: score the app on labelled pages in every shape and on small cases, hold the floors, name what changed.

    python -m scripts.quality ../shared              # measure, compare with the last run, fail below a floor
    python -m scripts.quality ../shared --raise      # write better figures down as the new floors

SHARED is a folder with ``pages/score.py`` and ``pages/dev`` (labelled pages and their scorer, which says what is measured),
``eval/seeds`` and ``cases/check.py`` (small pages on which the service was wrong). Floors stand in ``tests/quality.json`` and
may only rise; the figures of every page are kept outside version control, in ``.quality.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from page_cleaner import clean
from page_cleaner.rules import RULES
from page_cleaner.web.app import create_app

ROOT = Path(__file__).parent.parent
FLOORS, LAST = ROOT / "tests" / "quality.json", ROOT / ".quality.json"
#: What is shown, what of it is held, and the figures of which less is better.
SHOWN = ("F1", "precision", "recall", "lost", "left", "worse", "eaten", "errors", "right", "wrong")
HELD = ("F1", "lost", "eaten", "errors", "right")
FALLING = frozenset(("lost", "eaten", "errors"))
#: No floor asks for less body lost than this: who takes nothing out loses nothing.
LOST = 0.01
#: Figures that differ by less than this are the same.
SAME = 0.0005

Figures = dict[str, dict[str, Any]]


def site(page: str) -> str:
    """The site that a page comes from, by the page's name."""
    return re.sub(r"-[a-z]?\d+(-t2)?$", "", page)


def fold(page: str, folds: int = 5) -> int:
    """The fold that a page belongs to, the same for all pages of a site."""
    return int.from_bytes(hashlib.sha256(site(page).encode()).digest()[:4], "big") % folds


def load_module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _App:
    """The app in this process, in the place of a server."""

    def __init__(self) -> None:
        self._client = create_app().test_client()

    def post(self, url: str, body: bytes, content_type: str, timeout: float = 60) -> Any:  # noqa: ARG002
        """Answer as the scorer's own function does. Raises ValueError for a problem."""
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        answer = self._client.post("/clean", data=body, headers=headers, buffered=True)
        if answer.status_code != 200:
            raise ValueError(answer.get_data(as_text=True))
        return answer.get_json()

    def open(self, request: Request, timeout: float = 60) -> io.BytesIO:  # noqa: ARG002
        """Answer as urllib does. Raises HTTPError for a problem."""
        path = "/clean?" + request.full_url.partition("?")[2]
        answer = self._client.post(path, data=request.data, headers=dict(request.header_items()), buffered=True)
        held = io.BytesIO(answer.get_data())
        if answer.status_code != 200:
            raise HTTPError(request.full_url, answer.status_code, "", answer.headers, held)  # type: ignore[arg-type]
        return held


def measure(shared: Path, modes: tuple[str, ...] = ()) -> Figures:
    """Score the pages in the modes (default: all of the scorer's), the seeds as text, and the cases.

    Gives figures by name; under ``each`` stand those of every page, F1 first, and under ``faults`` those of a case.
    """
    score, app, figures = load_module(shared / "pages" / "score.py"), _App(), Figures()
    score.post = app.post  # type: ignore[attr-defined]
    dev, seeds = shared / "pages" / "dev", shared / "eval" / "seeds"
    for folder, asked in ((dev, modes or score.MODES), (seeds, ("text",))):
        pages = sorted(page for page in folder.iterdir() if page.is_dir()) if folder.exists() else []
        for mode in asked:
            found, errors = score.measure("", pages, mode)
            for error in errors:
                print(error, file=sys.stderr)
            if found:
                figures[f"{folder.name} {mode}"] = found
    figures["cases"] = cases(shared / "cases", app)
    return figures


def cases(folder: Path, app: _App | None = None) -> dict[str, Any]:
    """Check the small cases: how many are right and wrong, and the faults of each that is wrong."""
    check = load_module(folder / "check.py")
    check.urllib = SimpleNamespace(  # type: ignore[attr-defined]
        request=SimpleNamespace(Request=Request, urlopen=(app or _App()).open),
        error=SimpleNamespace(HTTPError=HTTPError),
    )
    listed = json.loads((folder / "cases.json").read_text("utf-8"))
    faults = {case["id"]: check.faults(case, "http://127.0.0.1/clean") for case in listed}
    wrong = sum(map(bool, faults.values()))
    return {
        "right": len(faults) - wrong,
        "wrong": wrong,
        "faults": {name: found for name, found in faults.items() if found},
    }


def below(figures: Figures, floors: dict[str, dict[str, float]]) -> list[str]:
    """Say in words which figures are worse than their floors."""
    worse = []
    for name, floor in floors.items():
        for figure in filter(floor.__contains__, HELD):
            bound = floor[figure]
            value = figures[name][figure]
            if value > bound + SAME if figure in FALLING else value < bound - SAME:
                worse.append(f"{name}: {figure} {value:.4f}, the floor is {bound:.4f}")
    return worse


def raised(figures: Figures, floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Give the floors with every better figure written down."""
    better = dict[str, dict[str, float]]()
    for name, found in figures.items():
        old = floors.get(name, {})
        held = found | ({"lost": max(found["lost"], LOST)} if "lost" in found else {})
        better[name] = {
            figure: round((min if figure in FALLING else max)(held[figure], old.get(figure, held[figure])), 4)
            for figure in HELD
            if figure in held
        }
        if "uncleaned" in found:
            better[name]["uncleaned"] = round(found["uncleaned"], 4)
    return better


def detector_counts() -> Counter[str]:
    """Count the spans of each detector on the seeds and on the rules' own examples."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    texts += [example.replace("⟦", "").replace("⟧", "") for rule in RULES for example in (*rule.removes, *rule.keeps)]
    return Counter(span.detector for text in texts for span in clean(text, format="text").removed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--mode", default="", help="shapes, separated by commas; default: all")
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst pages of each shape")
    parser.add_argument("--raise", dest="lift", action="store_true", help="write better figures down as the new floors")
    asked = parser.parse_args()
    modes = tuple(filter(None, asked.mode.split(",")))
    figures = measure(asked.shared, modes)
    last = json.loads(LAST.read_text("utf-8")) if LAST.exists() else {}
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    for name, found in figures.items():
        print(f"{name:14s} " + "  ".join(f"{k} {found[k]:.4g}" for k in SHOWN if k in found))
        each = {page: row[0] for page, row in found.get("each", {}).items()}
        for page, f1 in sorted(each.items(), key=lambda item: item[1])[: asked.worst]:
            print(f"    {f1:.3f}  {page}")
        before = {page: row[0] for page, row in last.get(name, {}).get("each", {}).items()}
        changed = {page: (before[page], f1) for page, f1 in each.items() if abs(f1 - before.get(page, f1)) > SAME}
        for page, (old, new) in sorted(changed.items(), key=lambda item: item[1][1] - item[1][0]):
            print(f"    {old:.3f} -> {new:.3f}  {page}")
    print("spans on seeds and examples: " + ", ".join(f"{k} {v}" for k, v in sorted(detector_counts().items())))
    LAST.write_text(json.dumps(last | figures, indent=1, ensure_ascii=False), "utf-8")
    if asked.lift:
        FLOORS.write_text(json.dumps(floors | raised(figures, floors), indent=1) + "\n", "utf-8")
    worse = below(figures, {name: floor for name, floor in floors.items() if name in figures})
    print("\n".join(worse) or "every floor holds")
    return bool(worse)


if __name__ == "__main__":
    sys.exit(main())
