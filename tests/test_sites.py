"""Profiles of sites: what is learnt, what they may do to a page and what not, and what is refused as one."""

from __future__ import annotations

import copy
import json
import pickle
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.catalogue import VERSION
from page_cleaner.sites import Profile, ProfileError, load, merge
from page_cleaner.sites.learning import Counter, Learnt, learn
from page_cleaner.sites.profile import WRITTEN_BYTES, Seen, from_value, key, loads
from tests import sites
from tests.examples import marked
from tests.promises import hold

CASES = json.loads((Path(__file__).parent / "cases" / "sites.json").read_text("utf-8"))
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))

profile = cache(sites.profile)


def gone(source: str, **options: Any) -> set[int]:
    """The places of all characters, but white space, that go."""
    cleaned = clean(source, format="text", **options)
    hold(cleaned)
    return {n for span in cleaned.removed for n in range(span.start, span.end) if not source[n].isspace()}


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_what_repeats_goes_where_it_is_the_frame(case: dict[str, Any]) -> None:
    source, expected = marked(case.get("join", "\n").join(case["page"]))
    assert gone(source, site=profile()) == expected


def test_the_span_says_on_how_many_pages_the_unit_stands() -> None:
    cleaned = clean(
        sites.page(["某县召开会议", "近日，某县召开会议，研究部署下一阶段工作，听取有关情况汇报。"]), site=profile()
    )
    spans = [span for span in cleaned.as_dict()["removed"] if span["rule"] == "navigation.site_repeats"]
    assert spans[0]["text"].split("\n") == list(sites.MENU)
    assert spans[0]["evidence"] == {"pages": 40, "of": 40}
    assert cleaned.version == f"{VERSION}.site.{profile().digest}"


def test_the_same_page_with_the_same_profile_has_the_same_answer_and_rests() -> None:
    page = next(sites.pages())
    first, second = clean(page, site=profile()), clean(page, site=pickle.loads(pickle.dumps(profile())))
    assert first == second
    assert clean(first.text, format="text", site=profile()).text == first.text


@pytest.mark.parametrize("seed", SEEDS, ids=[path.stem for path in SEEDS])
def test_the_profile_of_another_site_changes_no_seed(seed: Path) -> None:
    without, wrong = clean(seed.read_bytes()), clean(seed.read_bytes(), site=profile())
    assert (wrong.text, wrong.removed, wrong.warnings) == (without.text, without.removed, without.warnings)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_the_profile_of_five_pages_loses_nothing(case: dict[str, Any]) -> None:
    source, expected = marked(case.get("join", "\n").join(case["page"]))
    assert gone(source, site=profile(5)) <= expected


def test_a_page_that_was_learnt_from_is_no_evidence_against_itself() -> None:
    counter = Counter()
    for page in [sites.page(["某县召开会议", "某县的唯一一行"])] * 3:
        counter.add(learn(page))
    page = "\n".join([*sites.MENU, "某县召开会议", "某县的唯一一行", *sites.FOOT])
    assert gone(page, site=counter.profile()) == gone(page)


def test_skipping_navigation_skips_what_repeats() -> None:
    page = "\n".join([*sites.MENU, "某县召开会议"])
    assert gone(page, skip=["navigation"], site=profile()) == set()


def test_a_menu_is_found_in_the_shapes_that_were_not_learnt() -> None:
    """A list in one block, its links glued together, and words apart by bars."""
    body = "近日，某县召开会议，研究部署下一阶段工作，听取有关情况汇报。"
    for menu in (
        "".join(sites.MENU),
        " ".join(sites.MENU),
        " | ".join(sites.MENU),
        "【" + "】【".join(sites.MENU) + "】",
    ):
        source = f"{menu}\n{menu}\n{menu}\n某县召开会议\n{body}"
        assert clean(source, format="text", site=profile()).text == f"某县召开会议\n{body}"


def test_counts_say_where_a_unit_stands_and_whether_it_is_a_link() -> None:
    learnt = profile()
    assert learnt.units["青山之窗"] == Seen(40, 20, 0, 0, 40)  # half of the pages have prose
    assert learnt.units["田园牧歌伴你我"] == Seen(40, 0, 0, 20, 0)
    assert learnt.units[key("全县春季植树活动启动")].pages == sites.TEASED
    assert (learnt.pages, learnt.marked) == (40, 40)


def test_shards_learn_apart() -> None:
    whole, first, second = Counter("a"), Counter("a"), Counter("a")
    for number, page in enumerate(islice(sites.pages(), 30)):
        whole.add(learn(page))
        (first if number % 3 else second).add(learn(page))
    merged = merge([first.profile(), second.profile()])
    assert merged == whole.profile()
    assert merge([loads(first.profile().dumps()), loads(second.profile().dumps())]).dumps() == merged.dumps()


def test_profiles_of_two_sites_do_not_merge() -> None:
    with pytest.raises(ProfileError, match="'a' and 'b'"):
        merge([Profile("a", 1, {}), Profile("b", 1, {})])


