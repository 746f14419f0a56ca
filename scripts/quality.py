"""The quality gate: score the app on labelled pages, hold the floors, and say which pages changed.

    python scripts/quality.py ../shared/eval            # measure, compare with the last run, fail below a floor
    python scripts/quality.py ../shared/eval --raise    # write better figures down as the new floors

EVAL is a folder with ``score.py`` (which defines what is measured) and the data folders ``dev`` and ``seeds``. Floors stand in
``tests/quality.json`` and may only rise; the figures of every page are kept outside version control, in ``.quality.json``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from service import clean
from service.app import create_app
from service.detectors import RULES

ROOT = Path(__file__).parent.parent
FLOORS, LAST = ROOT / "tests" / "quality.json", ROOT / ".quality.json"
#: Figures of which less is better.
FALLING = ("lost", "errors")
#: Figures that differ by less than this are the same.
SAME = 0.0005


def scorer(folder: Path) -> ModuleType:
    """Load the scorer, made to ask the app in this process instead of a server."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{folder} holds no score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    client = create_app().test_client()

    def post(_url: str, body: bytes, content_type: str, timeout: float = 60) -> Any:  # noqa: ARG001
        answer = client.post(
            "/clean", data=body, headers={"Content-Type": content_type, "Accept": "application/json"}, buffered=True
        )
        if answer.status_code != 200:
            raise ValueError(answer.get_data(as_text=True))
        return answer.get_json()

    module.post = post  # type: ignore[attr-defined]
    return module


def measure(folder: Path) -> dict[str, dict[str, Any]]:
    """Score both data sets in every mode: figures by name, and under ``pages`` the F1 of each page."""
    score, figures = scorer(folder), dict[str, dict[str, Any]]()
    for data, modes in (("dev", ("html", "text", "nodes")), ("seeds", ("text",))):
        pages = sorted(p for p in (folder / data).iterdir() if (p / "labels.txt").exists())
        for mode in modes:
            figures[f"{data} {mode}"] = _score(score, pages, mode)
    return figures


def _score(score: ModuleType, pages: list[Path], mode: str) -> dict[str, Any]:
    of_page, needed = score.MODES[mode]
    rows, errors = dict[str, tuple[float, float, float]](), 0
    lost, left = Counter[str](), Counter[str]()
    for page in pages:
        if not (page / needed).exists():
            continue
        try:
            precision, recall, (gone, body), (kept, boilerplate) = of_page("", page)
        except ValueError as error:
            print(f"{mode} {page.name}: {error}", file=sys.stderr)
            precision = recall = 0.0
            errors, gone, body, kept, boilerplate = errors + 1, 0, 1, 0, 0
        if body:
            rows[page.name] = (score.f1(precision, recall), precision, recall)
            lost.update(part=gone, whole=body)
            left.update(part=kept, whole=boilerplate)
    means = [sum(row[i] for row in rows.values()) / max(1, len(rows)) for i in range(3)]
    return {
        "F1": means[0],
        "precision": means[1],
        "recall": means[2],
        "lost": lost["part"] / max(1, lost["whole"]),
        "left": left["part"] / max(1, left["whole"]),
        "errors": errors,
        "pages": {name: row[0] for name, row in rows.items()},
    }


def below(figures: dict[str, dict[str, Any]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Say in words which figures are worse than their floors."""
    worse = []
    for name, floor in floors.items():
        for figure, bound in floor.items():
            value = figures[name][figure]
            if value > bound + SAME if figure in FALLING else value < bound - SAME:
                worse.append(f"{name}: {figure} {value:.4f}, the floor is {bound:.4f}")
    return worse


def raised(figures: dict[str, dict[str, Any]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Give the floors with every better figure written down."""
    better = dict[str, dict[str, float]]()
    for name, found in figures.items():
        old = floors.get(name, {})
        better[name] = {
            figure: round((min if figure in FALLING else max)(found[figure], old.get(figure, found[figure])), 4)
            for figure in ("F1", "precision", "recall", *FALLING)
        }
    return better


def detector_counts() -> Counter[str]:
    """Count the spans of each detector on the seeds and on the rules' own examples."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    texts += [example.replace("⟦", "").replace("⟧", "") for rule in RULES for example in (*rule.removes, *rule.keeps)]
    return Counter(span.detector for text in texts for span in clean(text, format="text").removed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path)
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--raise", dest="lift", action="store_true", help="write better figures down as the new floors")
    asked = parser.parse_args()
    figures = measure(asked.eval)
    last = json.loads(LAST.read_text("utf-8")) if LAST.exists() else {}
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    for name, found in figures.items():
        print(f"{name:11s} " + "  ".join(f"{k} {v:.4f}" for k, v in found.items() if k != "pages"))
        for page, f1 in sorted(found["pages"].items(), key=lambda item: item[1])[: asked.worst]:
            print(f"    {f1:.3f}  {page}")
        before = last.get(name, {}).get("pages", {})
        for page, f1 in found["pages"].items():
            if abs(f1 - before.get(page, f1)) > SAME:
                print(f"    {before[page]:.3f} -> {f1:.3f}  {page}")
    print("spans on seeds and examples: " + ", ".join(f"{k} {v}" for k, v in sorted(detector_counts().items())))
    LAST.write_text(json.dumps(figures, indent=1), "utf-8")
    if asked.lift:
        FLOORS.write_text(json.dumps(raised(figures, floors), indent=1) + "\n", "utf-8")
    worse = below(figures, floors)
    print("\n".join(worse) or "every floor holds")
    return bool(worse)


if __name__ == "__main__":
    sys.exit(main())
