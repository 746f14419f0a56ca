"""The browser's view as text: whole, escaped, under its policy, in two languages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from page_cleaner import clean
from page_cleaner.catalogue import WHYS
from page_cleaner.options import DETECTORS
from page_cleaner.web import explain
from tests.serving import ROOT

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
LABELS: dict[str, dict[str, str]] = json.loads(
    (Path(explain.__file__).parent / "templates/labels.json").read_text("utf-8")
)
HOSTILE = (
    '分享到：<script>document.title = "taken"</script><img src=x onerror="document.title = `taken`">\n'
    "打印本页\"' onfocus=alert(1) autofocus='\"><svg onload=alert(1)>{{ 7 * 7 }}</style></script>\n"
    "定于下周三上午召开全市年度工作会议，请准时参加。<a href=javascript:alert(1)>点此</a>\u202e]]>\n"
)


def parsed(text: str) -> etree._Element:
    return html.document_fromstring(text)


def source_shown(tree: etree._Element) -> str:
    return "".join(tree.xpath("//*[@id='source-text']//text()[not(parent::ins)]"))


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem[:3] for path in SEEDS])
@pytest.mark.parametrize("language", explain.LANGUAGES)
def test_the_view_of_a_seed_holds_the_source_the_spans_and_the_text(path: Path, language: str) -> None:
    cleaned = clean(path.read_bytes())
    tree = parsed(explain.page(cleaned, language))
    assert source_shown(tree) == cleaned.source
    spans = tree.xpath("//del")
    assert [(s.text or "", s.get("class"), s.get("data-rule")) for s in spans] == [
        (s.text, s.detector, s.rule) for s in cleaned.removed
    ]
    for span in spans:
        assert span.get("data-why") == WHYS[span.get("data-rule")]
        assert tree.xpath("//*[@id=$id]", id=span.get("aria-describedby"))[0].text == span.get("data-why")
        assert span.get("tabindex") == "0"
    counts = {
        box.get("value"): box.getparent().xpath("string(.//*[@class='number'])")
        for box in tree.xpath("//*[@id='removed']/../..//input")
    }
    assert counts == {d: str(n) for d in DETECTORS if (n := sum(s.detector == d for s in cleaned.removed))}
    assert tree.xpath("string(//*[@id='cleaned-text'])") == cleaned.text
    facts = tree.xpath("string(//*[@class='facts'])")
    for fact in (cleaned.metadata.title, cleaned.metadata.published, str(cleaned.script.traditional), cleaned.version):
        assert (fact or "–") in facts


def test_every_rule_has_a_why() -> None:
    assert all(why.endswith(".") and rule.partition(".")[0] in DETECTORS for rule, why in WHYS.items())
    assert len({span.rule for path in SEEDS for span in clean(path.read_bytes()).removed} - WHYS.keys()) == 0


def test_labels_are_whole_in_both_languages() -> None:
    for name, words in LABELS.items():
        assert set(words) == set(explain.LANGUAGES), name
        assert all(words.values()), name
        assert sorted(re.findall(r"{\w+}", words["en"])) == sorted(re.findall(r"{\w+}", words["zh"])), name
    assert set(DETECTORS) <= LABELS.keys()
    template = (Path(explain.__file__).parent / "templates/page.html").read_text("utf-8")
    assert set(re.findall(r'say\("(\w+)"', template)) <= LABELS.keys()


def test_the_page_loads_nothing_and_runs_only_what_its_policy_names() -> None:
    text = explain.page(clean(HOSTILE, format="text"), "en", form=explain.Form(text=HOSTILE))
    tree = parsed(text)
    assert tree.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
    assert [e.tag for e in tree.xpath("//script | //style")] == ["style", "script"]
    assert tree.xpath("//@src | //object | //iframe | //embed | //base") == []
    assert all(not re.match(r"\w+:|//", link) for link in tree.xpath("//a/@href | //form/@action"))
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert explain.policy() == f"{policy}; frame-ancestors 'none'"
    assert "unsafe" not in policy
    for kind, element in (("style-src", "style"), ("script-src", "script")):
        digest = base64.b64encode(hashlib.sha256(tree.xpath(f"string(//{element})").encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy


def test_hostile_text_stays_text() -> None:
    cleaned = clean(HOSTILE, format="text")
    tree = parsed(explain.page(cleaned, "zh", form=explain.Form(text=HOSTILE), problem="<b>no</b>"))
    assert source_shown(tree) == HOSTILE.replace("\u202e", "<U+202E>")
    assert tree.xpath("string(//*[@id='cleaned-text'])") == cleaned.text
    assert tree.xpath("//textarea")[0].text.removeprefix("\n") == HOSTILE
    assert "<b>no</b>" in tree.xpath("string(//*[@role='alert'])")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: f"分享到：{text}\n{text}<>&\"'"))
def test_any_text_is_shown_and_makes_no_element(text: str) -> None:
    tree = parsed(explain.page(clean(text, format="text"), "en"))
    elements = {"del", "ins"}
    assert {e.tag for e in tree.xpath("//*[@id='source-text']//* | //*[@id='cleaned-text']//*")} <= elements


@pytest.mark.parametrize(("more", "cut"), [(0, False), (1, True)])
def test_a_source_too_long_for_a_browser_is_cut_and_says_so(more: int, cut: bool) -> None:
    tree = parsed(explain.page(clean("会" * (explain.CHARACTERS + more), format="text"), "en"))
    assert len(source_shown(tree)) == explain.CHARACTERS
    assert len(tree.xpath("string(//*[@id='cleaned-text'])")) == explain.CHARACTERS
    for name in ("source", "cleaned-head"):
        assert (
            "Only the first 400,000 characters" in tree.xpath(f"string(//section[@aria-labelledby='{name}'])")
        ) == cut


def test_spans_too_many_for_a_browser_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "SPANS", 2)
    tree = parsed(explain.page(clean("会议。\n".join(["分享到：\n"] * 4), format="text"), "en"))
    assert len(tree.xpath("//del")) == 2
    assert "removed spans are shown" in tree.xpath("string(//*[@aria-labelledby='source'])")


def test_a_page_that_lost_nothing_and_one_that_lost_all() -> None:
    whole = parsed(explain.page(clean("定于下周三上午召开全市年度工作会议，请准时参加。"), "en"))
    assert "Nothing was removed." in whole.xpath("string(//*[@aria-labelledby='removed'])")
    gone = parsed(explain.page(clean("分享到："), "en"))
    assert "No text is left." in gone.xpath("string(//*[@id='cleaned'])")
    assert "empty_text" in gone.xpath("string(//*[@aria-label='Warnings'])")


def test_examples_are_the_seeds() -> None:
    assert [path.read_text("utf-8") for path in SEEDS] == list(explain.examples().values())
    links = parsed(explain.page(None, "en", form=explain.Form())).xpath("//*[@class='examples']//@href")
    assert links == [f"clean?example={name}" for name in explain.examples()]
