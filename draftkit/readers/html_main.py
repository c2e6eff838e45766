"""Which blocks of a page are the document: by density of text and the marks of the genre.

No rule knows a portal. The core is the smallest element that holds nearly all running text; above
it only what a document's head can be (metadata, title, number) is kept, behind it only what a
document's end can be (names of agencies, date, attachments, imprint).
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from draftkit.lexicon import genre
from draftkit.lexicon.text import bare, squeeze
from draftkit.readers.html_blocks import Block
from draftkit.readers.html_tables import is_name, metadata_names

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORDS = Path(__file__).resolve().parent.parent / "lexicon" / "data" / "web.json"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MARKS = re.compile(r"[。；，、：！]")
_ENDS_TITLES = re.compile(r"。|[:：]\s*$|^\s*[一二三四五六七八九十]{1,3}、")
_RUNNING = re.compile(r"[，；]")
_LABEL = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|第[一二三四五六七八九十百\d]{1,4}[章节条])"
)
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]\s*[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*第?\s*\d{1,5}\s*号")
_DATE = re.compile(
    r"^[（(]?\s*(?:[12]\s*\d\s*\d\s*\d|[一二][〇○零Ｏ一二三四五六七八九]{3})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
)
_ATTACHMENT = re.compile(r"^\s*[【\[]?附\s*[件表录]\s*[\d一二三四五六七八九十]{0,2}\s*(?:[:：]|$|[\]】])")
_IMPRINT = re.compile(r"^\s*(?:抄\s*送|分\s*送|抄\s*报|主\s*送)\s*[:：]|印发\s*$")
_OPENNESS = re.compile(r"主动公开|依申请公开|此件|公开(?:方式|属性|形式)|此页无正文")
_STATED_OPENNESS = re.compile(r"^\s*[（(]\s*(?:此件|信息公开)")
_SURE = 3  # numbered paragraphs are the genre's own; a box of news beside a short document has none
_CORE_SHARE = 0.85
# Elements that are parts of a text, never the whole of it.
_PARTS = frozenset("p table thead tbody tr ol ul li dl dd h1 h2 h3".split())
_ENOUGH = 30  # Chinese characters of running text below which a page holds no document


@cache
def _noise() -> re.Pattern[str]:
    """Words of the page around a document (版权所有, 网站地图 …)."""
    table: dict[str, list[str]] = json.loads(_WORDS.read_text(encoding="utf-8"))
    anywhere, start = (("|".join(map(re.escape, table[key]))) for key in ("anywhere", "start"))
    return re.compile(rf"{anywhere}|^[\s【\[]*(?:{start}|{genre.alternation('residue')})")


@cache
def _names() -> re.Pattern[str]:
    """A name of metadata with its colon, white space inside the name allowed."""
    spaced = (r"\s*".join(map(re.escape, name)) for name in sorted(metadata_names(), key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s|｜　\]】）)]))[\[【]?(?:{'|'.join(spaced)})[\]】]?\s*[:：]")


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?:{genre.alternation('org_suffixes')})(?:文件)?$")


@cache
def _kind_of_document() -> re.Pattern[str]:
    return re.compile(rf"(?:{genre.alternation('genres')})》?(?:[（(][^（）()]{{1,16}}[）)])?$")


def stated_title(root: _Element) -> str:
    """The title that the page states of itself (ArticleTitle, <title> without the site), or ""."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() in ("articletitle", "title") and (
            meta.get("content") or ""
        ).strip():
            return str(meta.get("content")).strip()
    title = root.find(".//title")
    words = " ".join(str(t) for t in title.itertext()).strip() if title is not None else ""
    parts = re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|[-–—](?=[\u4e00-\u9fff]{2,14}$)", words)
    return max((p.strip() for p in parts), key=len, default="")


