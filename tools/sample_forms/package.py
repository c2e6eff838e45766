"""The parts of a Word file around the text, and the archive that holds them.

Written by hand and stored without compression, so that the same bytes come out everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from .archive import HEAD, OFFICE, archive, relations

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = f'xmlns:r="{OFFICE}"'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."

_PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footer1": "footer",
    "footer2": "footer",
}

_STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" \
w:eastAsia="仿宋_GB2312" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" \
w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="579" \
w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="a3"><w:name w:val="公文标题"/><w:basedOn w:val="a"/><w:pPr>\
<w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="a4"><w:name w:val="公文正文"/><w:basedOn w:val="a"/><w:pPr>\
<w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a4"/><w:pPr>{num1}\
<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a4"/><w:pPr>{num2}\
<w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体_GB2312"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 3"/><w:basedOn w:val="a4"/><w:pPr>{num3}\
<w:outlineLvl w:val="2"/></w:pPr></w:style>"""

_LEVEL = """<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{restart}\
<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" \
w:firstLine="640"/></w:pPr></w:lvl>"""

_FOOTER = """<w:p><w:pPr><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>\
<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>\
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>\
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r>\
<w:r><w:fldChar w:fldCharType="end"/></w:r>\
<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p>"""

SECTION = """<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" \
r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" \
w:left="1587" w:header="851" w:footer="1441" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>"""


def pack(body: str, *, format: str, through: Iterable[int], by_style: bool) -> bytes:
    """The whole file around the XML of the body.

    format: Word's name of the Chinese numerals. through: levels that go on through the whole
    document. by_style: the heading styles carry the numbering, not the paragraphs.
    """
    rels = {f"rId{i}": (kind, f"{name}.xml") for i, (name, kind) in enumerate(_PARTS.items(), 1)}
    parts = {
        "[Content_Types].xml": _content_types(),
        "word/document.xml": f"<w:document {W} {_R}><w:body>{body}{SECTION}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{_styles(by_style)}</w:styles>",
        "word/numbering.xml": _numbering(format, set(through), by_style),
        "word/settings.xml": f"<w:settings {W}><w:evenAndOddHeaders/></w:settings>",
        "word/footer1.xml": f"<w:ftr {W}>{_FOOTER.format(side='right')}</w:ftr>",
        "word/footer2.xml": f"<w:ftr {W}>{_FOOTER.format(side='left')}</w:ftr>",
    }
    related = {
        "_rels/.rels": relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": relations(rels),
    }
    return archive({name: HEAD + text for name, text in parts.items()} | related)


def _content_types() -> str:
    main = f'<Override PartName="/word/document.xml" ContentType="{_TYPES}document.main+xml"/>'
    others = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{main}{others}</Types>'
    )


def _styles(by_style: bool) -> str:
    def num(level: int) -> str:
        ilvl = f'<w:ilvl w:val="{level - 1}"/>' if level > 1 else ""
        return f'<w:numPr>{ilvl}<w:numId w:val="1"/></w:numPr>' if by_style else ""

    return _STYLES.format(num1=num(1), num2=num(2), num3=num(3))


def _numbering(format: str, through: set[int], by_style: bool) -> str:
    texts = {1: (format, "%1、"), 2: (format, "（%2）"), 3: ("decimal", "%3.")}
    levels = []
    for level, (kind, text) in texts.items():
        restart = '<w:lvlRestart w:val="0"/>' if level in through else ""
        if by_style:
            restart += f'<w:pStyle w:val="{level}"/>'
        levels.append(_LEVEL.format(level=level - 1, format=kind, text=text, restart=restart))
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
        f'{"".join(levels)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
