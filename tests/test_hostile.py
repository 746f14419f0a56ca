"""Hostile pages: the promises hold on them, nothing of their text is lost, and a page over a limit says so.

How the time grows with their size is measured by scripts/growth.py.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page_cleaner import clean
from page_cleaner.page import Limits, OverLimit
from page_cleaner.reading.signatures import NotText
from scripts.growth import Unit, units
from tests.promises import hold, rest

UNITS = list(units(rules=False))


@pytest.mark.parametrize("unit", UNITS, ids=[unit.label for unit in UNITS])
def test_promises(unit: Unit) -> None:
    cleaned = clean(unit.page(3_000), format=unit.format)
    hold(cleaned)
    rest(cleaned)


@pytest.mark.parametrize("count", [1_999, 2_000, 2_001, 30_000])
def test_a_tag_of_any_number_of_attributes_is_a_tag(count: int) -> None:
    attributes = " ".join(f'a{n}="<{n}>"' for n in range(count))
    assert clean(f'<div {attributes} class="x">会议</div><p>召开</p>', format="html").source == "会议\n召开"


@pytest.mark.parametrize("tag", ["<b></i>", '<b a="<">', "<b></i><"], ids=["mismatched", "quoted", "broken"])
def test_nothing_is_lost_behind_tags_whose_depth_only_a_parser_can_tell(tag: str) -> None:
    assert clean(tag * 3_000 + "<p>会议</p>召开", format="html").source.splitlines()[-2:] == ["会议", "召开"]


def test_nothing_outside_the_page_is_read() -> None:
    markup = (
        f'<!DOCTYPE html [<!ENTITY a SYSTEM "file://{__file__}"><!ENTITY % b SYSTEM "http://127.0.0.1:9/b">%b;]>'
        f'<p>会议&a;</p><iframe src="file://{__file__}"></iframe><link rel=import href="http://127.0.0.1:9/">'
    )
    assert "hostile" not in clean(markup, format="html").source.lower().replace(__file__.lower(), "")


@pytest.mark.parametrize(
    ("page", "form", "limits", "what", "actual"),
    [
        ("一\n二\r\n三", "text", Limits(lines=2), "lines", 3),
        ("<p>一</p><p>二</p><p>三</p>", "html", Limits(lines=2), "lines", 3),
        ("<b>" * 3_000 + "一", "html", Limits(nesting=2_900), "nesting", 3_000),
    ],
)
def test_a_page_over_a_limit_says_which_and_by_how_much(
    page: str, form: str, limits: Limits, what: str, actual: int
) -> None:
    with pytest.raises(OverLimit) as caught:
        clean(page, format=form, limits=limits)
    assert (caught.value.what, caught.value.actual) == (what, actual)
    clean(page, format=form)


def test_the_check_is_called_between_stages_and_may_give_up() -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        clean("分享到：\n会议召开。", limits=Limits(check=check))
    assert calls == 5


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from(["auto", "text", "html"]), st.sampled_from([None, "gb18030", "big5", "x"])
)
def test_any_bytes_are_cleaned_or_refused_and_nothing_else(data: bytes, form: str, declared: str | None) -> None:
    try:
        cleaned = clean(data, format=form, declared=declared)
    except NotText:
        return
    hold(cleaned)
    rest(cleaned)
