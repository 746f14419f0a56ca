"""Clean scraped Chinese government pages: the body text, the script variant, and every removed span with its rule."""

from __future__ import annotations

from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.options import OptionError
from page_cleaner.page import Limits, OverLimit, Span
from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import Profile, ProfileError

__all__ = ["Cleaned", "Limits", "NotText", "OptionError", "OverLimit", "Profile", "ProfileError", "Span", "clean"]
