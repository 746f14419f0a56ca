"""The rules, one small file a detector, two for bylines, and what runs them.

``RULES`` holds them in the order in which they are tried on a line.
"""

from __future__ import annotations

from page_cleaner.rules import (
    breadcrumb,
    byline,
    byline_dates,
    comment_form,
    debris,
    icp_footer,
    media,
    navigation,
    notice,
    page_tools,
    share_widget,
)

RULES = (
    *debris.RULES, *media.RULES, *share_widget.RULES, *icp_footer.RULES, *breadcrumb.RULES, *page_tools.RULES,
    *comment_form.RULES, *notice.RULES, *byline.RULES, *byline_dates.RULES, *navigation.RULES,
)  # fmt: skip
