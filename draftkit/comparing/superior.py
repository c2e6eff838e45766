"""What a superior's plan says that it will do itself: nothing that the lower level could carry out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from draftkit.comparing.pairing import Pairing
from draftkit.lexicon.levels import superior_tasks
from draftkit.lexicon.text import normal
from draftkit.model import LEVELS, Level

# 省财政对…给予补助, 省级统一建设…, 省教育厅在…: the subject is a body of the superior's own level.
_SUBJECT: Mapping[Level, str] = {"province": "省|自治区", "city": "市|州|盟", "county": "县|区|旗"}
_BODY = "(?:级(?!(?:及)?以上|[^，]{0,4}(?:达到|不低于))|财政|直|政府|[\\u4e00-\\u9fff]{2,12}?(?:厅|委(?![托员])|局|办))"


def superiors_own(pairing: Pairing, text: str) -> bool:
    """Whether a sentence or clause of the parent is a task of the parent's own level (上级自身职责)."""
    above, below = pairing.parent_level, pairing.child_level
    if pairing.same_place or above is None or below is None or LEVELS.index(above) >= LEVELS.index(below):
        return False
    if above in _SUBJECT and re.match(rf"由?(?:{_SUBJECT[above]}){_BODY}", normal(text).strip()):
        return True
    return bool(superior_tasks(text, above, below))


# 各县（市、区）要在7月底前制定实施方案，报市教育局备案: the child is that plan.
_THIS_PLAN = re.compile(
    r"^(?:〔下级〕|各地|各[^，。；]{0,12}(?:政府|部门|单位))[^。；]{0,30}?(?:制定|出台|印发|编制|细化)[^，。；]{0,20}"
    r"(?:方案|意见|措施|办法|计划|细则|任务清单)"
)


def asks_for_this_plan(pairing: Pairing, form: str) -> bool:
    """Whether a sentence of the parent asks those below for the very paper that the child is (要求下级出台方案)."""
    return not pairing.same_place and _THIS_PLAN.match(form) is not None
