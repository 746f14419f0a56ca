"""Repairs: detectors that mend single characters by evidence of the whole page, before there is a view."""

from __future__ import annotations

from page_cleaner.repairs import duplicated_punctuation, invisible, pinyin_annotation, ruby

REPAIRS = (ruby, invisible, pinyin_annotation, duplicated_punctuation)
