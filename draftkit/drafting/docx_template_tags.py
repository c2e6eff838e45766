"""Word's XML as a Jinja source: tags put together from their runs, {%p %} and its like in the place of
what they stand in (Word 模板的标签).

Word cuts a tag into runs as it likes, at each change of language or spelling mark. Tags are found in the
words of a paragraph and moved whole into the run in which they begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
# Word turns straight quotation marks round.
_QUOTES = str.maketrans("“”‘’＂＇\u00a0", "\"\"''\"' ")
_LARGE = re.compile(r"\{(?P<sign>[{%#])(?P<trim>[-+]?)(?P<kind>p|tr|tc|r)\s+(?P<rest>.*)", re.S)
_HOLDERS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc", "r": f"{W}r"}
_CALLED = {"p": "这一段", "tr": "表格的这一行", "tc": "表格的这一格", "r": "这一处"}
_OTHERS = re.compile(r"\{%[-+]?\s*(?:cellbg|colspan|hm|vm)\b")
_OPEN, _CLOSE = "\uf8f0", "\uf8f1"
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BRACES = re.compile(r"\{(?=[{%#])")
_MARKED = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass
class Source:
    """A part as a Jinja source. words: for each line of the source, the paragraph that begins there.

    complaints: what is wrong, each with the words of its paragraph.
    """

    text: str
    words: dict[int, str]
    complaints: list[str]


@dataclass
class _Tags:
    """The tags of a part, taken out of its XML. words: of the paragraph of each."""

    written: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    lifted: set[int] = field(default_factory=set)

    def kind(self, number: int) -> str | None:
        """p, tr, tc or r of a tag that stands for what it stands in, None for any other."""
        found = _LARGE.match(self.written[number])
        return found["kind"] if found else None

    def simplify(self, number: int) -> None:
        """{%tr for …%} → {% for …%}."""
        if found := _LARGE.match(self.written[number]):
            self.written[number] = f"{{{found['sign']}{found['trim']} {found['rest']}"

    def place(self, tag: str, words: str) -> str:
        """What stands for a tag in the XML."""
        self.written.append(tag)
        self.words.append(words)
        return f"{_OPEN}{len(self.written) - 1}{_CLOSE}"


def source_of(root: _Element) -> Source:
    """The source of a part's XML. The element is changed."""
    from lxml import etree

    tags = _Tags()
    for paragraph in list(root.iter(f"{W}p")):
        _join(paragraph, tags)
    for kind in ("tr", "tc", "p", "r"):
        for holder in list(root.iter(_HOLDERS[kind])):
            _lift(holder, kind, tags)
    for number, words in enumerate(tags.words):
        if left := tags.kind(number):
            tags.complaints.append(f"“{words}”：{{%{left} %}} 要写在表格里")
    xml = etree.tostring(root, encoding="unicode")
    return _assembled(xml, tags)


def _join(paragraph: _Element, tags: _Tags) -> None:
    """Moves each tag of a paragraph whole into the text in which it begins."""
    texts = list(_texts(paragraph))
    words = "".join(text.text or "" for text in texts)
    if "{" not in words and "}" not in words and not _MARKED.search(words):
        return
    words = _MARKED.sub("", words)
    shown = shorten(words)
    starts = _starts([_MARKED.sub("", text.text or "") for text in texts])
    pieces: list[list[str]] = [[] for _ in texts]
    at = 0
    for found in _TAG.finditer(words):
        _deal(words, at, found.start(), starts, pieces)
        tag = _clean(found.group(), shown, tags)
        pieces[_holder(starts, found.start())].append(tags.place(tag, shown))
        at = found.end()
    _deal(words, at, len(words), starts, pieces)
    for text, piece in zip(texts, pieces, strict=True):
        text.text = "".join(piece)
        text.set(SPACE, "preserve")
    rest = _TAG.sub("", words)
    if re.search(r"\{\{|\}\}|\{%|%\}", rest):
        tags.complaints.append(
            f"“{shown}”：标签没有写完整，请检查 {{{{ }}}}、{{% %}} 是否成对，是否在同一段里"
        )


