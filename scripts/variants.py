"""Check that small cases hold in other dress too: Traditional, with blank lines and indentation, with other line ends, in full width.

    python -m scripts.variants ../shared          # the count
    python -m scripts.variants ../shared --show   # each variant that does not hold, too

SHARED is a folder with ``cases/cases.json``: small pages with what should come of them. Only cases that hold as they are count.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_cleaner import clean
from page_cleaner.text.convert import convert

Change = Callable[[str], str]
_WIDE = str.maketrans({":": "：", "(": "（", ")": "）", "|": "｜", "[": "［", "]": "］"})


def traditional(text: str) -> str:
    """The text in Traditional characters."""
    return convert(text, "s2t")


def spaced(text: str) -> str:
    """The text with blank lines and indentation between its lines."""
    return "\n\n".join(f"\u3000\u3000{line}\u3000" if line.strip() else line for line in text.split("\n"))


def line_ends(text: str) -> str:
    """The text with the line ends of Windows."""
    return text.replace("\n", "\r\n")


def wide(text: str) -> str:
    """The text with colons, brackets and bars in full width."""
    return text.translate(_WIDE)


#: The variants: what is done to the page, and to what should come of it. Markup keeps its own marks.
VARIANTS: dict[str, tuple[Change, Change]] = {
    "traditional": (traditional, traditional),
    "spaced": (spaced, str),
    "line ends": (line_ends, str),
    "wide": (wide, wide),
}


def squeezed(text: str | None) -> str | None:
    """A text without white space, colons and brackets in one width."""
    return None if text is None else "".join(text.translate(_WIDE).split())


def holds(case: dict[str, Any], page: str, changed: Change) -> bool:
    """Whether a page comes out as its case says, changed in the same way."""
    cleaned = clean(page, format="html" if case.get("html") else "text")
    text = squeezed(cleaned.text) or ""
    if "text" in case and text != squeezed(changed(case["text"])):
        return False
    if any((squeezed(changed(part)) or "") not in text for part in case.get("contains", ())):
        return False
    if any((squeezed(changed(part)) or "") in text for part in case.get("absent", ())):
        return False
    for name, want in case.get("metadata", {}).items():
        got = squeezed(getattr(cleaned.metadata, name))
        if isinstance(want, dict):
            if got == squeezed(changed(want["not"])):
                return False
        elif got != (squeezed(changed(want)) if want else None):
            return False
    return True


def main() -> None:
    """Print how many variants of how many cases hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--show", action="store_true", help="name the variants that do not hold")
    asked = parser.parse_args()
    cases = json.loads((asked.shared / "cases" / "cases.json").read_text("utf-8"))
    right = [case for case in cases if holds(case, case["input"], str)]
    counted = Counter[str]()
    for case in right:
        for name, (change, changed) in VARIANTS.items():
            if case.get("html") and name in ("wide", "spaced", "line ends"):
                continue
            counted[f"{name}, tried"] += 1
            if holds(case, change(case["input"]), changed):
                counted[name] += 1
            elif asked.show:
                print(f"{case['id']}: {name}")
    print(f"{len(right)} of {len(cases)} cases hold as they are; of their variants:")
    for name in VARIANTS:
        print(f"  {name}: {counted[name]} of {counted[f'{name}, tried']}")


if __name__ == "__main__":
    main()
