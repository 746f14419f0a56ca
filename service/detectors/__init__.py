"""The detectors, one small file each.

``RULES`` holds the rules that the engine runs over the view, in the order in which they are tried on a line;
``REPAIRS`` are the two detectors that mend single characters by evidence of the whole page, before there is a view.
``WHYS`` gathers what every rule says of itself, those of the structure included.
"""

from __future__ import annotations

from service import stretch, tree
from service.detectors import (
    breadcrumb,
    byline,
    comment_form,
    debris,
    duplicated_punctuation,
    icp_footer,
    media,
    navigation,
    notice,
    page_tools,
    pinyin_annotation,
    share_widget,
)

RULES = (
    *debris.RULES, *media.RULES, *share_widget.RULES, *icp_footer.RULES, *breadcrumb.RULES, *page_tools.RULES,
    *comment_form.RULES, *notice.RULES, *byline.RULES, *navigation.RULES,
)  # fmt: skip

REPAIRS = (pinyin_annotation, duplicated_punctuation)

#: Every id that a span's ``rule`` can have, in the order of the detectors' files, with the one-line why.
WHYS = {
    **{rule.id: rule.why for repair in REPAIRS for rule in repair.RULES},
    **{rule.id: rule.why for rule in RULES},
    **tree.WHYS,
    **stretch.WHYS,
}
