"""A cleaned page as a page for the browser: the source with every removed span coloured, and the form to ask for it.

The page holds its style and its program, and nothing else of it may run or load: its policy names both by their digests.
What it shows of a page is escaped by the template engine. Without its program it only lacks comfort: detectors are
switched on and off, and rules shown, by its style alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from page_cleaner.account import pieces, taken, visible
from page_cleaner.catalogue import WHYS
from page_cleaner.cleaned import Cleaned
from page_cleaner.options import CONVERSIONS, DETECTORS
from page_cleaner.page import Span

#: The languages of the labels; the first is for readers of neither.
LANGUAGES = ("en", "zh")

#: How much of a source is shown, in code points and removed spans: beyond this, browsers stall.
CHARACTERS, SPANS = 400_000, 10_000

_HERE = Path(__file__).parent
#: Where the service runs in a folder with seed documents, they are its examples.
_SEEDS = Path("seeds")
_SEED = re.compile(r"(\d{3})_[0-9a-f]{16}\.txt")
_SCRIPTS = {"Hans": "zh-Hans", "Hant": "zh-Hant", "Jpan": "ja"}


@dataclass(frozen=True, slots=True)
class Form:
    """What the form holds when the page comes back: the text, and the options that were chosen, by their names."""

    text: str = ""
    options: dict[str, Any] = field(default_factory=dict)


def page(cleaned: Cleaned | None, language: str, *, form: Form | None = None, problem: str | None = None) -> str:
    """Write the page, complete in itself.

    ``cleaned`` is what it shows, None for the form alone; ``language`` is one of LANGUAGES; ``form`` is what the form
    holds, None for a page without one; ``problem`` says why a page was not cleaned.
    """
    labels = _labels(language)
    values: dict[str, Any] = {}
    if cleaned:
        shown, cut = _shown(cleaned)
        values = {
            "taken": taken(cleaned),
            "pieces": shown,
            "cut": cut,
            "rules": Counter(span.rule for span in cleaned.removed),
            "metadata": asdict(cleaned.metadata),
            "script_tag": _SCRIPTS.get(cleaned.script.variant, "zh"),
        }
    written: str = _template().render(
        cleaned=cleaned,
        language=language,
        form=form,
        problem=problem,
        examples=_first_lines(),
        say=lambda name, **numbers: labels[name].format(**numbers),
        **values,
    )
    return written


def policy() -> str:
    """The page's Content-Security-Policy: its own style and program run, its form comes back here, and nothing else."""
    return f"{_policy()}; frame-ancestors 'none'"


@cache
def examples() -> dict[str, str]:
    """The seed documents of the folder that the service runs in, by the three digits of their names."""
    found = {match[1]: path for path in sorted(_SEEDS.glob("*.txt")) if (match := _SEED.fullmatch(path.name))}
    return {name: path.read_text("utf-8") for name, path in found.items()}


@cache
def _first_lines() -> dict[str, str]:
    return {name: text.strip().split("\n")[0][:60] for name, text in examples().items()}


def _shown(cleaned: Cleaned) -> tuple[list[tuple[str, Span | None]], bool]:
    """The pieces of the source as far as they are shown, and whether that is not all."""
    shown: list[tuple[str, Span | None]] = []
    characters, spans = CHARACTERS, SPANS
    for text, span in pieces(cleaned):
        spans -= span is not None
        if characters <= 0 or spans < 0:
            return shown, True
        shown.append((text[:characters], span))
        characters -= len(text)
    return shown, characters < 0


@cache
def _labels(language: str) -> dict[str, str]:
    labels = json.loads((_HERE / "templates" / "labels.json").read_text("utf-8"))
    return {name: words[language] for name, words in labels.items()}


@cache
def _style() -> str:
    """The style sheet, with a hue and a switch for each detector; neighbours in the legend get hues far apart."""
    rules = [(_HERE / "templates" / "page.css").read_text("utf-8")]
    for number, name in enumerate(DETECTORS):
        hue = number * 150 % 360
        rules.append(
            f".{name} {{ --taken-fill: hsl({hue} var(--fill-chroma) var(--fill)); "
            f"--taken-line: hsl({hue} var(--line-chroma) var(--line)); }}\n"
            f"body:has(#show-{name}:not(:checked)) del.{name} {{ background: none; border-color: transparent; "
            "outline-color: transparent; cursor: auto; }\n"
            f"body:has(#show-{name}:not(:checked)) del.{name}::after {{ display: none; }}\n"
        )
    return "".join(rules)


@cache
def _program() -> str:
    return (_HERE / "templates" / "page.js").read_text("utf-8")


@cache
def _policy() -> str:
    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")

    return (
        f"default-src 'none'; style-src 'sha256-{digest(_style())}'; script-src 'sha256-{digest(_program())}'; "
        "img-src data:; form-action 'self'; base-uri 'none'"
    )


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.globals |= {
        "style": Markup(_style()),  # noqa: S704 - the project's own file, as it is, or its digest would not fit
        "program": Markup(_program()),  # noqa: S704
        "policy": _policy(),
        "why": lambda rule: WHYS.get(rule, ""),
        "detectors": DETECTORS,
        "conversions": list(CONVERSIONS),
        "characters": CHARACTERS,
        "spans": SPANS,
    }
    return environment.get_template("page.html")
