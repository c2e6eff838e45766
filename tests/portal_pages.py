"""Pages as government portals show a document, made from a clean text and a page around it.

The pages around are tests/cases/html/*.html; {{正文}} and so on are filled here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

PAGES = Path(__file__).parent / "cases" / "html"
_CENTRED = re.compile(r"^.{4,90}(?:通知|方案|意见|计划|措施|办法|（[^（）]{2,12}）)$")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def escape(words: str) -> str:
    """Words as markup; a page keeps columns apart by &nbsp;, since it shows runs of spaces as one."""
    return re.sub(r"[ \t]{2,}|\t", lambda m: "&nbsp;" * max(len(m.group()), 4), html.escape(words))


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """(kind, lines): table rows of one table together, every other line alone."""
    rows: list[str] = []
    for line in text.split("\n"):
        if "\t" in line.strip() and len(line.split("\t")) > 2:
            rows.append(line)
            continue
        if rows:
            yield "table", rows
            rows = []
        if line.strip():
            words = line.strip()
            yield ("centred" if _CENTRED.match(words) else "text"), [words]
    if rows:
        yield "table", rows


def _table(rows: list[str]) -> str:
    cells = ("".join(f"<td><p>{escape(cell.strip())}</p></td>" for cell in row.split("\t")) for row in rows)
    return "<table border=1>" + "".join(f"<tr>{row}</tr>\n" for row in cells) + "</table>"


def paragraphs(text: str) -> str:
    """<p> a paragraph, indented by two wide spaces, titles centred."""
    out = []
    for kind, lines in _blocks(text):
        if kind == "table":
            out.append(_table(lines))
        elif kind == "centred":
            out.append(f'<p style="text-align: center;"><strong>{escape(lines[0])}</strong></p>')
        else:
            out.append(f"<p>　　{escape(lines[0])}</p>")
    return "\n".join(out)


def breaks(text: str) -> str:
    """Everything in one cell, &nbsp; as indents, <BR> between paragraphs."""
    out = []
    for kind, lines in _blocks(text):
        out.append(
            _table(lines) if kind == "table" else "&nbsp;&nbsp;&nbsp;&nbsp;" + escape(lines[0]) + "<BR>\r\n"
        )
    return "".join(out)


def soup(text: str) -> str:
    """<div>s full of <span>s, the words cut anywhere, buttons in between."""
    out = []
    for kind, lines in _blocks(text):
        if kind == "table":
            out.append(_table(lines))
            continue
        words = lines[0]
        cut = len(words) // 3
        spans = "".join(
            f"<span style='font-family:仿宋'>{escape(w)}</span>" for w in (words[:cut], words[cut:])
        )
        align = " align='center'" if kind == "centred" else ""
        out.append(f"<div{align}>{spans}</div>")
    return "\n<div><span>&nbsp;</span></div>\n".join(out)


def word(text: str) -> str:
    """As Word saves it: source lines of 60 characters, entities, empty paragraphs."""
    out = []
    for kind, lines in _blocks(text):
        if kind == "table":
            out.append(_table(lines))
            continue
        words = lines[0]
        folded = escape(re.sub(r"(.{56,60}?)(?![A-Za-z0-9](?<=[A-Za-z0-9]))(?<![A-Za-z0-9])", r"\1\n", words))
        folded = folded.replace("“", "&ldquo;").replace("”", "&rdquo;")
        align = (
            " align=center style='text-align:center'" if kind == "centred" else " style='text-indent:32.0pt'"
        )
        out.append(
            f"<p class=MsoNormal{align}><span lang=EN-US\nstyle='font-family:仿宋_GB2312'>{folded}</span><o:p></o:p></p>"
        )
    return "\n<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\n".join(out)


def wrapped(text: str) -> str:
    """<p> a line of 28 characters, as copied out of a PDF."""
    out = []
    for kind, lines in _blocks(text):
        if kind == "table":
            out.append(_table(lines))
            continue
        words = lines[0] if kind == "centred" else "　　" + lines[0]
        pieces = [words] if re.search(r"\S\s{3,}\S", words) else _folded(words, 28)
        align = ' align="center"' if kind == "centred" else ""
        out += [f"<p{align}>{escape(piece)}</p>" for piece in pieces]
    return "\n".join(out)


def _folded(words: str, width: int) -> list[str]:
    """Lines of so many ideographs; digits and Latin letters are half as wide."""
    out, used = [""], 0.0
    for char in words:
        used += 0.5 if char.isascii() else 1
        if used > width:
            out.append("")
            used = 0.5 if char.isascii() else 1
        out[-1] += char
    return out


STYLES: dict[str, tuple[str, Callable[[str], str], str]] = {
    "modern": ("modern.html", paragraphs, "utf-8"),
    "tables": ("tables.html", breaks, "gb18030"),
    "soup": ("soup.html", soup, "utf-8-sig"),
    "word": ("word.html", word, "gb18030"),
    "wrapped": ("wrapped.html", wrapped, "utf-8"),
}


def page(text: str, style: str, *, title: str, issuer: str = "", number: str = "") -> bytes:
    """The bytes of a page that shows `text`; title is the one that the portal sets above it."""
    name, body, usual = STYLES[style]
    date = _DATE.search(text)
    filled = (PAGES / name).read_text(encoding="utf-8")
    for key, value in (
        ("标题", escape(title)),
        ("字号", number),
        ("日期", date.group() if date else ""),
        ("机关", escape(issuer)),
        ("正文", body(text)),
    ):
        filled = filled.replace("{{" + key + "}}", value)
    return filled.encode(usual)