def _texts(paragraph: _Element) -> Iterator[_Element]:
    """The texts of a paragraph, not those of paragraphs inside it (text boxes)."""
    for text in paragraph.iter(f"{W}t"):
        above = next(text.iterancestors(f"{W}p"), None)
        if above is paragraph:
            yield text


def _starts(texts: list[str]) -> list[int]:
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text)
    return starts


def _holder(starts: list[int], at: int) -> int:
    """The index of the last text that starts at or before this place."""
    return max((i for i, start in enumerate(starts) if start <= at), default=0)


def _deal(words: str, start: int, end: int, starts: list[int], pieces: list[list[str]]) -> None:
    """Gives the words between two tags back to the texts in which they stood."""
    for i, begin in enumerate(starts):
        stop = starts[i + 1] if i + 1 < len(starts) else len(words)
        if piece := words[max(begin, start) : max(min(stop, end), 0)] if begin < end else "":
            pieces[i].append(piece)


def _clean(tag: str, words: str, tags: _Tags) -> str:
    """The tag as Jinja reads it."""
    if _OTHERS.match(tag):
        tags.complaints.append(f"“{words}”：不能用 {tag}，表格的底色和合并请直接在 Word 里设好")
    tag = tag.translate(_QUOTES)
    # A value is a value: its own styles come from the run in which it stands.
    return re.sub(r"^\{\{([rp])\s+", "{{ ", tag)


def _lift(holder: _Element, kind: str, tags: _Tags) -> None:
    """Puts the {%tr %} of a row in the place of the row, and likewise for paragraphs, cells and runs."""
    texts = [text for text in holder.iter(f"{W}t") if next(text.iterancestors(_HOLDERS[kind])) is holder]
    words = "".join(text.text or "" for text in texts)
    numbers = [int(n) for n in _PLACE.findall(words)]
    mine = [n for n in numbers if tags.kind(n) == kind]
    if not mine:
        return
    alone = len(mine) == len(numbers) and not _PLACE.sub("", words).strip()
    for number in mine:
        tags.simplify(number)
    if not alone and kind == "r":
        return  # in the middle of a run it does what a tag without r does
    if not alone:
        tags.complaints.append(
            f"“{tags.words[mine[0]]}”：{{%{kind} %}} 会顶掉{_CALLED[kind]}，{_CALLED[kind]}不能再有别的文字"
        )
        return
    tags.lifted.update(mine)
    _replace(holder, "".join(f"{_OPEN}{n}{_CLOSE}" for n in mine))


def _replace(holder: _Element, mark: str) -> None:
    """Takes an element out and leaves a mark between its neighbours."""
    parent, before = holder.getparent(), holder.getprevious()
    assert parent is not None
    mark += holder.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + mark
    else:
        parent.text = (parent.text or "") + mark
    holder.tail = None
    parent.remove(holder)


def _assembled(xml: str, tags: _Tags) -> Source:
    """The XML with its tags. Each paragraph begins a line, so that Jinja's lines tell the place."""
    xml = re.sub(r"(?=<w:(?:p|tr|tc)[ >/])", "\n", xml.replace("\r", "&#13;").replace("\n", " "))
    out: list[str] = []
    places: dict[int, str] = {}
    line = 1
    for n, piece in enumerate(_PLACE.split(xml)):
        if not n % 2:
            out.append(_BRACES.sub("{{ '{' }}", piece))
            line += piece.count("\n")
            continue
        number = int(piece)
        if number in tags.lifted:
            out.append("\n")
            line += 1
        out.append(tags.written[number].replace("\n", " "))
        places.setdefault(line, tags.words[number])
    return Source("".join(out), places, tags.complaints)


def shorten(words: str, most: int = 40) -> str:
    """The words of a paragraph, for a message."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"
