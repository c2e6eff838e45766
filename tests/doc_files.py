"""Word 97–2003 files for tests, made by LibreOffice, and the one that lies in tests/cases/doc.

`python tests/doc_files.py` writes tests/cases/doc/features.doc anew.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from sample_forms.office import convert

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
FEATURES = Path(__file__).parent / "cases" / "doc" / "features.doc"
NOTES = Path(__file__).parent / "cases" / "doc" / "notes.doc"
__all__ = ["FEATURES", "NOTES", "convert", "docx", "features", "notes", "num", "p"]
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def docx(body: str, numbering: str, styles: str, footnotes: str = "", endnotes: str = "") -> bytes:
    """A whole package, as strict as LibreOffice wants it."""
    names = {"document": ".main+xml", "numbering": "+xml", "styles": "+xml"}
    notes = {name: xml for name, xml in (("footnotes", footnotes), ("endnotes", endnotes)) if xml}
    names |= dict.fromkeys(notes, "+xml")
    types = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE}{n}{e}"/>' for n, e in names.items()
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(
            [(name, f"{name}.xml") for name in ("numbering", "styles", *notes)]
        ),
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    parts |= {f"word/{name}.xml": f"<w:{name} {W}>{xml}</w:{name}>" for name, xml in notes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, xml in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return out.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATION}{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def num(level: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _cell(text: str, merge: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{merge}</w:tcPr>{p(text)}</w:tc>'


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def features() -> bytes:
    """A document with what a .doc can hide: numbering, styles, changes, fields, merged cells."""
    kinds = [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(kinds)
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    numbering += '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="Mitte"><w:name w:val="Mitte"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
    table = "<w:tbl><w:tblPr><w:tblW w:w='6000' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"
    table += _row(_cell("序号"), _cell("任务"), _cell("单位"))
    table += _row(_cell("1"), _cell("建台账", '<w:vMerge w:val="restart"/>'), _cell("甲局"))
    table += _row(_cell("2"), _cell("", "<w:vMerge/>"), _cell("乙局")) + "</w:tbl>"
    who = 'w:id="1" w:author="某" w:date="2024-01-01T00:00:00Z"'
    changed = (
        "<w:p><w:r><w:t>到2025年达到</w:t></w:r>"
        f"<w:del {who}><w:r><w:delText>70%</w:delText></w:r></w:del><w:ins {who}><w:r><w:t>75%</w:t></w:r></w:ins></w:p>"
    )
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r></w:p>"
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://example.invalid/"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>任务分工表</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    broken = "<w:p><w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t></w:r></w:p>"
    body = p("居中的标题", '<w:pStyle w:val="Mitte"/>') + p("也居中", '<w:jc w:val="center"/>')
    body += (
        p("总则", num(0))
        + p("甲", num(1))
        + p("子", num(2))
        + p("丑", num(2))
        + p("乙", num(1))
        + p("分则", num(0))
    )
    body += p("另起", num(0, 2)) + changed + hidden + field + broken + table + p("表后")
    return docx(body, numbering, styles)


def notes() -> bytes:
    """A document with footnotes, an endnote and a text box."""
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'

    def refer(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    def note(kind: str, number: int, text: str) -> str:
        return f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'

    box = (
        '<w:r><w:pict><v:shape id="b" type="#_x0000_t202" style="position:absolute;width:200pt;height:40pt"><v:textbox>'
        f"<w:txbxContent>{p('框里的话')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    first = f"<w:p><w:r><w:t>全面</w:t></w:r>{refer('footnote', 2)}<w:r><w:t>覆盖。</w:t></w:r></w:p>"
    second = f"<w:p><w:r><w:t>有框</w:t></w:r>{box}</w:p>"
    third = f"<w:p><w:r><w:t>末段。</w:t></w:r>{refer('footnote', 3)}{refer('endnote', 2)}</w:p>"
    return docx(
        first + second + third,
        "",
        styles,
        note("footnote", 2, "指常住人口。") + note("footnote", 3, "下同。"),
        note("endnote", 2, "见公报。"),
    )


if __name__ == "__main__":
    FEATURES.parent.mkdir(exist_ok=True)
    for path, data in ((FEATURES, features()), (NOTES, notes())):
        path.write_bytes(convert({path.stem: data})[path.stem])
