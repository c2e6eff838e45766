"""Two stages: compile a document once, fill its values many times.

The compiled body is a list of finished XML pieces; between them stand the places of the values.
Filling joins strings once and deflates once, nothing is parsed or laid out again, apart from the
title, the issuer mark and the signature when a value stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from draftkit.model import Document
from draftkit.writers import runs
from draftkit.writers.blocks import Block, Flexible
from draftkit.writers.cutting import Slot, cut, translated
from draftkit.writers.frame import TURNED, Frame, frame_for
from draftkit.writers.layout import layout
from draftkit.writers.looks import filled
from draftkit.writers.package import deflate, join
from draftkit.writers.profile import Profile


@dataclass(frozen=True, slots=True)
class CompiledBody:
    """A document whose values are still to come (编译好的正文).

    skeleton: the XML in pieces, empty where a value or a flexible block comes. slots: each value's
    place with its indices in the skeleton; blocks likewise. tokens: the private-use characters that
    stand in the document. A token without a value stays what it is, a character of the text.
    frame: an office's own letterhead, None for the standard's page. turned: some pages lie on their side.
    """

    skeleton: tuple[bytes, ...]
    slots: tuple[tuple[Slot, tuple[int, ...]], ...]
    blocks: tuple[tuple[Flexible, int], ...]
    title: str
    profile: Profile
    tokens: frozenset[str]
    frame: bytes | None = None
    turned: bool = False

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The docx with the values in the place of their tokens.

        Values are text, never XML; a 【待填：…】 in a value is marked yellow. Raises OutputError for
        a value with a character that no Word file can carry.
        """
        for value in values.values():
            runs.refuse_illegal(value, "填入的值")
        return _package(
            frame_of(self.profile, self.frame, self.turned), self._xml(values), translated(self.title, values)
        )

    def _xml(self, values: Mapping[str, str]) -> bytes:
        out = list(self.skeleton)
        for slot, indices in self.slots:
            text = runs.value(values.get(slot.token, slot.token), slot.properties).encode("utf-8")
            for i in indices:
                out[i] = text
        for block, i in self.blocks:
            out[i] = filled(block, values).encode("utf-8")
        return b"".join(out)


def compile_body(
    document: Document,
    profile: Profile,
    frame: bytes | None = None,
    comments: Mapping[int, int] | None = None,
) -> CompiledBody:
    """Set `document` by `profile` as far as it can be set without values.

    Private-use characters (U+E000–U+F8FF) in its text are places of values. frame: an office's own
    letterhead (.docx) around the text. comments: numbers of comments by the id() of a paragraph.
    Raises OutputError when a paragraph holds a character that no Word file can carry, InputError and
    its kinds for a frame that is refused.
    """
    _refuse_illegal(document)
    around = frame_of(profile, frame)
    blocks = _blocks(document, profile, around, comments)
    pieces = list(_pieces(blocks))
    slots: dict[Slot, list[int]] = {}
    for i, piece in enumerate(pieces):
        if isinstance(piece, Slot):
            slots.setdefault(piece, []).append(i)
    return CompiledBody(
        skeleton=tuple(p.encode("utf-8") if isinstance(p, str) else b"" for p in pieces),
        slots=tuple((slot, tuple(indices)) for slot, indices in slots.items()),
        blocks=tuple((p, i) for i, p in enumerate(pieces) if isinstance(p, Flexible)),
        title=document.notice_title or document.title or "",
        profile=profile,
        tokens=frozenset(t for p in document.paragraphs for t in runs.TOKEN.findall(p.text)),
        frame=frame,
        turned=frame is None and any(isinstance(p, str) and TURNED in p for p in pieces),
    )


def _blocks(
    document: Document, profile: Profile, around: Frame, comments: Mapping[int, int] | None
) -> list[Block]:
    if around.letterhead is None:
        return [around.open, *layout(document, profile, around.sections, comments), around.close]
    from draftkit.writers.letterhead import inside

    return inside(document, profile, around, comments)


def frame_of(profile: Profile, frame: bytes | None, turned: bool = False) -> Frame:
    """The standard's frame, or an office's own."""
    if frame is None:
        return frame_for(profile, turned)
    from draftkit.writers.letterhead import letterhead

    return letterhead(frame, profile)


def _pieces(blocks: Iterable[Block]) -> Iterator[str | Slot | Flexible]:
    """The blocks with their finished XML joined, then cut at the tokens."""
    ready: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            ready.append(block)
        else:
            yield from cut("".join(ready))
            ready.clear()
            yield block
    yield from cut("".join(ready))


def _refuse_illegal(document: Document) -> None:
    for number, p in enumerate(document.paragraphs, 1):
        runs.refuse_illegal(p.text, f"第{number}段")
        for cell in p.cells:
            runs.refuse_illegal(cell.text, f"第{number}段的表格")
    for name in (*document.issuers, *document.signature, document.title or "", document.notice_title or ""):
        runs.refuse_illegal(name, "文件的标题或机关名称")


def _package(frame: Frame, xml: bytes, title: str) -> bytes:
    parts = [deflate(frame.name, xml)]
    if frame.core is not None:
        parts.append(deflate("docProps/core.xml", runs.attribute(title).join(frame.core).encode("utf-8")))
    return join(frame.static, parts)
