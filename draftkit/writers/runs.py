"""Text -> WordprocessingML runs. The only place where text becomes XML.

Text may hold *tokens*: single private-use characters (U+E000–U+F8FF) that stand for values known
later. They pass through here as they are; `draftkit.writers.body` cuts the finished XML at them.
A visible hole 【待填：…】 becomes a run of its own with a yellow ground, so that nobody overlooks it.
"""

from __future__ import annotations

import re

from draftkit.errors import OutputError
from draftkit.lexicon.text import NOT_XML

TOKEN = re.compile("[\ue000-\uf8ff]")
HOLE = re.compile("(【待填[^】]*】)")
_SPECIAL = re.compile("[&<>\t\n\r]")

# Properties of a run, children of w:rPr in schema order. The hint keeps “ ” —— …… in the Chinese font.
BODY = '<w:rFonts w:hint="eastAsia"/>'
HEI = '<w:rStyle w:val="GwHei"/><w:rFonts w:hint="eastAsia"/>'
KAI = '<w:rStyle w:val="GwKai"/><w:rFonts w:hint="eastAsia"/>'
BOLD = "<w:b/><w:bCs/>"
YELLOW = '<w:highlight w:val="yellow"/>'

RUN = "<w:r><w:rPr>"
CLOSE = "</w:t></w:r>"
_TEXT = '<w:t xml:space="preserve">'
_PLAIN = "<w:t>"
_ENDS = re.compile(r"^[\s\ue000-\uf8ff]|[\s\ue000-\uf8ff]$")
BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"


def refuse_illegal(text: str, where: str) -> None:
    """Raise OutputError when `text` holds a character that no Word file can carry.

    These are control characters other than tab and line break, lone surrogates, U+FFFE and U+FFFF.
    """
    found = NOT_XML.search(text)
    if found is None:
        return
    around = NOT_XML.sub("□", text[max(0, found.start() - 8) : found.start() + 9])
    raise OutputError(
        f"“{around}”中有 Word 文件不能保存的字符 U+{ord(found.group()):04X}",
        where=where,
        remedy="请删去这个字符（图中以□标出）",
    )


def escape(text: str) -> str:
    """Text for the inside of w:t. Tab and line break become their elements (CR LF counts as one)."""
    if _SPECIAL.search(text) is None:
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\t", f"</w:t><w:tab/>{_TEXT}").replace("\n", f"</w:t><w:br/>{_TEXT}")


def attribute(text: str) -> str:
    """Text for an attribute value or for plain element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def open_run(properties: str) -> str:
    """The start of a text run with these properties."""
    return f"{RUN}{properties}</w:rPr>{_TEXT}"


def run(text: str, properties: str = BODY) -> str:
    """Runs that show `text`, empty when there is no text."""
    if not text:
        return ""
    if "【待填" not in text:
        # White space at an end is kept only when the element says so; a value may begin with some.
        kept = _TEXT if _ENDS.search(text) else _PLAIN
        return f"{RUN}{properties}</w:rPr>{kept}{escape(text)}{CLOSE}"
    pieces = HOLE.split(text)
    return "".join(
        f"{open_run(properties + YELLOW if index % 2 else properties)}{escape(piece)}{CLOSE}"
        for index, piece in enumerate(pieces)
        if piece
    )


def value(text: str, properties: str) -> str:
    """A value that goes into an open run with these properties."""
    if "【待填" not in text or YELLOW in properties:
        return escape(text)
    return f"{CLOSE}{run(text, properties)}{open_run(properties)}"
