"""What a file holds: one document, several in a row, or a notice with its plan as 附件."""

from __future__ import annotations

import re

from draftkit.lexicon.text import bare
from draftkit.parsing.join import Block
from draftkit.parsing.tasks import TaskTable
from draftkit.parsing.titles import akin, ends_with_genre, inner_title, is_carrier, is_title_like

SEVERAL = "文件里有不止一份公文，只读了第一份；请把后面的另存成文件再读"
# An attachment of this kind may be the plan itself; 清单, 表 and 名单 never are.
_PLAN = re.compile(
    r"(?:方案|意见|计划|措施|要点|办法|细则|规划|规定|制度|预案)(?:[（(][^（）()]{1,16}[）)])?\s*》?$"
)
_LETTER = re.compile(r"现.{0,80}(?:印发|下发|印送)|(?:已经|业经|经)[^。]{2,40}(?:同意|通过)")
_NAMES = re.compile(r"《([^《》]+)》")
_FORWARDS = re.compile(r"转发|批转")
_PUT_FORTH = re.compile(r"(?:制定|提出|特制定)[^。]{0,12}(?:方案|意见|计划|措施|要点|办法|细则)")


def first_heading(blocks: list[Block]) -> int | None:
    """Index of the first numbered paragraph, one that counts from 1 if there is any."""
    labelled = [i for i, b in enumerate(blocks) if b.kind == "label" and b.label is not None]
    for i in labelled:
        label = blocks[i].label
        if label is not None and label.number == 1:
            return i
    return labelled[0] if labelled else None


def first_table(blocks: list[Block]) -> int | None:
    """Index of the header of the first table of tasks (任务分工表) in front of any 附件 that is another paper."""
    return next((i for i, b in enumerate(blocks) if b.table and TaskTable.of(b.rows[0].cells)), None)


def end_of_first(blocks: list[Block], start: int) -> int:
    """Index behind the first document: where another 发文字号 and 主送机关 follow its numbered part.

    A notice may issue several plans at once; the second begins where its title stands alone.
    """
    further = _further_plans(blocks[:start])
    for i in range(start + 1, len(blocks)):
        if further and blocks[i].kind == "text" and bare(blocks[i].words) in further:
            return i
        if blocks[i].kind == "attachment_mark":
            break
        following = blocks[i + 1 : i + 5]
        if blocks[i].kind == "doc_number" and any(b.kind == "addressee" for b in following):
            while i - 1 > start and _above_number(blocks[i - 1]):
                i -= 1
            return i
    return len(blocks)


def _further_plans(front: list[Block]) -> set[str]:
    """The plans that a letter issues beside the first (现将《…方案》《…措施》印发给你们)."""
    letters = [_NAMES.findall(b.words) for b in front if _LETTER.search(b.words)]
    names = [bare(name) for name in max(letters, key=len, default=[]) if _PLAN.search(name)]
    return set(names[1:])


def forwarded(blocks: list[Block]) -> int | None:
    """Index where a forwarded document begins behind its notice (转发…的通知), None when there is none.

    It has a head of its own: a number, or 主送机关. Without them its title is read as a plan's.
    """
    carrier = next((i for i, b in enumerate(blocks[:30]) if _forwards(b)), None)
    if carrier is None:
        return None
    name = _core(inner_title(blocks[carrier].words) or "")
    for i in range(carrier + 1, len(blocks)):
        title = blocks[i].words
        if blocks[i].kind != "text" or len(title) > 110 or not is_title_like(title):
            continue
        headed = any(b.kind in ("doc_number", "addressee") for b in blocks[i + 1 : i + 4])
        if headed and len(_core(title)) > 6 and akin(name, _core(title)):
            return _top_of(blocks, i, carrier)
    return None


def _forwards(block: Block) -> bool:
    words = block.words
    return (
        block.kind == "text"
        and len(words) < 110
        and _FORWARDS.search(words) is not None
        and is_carrier(words)
    )


def _core(title: str) -> str:
    """A title without its kind: the notice often names it shortened."""
    return re.sub(r"的?(?:通知|意见|函|方案|办法)$", "", bare(title))


def _top_of(blocks: list[Block], title: int, carrier: int) -> int:
    """The first block of the head to which a title belongs: issuers and number may stand above it."""
    top = title
    while top - 1 > carrier and blocks[top - 1].kind in ("orgs", "doc_number", "serial"):
        top -= 1
    closed = any(b.kind == "date" for b in blocks[carrier:top])
    return top if closed else title


def _above_number(block: Block) -> bool:
    title = block.kind == "text" and is_title_like(block.words) and len(block.words) < 110
    return title or (block.kind == "orgs" and block.words.rstrip().endswith("文件"))


def plan_in_attachment(blocks: list[Block], start: int, mark: int) -> int | None:
    """Index of the first heading of a plan that stands as 附件 of its notice, None when none does.

    start: the first heading of the file, mark: the first 附件 mark. A notice may have points of its
    own; the plan is what it carries.
    """
    if mark + 2 >= len(blocks):
        return None
    title = blocks[mark + (blocks[mark].kind == "attachment_mark")].words  # the mark itself may be lost
    if not (ends_with_genre(title) and _PLAN.search(title)):
        return None
    head = blocks[:start]
    if any(_PUT_FORTH.search(b.words) for b in head):
        return None  # the file's own text is a plan, the attachment another
    carriers = [b.words for b in head if is_carrier(b.words)]
    names = [inner for words in carriers if (inner := inner_title(words))]
    letter = any(_LETTER.search(b.words) for b in head)
    if not (any(akin(name, title) for name in names) if names else letter):
        return None
    end = next((i for i in range(mark + 1, len(blocks)) if blocks[i].kind == "attachment_mark"), len(blocks))
    first = first_heading(blocks[mark:end])
    count = sum(b.kind == "label" for b in blocks[mark:end])
    return mark + first if first is not None and count > 1 else None
