"""What is done on request: conversion of the script and full-width punctuation."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner.options import CONVERSIONS
from page_cleaner.text import convert as module
from page_cleaner.text.convert import convert, fullwidth

CASES = json.loads((Path(__file__).parent / "cases" / "convert.json").read_text("utf-8"))
TOKENS = st.sampled_from(
    [*"国家的一二.,:;?!()（），。：“”《》 \n\t　a1%&=/-#@", "http://", "www.", "&amp;", "政务", "...", "://", "mailto:"]
)
TEXTS = st.lists(TOKENS | st.characters(exclude_categories=["Cs"]), max_size=40).map("".join)


@pytest.mark.parametrize("case", CASES["fullwidth"], ids=lambda case: case["label"])
def test_fullwidth(case: dict[str, str]) -> None:
    assert fullwidth(case["text"]) == case["fullwidth"]


@given(TEXTS)
def test_fullwidth_changes_marks_only_and_is_done_at_once(text: str) -> None:
    full = fullwidth(text)
    pairs = dict(zip(",.:;?!()", "，。：；？！（）", strict=True))
    assert len(full) == len(text)
    assert all(a == b or pairs.get(a) == b for a, b in zip(text, full, strict=True))
    assert fullwidth(full) == full


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_fullwidth_leaves_text_without_han(text: str) -> None:
    assert fullwidth(text) == text


@pytest.mark.parametrize(
    "piece",
    ["(", "()", "((国))", "国,", "国,   ", "国.\n", "http://", "www.", "&a", "http://a=国", "国(" + "1" * 299 + ")"],
)
def test_fullwidth_is_linear(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    fullwidth(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("case", CASES["convert"], ids=lambda case: case["label"])
def test_convert(case: dict[str, str]) -> None:
    assert convert(case["text"], case["config"]) == case["converted"]


@pytest.mark.parametrize("config", CONVERSIONS)
def test_every_configuration_exists(config: str) -> None:
    assert convert("abc", config) == "abc"


def test_a_configuration_is_built_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def build(config: str) -> opencc.OpenCC:
        built.append(config)
        time.sleep(0.05)  # long enough for the other threads to ask
        return original(config)

    original = opencc.OpenCC
    monkeypatch.setattr(module, "_converters", {})
    monkeypatch.setattr(opencc, "OpenCC", build)
    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(lambda _: convert("汉字", "s2t"), range(8)))
    assert results == {"漢字"}
    assert built == ["s2t"]


def test_importing_builds_no_converter() -> None:
    script = "import page_cleaner.text.convert as c; print(len(c._converters))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
