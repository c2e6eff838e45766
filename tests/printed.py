"""Documents as offices type and print them: paper, fonts, spacing, numbering and furniture of all kinds."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from draftkit.model import Document
from draftkit.writers.text import to_text

LAYOUTS = Path(__file__).parent / "cases" / "readers_pdf" / "layouts.yaml"
_CHINESE = re.compile(r"^([一二三四五六七八九十]+)、|^[（(]([一二三四五六七八九十]+)[）)]")
_FIRST = re.compile(r"(?m)^[（(]一[）)]")
_KINDS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"))


@dataclass(frozen=True)
class Layout:
    """A way to set a document. size, margins (left, right, top, bottom) in mm; points; line in points (exact).

    numbers: 一、 and （一） counted by Word. folio: page numbers like — 3 — at the foot. head: a running
    head. mark: a watermark over each page. justified: both edges straight. lines: lines are numbered.
    """

    size: tuple[float, float] = (210, 297)
    margins: tuple[float, float, float, float] = (28, 26, 37, 35)
    font: str = "Noto Serif CJK SC"
    points: float = 16
    line: float = 0
    justified: bool = False
    numbers: bool = False
    folio: bool = False
    head: str = ""
    lines: bool = False
    indent: bool = True
    gap: float = 0


def layouts() -> dict[str, Layout]:
    """All layouts by name."""
    loaded = yaml.safe_load(LAYOUTS.read_text(encoding="utf-8"))
    return {
        name: Layout(**{k: tuple(v) if isinstance(v, list) else v for k, v in d.items()})
        for name, d in loaded.items()
    }


def typed(document: Document, layout: Layout) -> bytes:
    """A .docx in which somebody has typed the text."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(layout.size[0]), Mm(layout.size[1])
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = map(
        Mm, layout.margins
    )
    style = paper.styles["Normal"]
    style.font.name, style.font.size = layout.font, Pt(layout.points)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), layout.font)
    style.paragraph_format.space_after = Pt(layout.gap)
    if layout.line:
        style.paragraph_format.line_spacing = Pt(layout.line)
    text = to_text(document)
    numbering = _numbering(paper, running=len(_FIRST.findall(text)) < 2) if layout.numbers else None
    for line in text.split("\n"):
        paragraph = paper.add_paragraph()
        words = _numbered(paragraph, line, numbering) if numbering is not None else line
        paragraph.add_run(words)
        if layout.justified:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if line and layout.indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * layout.points)
    _furnish(section, layout)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _numbering(paper: Any, *, running: bool) -> tuple[int, int]:
    """List definitions for 一、 and （一）, added to the numbering part; the list of each level.

    running: （一） has a list of its own, so that it never starts anew.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for i, (kind, text) in enumerate(_KINDS)
    )
    root = paper.part.numbering_part.element
    for number in (77, 78):
        xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'
        root.insert(0, parse_xml(xml))
        use = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        root.append(parse_xml(use))
    return (77, 78 if running else 77)


def _numbered(paragraph: Any, line: str, lists: tuple[int, int]) -> str:
    """The line without its label, which Word now counts; lists that do not count up stay typed."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    match = _CHINESE.match(line)
    if match is None:
        return line
    level = 0 if match[1] else 1
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{lists[level]}"/>'
    properties = paragraph._p.get_or_add_pPr()
    properties.insert(0, parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>"))
    return line[match.end() :]


def _furnish(section: Any, layout: Layout) -> None:
    """Running head, page numbers, line numbers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    if layout.head:
        section.header.paragraphs[0].text = layout.head
    if layout.folio:
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("— ")
        foot._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        foot.add_run(" —")
    if layout.lines:
        section._sectPr.append(parse_xml(f'<w:lnNumType {nsdecls("w")} w:countBy="1" w:restart="newPage"/>'))
