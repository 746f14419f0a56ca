"""Clean scraped Chinese government pages: the body text, the script variant, and every removed span with its rule."""

from __future__ import annotations

from service.cleaner import Cleaned, clean
from service.page import Span

__all__ = ["Cleaned", "Span", "clean"]
