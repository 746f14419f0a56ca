"""The words of rules, warnings and problems in the reader's language: ``templates/chinese.json`` beside the English of the code.

A sentence with numbers or names in it stands there as a pattern, its English with {places} and its Chinese with the same.
What has no translation is told in English.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from page_cleaner.catalogue import WHYS
from page_cleaner.web.problems import KINDS

_FILE = Path(__file__).parent / "templates" / "chinese.json"


class Said(NamedTuple):
    """A problem in words: its title, empty where the detail says all, its detail, and whether that is English for want of other."""

    title: str
    detail: str
    english: bool


def why(rule: str, language: str) -> str:
    """Why a rule takes what it takes, empty for a rule that there is not."""
    found: str | None = _chinese()["whys"].get(rule) if language == "zh" else None
    return found or WHYS.get(rule, "")


def warning(words: str, language: str) -> str:
    """A warning of an answer, "code: sentence."; the code stays as it is."""
    code, colon, sentence = words.partition(": ")
    return code + colon + (_translated(sentence) or sentence) if language == "zh" else words


def problem(kind: str, detail: str, language: str) -> Said:
    """A problem. Where its detail has no translation, its title has, and the detail follows in English."""
    if language != "zh":
        return Said("", detail, english=False)
    found = _translated(detail)
    title = _chinese()["problems"].get(kind, KINDS[kind][1])
    return Said("" if found else f"{title}。", found or detail, english=found is None)


def _translated(sentence: str) -> str | None:
    for pattern, chinese in _sentences():
        if match := pattern.fullmatch(sentence):
            words = _chinese()["words"]
            return chinese.format(**{name: words.get(found, found) for name, found in match.groupdict().items()})
    return None


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(english), chinese) for english, chinese in _chinese()["sentences"].items()]


def _pattern(english: str) -> re.Pattern[str]:
    """A pattern for a sentence with {places}."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile(
        "".join(f"(?P<{part}>.{{1,600}}?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL
    )


@cache
def _chinese() -> dict[str, dict[str, str]]:
    chinese: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return chinese
