"""A document as a government portal shows it: a page with navigation, metadata and buttons around it.

Also the same page as a web archive, which browsers call a complete page in one file.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from itertools import groupby

from .plain import Block

_CENTRED = ("mark", "number", "title", "attachment_title")
_RIGHT = ("signature", "date")
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
<meta name="ArticleTitle" content="{title}">
<title>{title}_政务公开_某某市人民政府</title>
<style>.TRS_Editor p {{ line-height: 2em; }}</style>
<script>var site = "一、首页";</script>
</head>
<body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/bsfw/">办事服务</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 正文</div>
<table class="metadata">
<tr><td>索 引 号：</td><td>000000000/2024-00001</td><td>发文字号：</td><td>{number}</td></tr>
<tr><td>标　　题：</td><td colspan="3">{title}</td></tr>
<tr><td>发布日期：</td><td>2024-12-31</td><td>有 效 性：</td><td>有效</td></tr>
</table>
<div class="tools">字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>] <a href="javascript:window.print()">打印本页</a></div>
<div class="TRS_Editor">
{body}
</div>
<div class="related"><h3>相关解读</h3><ul><li><a href="a.html">一图读懂：{title}</a></li></ul></div>
<div class="footer"><p>主办单位：某某市人民政府办公室　网站标识码：0000000000</p></div>
</body>
</html>
"""


def write(blocks: list[Block], charset: str = "utf-8") -> bytes:
    """The page. charset: what it is stored in, and says of itself."""
    title = next(block.text for block in blocks if block.kind == "title")
    number = next((block.text for block in blocks if block.kind == "number"), "")
    body = "\n".join(_parts(blocks))
    page = _PAGE.format(charset=charset, title=escape(title), number=escape(number), body=body)
    return page.encode(charset)


def archive(page: bytes) -> bytes:
    """A page as a web archive (.mht)."""
    lines = (
        "From: <Saved by a browser>",
        "Subject: page",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----part"',
        "",
        "------part",
        "Content-Type: text/html",
        "Content-Transfer-Encoding: base64",
        "Content-Location: https://example.invalid/page.html",
        "",
        base64.encodebytes(page).decode("ascii").replace("\n", "\r\n"),
        "------part--",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _parts(blocks: list[Block]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "row":
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in block.text.split("\t")) for block in group)
            yield "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        else:
            yield from (_paragraph(kind, block.text) for block in group)


def _paragraph(kind: str, text: str) -> str:
    words = escape(text).replace("“", "&ldquo;").replace("”", "&rdquo;").replace("\t", "&nbsp;" * 4)
    if kind in _CENTRED:
        return f'<p style="text-align: center"><strong>{words}</strong></p>'
    if kind in _RIGHT:
        return f'<p style="text-align: right">{words}</p>'
    flush = kind in ("addressee", "attachment_mark", "printed")
    return f"<p>{words}</p>" if flush else f"<p>　　<span>{words}</span></p>"