def main_blocks(blocks: list[Block], title: str) -> list[Block]:
    """The document's own blocks, metadata as lines 名称：值; empty when there is no text."""
    blocks = _joined_pairs(blocks)
    core = _core(blocks)
    if core is None:
        return []
    members = set(core.iter())
    inside = [i for i, block in enumerate(blocks) if block.element in members]
    first, last = inside[0], inside[-1]
    middle = [block for i in inside if not _is_noise(block := blocks[i])]
    body = _trimmed(middle)
    before = middle[: middle.index(body[0])] if body else middle
    head = _head(blocks[:first] + before, body, title)
    tail = _tail(blocks[last + 1 :])
    if any(_STATED_OPENNESS.search(block.text) for block in body + tail if len(block.text) < 40):
        # What the document says of itself goes before what the portal says of it.
        head = [block for block in head if not _OPENNESS.match(block.text)]
    return [part for block in head + body + tail for part in _split_metadata(block)]


def _joined_pairs(blocks: list[Block]) -> list[Block]:
    """索引号： and its value in two neighbouring blocks become one."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if above is not None and is_name(above.text) and _beside(above, block) and not is_name(block.text):
            name = squeeze(above.text).strip(":：[]【】")
            out[-1] = Block([f"{name}：{block.text.strip()}"], above.element, above.number, noise=above.noise)
        else:
            out.append(block)
    return out


def _beside(name: Block, value: Block) -> bool:
    one, two = name.element, value.element
    if name.paired or value.heading or value.centred or _names().match(value.text.strip()):
        return False
    near = one.getparent() is two.getparent() or _grand(one) is _grand(two)
    bounded = name.text.rstrip().endswith((":", "：")) or one.tag in ("dt", "th", "td")
    return near and bounded and len(value.text) <= 120 and "。" not in value.text


def _grand(node: _Element) -> _Element | None:
    parent = node.getparent()
    return parent.getparent() if parent is not None else None


def _weight(block: Block) -> float:
    """How much running text a block holds: Chinese characters outside links."""
    if _is_noise(block):
        return 0.0
    size = len(_CHINESE.findall(block.text)) - block.linked
    if size <= 0:
        return 0.0
    if _LABEL.match(block.text) or "责任单位" in block.text:
        return float(_SURE * size)
    return float(size) if _MARKS.search(block.text) else size * 0.3


def _core(blocks: list[Block]) -> _Element | None:
    """The smallest element with nearly all of the running text; None when there is too little."""
    weights: dict[_Element, float] = {}
    for block in blocks:
        if weight := _weight(block):
            weights[block.element] = weights.get(block.element, 0.0) + weight
    total = sum(weights.values())
    if total < _ENOUGH:
        return None
    top = next(iter(weights)).getroottree().getroot()
    sums = _summed(weights, top)
    node = top
    while (child := max(node, key=lambda c: sums.get(c, 0.0), default=None)) is not None:
        if sums.get(child, 0.0) < _CORE_SHARE * total:
            break
        node = child
    while node.tag in _PARTS and (parent := node.getparent()) is not None:
        node = parent
    return node


def _summed(weights: dict[_Element, float], top: _Element) -> dict[_Element, float]:
    """Weights with those of all descendants added."""
    from lxml import etree

    sums: dict[_Element, float] = {}
    for _, node in etree.iterwalk(top, events=("end",)):
        if value := sums.get(node, 0.0) + weights.get(node, 0.0):
            sums[node] = value
            if (parent := node.getparent()) is not None:
                sums[parent] = sums.get(parent, 0.0) + value
    return sums


def _is_noise(block: Block) -> bool:
    """Navigation, share buttons and the like, also in the middle of a document."""
    text = block.text.strip()
    if block.noise:
        return True
    if "。" in text or block.cell or _ATTACHMENT.match(text):
        return False
    if block.linked > 0.6 * len(text) or (block.linked and len(text) <= 4):
        return True
    # A line of running text may begin with such a word (相关政策，…) or hold one (…二维码，…).
    return len(text) < 80 and not _RUNNING.search(text) and _noise().search(text) is not None


def _is_title(text: str) -> bool:
    words = text.strip()
    return (
        6 <= len(words) <= 110
        and not re.search(r"[。；]", words)
        and _kind_of_document().search(words) is not None
    )


def _starts(block: Block) -> bool:
    """Whether a document can begin with this block."""
    text = block.text
    return bool(
        _names().match(text) or _is_title(text) or _carries(block) or _LABEL.match(text) or block.centred
    )


def _carries(block: Block) -> bool:
    """Running text, or a line that belongs to a document by its form (number, agency, date …)."""
    text = block.text.strip()
    if block.cell or re.search(r"[。；]", text) or (len(text) > 16 and _RUNNING.search(text)):
        return True
    return _belongs(text) or (_LABEL.match(text) is not None and not block.linked)


def _belongs(text: str) -> bool:
    text = text.strip()
    if len(text) > 160:
        return False
    forms = (_DOC_NUMBER, _DATE, _ATTACHMENT, _IMPRINT, _OPENNESS)
    if any(form.search(text) for form in forms):
        return True
    return not _MARKS.search(text) and _agency().search(squeeze(text)) is not None


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without what stands before the first and behind the last block of the document itself."""
    first = next((i for i, block in enumerate(blocks) if _starts(block)), len(blocks))
    last = next(
        (
            i
            for i in range(len(blocks), first, -1)
            if _carries(blocks[i - 1]) or _is_title(blocks[i - 1].text)
        ),
        first,
    )
    return blocks[first:last]


