"""The compiled core: it answers as Python does, it can be left out, and it refuses what it is not made for."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from page_cleaner import core
from page_cleaner.reading import html
from tests.serving import ROOT

NAMED = "import page_cleaner.core; print(page_cleaner.core.NAME)"
BUILT = subprocess.run(
    [sys.executable, "-c", NAMED], env={**os.environ, "PAGE_CLEANER_PURE": ""}, capture_output=True, text=True, check=True
).stdout == "compiled\n"  # fmt: skip
needs_core = pytest.mark.skipif(not BUILT, reason="the core was not compiled: that takes g++ and the headers of Python")

FOLDING = array("I", range(0x10000)).tobytes()
LIMITS = (60, 12, 8, 12, 3, 4, 90)


@pytest.fixture(scope="module")
def compiled() -> Any:
    return import_module("page_cleaner._core")


@needs_core
def test_both_give_the_same_answers() -> None:
    """On the seeds, the examples of all rules, hostile units, deep markup and pages made of these."""
    command = [sys.executable, "-m", "scripts.differential", "--runs", "300", "--corpus", "fuzz/corpus"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "no difference" in ran.stdout


@pytest.mark.parametrize(("value", "name"), [("1", "python"), ("0", None), ("", None)])
def test_the_environment_leaves_the_core_out(value: str, name: str | None) -> None:
    environment = {**os.environ, "PAGE_CLEANER_PURE": value}
    ran = subprocess.run([sys.executable, "-c", NAMED], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == (name or ("compiled" if BUILT else "python"))


@pytest.mark.parametrize(
    "found",
    [
        None,  # as Python says that a module cannot be imported
        SimpleNamespace(),
        SimpleNamespace(INTERFACE=-1),
    ],
    ids=["not built", "of another kind", "of another version"],
)
def test_a_core_that_does_not_fit_is_left_out(found: ModuleType | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAGE_CLEANER_PURE", raising=False)
    monkeypatch.setitem(sys.modules, "page_cleaner._core", found)
    assert core._load() is None


@needs_core
@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("view", (FOLDING[:-4], 1, 2, tuple, "", ()), TypeError),
        ("view", (FOLDING, 1, 2, tuple, b"", ()), TypeError),
        ("view", (FOLDING, 1, 2, tuple, "ab", [SimpleNamespace(start=1, end=3, replacement=None)]), ValueError),
        ("view", (FOLDING, 1, 2, tuple, "ab", [SimpleNamespace(start=-1, end=1, replacement=None)]), ValueError),
        ("view", (FOLDING, 1, 2, tuple, "ab", [SimpleNamespace(start=0, end=1)]), AttributeError),
        ("han", (b"",), TypeError),
        ("is_prose", ("a", 1, "b"), TypeError),
        ("is_prose", (1,), TypeError),
        ("counts", (b"", "a"), TypeError),
        ("counts", (bytes(0x10000), [b"a"]), TypeError),
        ("counts", (bytes(0x10000), 1), TypeError),
        ("trees", (1, [(0, 0.5, 0), (-1, 1.0, 0), (-1, 1.0, 0)]), ValueError),  # a circle
        ("trees", (1, [(0, 0.5, 9), (-1, 1.0, 0), (-1, 1.0, 0)]), ValueError),
        ("trees", (1, [(1, 0.5, 2), (-1, 1.0, 0), (-1, 1.0, 0)]), ValueError),
        ("trees", (1, [(0, 0.5, 2), (-1, 1.0, 0)]), ValueError),
        ("weigh", ("⊢", "⊣", 40, 4, 3, bytes(8), bytes(2), ["甲"]), TypeError),
        ("weigh", ("⊢", "⊣", 40, 4, 3, bytes(8), bytes(1), [b"a"]), TypeError),
        ("weigh", ("⊢", "⊣", 40, 4, 3, bytes(8), bytes(1)), TypeError),
        ("render", ({}, (1, 1, 1, 1, 1.0), (tuple, tuple, tuple, tuple), {}, None, None, "<p>"), TypeError),
        ("render", ({}, (1, 1, 1, 1, 1.0), (tuple, tuple, tuple), {}, None, None, b"<p>"), TypeError),
        ("render", ({}, (1, 1, 1, 1, 1.0), (tuple, tuple, tuple, tuple), {}, None, len, b"<p>", 1), TypeError),
        ("odds", (LIMITS, [[1.0]] * 8, [0], [1], [0.0], [], 0, 0, None), ValueError),
        ("odds", (LIMITS[1:], [[1.0]] * 8, [0], [1], [0.0], [0], 0, 0, None), TypeError),
        ("odds", (LIMITS, [[1.0]] * 8, [0], [1], [0.0], [0], 0, 0, "trees"), ValueError),
    ],
)  # fmt: skip
def test_what_a_function_is_not_made_for_is_refused(
    compiled: Any, name: str, given: tuple[Any, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        getattr(compiled, name)(*given)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>甲</html x>乙<p>丙",
        "<!-- 甲 -->",
        "<div>" * 2_000 + "甲",
        f"<p {' '.join(f'a{n}=1' for n in range(600))}>甲",
        f"""<p a='>' {" ".join(f"a{n}='>'" for n in range(600))}>甲""",
        f"<p>{'甲' * 700_000}",
        "",
    ],
    ids=["behind the end", "comments", "deep", "attributes", "attributes that seem to end the tag", "large", "nothing"],
)
def test_what_a_tree_may_not_hold_is_left_to_the_parser(markup: str) -> None:
    assert html._by_the_core(html._whole(markup)) is None
    assert html.read(markup) == html.render(markup, None, html.Renderer).page()


@pytest.mark.skipif(core.NAME == "python", reason="the core is left out")
@pytest.mark.parametrize(
    "markup",
    [
        "<html class=a><p>甲<html class=b hidden><body id=c><p id=d hidden>乙",
        "<p>甲&nbsp;&#xD800;&#0;\x0b\x1c乙\n丙  a\nb",
        "<pre>甲\n\n 乙</pre><a href=x> 丙 <b>丁</b></a><a href=y><p>戊</p></a>",
        "<table><tr><td>甲<td>乙<p>丙</tr><tr><td><a href=z>丁</a><td>戊</table>",
        "<title>甲</title><base href=b><meta name='' property=og:title content=乙><ruby>漢<rt>hàn</ruby><o:p>丙",
    ],
    ids=["twice a root", "characters", "links", "rows", "head"],
)
def test_both_render_the_same(markup: str) -> None:
    found = html._by_the_core(html._whole(markup))
    assert found is not None
    assert found == html.render(markup, None, html.Renderer).page()
