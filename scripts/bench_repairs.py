#!/usr/bin/env python3
"""Measure the repairs and the script variant on sentences of known script.

    python scripts/bench_repairs.py ../shared/eval/script [--seed 1] [--lines 25] [--only pinyin|commas|clean|script]

The folder holds text files, a sentence a line, named *_LABEL[-note].txt with LABEL Hans, Hant or Jpan. Sentences are
joined to documents of --lines lines, corrupted in the ways that real converters do, and repaired again; printed are the
shares of sentences and of documents that come back exactly, deletions in clean text, and the accuracy of the variant.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from opencc import OpenCC

from page_cleaner import tables
from page_cleaner.facts import script
from page_cleaner.page import Span
from page_cleaner.repairs import duplicated_punctuation, pinyin_annotation
from tests.promises import mended

Repair = Callable[[str], tuple[list[Span], list[str]]]

#: What a converter does that goes from character to character and keeps what is also a Traditional character.
CHARACTERWISE = dict(
    zip(map(ord, tables.SIMPLIFIED_ONLY), map(OpenCC("s2t").convert, tables.SIMPLIFIED_ONLY), strict=True)
)
FIRST = {char: reading for reading, chars in tables.READINGS.items() for char in chars}
#: Characters that real converters were seen to annotate.
SEEN = sorted(pinyin_annotation.EVERYDAY)


def annotate(text: str, table: dict[str, str]) -> str:
    """Family A by characters: the table's reading after each of its characters."""
    return text.translate({ord(c): f"{c}({reading})" for c, reading in table.items()})


def annotate_bytes(text: str, table: dict[str, str], decode: Callable[[bytes], str]) -> str:
    """Family A as it is: replacing bytes of GBK text wherever they occur, aligned or not."""
    data = text.encode("gbk", "ignore")
    for char, reading in table.items():
        code = char.encode("gbk")
        data = data.replace(code, code + f"({reading})".encode("gbk"))
    return "\n".join(decode(line) for line in data.split(b"\n"))


def decode_swallowing(data: bytes) -> str:
    """Decode GBK, a lead byte and whatever follows it always as one character: ? if there is none."""
    out, at = [], 0
    while at < len(data):
        size = 1 if data[at] < 0x80 else 2
        out.append(data[at : at + size].decode("gbk", "ignore") if _is_gbk(data[at : at + size]) else "?")
        at += size
    return "".join(out)


def _is_gbk(data: bytes) -> bool:
    try:
        return len(data.decode("gbk")) == 1
    except UnicodeDecodeError:
        return False


def decode_replacing(data: bytes) -> str:
    """Decode GB18030 as browsers and Python do: a lone lead byte is U+FFFD and what follows it is kept."""
    return data.decode("gb18030", "replace")


def annotate_densely(text: str, rng: random.Random) -> str:
    """Family B: a syllable without tone after every second to fifth character, some written twice or thrice."""
    readings: dict[str, str] = {}
    for syllable, chars in tables.SYLLABLES.items():
        readings.update(dict.fromkeys(chars, syllable))
    out, wait = [], rng.randint(2, 5)
    for char in text:
        out.append(char)
        wait -= "\u3400" <= char <= "\u9fff"
        if wait <= 0 and char in readings:
            out.append(f"({readings[char]})" * rng.choice((1, 1, 1, 1, 2, 3)))
            wait = rng.randint(2, 5)
    return "".join(out)


def double_marks(text: str, rate: float, rng: random.Random, comma: str = ",") -> str:
    """A comma before marks, at random."""
    return "".join(comma + c if c in "，。、；" and rng.random() < rate else c for c in text)


def documents(paths: Iterable[Path], lines: int) -> Iterator[str]:
    """The files' sentences, so many lines a document."""
    for path in paths:
        sentences = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
        for i in range(0, len(sentences), lines):
            yield "\n".join(sentences[i : i + lines])


def report(name: str, pairs: Iterable[tuple[str, str]], repair: Repair) -> None:
    """Print how many sentences and documents come back exactly from (clean, corrupted) pairs."""
    sentences = exact = whole = count = size = 0
    spent = 0.0
    for clean, corrupted in pairs:
        begun = time.perf_counter()
        spans, _ = repair(corrupted)
        spent += time.perf_counter() - begun
        result = mended(corrupted, spans)
        wanted, got = clean.split("\n"), result.split("\n")
        sentences += len(wanted)
        exact += sum(a == b for a, b in zip(wanted, got, strict=False)) if len(wanted) == len(got) else 0
        whole += clean == result
        count += 1
        size += len(corrupted)
    speed = spent / size * 1e6
    print(f"{name:64s} sentences {exact / sentences:.4f}  documents {whole / count:.4f}  {speed:.2f} ms/1k")


