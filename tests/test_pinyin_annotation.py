"""Readings that converters wrote into the text."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_cleaner import tables
from page_cleaner.repairs import misread, pinyin_annotation
from page_cleaner.repairs.pinyin_annotation import find
from page_cleaner.repairs.repair import Repair
from tests.promises import mended
from tests.repairs import passed_over_for_good

CASES = json.loads((Path(__file__).parent / "cases" / "pinyin_annotation.json").read_text("utf-8"))
FIRST = {char: reading for reading, chars in tables.READINGS.items() for char in chars}
BODY = (
    "全縣生態環境保護工作會議召開，總結經驗，部署任務。縣長強調，要堅持問題導向，嚴格監督管理，切實履行責任。"
    "會議指出，今年以來環境質量明顯改善，但形勢依然嚴峻，各級各部門要認真學習，齊心協力打好攻堅戰。"
    "要加強源頭管控，推進產業轉型，發揮標準的引領作用，運用現代技術，構建綠色發展格局，保護農村飲水安全。"
)


def cut(source: str) -> str:
    return mended(source, find(source)[0])


@pytest.mark.parametrize("case", CASES["mended"], ids=lambda case: case["label"])
def test_mended(case: dict[str, str]) -> None:
    assert cut(case["source"]) == case["text"], case["comment"]
    assert cut(case["text"]) == case["text"]


@pytest.mark.parametrize("case", CASES["kept"], ids=lambda case: case["label"])
def test_kept(case: dict[str, str]) -> None:
    assert find(case["source"]) == ([], []), case["comment"]


@pytest.mark.parametrize("case", CASES["lossy"], ids=lambda case: case["label"])
def test_lost_bytes_are_reported(case: dict[str, str]) -> None:
    text = cut(case["source"])
    assert misread.LOST in text
    assert case["keeps"] in text
    assert [w.split(":")[0] for w in find(case["source"])[1]] == ["misread_bytes"]


@pytest.mark.parametrize("rule", pinyin_annotation.RULES, ids=lambda rule: rule.id)
def test_examples(rule: Repair) -> None:
    for source, text in rule.mends:
        assert cut(source) == text
        assert rule.id in {span.rule for span in find(source)[0]}
    for source in rule.keeps:
        assert find(source)[0] == []


def _annotated(text: str, table: dict[str, str]) -> str:
    return text.translate({ord(c): f"{c}({reading})" for c, reading in table.items()})


@pytest.mark.parametrize("seed", range(8))
def test_random_tables_by_characters(seed: int) -> None:
    rng = random.Random(seed)
    present = sorted(set(BODY) & FIRST.keys())
    table = {c: FIRST[c] for c in rng.sample(present, len(present) * rng.randint(15, 72) // 100)}
    assert cut(_annotated(BODY, table)) == BODY


@pytest.mark.parametrize("seed", range(8))
def test_random_tables_by_bytes(seed: int) -> None:
    """What GB18030 decoders make of it: no byte is lost but those before ASCII, and this text has none."""
    rng = random.Random(seed)
    present = sorted(set(BODY) & FIRST.keys())
    chars = set(rng.sample(present, len(present) // 2)) | set(rng.sample(sorted(FIRST), 100))
    data = BODY.encode("gbk")
    for char in sorted(c for c in chars if c.encode("gbk", "ignore")):
        data = data.replace(char.encode("gbk"), char.encode("gbk") + f"({FIRST[char]})".encode("gbk"))
    assert cut(data.decode("gb18030", "replace")) == BODY


@pytest.mark.parametrize("seed", range(8))
def test_syllables_every_few_characters(seed: int) -> None:
    rng = random.Random(seed)
    plain = {c: s for s, chars in tables.SYLLABLES.items() for c in chars}
    out, wait = "", rng.randint(2, 5)
    for char in BODY:
        out += char
        wait -= 1
        if wait <= 0 and char in plain:
            out += f"({plain[char]})" * rng.choice((1, 1, 2, 3))
            wait = rng.randint(2, 5)
    assert cut(out) == BODY
    gloss = "亳(bó)州、六(lù)安、譙(qiáo)城。"
    assert cut(gloss + out) == gloss + BODY


PIECES = st.sampled_from(
    [
        *"發會產業經環務的。，獎叨际者\n ?？�(（)）a€",
        "(fā)",
        "(huì )",
        "（chǎn）",
        "(yè)",
        "(jīng)",
        "(huán)",
        "(wù)",
        "(hui)",
        "(chan)",
        "?wù)",
        "�(wù)",
        "亳(bó)",
        "六(lù)",
        "發(fā)",
        "業(yè)",
        "環(huán)",
        "會(hui)",
        "今(jin)",
        "天(tian)",
        "獎?wù)叨际窍冗M(jìn)",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_finding_again_finds_nothing(source: str) -> None:
    once = cut(source)
    assert find(once)[0] == []


@given(st.lists(PIECES, max_size=60).map("".join))
def test_what_is_passed_over_holds_nothing(source: str) -> None:
    passed_over_for_good(pinyin_annotation, "ENDINGS", source)


@given(st.text())
def test_any_text(source: str) -> None:
    assert cut(cut(source)) == cut(source)


@pytest.mark.parametrize(
    "piece", ["(", "獎?wù)", "獎?wù)叨", "會(huì)", "會(hui)(hui)", "務(wù)?wù)", "發(fā)\n", "會(hu", "?(", "叨"]
)
def test_linear(piece: str) -> None:
    """Four times the text takes about four times the time; a quadratic way would take sixteen."""

    def spent(size: int) -> float:
        source = "發(fā)產(chǎn)業(yè)獎?wù)" + piece * (size // len(piece))
        begun = time.process_time()
        find(source)
        return time.process_time() - begun

    small = min(spent(20_000) for _ in range(3))
    assert min(spent(80_000) for _ in range(3)) < 9 * small + 0.05
