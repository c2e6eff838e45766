"""What a set document is made of: pieces of finished XML, and pieces that wait for values.

Most XML is ready as soon as the document is known, tokens and all. Where the *layout* depends on a
value (the lines of a title, the place of a signature) the block keeps its texts and is built again
when the values are known. Such a `Flexible` is built by a module-level function, so that a compiled
body can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from draftkit.model import Paragraph
from draftkit.writers.geometry import Page
from draftkit.writers.profile import Profile
from draftkit.writers.runs import TOKEN


@dataclass(frozen=True, slots=True)
class Flexible:
    """XML whose layout depends on its texts. build: texts -> XML. remembers: what it worked out before."""

    build: Callable[[tuple[str, ...]], str]
    texts: tuple[str, ...]
    remembers: bool = False


Block = str | Flexible


def flexible(build: Callable[[tuple[str, ...]], str], texts: tuple[str, ...]) -> Block:
    """The XML at once when no text holds a token, else a block that waits for the values."""
    if any(TOKEN.search(t) for t in texts):
        return Flexible(build, texts)
    return build(texts)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the builders of a document know besides their own paragraphs.

    issuers: names from the head of the document; signature: names under its text; both may be empty.
    opening: the first title and its addressees, which share the first page with the head. comments:
    number of the comment for the id() of a paragraph.
    """

    profile: Profile
    issuers: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    opening: tuple[str, str] = ("", "")
    comments: Mapping[int, int] = field(default_factory=dict)

    def comments_on(self, group: Iterable[Paragraph]) -> list[int]:
        """Numbers of the comments on these paragraphs."""
        return [self.comments[id(p)] for p in group if id(p) in self.comments] if self.comments else []

    @property
    def page(self) -> Page:
        """Margins, grid and sizes of type."""
        return self.profile.page


def plain(paragraph: Paragraph) -> str:
    """The text without white space at its ends (indents typed by hand)."""
    return paragraph.text.strip()


def solid(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def paragraph(style: str, content: str, properties: str = "") -> str:
    """One w:p. properties: what follows w:pStyle in w:pPr, in schema order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def keep_with_next(block: Block) -> Block:
    """The paragraph, kept on the page of what follows it."""
    if isinstance(block, Flexible) or "<w:keepNext/>" in block:
        return block
    return block.replace('"/>', '"/><w:keepNext/>', 1)  # w:keepNext comes right after w:pStyle


def blank(lines: int = 1, *, keep: bool = False) -> str:
    """Empty lines. keep: on the page of what follows."""
    return (paragraph("Normal", "", "<w:keepNext/>") if keep else "<w:p/>") * lines


def indent(*, left: int = 0, right: int = 0, first: int = 0) -> str:
    """w:ind in twips; a negative `first` hangs."""
    start = f' w:left="{left}"' if left else ""
    end = f' w:right="{right}"' if right else ""
    lead = f' w:firstLine="{first}"' if first > 0 else f' w:hanging="{-first}"' if first < 0 else ""
    return f"<w:ind{start}{end}{lead}/>" if start or end or lead else ""


def exact(line: int, before: int = 0) -> str:
    """w:spacing with an exact line pitch."""
    space = f' w:before="{before}"' if before else ""
    return f'<w:spacing{space} w:line="{line}" w:lineRule="exact"/>'


def cell(content: str, width: int, *, span: int = 1, borders: str = "", align: str = "") -> str:
    """One w:tc."""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    vertical = f'<w:vAlign w:val="{align}"/>' if align else ""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{grid}{borders}{vertical}</w:tcPr>{content}</w:tc>"


def row(cells: str, properties: str = "") -> str:
    """One w:tr."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def table(
    rows: str,
    widths: tuple[int, ...],
    *,
    float_: str = "",
    placed: str = "",
    borders: str = "",
    margin: int = 0,
) -> str:
    """One w:tbl of fixed layout. float_: w:tblpPr; placed: w:jc or w:tblInd; margin: beside the text of cells."""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    sides = f'<w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/>'
    properties = (
        f'{float_}{size}{placed}{borders}<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar>'
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