def _head(candidates: list[Block], body: list[Block], title: str) -> list[Block]:
    """Metadata, title and number from above the core."""
    out: list[Block] = []
    seen = _openings(body)
    for block in candidates:
        text = block.text.strip()
        if block.noise or block.linked > 0.5 * len(text):
            continue
        if _names().match(text) or (len(text) <= 40 and _DOC_NUMBER.search(text)):
            out.append(block)
        elif _names_document(block, title) and not any(bare(text) in opening for opening in seen):
            seen.append(bare(text))
            out.append(block)
    top = list(takewhile(lambda b: not _ENDS_TITLES.search(b.text), body[:30]))
    known = any(map(_is_title, _openings(top))) or any(_names_document(block, title) for block in out)
    if not known and _is_title(title) and body:
        out.insert(0, Block([title], body[0].element, body[0].number))
    return out


def _openings(body: list[Block]) -> list[str]:
    """Runs of up to four blocks near the start: a title may stand on several lines."""
    words = [bare(block.text) for block in body[:30] if len(block.text) < 120]
    return ["".join(words[i : i + n]) for i in range(len(words)) for n in range(1, 5)]


def _names_document(block: Block, title: str) -> bool:
    """Whether a block above the core is the document's title."""
    text = block.text.strip()
    if not 6 <= len(text) <= 110 or re.search(r"[。；]", text):
        return False
    same = bare(text) == bare(title) or (len(text) > 10 and bare(text) in bare(title))
    return same or (_is_title(text) and (block.heading or "关于" in text))


def _tail(blocks: list[Block]) -> list[Block]:
    """What may end a document, as long as nothing else comes between."""
    out: list[Block] = []
    for block in blocks:
        if _is_noise(block) or not (block.cell or _belongs(block.text)):
            break
        out.append(block)
    return out


def _split_metadata(block: Block) -> list[Block]:
    """发布时间：… 来源：… 浏览次数：… on one line become a line each."""
    text = block.text
    if block.cell or len(text) > 400 or not _names().match(text.strip()):
        return [block]
    starts = [match.start() for match in _names().finditer(text)]
    ends = [*starts[1:], len(text)]
    parts = [(a, _tidy(text[a:b])) for a, b in zip(starts, ends, strict=True)]
    return [Block([part], block.element, block.number, column=a + 1) for a, part in parts if part]


def _tidy(pair: str) -> str:
    name, mark, value = re.split(r"([:：])", pair, maxsplit=1)
    return squeeze(name).strip("[]【】") + mark + value.strip(" |｜\u3000\u00a0")
