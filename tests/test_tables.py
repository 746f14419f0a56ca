"""The generated tables: of characters, and of conversions."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import unicodedata
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from page_cleaner import tables
from page_cleaner.facts import script

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / "scripts" / "generate_tables.py"


def _installed() -> bool:
    try:
        return (version("OpenCC"), version("pypinyin")) == ("1.4.2", "0.55.0")
    except PackageNotFoundError:
        return False


pinned = pytest.mark.skipif(not _installed(), reason="the packages that the tables are made from are not installed")


@pinned
def test_generating_again_gives_the_same_files() -> None:
    done = subprocess.run([sys.executable, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, "run scripts/generate_tables.py" + done.stderr


def test_names_its_sources() -> None:
    assert tables.__doc__
    for word in ("OpenCC 1.4.2", "Apache License 2.0", "pypinyin 0.55.0", "MIT License"):
        assert word in tables.__doc__


def test_nothing_of_the_generator_is_needed_at_run_time() -> None:
    code = "import sys; from page_cleaner import tables; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_import_is_cheap() -> None:
    """Ten milliseconds and two mebibytes, on a machine that may be busy: the best of five."""
    code = """
import sys, time, tracemalloc, importlib.util
spec = importlib.util.spec_from_file_location("tables", sys.argv[1])
module = importlib.util.module_from_spec(spec)
begun = time.process_time(); spec.loader.exec_module(module); spent = time.process_time() - begun
tracemalloc.start(); spec.loader.exec_module(module); print(spent, tracemalloc.get_traced_memory()[0])
"""
    command = [sys.executable, "-c", code, str(tables.__file__)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    assert min(float(spent) for spent, _ in runs) <= 0.010
    assert max(int(size) for _, size in runs) <= 2 * 1024 * 1024


def test_the_fold_is_one_to_one_and_needs_no_second_pass() -> None:
    assert len(tables.TRADITIONAL) == len(tables.SIMPLIFIED) == len(set(tables.TRADITIONAL))
    fold = str.maketrans(tables.TRADITIONAL, tables.SIMPLIFIED)
    assert "版權所有 備案號 轉發 乾淨 後臺 發布".translate(fold) == "版权所有 备案号 转发 干净 后台 发布"
    assert all(t != s for t, s in zip(tables.TRADITIONAL, tables.SIMPLIFIED, strict=True))


def test_regional_forms_are_parallel() -> None:
    assert len(tables.REGIONAL) == len(tables.PLAIN) == len(set(tables.REGIONAL))
    assert not set("台臺") & set(tables.REGIONAL)


def test_script_sets() -> None:
    simplified, traditional = set(tables.SIMPLIFIED_ONLY), set(tables.TRADITIONAL_ONLY)
    assert not simplified & traditional
    assert set("国发会体环") <= simplified
    assert set("國發會體環") <= traditional
    for shared in "后於后里着著群床台乾吓麽":
        assert shared not in simplified | traditional


def test_common_characters() -> None:
    assert len(tables.COMMON) == len(set(tables.COMMON)) == 6722
    assert set("的一是國国會会") <= set(tables.COMMON)
    assert not set("镕龘㐷") & set(tables.COMMON)


def test_readings() -> None:
    assert "態" in tables.READINGS["tài"]
    assert "著" in tables.READINGS["zhù"]
    assert "績" in tables.READINGS["jì"]
    assert "績" in tables.READINGS["jī"]
    assert not {"亳", "六", "州"} & set("".join(tables.READINGS.values()))
    assert "譙" not in tables.READINGS["qiáo"]
    assert all(unicodedata.is_normalized("NFC", reading) for reading in tables.READINGS)


def test_syllables() -> None:
    assert "長" in tables.SYLLABLES["chang"]
    assert "長" in tables.SYLLABLES["zhang"]
    assert "绿" in tables.SYLLABLES["lv"]
    assert "绿" in tables.SYLLABLES["lu"]
    assert all(s.isascii() and s.islower() for s in tables.SYLLABLES)


def test_generator_refuses_other_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypinyin")
    spec = importlib.util.spec_from_file_location("generate_tables", GENERATOR)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(module.SOURCES, "OpenCC", "0.0.0")
    with pytest.raises(RuntimeError, match=r"made from 0\.0\.0"):
        module.generate()


KEYS = [line.partition("\t")[0] for line in tables.S2T.with_suffix(".txt").read_text("utf-8").splitlines()]
#: OpenCC writes compatibility ideographs as others first, so that they may be parts of phrases; here each is a word of its own.
WORDS = [key for key in KEYS if unicodedata.is_normalized("NFC", key)]
HAN = [chr(code) for area in (range(0x3400, 0xD800), range(0xE000, 0xFB00), range(0x20000, 0x40000)) for code in area]


@pinned
@given(st.lists(st.sampled_from(WORDS) | st.sampled_from("，\n里后干发"), max_size=40).map("".join))
def test_one_dictionary_converts_as_all_of_opencc_do(text: str) -> None:
    """Phrases side by side, so that one may begin in another."""
    assert script.to_traditional(text) == _whole_opencc().convert(text)


@pinned
def test_one_dictionary_converts_every_character_as_opencc_does() -> None:
    text = "\n".join(HAN)
    assert script.to_traditional(text) == _whole_opencc().convert(text)


@cache
def _whole_opencc() -> OpenCC:
    return OpenCC("s2t")
