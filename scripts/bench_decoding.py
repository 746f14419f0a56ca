"""Measure how well and how fast the encoding of a page is found, over encodings, sizes and damages.

    python scripts/bench_decoding.py TEXT [TEXT ...] [--pages FOLDER] [--runs 4] [--seed 1]

Each TEXT is a file of UTF-8 with Chinese sentences, a sentence a line, in either script; the seed documents serve as
well. Pages are made of their lines and a little markup. `--pages` also reads real pages, `FOLDER/*/page.html` with the
text that stands on them in `page.txt`, and compares the Chinese characters.

A page is right if the encoding named is the one it was written in; one without damage must also come back exactly. The
column "kept" is the mean share of a damaged page's characters that come back in their places, on pages up to 2 KB.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import opencc

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from page_cleaner.reading.decoding import NotText, decode  # noqa: E402

SIZES = (200, 1_000, 5_000, 50_000)  # bytes
#: The codec that writes the page, and the name that is right.
CHINESE = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "big5hkscs": "big5-hkscs",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
FOREIGN = {
    "Japanese": {"cp932": "cp932", "euc_jp": "euc-jp"},
    "Korean": {"cp949": "cp949"},
    "French": {"cp1252": "windows-1252"},
    "German": {"cp1252": "windows-1252"},
    "English": {"cp1252": "windows-1252"},
    "Russian": {"cp1251": "windows-1251", "koi8_r": "koi8-r"},
}
SENTENCES = {
    "Japanese": (
        "市役所では毎月第二土曜日に窓口を開けています。",
        "新しい図書館は駅の北側に建てられ、来年の春に開館する予定です。",
        "申請書は郵送またはインターネットで提出することができます。",
        "大雨のため、午後の行事はすべて中止になりました。",
        "この条例は、町の景観を守ることを目的として定められた。",
        "子どもたちは先生と一緒に川の水質を調べました。",
        "ご不明な点がございましたら、担当課までお問い合わせください。",
        "昨年度の決算によると、税収は三年続けて増えている。",
    ),
    "Korean": (
        "시청은 매주 수요일 저녁 여덟 시까지 민원실을 운영합니다.",
        "새로 지은 도서관은 내년 봄에 문을 열 예정이다.",
        "신청서는 우편이나 인터넷으로 제출할 수 있습니다.",
        "큰비가 내려서 오후 행사는 모두 취소되었습니다.",
        "이 조례는 마을의 경관을 지키기 위하여 만들어졌다.",
        "아이들은 선생님과 함께 강물의 수질을 조사했습니다.",
        "궁금한 점이 있으면 담당 부서로 연락하여 주시기 바랍니다.",
        "지난해 결산에 따르면 세금 수입은 삼 년 동안 계속 늘었다.",
    ),
    "French": (
        "La mairie sera fermée le vendredi après-midi jusqu’à la fin de l’été.",
        "Les élèves ont mesuré la qualité de l’eau avec leur professeur près du pont.",
        "Le règlement a été adopté à l’unanimité malgré de nombreuses réserves.",
        "Vous pouvez déposer votre demande à l’accueil ou l’envoyer par courrier.",
        "À cause de la tempête, la fête prévue dimanche est annulée.",
    ),
    "German": (
        "Das Bürgerbüro öffnet mittwochs bis zwanzig Uhr für alle Anträge.",
        "Für die neue Straßenbrücke fehlen noch etwa fünf Millionen Euro.",
        "Die Schüler prüften mit ihrer Lehrerin die Wasserqualität des Flusses.",
        "Wegen des Unwetters fällt das Fest am Sonntag natürlich aus.",
        "Der Ausschuß führt die Anhörung übernächste Woche öffentlich durch.",
    ),
    "English": (
        "The mayor’s office won’t be open on Friday afternoon until the end of summer.",
        "“We measured the river’s water twice,” the teacher said – and it was clean.",
        "The council’s new café costs £4,500 a year, which nobody had planned for.",
        "Applicants don’t need to come in person; they can post the form instead…",
    ),
    "Russian": (
        "Администрация города принимает заявления по средам до восьми часов вечера.",
        "Новая библиотека откроется весной следующего года рядом с вокзалом.",
        "Из-за сильного дождя все мероприятия во второй половине дня отменены.",
        "Школьники вместе с учительницей проверили качество воды в реке.",
        "Если у вас остались вопросы, обратитесь в ответственный отдел.",
    ),
}
WRONG = {
    "utf-8": ("gb2312", "big5"),
    "utf-8-sig": ("gb2312",),
    "gb18030": ("utf-8", "big5", "iso-8859-1", "euc-kr"),
    "big5hkscs": ("gb2312", "utf-8"),
    "utf-16": ("gb2312",),
    "utf-16-le": ("gb2312",),
    "utf-16-be": ("utf-8",),
}


def page(chance: random.Random, sentences: list[str], size: int, codec: str, label: str | None) -> str:
    """A page of about that many bytes in the codec: a head, a script now and then, and paragraphs with classes."""
    lines = ["<html><head>"]
    if label:
        lines.append(f'<meta http-equiv="Content-Type" content="text/html; charset={label}">')
    if size >= SIZES[-1] and chance.random() < 0.5:
        lines.insert(1, "<script>" + "var a = [0, 1, 2];\n" * 250 + "</script>")
    lines.append("</head><body>")
    length = len("\n".join(lines).encode(codec))
    while length < size:
        sentence = chance.choice(sentences).encode(codec, "ignore").decode(codec, "ignore").removeprefix("\ufeff")
        if len(lines) > 4 and chance.random() < 0.2:
            sentence = (
                f"{chance.randrange(1990, 2026)}-{chance.randrange(1, 13):02} {sentence} Tel: {chance.random():.7f}"
            )
        lines.append(f'<p class="c{chance.randrange(9)}">{sentence}</p>' if chance.random() < 0.7 else sentence)
        length += len(lines[-1].encode(codec)) + 1
    return "\n".join(lines)


def cut_tail(chance: random.Random, data: bytes) -> bytes:
    """The first bytes only, cut where the last bytes are not ASCII."""
    high = [at for at in range(len(data) // 2, len(data)) if data[at] >= 0x80]
    return data[: chance.choice(high) + 1] if high else data[:-1]


def bad_byte(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(4, len(data))
    return data[:at] + b"\xff" + data[at:]


def lost_byte(chance: random.Random, data: bytes) -> bytes:
    high = [at for at in range(4, len(data)) if data[at] >= 0x80] or [len(data) // 2]
    at = chance.choice(high)
    return data[:at] + data[at + 1 :]


DAMAGES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "one bad byte": bad_byte,
    "cut tail": cut_tail,
    "one byte lost": lost_byte,
}


def trials(
    chance: random.Random, scripts: dict[str, list[str]], runs: int
) -> Iterator[tuple[str, str, str, str, bytes]]:
    """Yield damage, kind of page, the right name, the text and its bytes."""
    for _, size in itertools.product(range(runs), SIZES):
        for (script, sentences), (codec, name) in itertools.product(scripts.items(), CHINESE.items()):
            label = {"gb18030": "gb2312", "big5hkscs": "big5"}.get(codec, "utf-8")
            kind = f"{script} {codec} {size}"
            for damage, meta in (
                ("clean", label),
                ("clean, no meta", None),
                *(("wrong meta", wrong) for wrong in WRONG[codec]),
            ):
                text = page(chance, sentences, size, codec, meta)
                yield damage, kind, name, text, text.encode(codec)
            for damage, spoil in DAMAGES.items():
                text = page(chance, sentences, size, codec, chance.choice((label, None)))
                yield damage, kind, name, text, spoil(chance, text.encode(codec))
        for language, names in FOREIGN.items():
            for (codec, name), meta in itertools.product(names.items(), (False, True)):
                text = page(chance, list(SENTENCES[language]), size, codec, codec.replace("_", "-") if meta else None)
                yield f"foreign{', meta' * meta}", f"{language} {codec} {size}", name, text, text.encode(codec)


def kept(text: str, got: str) -> float:
    """The share of the text's characters that stand in what was got, in order."""
    matcher = difflib.SequenceMatcher(None, text, got, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(text)


def measure(chance: random.Random, scripts: dict[str, list[str]], runs: int, worst: int) -> None:
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    share: dict[str, list[float]] = defaultdict(list)
    misses: Counter[str] = Counter()
    for damage, kind, name, text, data in trials(chance, scripts, runs):
        try:
            got, encoding = decode(data)
            found = encoding.name
        except NotText:
            got, found = "", "no text"
        # A page with no character of its own encoding left is ASCII, and has the same bytes in UTF-8.
        good = (found == name or data.isascii()) and (got == text or damage in DAMAGES)
        total[damage] += 1
        right[damage] += good
        if not good:
            misses[f"{damage}: {kind} taken for {found}"] += 1
        if damage in {"one bad byte", "one byte lost"} and len(data) <= SIZES[1] * 2:
            share[damage].append(kept(text, got))
    for damage, number in total.items():
        mean = f"   kept {statistics.mean(share[damage]):.4f}" if damage in share else ""
        print(f"{damage:16} {right[damage]:5} of {number:5}  {right[damage] / number:.4f}{mean}")
    for miss, number in misses.most_common(worst):
        print(f"  {number} x {miss}")


def time_sizes(chance: random.Random, scripts: dict[str, list[str]]) -> None:
    """Print the median and the greatest milliseconds by size and encoding, beside those of a bare decode."""
    print("\nms by bytes: median / max (bare decode)")
    for size in (*SIZES, 1_000_000):
        cells = []
        for codec in ("utf-8", "gb18030", "big5hkscs", "utf-16-le"):
            data = page(chance, scripts["Hans" if codec != "big5hkscs" else "Hant"], size, codec, None).encode(codec)
            for name, spoiled in ((codec, data), (f"{codec} damaged", bad_byte(chance, data))):
                if "damaged" in name and codec not in {"gb18030", "utf-8"}:
                    continue
                took = [elapsed(lambda d=spoiled: decode(d)) for _ in range(9)]
                bare = statistics.median(elapsed(lambda d=data, c=codec: d.decode(c)) for _ in range(9))
                cells.append(f"{name} {statistics.median(took):.2f}/{max(took):.2f} ({bare:.2f})")
        print(f"{size:9}  " + "  ".join(cells))


def elapsed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def han(text: str) -> Counter[str]:
    return Counter(char for char in text if "\u4e00" <= char <= "\u9fff")


def real_pages(folder: Path, chance: random.Random) -> None:
    """Print how many real pages come back with the Chinese characters of their text: as they are, in another encoding
    with their declaration left as it is, and damaged."""
    right: Counter[str] = Counter()
    names: Counter[str] = Counter()
    pages = sorted(path for path in folder.glob("*/page.html") if path.with_suffix(".txt").exists())
    for path in pages:
        data, text = path.read_bytes(), han(path.with_suffix(".txt").read_text("utf-8", "replace"))
        source, encoding = decode(data)
        names[f"{encoding.name}, {encoding.evidence}"] += 1
        absent = (text - han(source)).total()
        if absent > text.total() * 0.01:
            print(f"  {path.parent.name}: as is: {encoding}, {absent} of {text.total()} characters missing")
        versions = {"as is": (data, encoding.name)}
        versions |= {f"in {name}": (source.encode(name, "ignore"), name) for name in ("utf-8", "gb18030", "utf-16-le")}
        for version, (whole, name) in versions.items():
            for damage, spoil in {"": lambda _, d: d, **DAMAGES}.items():
                got, found = decode(spoil(chance, whole))
                kind = f"{version} {damage}".strip()
                missing = (text - han(got)).total() - absent if damage != "cut tail" else 0
                right[kind] += missing <= 16 and found.name == name
                if found.name != name:
                    print(f"  {path.parent.name}: {kind}: {found}")
    print(f"\nreal pages ({len(pages)}): " + ", ".join(f"{kind} {number}" for kind, number in right.items()))
    print("  " + ", ".join(f"{name} {number}" for name, number in names.most_common()))


def titles(chance: random.Random, scripts: dict[str, list[str]]) -> None:
    """Print the share of short strings of Han without any markup that come back, by their length and declaration."""
    print("\nHan alone, undeclared / declared rightly / declared wrongly")
    for size in (2, 3, 4, 6, 8, 12):
        cells = []
        for script, codec, wrong in (("Hans", "gb18030", "big5"), ("Hant", "big5hkscs", "gb2312")):
            runs = [run for line in scripts[script] for run in re.findall(f"[\u4e00-\u9fff]{{{size}}}", line)]
            runs = [run for run in runs if run.encode(codec, "ignore").decode(codec) == run]
            chosen = [chance.choice(runs) for _ in range(400)]
            for declared in (None, codec, wrong):
                good = sum(decode(run.encode(codec), declared=declared)[0] == run for run in chosen)
                cells.append(f"{good / len(chosen):.3f}")
        print(f"  {size:2} characters: gb18030 {' / '.join(cells[:3])}, big5 {' / '.join(cells[3:])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worst", type=int, default=20, help="how many kinds of misses to print")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    files = [*given.texts, *sorted((ROOT / "seeds").glob("*.txt"))]
    lines = [line.strip() for file in files for line in file.read_text("utf-8").splitlines() if len(line.strip()) > 7]
    simplify, complicate = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    scripts = {"Hans": [simplify(line) for line in lines], "Hant": [complicate(line) for line in lines]}
    measure(chance, scripts, given.runs, given.worst)
    titles(chance, scripts)
    time_sizes(chance, scripts)
    if given.pages:
        real_pages(given.pages, chance)


if __name__ == "__main__":
    main()
