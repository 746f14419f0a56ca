"""Why units stay or go: the reasons agree with the answer, gates that said no are named, and the command line tells of them."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from page_cleaner import clean
from page_cleaner.reasons import Reason, reasons
from page_cleaner.rules import RULES
from page_cleaner.terminal import cli
from tests.serving import ROOT

BODY = "定于下周三上午召开全市年度工作会议，请准时参加，不得无故缺席，有事请向办公室请假。"
PARAGRAPHS = "\n".join(f"{number}、{BODY}各单位要高度重视，认真准备第{number}项材料。" for number in range(1, 6))
MARKUP = (
    "<html><body><div class='nav'><a href=a>首页</a> <a href=b>政务公开</a></div><div class='sidebar'><p><a href=c>热点</a></p></div>"
    f"<div class='TRS_Editor'>{''.join(f'<p>{line}</p>' for line in PARAGRAPHS.split())}</div><div class='foot'>主办：某市人民政府　"
    "京ICP备05000001号</div></body></html>"
)
PAGES: dict[str, bytes] = {
    **{path.name[:3]: path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))},
    **{
        case["label"]: case["markup"].encode()
        for case in json.loads((ROOT / "tests/cases/bodies.json").read_text("utf-8"))
    },
    "markup": MARKUP.encode(),
    "empty": b"\n",
}


def unit(found: list[Reason], words: str) -> Reason:
    (one,) = [reason for reason in found if words in reason.text]
    return one


@pytest.mark.parametrize("name", PAGES)
def test_decisions_are_those_of_the_answer(name: str) -> None:
    cleaned = clean(PAGES[name])
    found = reasons(cleaned, PAGES[name])
    text = "".join(cleaned.text.split())
    for reason in found.units:
        source = cleaned.source[reason.start : reason.end]
        gone = [span for span in cleaned.removed if span.start < reason.end and span.end > reason.start]
        assert reason.decision in ("stays", "partly", "goes"), source
        assert (reason.kept_by == "") == (reason.decision == "goes")
        assert (reason.decision == "goes") <= {span.rule for span in gone}.issuperset(reason.rules)
        if reason.decision == "stays" and not gone:
            assert "".join(source.split()) in text
        if reason.decision == "goes":
            assert sum(min(s.end, reason.end) - max(s.start, reason.start) for s in gone) >= len(
                "".join(source.split())
            )
    assert [e.chosen for e in found.elements].count(True) <= 1
    assert (cleaned.format == "html") >= bool(found.elements)


def test_the_chosen_element_and_its_rivals() -> None:
    cleaned = clean(MARKUP)
    found = reasons(cleaned, MARKUP)
    (chosen,) = [element for element in found.elements if element.chosen]
    assert chosen.path.endswith("div.trs.editor")
    assert cleaned.source[chosen.start : chosen.end].startswith("1、")
    assert {element.path for element in found.elements} > {chosen.path}
    assert unit(found.units, "第3项").place == "inside"
    assert unit(found.units, "第3项").kept_by in ("score", "company")


@pytest.mark.parametrize(
    ("page", "words", "rule", "gate"),
    [
        (f"{PARAGRAPHS}\n请大家打印本页" + "的" * 90 + "\n", "请大家", None, None),
        (f"打印\n{PARAGRAPHS}\n{PARAGRAPHS}", "打印", "page_tools.lone", "beside"),
        ("来源：" + "某某日报社" * 30 + f"\n{PARAGRAPHS}", "来源:", "byline.labelled", "limit"),
    ],
)
def test_the_gate_that_said_no_is_named(page: str, words: str, rule: str | None, gate: str | None) -> None:
    found = [one for one in reasons(clean(page), page).units if one.text.startswith(words)]
    near = {(near.rule, gate.name) for near in found[0].near for gate in near.gates}
    assert ((rule, gate) in near) == (rule is not None), (found, near)


def test_what_a_rule_s_counter_examples_are_saved_by_is_told() -> None:
    """Most of the pages that look guilty and from which nothing goes are saved by a gate; for these it is named."""
    told, gates = 0, set[str]()
    for rule in RULES:
        for page in rule.keeps:
            for one in reasons(clean(page, format="text"), page).units:
                own = [near for near in one.near if near.rule == rule.id]
                told += bool(own)
                gates |= {gate.name for near in own for gate in near.gates}
    assert told > 40
    assert gates >= {"unless", "where", "beside", "follows"}


def test_a_detector_that_is_left_out_is_named_as_the_reason() -> None:
    page = f"分享到：\n{BODY}"
    near = unit(reasons(clean(page, skip=["share_widget"]), page).units, "分享到").near
    assert ("share_widget.share_to", "skip") in [(n.rule, gate.name) for n in near for gate in n.gates]


def test_within_bounds_the_units() -> None:
    page = PAGES["004"].decode()
    cleaned = clean(page)
    whole = reasons(cleaned, page).units
    (one,) = reasons(cleaned, page, within=(whole[3].start, whole[3].end)).units
    assert one == whole[3]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["explain", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_command_lists_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(MARKUP, "utf-8")
    out = told(capsys, str(tmp_path / "a.html"))
    assert "* " in out
    assert "div.trs.editor" in out
    assert " + " in out
    assert "icp_footer." in out
    assert len([line for line in out.splitlines() if "各单位要高度重视" in line]) == 5


def test_the_command_explains_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(f"打印\n{PARAGRAPHS}\n\n分享到：\n{PARAGRAPHS}", "utf-8")
    kept = told(capsys, f"{tmp_path}/a.txt:1")
    assert "stays" in kept
    assert "nearly page_tools.lone, by '打印', but what must stand beside it does not" in kept
    gone = told(capsys, f"{tmp_path}/a.txt:8")
    assert "goes: share_widget.share_to takes it" in gone
    assert "holds no text" in told(capsys, f"{tmp_path}/a.txt:7")
    (tmp_path / "b:1").write_text(f"{BODY}\n", "utf-8")
    assert "stays" not in told(capsys, f"{tmp_path}/b:1")
    assert "定于下周三" in told(capsys, f"{tmp_path}/b:1")


def test_the_command_explains_what_the_command_cleans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(f"{BODY}\n分享到：".encode()))
    assert "share_widget.share_to" in told(capsys, f"{tmp_path}/a.txt.gz")
    assert "goes" in told(capsys, f"{tmp_path}/a.txt.gz:2")
    lines = ['{"id": 1}', json.dumps({"html": f"<p>{BODY}</p><p>分享到：</p>"})]
    (tmp_path / "b.jsonl").write_text("\n".join(lines), "utf-8")
    out = told(capsys, f"{tmp_path}/b.jsonl:2")
    assert (out.startswith("html"), "share_widget.share_to" in out) == (True, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["a.txt:99"], 2, "2 lines"),
        (["none.txt"], 1, "No such file"),
        (["b.pdf:1"], 1, "PDF"),
        (["a.txt", "--skip=nothing"], 2, "does not know 'nothing'"),
        (["c.jsonl"], 1, "name one, as in crawl.jsonl:1"),
        (["c.jsonl:2"], 1, "no text in its member"),
        (["c.jsonl:3"], 1, "line 3 holds no page"),
        (["d.txt.gz"], 1, "Not a gzipped file"),
        ([], 2, "FILE[:LINE]"),
    ],
)
def test_the_command_says_what_is_wrong(
    arguments: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    (tmp_path / "a.txt").write_text(f"{BODY}\n分享到：", "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\n\0\0")
    (tmp_path / "c.jsonl").write_text(f'{{"text": "{BODY}"}}\n{{"id": 1}}\n', "utf-8")
    (tmp_path / "d.txt.gz").write_text(BODY, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    try:
        given: object = cli.main(["explain", *arguments])
    except SystemExit as stopped:
        given = stopped.code
    out, err = capsys.readouterr()
    assert (given, out) == (code, "")
    assert words in err
    assert "Traceback" not in err
