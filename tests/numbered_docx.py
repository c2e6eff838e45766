"""Typed labels of a Word file turned into Word's own automatic numbering."""

from __future__ import annotations

import io
import re
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# label -> level of the list
_LABELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[.．]"),
    re.compile(r"（\d{1,2}）"),
)
_KINDS = ("chineseCountingThousand", "chineseCounting", "decimal", "decimal")
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>", re.DOTALL)
_FIRST = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)")
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")}


def with_automatic_numbers(data: bytes) -> bytes:
    """The same document: wherever a paragraph starts with a label, a list of its own shows it.

    Every label has a use of the list (w:num) that starts at its number, so that what is shown is
    what was typed, whatever the author counted.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    uses: list[str] = []

    def rewrite(match: re.Match[str]) -> str:
        paragraph = match.group()
        first = _FIRST.search(paragraph)
        for level, label in enumerate(_LABELS):
            found = label.match(first[2]) if first else None
            if first is None or found is None:
                continue
            uses.append(_use(len(uses) + 1, level, _value(found.group()), found.group()))
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{len(uses)}"/></w:numPr>'
            rest = paragraph[: first.start(2)] + first[2][found.end() :] + paragraph[first.end() :]
            if "<w:pPr>" in rest:
                return rest.replace("<w:pPr>", f"<w:pPr>{number}", 1)
            return rest.replace("<w:p>", f"<w:p><w:pPr>{number}</w:pPr>", 1)
        return paragraph

    body = _PARAGRAPH.sub(rewrite, parts["word/document.xml"].decode())
    assert uses
    parts["word/document.xml"] = body.encode()
    parts["word/numbering.xml"] = _numbering(uses).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _value(label: str) -> int:
    digits = re.sub(r"[^\d一二三四五六七八九十]", "", label)
    if digits.isdigit() and digits.isascii():
        return int(digits)
    tens, found, ones = digits.partition("十")
    return (_CHINESE.get(tens, 1) * 10 if found else 0) + (_CHINESE.get(ones if found else tens, 0))


def _use(number: int, level: int, start: int, label: str) -> str:
    shown = re.sub(r"[\d一二三四五六七八九十]+", f"%{level + 1}", label)
    own = (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{_KINDS[level]}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{shown}"/></w:lvl>'
    )
    return (
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="{level}">'
        f'<w:startOverride w:val="{start}"/>{own}</w:lvlOverride></w:num>'
    )


def _numbering(uses: list[str]) -> str:
    return f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"/>{"".join(uses)}</w:numbering>'