def bench_pinyin(texts: Sequence[str], seed: int) -> None:
    """Both families; by characters and by bytes; with the characters seen and with random tables."""
    pool = sorted(c for c in FIRST if len(c.encode("gbk", "ignore")) == 2)

    def tables_of(kind: str, rng: random.Random) -> dict[str, str]:
        share = 0.5 if kind == "half" else rng.uniform(0.15, 0.72)
        return {c: FIRST[c] for c in (SEEN if kind == "seen" else rng.sample(pool, int(len(pool) * share)))}

    for kind in ("seen", "random", "half"):
        rng = random.Random(seed)
        report(
            f"family A by characters, {kind}",
            ((t, annotate(t, tables_of(kind, rng))) for t in texts),
            pinyin_annotation.find,
        )
    for decode in (decode_swallowing, decode_replacing):
        for kind in ("seen", "random", "half"):
            rng = random.Random(seed)
            encodable = (t.encode("gbk", "ignore").decode("gbk") for t in texts)
            pairs = ((t, annotate_bytes(t, tables_of(kind, rng), decode)) for t in encodable)
            report(f"family A by GBK bytes, {kind}, {decode.__name__}", pairs, pinyin_annotation.find)
    rng = random.Random(seed)
    report("family B", ((t, annotate_densely(t, rng)) for t in texts), pinyin_annotation.find)


def bench_commas(texts: Sequence[str], seed: int) -> None:
    """Commas before marks, at several rates, in full-width and in folded text; and the documents as they are."""
    width = str.maketrans("，；：（）", ",;:()")
    folded = [t.translate(width) for t in texts]
    for rate in (0.3, 0.5, 0.7, 0.9):
        rng = random.Random(seed)
        report(f"commas, rate {rate}", ((t, double_marks(t, rate, rng)) for t in texts), duplicated_punctuation.find)
        pairs = ((t.translate(width), double_marks(t, rate, rng).translate(width)) for t in texts)
        report(f"commas, rate {rate}, folded to half width", pairs, duplicated_punctuation.find)
    report("commas, clean documents", ((t, t) for t in (*texts, *folded)), duplicated_punctuation.find)


def bench_clean(texts: Sequence[str]) -> None:
    """What the repairs delete in clean text."""
    size = sum(map(len, texts))
    for repair in (pinyin_annotation, duplicated_punctuation):
        deleted = sum(len(s.text) for t in texts for s in repair.find(t)[0])
        share = deleted / size * 1e6
        print(f"clean text, {repair.DETECTOR}: {deleted} of {size} characters deleted, {share:.1f} per million")


def bench_script(folder: Path, lines: int) -> None:
    """The variant of each sentence, and the origin of documents written so and converted."""
    for path in sorted(folder.glob("*_[HJ]*.txt")):
        wanted = path.stem.rsplit("_", 1)[1].split("-", 1)[0]
        sentences = list(documents([path], 1))
        begun = time.perf_counter()
        found = Counter(script.detect(s).variant for s in sentences)
        spent = (time.perf_counter() - begun) / sum(map(len, sentences)) * 1e6
        count = found.total()
        wrong = count - found[wanted] - found["unknown"] - found["mixed"]
        print(f"{path.stem:28s} right {found[wanted] / count:.4f}  wrong {wrong / count:.4f}  {spent:.2f} ms/1k")
    units = {p.stem: list(documents([p], lines)) for p in sorted(folder.glob("*_Hant*.txt"))}
    for path in sorted(folder.glob("flores_Hans*.txt")):
        plain = list(documents([path], lines))
        units[f"{path.stem} character-wise"] = [t.translate(CHARACTERWISE) for t in plain]
        for config in ("s2t", "s2tw", "s2hk", "s2twp"):
            units[f"{path.stem} {config}"] = list(map(OpenCC(config).convert, plain))
    for name, texts in units.items():
        begun = time.perf_counter()
        origins = Counter(script.detect(t).origin for t in texts)
        spent = (time.perf_counter() - begun) / sum(map(len, texts)) * 1e6
        shares = "  ".join(f"{o} {origins[o] / len(texts):.3f}" for o in ("written", "converted", "unknown"))
        print(f"{name:32s} {shares}  {spent:.2f} ms/1k")


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(description="Measure the repairs and the script variant.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=25)
    parser.add_argument("--only", choices=("pinyin", "commas", "clean", "script"))
    arguments = parser.parse_args()
    simplified = list(documents(sorted(arguments.folder.glob("*_Hans*.txt")), arguments.lines))
    traditional = list(documents(sorted(arguments.folder.glob("*_Hant*.txt")), arguments.lines))
    japanese = list(documents(sorted(arguments.folder.glob("*_Jpan*.txt")), arguments.lines))
    if arguments.only in (None, "pinyin"):
        bench_pinyin([t.translate(CHARACTERWISE) for t in simplified] + traditional, arguments.seed)
    if arguments.only in (None, "commas"):
        bench_commas(simplified + traditional, arguments.seed)
    if arguments.only in (None, "clean"):
        bench_clean(simplified + traditional + japanese)
    if arguments.only in (None, "script"):
        bench_script(arguments.folder, arguments.lines)


if __name__ == "__main__":
    main()