def test_memory_is_bounded_and_what_that_costs_is_known() -> None:
    exact, bounded = Counter(), Counter(most=60)
    for page in islice(sites.pages(), 200):
        learnt = learn(page)
        exact.add(learnt)
        bounded.add(learnt)
        assert len(bounded.units) <= 60
    known, least = exact.profile(), bounded.profile()
    for name, seen in known.units.items():
        found = least.units.get(name, Seen(0))
        assert found.pages <= seen.pages < found.pages + least.floor


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑"), max_size=8), max_size=40),
    st.integers(1, 40),
    st.integers(2, 8),
)
def test_no_count_is_off_by_more_than_the_floor_says(pages: list[list[str]], cut: int, most: int) -> None:
    exact, first, second = Counter(), Counter(most=most), Counter(most=most)
    for number, page in enumerate(pages):
        learnt = Learnt(dict.fromkeys(page, 0), marked=False)
        exact.add(learnt)
        (first if number < cut else second).add(learnt)
    first.absorb(second)
    bounded = first.profile()
    assert (bounded.pages, len(bounded.units) <= most) == (len(pages), True)
    for name, seen in exact.profile().units.items():
        found = bounded.units.get(name, Seen(0)).pages
        assert found <= seen.pages < found + bounded.floor


def test_a_file_is_small_and_reads_back(tmp_path: Path) -> None:
    units = {key(f"第{n}号单元的文字很长很长很长很长很长很长"): Seen(1 + n % 7, 1) for n in range(20_000)}
    large = Profile("www.example.gov.cn", 7, units)
    large.save(tmp_path / "site.json")
    assert (tmp_path / "site.json").stat().st_size <= WRITTEN_BYTES
    found = load(tmp_path / "site.json")
    assert found == large.cut()
    assert found.floor > 1
    assert [path.name for path in tmp_path.iterdir()] == ["site.json"]


def test_a_profile_is_readable() -> None:
    assert '\n"青山之窗":[40,20,0,0,40],\n' in profile().dumps()


VALUE = {"page_cleaner_profile": 1, "site": "a", "pages": 3, "units": {"首页": [3, 1]}}


def test_a_profile_written_by_hand_is_taken() -> None:
    assert from_value(VALUE).units == {"首页": Seen(3, 1)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"page_cleaner_profile": 2}, "'page_cleaner_profile' is not 1"),
        ({"page_cleaner_profile": True, "pages": "3"}, "pages"),
        ({"site": 7}, "'site'"),
        ({"site": "../../etc"}, "'site'"),
        ({"site": "x" * 300}, "'site'"),
        ({"pages": -1}, "'pages'"),
        ({"pages": 1.5}, "'pages'"),
        ({"pages": True}, "'pages'"),
        ({"pages": 10**30}, "'pages'"),
        ({"marked": 4}, "'marked'"),
        ({"floor": 0}, "'floor'"),
        ({"digest": "0" * 12}, "digest"),
        ({"units": []}, "'units'"),
        ({"units": {"首页": 3}}, "首页"),
        ({"units": {"首页": []}}, "首页"),
        ({"units": {"首页": [4]}}, "首页"),
        ({"units": {"首页": [3, 4]}}, "首页"),
        ({"units": {"首页": [3, None]}}, "首页"),
        ({"units": {"首页": [1, 1, 1, 1, 1, 1]}}, "首页"),
        ({"units": {"首 页": [1]}}, "首 页"),
        ({"units": {"#short": [1]}}, "#short"),
        ({"units": {"字" * 21: [1]}}, "字字"),
        ({"program": "rm"}, "'program'"),
    ],
    ids=lambda value: json.dumps(value, ensure_ascii=False)[:40] if isinstance(value, dict) else None,
)
def test_what_is_no_profile_is_refused_in_words(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ProfileError, match="no profile") as caught:
        loads(json.dumps(VALUE | change))
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", '{"a":' * 100_000, "1" * 5_000, "NaN", " " * 16_000_001])
def test_a_file_that_holds_something_else_is_refused_in_words(text: str, tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ProfileError, match="is no profile"):
        load(file)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=10)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*VALUE, "marked", "floor", "digest"), JSON)))
def test_nothing_read_as_a_profile_crashes(value: dict[str, Any]) -> None:
    try:
        found = from_value(VALUE | value)
    except ProfileError:
        return
    assert loads(found.dumps()) == found


WORDS = st.sampled_from([*sites.MENU, *sites.FOOT, sites.TEASER, "特此公告。", "处罚对象", "某人", "近日，某县召开会议，研究部署下一阶段工作，听取有关情况汇报。", "京ICP备05070218号", "附件：", "12"])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=25), st.sampled_from(["\n", " ", " | ", "\t", ""]))
def test_the_promises_hold_with_a_profile(words: list[str], join: str) -> None:
    cleaned = clean(join.join(words), format="text", site=profile())
    hold(cleaned)
    again = clean(cleaned.text, format="text", site=profile())
    assert again.text == cleaned.text


@pytest.mark.parametrize("site", [7, b"site.json", {"units": {}}, ["a"]])
def test_what_names_no_profile_is_refused(site: Any) -> None:
    with pytest.raises(ProfileError, match="site takes a profile"):
        clean("会议召开。", site=site)


def test_a_profile_may_be_named_by_its_file_and_is_copied_as_one(tmp_path: Path) -> None:
    profile().save(tmp_path / "site.json")
    page = next(sites.pages())
    assert clean(page, site=tmp_path / "site.json").text == clean(page, site=profile()).text
    assert copy.deepcopy(profile()) == profile()
