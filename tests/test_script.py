"""The script variant of a text, and where it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner import tables
from page_cleaner.facts import script

CASES = json.loads((Path(__file__).parent / "cases" / "script.json").read_text("utf-8"))
VARIANTS = {"Hans", "Hant", "mixed", "Jpan", "unknown"}


@pytest.mark.parametrize("case", CASES["variant"], ids=lambda case: case["label"])
def test_variant(case: dict[str, str]) -> None:
    assert script.detect(case["text"]).variant == case["variant"], case["comment"]


@pytest.mark.parametrize("case", CASES["origin"], ids=lambda case: case["label"])
def test_origin(case: dict[str, str]) -> None:
    text = "\n".join([case["text"]] * int(case["repeat"]))
    assert script.detect(text).origin == case["origin"], case["comment"]


def test_counts() -> None:
    found = script.detect("国國國")
    assert (found.simplified, found.traditional) == (1, 2)


@pytest.mark.parametrize(
    ("simplified", "variant"),
    [(0, "Hant"), (1, "Hant"), (3, "Hant"), (8, "mixed"), (32, "mixed"), (37, "Hans"), (39, "Hans"), (40, "Hans")],
)
def test_threshold_of_pages(simplified: int, variant: str) -> None:
    """A page is of one script from nine tenths of its markers on."""
    lines = ["国家网络信息" if i < simplified else "國家網絡信息" for i in range(40)]
    assert script.detect("\n".join(lines)).variant == variant


@given(st.text(alphabet=st.sampled_from([*"国国國國家一于於后後的のア。, \n\x01\x02\x03爲為𠮷"])))
def test_any_text(text: str) -> None:
    found = script.detect(text)
    assert found.variant in VARIANTS
    assert found.origin in {"written", "converted", "unknown"}
    assert found.origin == "unknown" or found.variant == "Hant"
    assert found == script.detect(text)
    assert found.simplified + found.traditional <= len(text)


@given(st.text(alphabet=tables.TRADITIONAL_ONLY, min_size=1), st.text(alphabet="的，\n𠮷😀"))
def test_text_of_one_script(text: str, other: str) -> None:
    found = script.detect(text + other)
    assert (found.variant, found.simplified, found.traditional) == ("Hant", 0, len(text))


@given(st.text(alphabet=tables.SIMPLIFIED_ONLY, min_size=1), st.text(alphabet="的，\n𠮷😀"))
def test_text_of_the_other_script(text: str, other: str) -> None:
    found = script.detect(text + other)
    assert (found.variant, found.simplified, found.traditional) == ("Hans", len(text), 0)
