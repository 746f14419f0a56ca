"""What is known of a site: which units stand on many of its pages, learnt once, used as evidence of the frame."""

from __future__ import annotations

from page_cleaner.sites.profile import Profile, ProfileError, chosen, load, merge

__all__ = ["Profile", "ProfileError", "chosen", "load", "merge"]
