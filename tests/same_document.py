"""Whether two documents say the same, whatever form each was read from."""

from __future__ import annotations

import io
import zipfile

from draftkit.lexicon.text import bare
from draftkit.model import Document

_ELEMENTS = ("doc_number", "title", "notice_title", "issued_on", "printed_by", "printed_on")
_ELEMENTS += ("disclosure", "effective_from", "valid_until")


def essence(document: Document) -> dict[str, object]:
    """All that a reader takes from a document; white space and widths of marks left out."""
    out: dict[str, object] = {key: _plain(getattr(document, key)) for key in _ELEMENTS}
    out["issuers"] = [bare(name) for name in document.issuers]
    out["addressees"] = [bare(name) for name in document.addressees]
    out["basis"] = [(bare(c.title), c.number) for c in document.basis]
    out["headings"] = [(s.label, s.level, _plain(s.title)) for s in document.headings()]
    out["closing"] = [bare(text.text) for text in document.closing]
    for m in document.measures:
        key = "/".join(m.path)
        out[f"{key} text"] = bare(m.text)
        out[f"{key} units"] = ([bare(u) for u in m.lead], [bare(u) for u in m.units])
        out[f"{key} targets"] = [
            (bare(t.metric), t.comparator, t.value, t.unit, t.deadline) for t in m.targets
        ]
    return out


def _plain(value: str | None) -> str | None:
    return bare(value) if value else value


def docx_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a docx as they are compared: that the white space of a text is kept may be said needlessly."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: package.read(name).replace(b' xml:space="preserve"', b"") for name in package.namelist()
        }


def same_docx(a: bytes, b: bytes) -> bool:
    """Whether two docx show the same."""
    return docx_parts(a) == docx_parts(b)
