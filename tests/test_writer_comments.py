"""Word comments on paragraphs (--annotate): where they stand and what they say."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document as WordDocument
from lxml import etree
from writer_cases import case, document

from draftkit.errors import OutputError
from draftkit.writers.docx import Profile, to_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def comments(data: bytes) -> list[tuple[str, str]]:
    """Words under each comment, and the comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        part = etree.fromstring(package.read("word/comments.xml"))
    said = {
        c.get(f"{W}id"): "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in c) for c in part
    }
    found = []
    for start in body.iter(f"{W}commentRangeStart"):
        id = start.get(f"{W}id")
        words = ""
        for node in start.itersiblings():
            if node.tag == f"{W}commentRangeEnd" and node.get(f"{W}id") == id:
                reference = node.getnext()
                assert reference is not None
                assert [r.get(f"{W}id") for r in reference.iter(f"{W}commentReference")] == [id]
                break
            words += "".join(t.text or "" for t in node.iter(f"{W}t"))
        found.append((words, said.pop(id)))
    assert not said
    return found


def test_each_paragraph_bears_its_own_comment() -> None:
    doc = case("notice_plan")
    chosen = [i for i, p in enumerate(doc.paragraphs) if p.role in ("item", "heading", "body", "preamble")]
    found = comments(to_docx(doc, annotations={i: f"出处 {i} <&>" for i in chosen}))
    assert found == [(doc.paragraphs[i].text, f"出处 {i} <&>") for i in chosen]


def test_title_number_signature_and_rows_of_a_table_too() -> None:
    doc = case("notice_plan")
    chosen = {
        i: p.role
        for i, p in enumerate(doc.paragraphs)
        if p.role in ("notice_title", "doc_number", "signature", "printed") or p.cells
    }
    found = comments(to_docx(doc, annotations=chosen))
    assert sorted(said for _, said in found) == sorted(chosen.values())
    firsts = [words for words, said in found if said == "table"]
    assert firsts == [p.cells[0].text for p in doc.paragraphs if p.cells]


def test_the_text_is_the_same_with_and_without_and_so_are_the_bytes_twice() -> None:
    doc = case("joint")
    notes = dict.fromkeys(range(len(doc.paragraphs)), "甲\n乙")
    data = to_docx(doc, annotations=notes)
    assert data == to_docx(doc, annotations=notes)

    def texts(d: bytes) -> list[str]:
        word: Any = WordDocument(io.BytesIO(d))
        return [p.text for p in word.paragraphs]

    assert texts(data) == texts(to_docx(doc))
    assert {said for _, said in comments(data)} == {"甲\n乙"}


def test_letters_and_frames_bear_comments() -> None:
    out = io.BytesIO()
    WordDocument().save(out)
    doc = document(("body", "甲。"), ("body", "乙。"))
    for data in (
        to_docx(doc, Profile(layout="letter"), annotations={1: "丙"}),
        to_docx(doc, frame=out.getvalue(), annotations={1: "丙"}),
    ):
        assert comments(data) == [("乙。", "丙")]


def test_the_same_paragraph_twice_bears_two_comments() -> None:
    p = document(("body", "甲。")).paragraphs[0]
    doc = document()
    doc = type(doc)(doc.source, (p, p))
    assert comments(to_docx(doc, annotations={0: "一", 1: "二"})) == [("甲。", "一"), ("甲。", "二")]


def test_a_comment_that_word_cannot_carry_is_an_error() -> None:
    with pytest.raises(OutputError, match=r"批注.*U\+0007"):
        to_docx(document(("body", "甲。")), annotations={0: "a\x07"})


def test_a_comment_without_its_paragraph_is_an_error() -> None:
    with pytest.raises(IndexError):
        to_docx(document(("body", "甲。")), annotations={3: "a"})
