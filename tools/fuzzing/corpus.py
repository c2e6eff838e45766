"""Good files of every kind to start from: samples, cases of the tests, and a folder of one's own."""

from __future__ import annotations

import email.mime.multipart
import email.mime.text
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]

FILES = ("docx", "doc", "pdf", "html", "mhtml", "ofd", "md", "txt")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk", "big5", "utf-7")
_KINDS = {
    ".wps": "doc",
    ".htm": "html",
    ".mht": "mhtml",
    ".markdown": "md",
    ".png": "picture",
    ".jpg": "picture",
}
_LARGEST = 400_000  # larger files make few cases a second and show nothing else


@cache
def samples() -> list[str]:
    """Plain texts."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples/src").glob("*.txt"))]


@cache
def corpus(folder: str = "") -> dict[str, list[bytes]]:
    """kind -> files. `folder`: further files, their kind told by their suffix."""
    out: dict[str, list[bytes]] = {kind: [] for kind in FILES}
    out["html"] += _pages()
    out["mhtml"] += [_archive(page) for page in out["html"][:2]]
    out["ofd"] += _ofds()
    out["pdf"] += _drawn()
    out["txt"] += [text.encode(code, "replace") for text in samples() for code in ENCODINGS]
    places = [ROOT / "samples", ROOT / "tests/cases", *([Path(folder)] if folder else [])]
    for path in sorted(path for place in places for path in place.rglob("*")):
        kind = _KINDS.get(path.suffix, path.suffix[1:])
        if kind in (*FILES, "picture") and path.is_file() and 0 < path.stat().st_size <= _LARGEST:
            out.setdefault(kind, []).append(path.read_bytes())
    return out


def _pages() -> list[bytes]:
    from portal_pages import STYLES, page

    return [page(text, style, title="关于印发方案的通知") for text in samples()[:2] for style in STYLES]


def _archive(page: bytes) -> bytes:
    message = email.mime.multipart.MIMEMultipart("related")
    message.attach(email.mime.text.MIMEText(page.decode("utf-8", "replace"), "html", "utf-8"))
    return bytes(message)


def _ofds() -> list[bytes]:
    from ofd_files import WAYS, ofd

    return [ofd(text, way) for text in samples()[:1] for way in WAYS]


def _drawn() -> list[bytes]:
    """Small PDFs with what large ones have: a table, two columns, a turned page, a watermark."""
    from sample_forms.pdf import Paper

    out = []
    for turn in (0, 90):
        paper = Paper(842, 595, turn=turn) if turn else Paper()
        paper.text(112, 126, 16, "一、总体要求。到2025年，行政村通公交率达到95%以上。")
        paper.text(112, 400, 16, "丹泽市教育局")
        paper.text(335, 400, 16, "丹泽市民政局")
        paper.text(200, 300, 60, "内部资料", tilted=True)
        for y in (200, 230, 260):
            paper.rule(80, y, 500, y)
        for x in (80, 200, 500):
            paper.rule(x, 200, x, 260)
        for y in (220, 250):
            paper.text(90, y, 12, "序号")
            paper.text(210, y, 12, "建立工作台账，市财政局负责")
        paper.page()
        paper.text(112, 126, 16, "（一）加密班次。（县交通运输局牵头，各乡镇配合）")
        out.append(paper.done())
    return out
