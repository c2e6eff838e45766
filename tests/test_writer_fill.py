"""Compiling once and filling is the same as writing the filled document; text survives whatever it holds."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from typing import Any

import pytest
from docx import Document as WordDocument
from hypothesis import example, given
from hypothesis import strategies as st
from writer_cases import case, document

from draftkit.errors import OutputError
from draftkit.model import Document, Text
from draftkit.writers.docx import Profile, compile_body, to_docx
from draftkit.writers.text import to_text

PLACE, NAME, DATE, HOLE = "\ue000", "\ue001", "\ue002", "\uf8ff"
HOSTILE = [
    "& < > \" ' ]]>",
    "R&D中心。<w:p/>",
    "{{ x }} {% y %} {# z",
    "\\1 \\g<0> $title ${title}",
    "表情😀👨‍👩‍👧𠮷",
    "עברית العربية \u202eabc",
    "a\tb\nc\r\nd\re",
    "\u00a0\u3000两 端\u2028",
    "字" * 10_000,
    "【待填：甲】与【待填：乙】",
]


def filled(doc: Document, values: dict[str, str]) -> Document:
    """`doc` with the values in its texts."""
    table = str.maketrans(values)

    def put(text: str | None) -> str | None:
        return None if text is None else text.translate(table)

    paragraphs = tuple(
        replace(
            p,
            content=Text(p.text.translate(table)),
            cells=tuple(Text(c.text.translate(table)) for c in p.cells),
            label_end=len(p.text[: p.label_end].translate(table)),
            body_at=len(p.text[: p.body_at].translate(table)),
        )
        for p in doc.paragraphs
    )
    return replace(
        doc,
        paragraphs=paragraphs,
        title=put(doc.title),
        notice_title=put(doc.notice_title),
        issuers=tuple(n.translate(table) for n in doc.issuers),
        signature=tuple(n.translate(table) for n in doc.signature),
    )


def with_tokens(doc: Document, values: dict[str, str]) -> Document:
    """The other way round: each value in `doc` becomes its token."""
    for token, value in values.items():
        doc = filled_back(doc, value, token)
    return doc


def filled_back(doc: Document, value: str, token: str) -> Document:
    def put(text: str) -> str:
        return text.replace(value, token)

    paragraphs = tuple(
        replace(
            p,
            content=Text(put(p.text)),
            cells=tuple(Text(put(c.text)) for c in p.cells),
            body_at=len(put(p.text[: p.body_at])),
        )
        for p in doc.paragraphs
    )
    return replace(
        doc,
        paragraphs=paragraphs,
        title=put(doc.title or ""),
        notice_title=put(doc.notice_title or ""),
        issuers=tuple(map(put, doc.issuers)),
        signature=tuple(map(put, doc.signature)),
    )


def runs(data: bytes) -> list[list[tuple[str, Any]]]:
    """Paragraphs as runs of text with their properties; neighbours that look the same are one."""
    word = WordDocument(io.BytesIO(data))
    cells = [p for t in word.tables for r in t.rows for c in r.cells for p in c.paragraphs]
    result = []
    for p in (*word.paragraphs, *cells):
        joined: list[tuple[str, Any]] = []
        for r in p.runs:
            look = (r.style.name if r.style else None, r.font.highlight_color, r.font.size)
            if joined and joined[-1][1] == look:
                joined[-1] = (joined[-1][0] + r.text, look)
            elif r.text:
                joined.append((r.text, look))
        result.append(joined)
    return result


@pytest.mark.parametrize("name", ["notice_plan", "joint", "opinion"])
@pytest.mark.parametrize("seal", [True, False])
def test_filling_equals_writing(name: str, seal: bool) -> None:
    values = {PLACE: "松岭", NAME: "卫生健康局", DATE: "3月1日", "\ue005": "85%"}
    doc, profile = case(name), Profile(seal=seal)
    holed = with_tokens(doc, values)
    assert holed != doc
    assert runs(compile_body(holed, profile).fill(values)) == runs(to_docx(doc, profile))


def test_longer_names_move_the_layout() -> None:
    doc = document(
        ("title", f"{PLACE}县促进普惠托育服务发展若干措施"),
        ("signature", f"{PLACE}县人民政府"),
        ("date", DATE),
    )
    compiled = compile_body(doc, Profile())
    values = {PLACE: "阿依那什塔尔柯尔克孜", DATE: "2026年3月1日"}
    word = WordDocument(io.BytesIO(compiled.fill(values)))
    assert word.paragraphs[0].text.count("\n") == 1
    assert runs(compiled.fill(values)) == runs(to_docx(filled(doc, values)))


def test_a_value_may_itself_be_a_hole() -> None:
    doc = document(("item", f"（一）目标{PLACE}。|到{DATE}，达到{PLACE}。"))
    data = compile_body(doc, Profile()).fill({PLACE: "【待填：比例】以上", DATE: "2027年"})
    word = WordDocument(io.BytesIO(data))
    marked = [(r.text, r.style.name) for r in word.paragraphs[0].runs if r.font.highlight_color is not None]
    assert marked == [("【待填：比例】", "公文楷体"), ("【待填：比例】", "Default Paragraph Font")]
    assert word.paragraphs[0].text == "（一）目标【待填：比例】以上。到2027年，达到【待填：比例】以上。"


def test_a_token_inside_a_hole_stays_yellow() -> None:
    data = compile_body(document(("body", f"甲【待填：{PLACE}的面积】乙")), Profile()).fill({PLACE: "松岭县"})
    marked = [r.text for r in WordDocument(io.BytesIO(data)).paragraphs[0].runs if r.font.highlight_color]
    assert marked == ["【待填：松岭县的面积】"]


def test_tokens_are_known_and_those_without_value_stay() -> None:
    compiled = compile_body(document(("body", f"{PLACE}甲{HOLE}"), ("title", DATE)), Profile())
    assert compiled.tokens == {PLACE, HOLE, DATE}
    word = WordDocument(io.BytesIO(compiled.fill({PLACE: "松岭"})))
    assert word.paragraphs[0].text == f"松岭甲{HOLE}"


def test_a_value_is_not_filled_twice() -> None:
    compiled = compile_body(document(("body", PLACE), ("title", PLACE)), Profile())
    texts = [p.text for p in WordDocument(io.BytesIO(compiled.fill({PLACE: NAME, NAME: "错"}))).paragraphs]
    assert [t for t in texts if t] == [NAME, NAME]


def test_a_compiled_body_can_go_to_another_process() -> None:
    doc = with_tokens(case("joint"), {PLACE: "松岭"})
    compiled = compile_body(doc, Profile())
    assert pickle.loads(pickle.dumps(compiled)).fill({PLACE: "兰溪"}) == compiled.fill({PLACE: "兰溪"})


def test_a_bad_value_is_an_error() -> None:
    with pytest.raises(OutputError, match=r"填入的值.*U\+0007"):
        compile_body(document(("body", PLACE)), Profile()).fill({PLACE: "a\x07"})


def lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# What XML 1.0 can carry; private use is for tokens. Ends are stripped by the writer, which is documented.
CARRIED = (
    st.text(
        st.characters(
            exclude_categories=["Cs"],
            exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32)])) + "\ufffe\uffff",
        ),
        min_size=1,
    )
    .map(str.strip)
    .filter(bool)
)
ROLES = (
    "body",
    "addressee",
    "item",
    "doc_number",
    "disclosure",
    "attachment_note",
    "attachment_mark",
    "subtitle",
)


@given(CARRIED, st.sampled_from(ROLES))
@example(HOSTILE[0], "body")
def test_text_of_the_docx_is_the_text_of_the_document(text: str, role: str) -> None:
    doc = document((role, text))
    shown = "\n".join(p.text for p in WordDocument(io.BytesIO(to_docx(doc))).paragraphs if p.text)
    assert shown == lines(doc.paragraphs[0].text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_survives_as_text_and_as_value(text: str) -> None:
    wanted = lines(text.strip())
    for data in (
        to_docx(document(("body", text))),
        compile_body(document(("body", f"始{PLACE}终")), Profile()).fill({PLACE: text.strip()}),
    ):
        assert wanted in WordDocument(io.BytesIO(data)).paragraphs[0].text


@given(CARRIED.filter(lambda t: "\n" not in t and "\r" not in t))
def test_cut_lines_lose_no_word(text: str) -> None:
    doc = document(("issuer_mark", text), ("title", text), ("signature", text), ("date", text), title=text)
    word = WordDocument(io.BytesIO(to_docx(doc)))
    everything = "".join(e.text or "" for e in word.element.iter() if e.tag.endswith("}t"))
    assert "".join(everything.split()) == "".join(text.split()) * 4
    assert "".join((word.core_properties.title or "").split()) == "".join(text.split())


@given(CARRIED)
def test_plain_text_keeps_every_word(text: str) -> None:
    assert "".join(to_text(document(("body", text))).split()) == "".join(text.split())
