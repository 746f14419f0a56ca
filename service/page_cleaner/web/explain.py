"""A cleaned page as a page for the browser: source and text beside each other, every removed span marked, and the form to ask for it.

The page holds its style and its program, and nothing else of it may run or load: its policy names each by its digest.
What it shows of a page is escaped by the template engine. Without its program it lacks comfort alone: detectors are
switched on and off, spans and their rules found, by its style and its links.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from page_cleaner.account import taken, visible
from page_cleaner.catalogue import STRUCTURE, WHYS
from page_cleaner.cleaned import Cleaned
from page_cleaner.options import CONVERSIONS, DETECTORS
from page_cleaner.web import bench as workbench
from page_cleaner.web import takeaway, wording
from page_cleaner.web.bench import Bench
from page_cleaner.web.problems import Problem

#: The languages of the labels; the first is for readers of neither.
LANGUAGES = ("en", "zh")

_HERE = Path(__file__).parent
#: Where the service runs in a folder with seed documents, they are its examples.
_SEEDS = Path("seeds")
_SEED = re.compile(r"(\d{3})_[0-9a-f]{16}\.txt")
_SCRIPTS = {"Hans": "zh-Hans", "Hant": "zh-Hant", "Jpan": "ja"}


@dataclass(frozen=True, slots=True)
class Form:
    """What the form holds when the page comes back: the text, and the options that were chosen, by their names.

    ``kept`` is a page that the form keeps without showing it, ``name`` what its file was called, ``size`` how large it is;
    ``other`` holds the page and the options to compare with.
    """

    text: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    kept: str = ""
    name: str = ""
    size: int = 0
    other: Form | None = None


class Page(NamedTuple):
    """A page for the browser, and its Content-Security-Policy: its own style and program run, and nothing else."""

    text: str
    policy: str


def page(
    cleaned: Cleaned | None,
    language: str,
    *,
    form: Form | None = None,
    problem: Problem | None = None,
    bench: Bench | None = None,
) -> Page:
    """Write the page, complete in itself.

    ``cleaned`` is what it shows, None for the form alone; ``language`` is one of LANGUAGES; ``form`` is what the form
    holds, None for a page without one; ``problem`` says why a page was not cleaned; ``bench`` is what else is known of the
    page. Raises Problem for a part that the page does not have.
    """
    labels = _labels(language)
    bench = bench or Bench()
    values: dict[str, Any] = {"style": _style(language, ())}
    if cleaned:
        rules = Counter(span.rule for span in cleaned.removed)
        sight = workbench.sight(cleaned, bench)
        named = {**rules, **{near.rule: rules[near.rule] for kept in sight.kept for near in kept.reason.near}}
        values = {
            "style": _style(language, tuple(rules)),
            "sight": sight,
            "told": {kept.line for kept in sight.kept},
            "named": named,
            "taken": taken(cleaned),
            "rules": rules,
            "classes": {rule: f"q{number}" for number, rule in enumerate(named)},
            "metadata": asdict(cleaned.metadata),
            "script_tag": _SCRIPTS.get(cleaned.script.variant, "zh"),
            "other": bench.other,
            "curl": takeaway.curl(bench.address, bench.options, bench.wishes.name) if bench.address else "",
            "link": takeaway.link(bench.options),
        }
    policy = _policy(tuple(values["style"]))
    text: str = _template().render(
        cleaned=cleaned,
        language=language,
        form=form,
        problem=wording.problem(problem.kind, problem.detail, language) if problem else None,
        examples=_first_lines(),
        say=lambda label, /, **numbers: labels[label].format(**numbers),
        why=partial(wording.why, language=language),
        warn=partial(wording.warning, language=language),
        policy=policy,
        **values,
    )
    return Page(text, f"{policy}; frame-ancestors 'none'")


@cache
def examples() -> dict[str, str]:
    """The seed documents of the folder that the service runs in, by the three digits of their names."""
    found = {match[1]: path for path in sorted(_SEEDS.glob("*.txt")) if (match := _SEED.fullmatch(path.name))}
    return {name: path.read_text("utf-8") for name, path in found.items()}


@cache
def _first_lines() -> dict[str, str]:
    return {name: text.strip().split("\n")[0][:60] for name, text in examples().items()}


@cache
def _labels(language: str) -> dict[str, str]:
    labels = json.loads((_HERE / "templates" / "labels.json").read_text("utf-8"))
    return {name: words[language] for name, words in labels.items()}


def _style(language: str, rules: Sequence[str]) -> tuple[Markup, ...]:
    """The style sheets: the one of all pages, and one with the words for this page's rules, which style may then show anywhere."""
    words = [
        f'.q{number}{{--rule:"{rule}";--why:"{_quoted(wording.why(rule, language))}"}}\n'
        for number, rule in enumerate(rules)
    ]
    names = [f'.{name}{{--name:"{_quoted(_labels(language)[name])}"}}\n' for name in DETECTORS if words]
    sheets = (_sheet(), "".join(words + names))
    return tuple(Markup(sheet) for sheet in sheets if sheet)  # noqa: S704 - the project's own words, or no digest would fit


def _quoted(words: str) -> str:
    """Words for a string in a style sheet; the end of the sheet's element cannot stand in it."""
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ").replace("\n", " ")


@cache
def _sheet() -> str:
    """The style sheet, with a hue and a switch for each detector; neighbours in the legend get hues far apart."""
    rules = [_lean("page.css")]
    for number, name in enumerate(DETECTORS):
        hue, off = number * 150 % 360, f"body:has(#show-{name}:not(:checked))"
        rules.append(
            f".{name} {{ --taken-fill: hsl({hue} var(--fill-chroma) var(--fill)); "
            f"--taken-line: hsl({hue} var(--line-chroma) var(--line)); }}\n"
            f"{off} {{ del.{name} {{ background: none; border-color: transparent; outline-color: transparent; }} "
            f"del.{name}::after, li.{name} {{ display: none; }} }}\n"
        )
    return "".join(rules)


@cache
def _program() -> str:
    return _lean("page.js")


def _lean(name: str) -> str:
    """A file without the indentation and the lines of comment that only its authors need."""
    lines = (_HERE / "templates" / name).read_text("utf-8").splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip() and not line.strip().startswith("// "))


def _policy(sheets: Sequence[str]) -> str:
    style = " ".join(f"'sha256-{_digest(sheet)}'" for sheet in sheets)
    return (
        f"default-src 'none'; style-src {style}; script-src 'sha256-{_digest(_program())}'; "
        "img-src data:; form-action 'self'; base-uri 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


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
    environment.filters["visible"] = lambda text: visible(text.replace("\r\n", "\n"))
    environment.tests["inked"] = lambda text: any(unicodedata.category(each)[0] not in "ZC" for each in text)
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.globals |= {
        "none_held": Form(),
        "structure": STRUCTURE,
        "why_in_english": lambda rule: WHYS.get(rule, ""),
        "program": Markup(_program()),  # noqa: S704
        "detectors": DETECTORS,
        "conversions": list(CONVERSIONS),
    }
    return environment.get_template("page.html")
