"""A layout that is remembered for a look is the layout that would have been worked out."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftkit.model import Document, Paragraph, SourceInfo, Text
from draftkit.writers import looks
from draftkit.writers.docx import Profile, compile_body

NAME, DAY, NUMBER, UNIT, TARGET = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
TOKENS = (NAME, DAY, NUMBER, UNIT, TARGET)
# Words that a title is cut at, places, digits, marks, and letters that nothing reads.
WORDS = [
    *"松岭柏河龙泉县市区局关于加快推进和与的等第年月日0123456789%（）《》、 &<A鱀",
    "人民政府",
    "【待填：甲】",
]
VALUES = st.lists(st.sampled_from(WORDS), max_size=7).map("".join)


def paragraph(role: str, text: str, **more: object) -> Paragraph:
    return Paragraph(role, Text(text), **more)  # type: ignore[arg-type]


def plan(lines: int) -> Document:
    """A notice with everything whose layout waits for values, and a table."""
    title = f"{NAME}人民政府关于加快推进{NAME}{UNIT}和基层服务体系建设的通知"
    cells = [
        ("序号", "任务", "单位"),
        ("1", f"到2027年达到{TARGET}", UNIT),
        ("2", NAME + "的任务", "县民政局"),
    ]
    body = [
        paragraph("body", f"{NAME}要在{DAY}前把{TARGET}落实到位，" + "抓好各项工作。" * 9)
        for _ in range(lines)
    ]
    table = [paragraph("table", "", cells=tuple(Text(c) for c in row), table=0) for row in cells]
    return Document(
        SourceInfo("", "draft", ""),
        (
            paragraph("issuer_mark", f"{NAME}人民政府文件"),
            paragraph("doc_number", f"政发〔2026〕{NUMBER}号"),
            paragraph("title", title),
            paragraph("addressee", "各乡镇人民政府："),
            *table,
            *body,
            paragraph("signature", f"{NAME}人民政府"),
            paragraph("signature", f"{NAME}{UNIT}"),
            paragraph("date", DAY),
            paragraph("copy_to", f"抄送：{NAME}委办公室。"),
            paragraph("printed", f"{NAME}人民政府办公室　{DAY}印发"),
        ),
        title=title,
        issuers=(f"{NAME}人民政府",),
        signature=(f"{NAME}人民政府", f"{NAME}{UNIT}"),
    )


COMPILED = [compile_body(plan(lines), Profile()) for lines in (1, 5, 6, 7)]


def test_a_paper_that_writes_a_stand_in_keeps_it() -> None:
    title = f"{NAME}人民政府关于加强长江{NAME}段鱀豚保护和鱁的调查以及增殖放流工作的通知"
    paragraphs = (paragraph("title", title), paragraph("body", f"{NAME}做好工作。"))
    compiled = compile_body(Document(SourceInfo("", "draft", ""), paragraphs, title=title), Profile())
    for name in ("松岭县", "柏溪县"):
        words = xml(compiled.fill({NAME: name}))
        assert words.count("鱀") == words.count("鱁") == 1
        assert words.count(name) == 3


def xml(filled: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        return package.read("word/document.xml").decode()


@settings(max_examples=150)
@given(st.lists(st.tuples(*[VALUES] * len(TOKENS)), min_size=2, max_size=3), st.sampled_from(COMPILED))
def test_remembered_is_worked_out(rows: list[tuple[str, ...]], compiled: object) -> None:
    assert hasattr(compiled, "fill")
    for row in rows:
        values = dict(zip(TOKENS, row, strict=True))
        remembered = xml(compiled.fill(values))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(looks, "look", lambda given: (None, ()))
            assert remembered == xml(compiled.fill(values))


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_look_keeps_what_layout_reads(values: list[str]) -> None:
    key, letters = looks.look(tuple(values))
    assert key is not None
    table = {ord(stand): letter for stand, letter in zip(looks._STANDS, letters, strict=False)}
    assert [k.translate(table) for k in key] == values or any(s in v for v in values for s in looks._STANDS)
    assert [len(k) for k in key] == [len(v) for v in values]


def test_names_of_one_length_share_a_look() -> None:
    assert looks.look(("松岭县", "松岭县民政局"))[0] == looks.look(("柏溪县", "柏溪县民政局"))[0]
    assert looks.look(("松岭县", "柏溪县"))[0] != looks.look(("松岭县", "松岭县"))[0]
    assert looks.look(("松岭县",))[0] != looks.look(("松岭市",))[0]
